import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { LegacyESLint } from 'eslint/use-at-your-own-risk';
import { floorZones } from '../../projenrc/floors';

const ROOT = join(__dirname, '../..');
const lint = new LegacyESLint({ cwd: ROOT });

/** Messages of lint for a text as if it stood in a file of the house. */
async function messages(filePath: string, text: string): Promise<string> {
  const [result] = await lint.lintText(text, { filePath: join(ROOT, filePath) });
  return result.messages.map((message: { message: string }) => message.message).join('\n');
}

describe('the floors of the house are lint errors that carry their reason', () => {
  test.each([
    ['src/kernel/fail.ts', "import '../model/manifest';\n", 'kernel knows nothing of Istio'],
    ['src/model/manifest.ts', "import '../networking/destination';\n", 'the model is pure'],
    ['src/analysis/finding.ts', "import '../networking/destination';\n", 'rules read the model'],
    ['src/networking/destination.ts', "import '../model/manifest';\n", 'L2 rooms build on'],
    ['src/patterns/canary-release.ts', "import '../analysis/finding';\n", 'a pattern is built from L2 only'],
  ])('%s with %j', async (file, text, reason) => {
    expect(await messages(file, text)).toContain(reason);
  }, 60_000);

  test('constructs stay out of the examination wing', async () => {
    expect(await messages('src/model/manifest.ts', "import 'cdk8s';\n")).toContain('no constructs here');
  }, 60_000);

  test('files and processes stay out of every room but environments, cli and testing', async () => {
    expect(await messages('src/networking/destination.ts', "import 'node:fs';\n")).toContain('Only environments, cli and testing');
    expect(await messages('src/kernel/fail.ts', "import 'node:fs';\n")).toContain('Only environments, cli and testing');
    expect(await messages('src/networking/destination.ts', 'process.exit(1);\n')).toContain('Only environments, cli and testing');
  }, 60_000);

  test('a bare Error is refused, and the message says what to use', async () => {
    expect(await messages('src/networking/destination.ts', "throw new Error('no');\n")).toContain('Use fail({ code, what, where, fix })');
    expect(await messages('src/environments/environment.ts', "throw new Error('no');\n")).toContain('Use fail({ code, what, where, fix })');
  }, 60_000);

  test('what may be imported is not refused', async () => {
    expect(await messages('src/analysis/finding.ts', "import '../model/manifest';\n")).not.toMatch(/rules read the model/);
  }, 60_000);
});

test('every room of the house has its zones', () => {
  const rooms = readdirSync(join(ROOT, 'src')).filter(entry => statSync(join(ROOT, 'src', entry)).isDirectory());
  const guarded = new Set(floorZones().map(zone => zone.target.replace('./src/', '')));
  expect(rooms.filter(room => !guarded.has(room) && room !== 'cli')).toEqual([]);
  for (const zone of floorZones()) {
    expect(zone.message).toMatch(/\w+ \w+/);
  }
});

test('nothing below imports the command line', () => {
  expect(floorZones().filter(zone => zone.from === './src/cli').map(zone => zone.target)).toContain('./src/environments');
  expect(existsSync(join(ROOT, 'src/cli'))).toBe(true);
});
