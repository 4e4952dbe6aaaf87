import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/**
 * Runs the program that README.md shows and puts what it really prints into the blocks marked `<!-- produced: name -->`.
 * `npx tsx projenrc/readme.ts` rewrites the page; a test compares.
 */
const ROOT = join(__dirname, '..');
const PAGE = join(ROOT, 'README.md');

/** The page with every produced block as it must be. */
export function renderReadme(page: string): string {
  const produced = produce(programOf(page));
  return page.replace(/(<!-- produced: (\w+) -->\n```\w+\n)[^]*?(```\n)/g, (_, head: string, name: string, tail: string) => `${head}${produced[name]}${tail}`);
}

/** The program of the page, as the reader would save it. */
export function programOf(page: string): string {
  return /<!-- program: main\.ts -->\n```ts\n([^]*?)```\n/.exec(page)![1];
}

function produce(program: string): Record<string, string> {
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-istio-readme-'));
  try {
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'dir');
    const save = (text: string) => writeFileSync(join(folder, 'main.ts'), text.replace("'cdk8s-istio'", JSON.stringify(join(ROOT, 'src'))));
    writeFileSync(join(folder, 'cdk8s.yaml'), 'app: tsx main.ts\noutput: dist\n');

    save(program);
    const synth = run(folder, 'synth');
    const yaml = readFileSync(join(folder, 'dist/production/shop/virtualservice.cart.yaml'), 'utf8');
    cpSync(join(folder, 'dist/production'), join(folder, 'copy/production'), { recursive: true });
    cpSync(join(folder, 'dist/_known'), join(folder, 'copy/_known'), { recursive: true });

    save(program.replace("'Basket', 'cart.", "'Basket', 'crat."));
    const broken = run(folder, 'synth');

    const file = join(folder, 'copy/production/shop/virtualservice.checkout-routes.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('host: cart.', 'host: crat.'));
    const check = run(folder, 'check', 'copy/production');
    return { synth, yaml, broken, check };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(folder: string, command: string, ...args: string[]): string {
  const shown = ['$ cdk8s-istio', command, ...args].join(' ');
  const { stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', join(ROOT, 'src/cli/main.ts'), command, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: {
      ...process.env,
      PATH: `${join(ROOT, 'node_modules/.bin')}${delimiter}${process.env.PATH}`,
      NO_COLOR: '1',
      FORCE_COLOR: undefined,
      CDK8S_OUTDIR: undefined,
      NODE_OPTIONS: undefined,
    },
  });
  return `${shown}\n${stdout}${stderr}`;
}

if (require.main === module) {
  writeFileSync(PAGE, renderReadme(readFileSync(PAGE, 'utf8')));
}
