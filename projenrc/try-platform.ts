import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assert, packLibrary, run } from './try-project';
import { filesBelow } from '../test/support/run-example';

/**
 * The platform example as it is in real life: the library packed, the platform's package built against it and installed in the consumer as
 * a versioned dependency. What the consumer then writes must be its golden `dist/`. Needs the compiled library (`npx projen compile`).
 */
const ROOT = join(__dirname, '..');
const TOOLS = ['cdk8s@^2.70.0', 'constructs@^10.5.0', 'tsx@^4.23.0', 'typescript@~6.0.0', '@types/node@^20'];
const INSTALL = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];

const folder = mkdtempSync(join(tmpdir(), 'cdk8s-istio-platform-'));
try {
  const tarball = join(folder, packLibrary(folder).filename);

  const platform = copyExample('platform');
  run(platform, 'npm', ...INSTALL, '--no-save', tarball, ...TOOLS);
  run(platform, 'npm', 'run', 'build');
  const [packed] = JSON.parse(run(platform, 'npm', 'pack', '--json', '--pack-destination', folder)) as { filename: string; version: string; files: { path: string }[] }[];
  assert(packed.files.every(({ path }) => path.startsWith('lib/') || path === 'package.json' || path === 'README.md'), 'the package holds what was built');

  const consumer = copyExample('platform-consumer');
  const file = join(consumer, 'package.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8'));
  const dependencies = { ...manifest.dependencies, '@acme/mesh-platform': `file:${join(folder, packed.filename)}`, 'cdk8s-istio': `file:${tarball}` };
  writeFileSync(file, JSON.stringify({ ...manifest, dependencies }));
  run(consumer, 'npm', ...INSTALL, ...TOOLS.slice(2));
  const installed = JSON.parse(readFileSync(join(consumer, 'node_modules/@acme/mesh-platform/package.json'), 'utf8'));
  assert(installed.version === packed.version, `the consumer has version ${packed.version} of the platform`);
  rmSync(join(consumer, 'dist'), { recursive: true });
  run(consumer, 'npm', 'run', 'synth');

  const written = Object.fromEntries(filesBelow(join(consumer, 'dist')));
  const golden = Object.fromEntries(filesBelow(join(ROOT, 'examples/platform-consumer/dist')));
  assert(JSON.stringify(written) === JSON.stringify(golden), 'the consumer writes examples/platform-consumer/dist');
  console.log(`installed @acme/mesh-platform ${packed.version} as a dependency; ${Object.keys(written).length} files as expected`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** A copy of an example that imports packages by their names, as a published program does. */
function copyExample(name: string): string {
  const copy = join(folder, name);
  cpSync(join(ROOT, 'examples', name), copy, { recursive: true });
  for (const source of readdirSync(copy).filter(each => each.endsWith('.ts'))) {
    const text = readFileSync(join(copy, source), 'utf8');
    if (source.endsWith('.test.ts')) {
      rmSync(join(copy, source));
    } else {
      writeFileSync(join(copy, source), text.replace("'../../src'", "'cdk8s-istio'").replace("'../platform/index'", "'@acme/mesh-platform'"));
    }
  }
  return copy;
}
