import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { initExampleFiles } from '../../projenrc/init-example-files';
import { init } from '../../src/cli/init';
import { DeliveryEngine } from '../../src/cli/scaffold/program';
import { installLibrary } from '../support/install-library';
import { filesBelow } from '../support/run-example';

const ROOT = resolve(__dirname, '../..');
const MAIN = join(ROOT, 'src/cli/main.ts');
const TSX = join(ROOT, 'node_modules/tsx/dist/cli.mjs');
jest.setTimeout(120_000);

let folder: string;
beforeEach(() => folder = mkdtempSync(join(tmpdir(), 'cdk8s-istio-init-')));
afterEach(() => rmSync(folder, { recursive: true }));

function write(files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

function run(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const { NO_COLOR: _, FORCE_COLOR: __, ...env } = process.env;
  return spawnSync(process.execPath, [TSX, MAIN, ...args], { cwd: folder, encoding: 'utf8', env });
}

const read = (path: string) => readFileSync(join(folder, path), 'utf8');

test('examples/github-actions is what init writes; npx tsx projenrc/init-example.ts writes it anew', () => {
  const example = filesBelow(join(ROOT, 'examples/github-actions'));
  for (const path of [...example.keys()].filter(each => each.startsWith('dist/'))) {
    example.delete(path);
  }
  expect(Object.fromEntries(example)).toEqual(Object.fromEntries(initExampleFiles().map(({ path, text }) => [path, text])));
});

test('a new folder: files, and the two commands to the first checked YAML', () => {
  const { status, stdout, stderr } = run('init', 'my-mesh', '--repository', 'https://github.com/acme/my-mesh.git');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/^[0-9]+ files written:\n {2}my-mesh\/README\.md\n/);
  expect(stdout).toMatch(/Next:\n {2}cd my-mesh\n {2}npm install\n {2}npm run synth .*\n$/);
  expect(JSON.parse(read('my-mesh/package.json'))).toMatchObject({ 'name': 'my-mesh', 'dependencies': { 'cdk8s-istio': '0.0.0' }, 'cdk8s-istio': { forge: 'github' } });
  expect(read('my-mesh/mesh.ts')).toContain('url: \'https://github.com/acme/my-mesh.git\'');
  expect(statSync(join(folder, 'my-mesh/ci/tools.sh')).mode.toString(8)).toBe('100755');
});

describe.each([
  ['argocd', 'argocd/application_argoproj.io.mesh-production.yaml'],
  ['flux', 'flux/production/kustomization_kustomize.toolkit.fluxcd.io.mesh-production.yaml'],
])('with %s', (engine, object) => {
  const inside = (...args: string[]) => spawnSync(process.execPath, [TSX, ...args], { cwd: join(folder, 'mesh'), encoding: 'utf8' });
  beforeEach(() => {
    init(join(folder, 'mesh'), { delivery: engine as DeliveryEngine, forge: 'github' });
    installLibrary(join(folder, 'mesh'));
  });

  test('synth has no findings, the objects are there, and the tests pass', () => {
    expect(inside(MAIN, 'synth')).toMatchObject({ status: 0, stdout: expect.stringMatching(/^pass: no findings in 24 objects\n/) });
    expect(existsSync(join(folder, 'mesh/dist/_delivery', object))).toBe(true);
    expect(inside('--test', 'mesh.test.ts')).toMatchObject({ status: 0 });
  });

  test('a host misspelt is named at its line, with the one that was meant', () => {
    const line = read('mesh/mesh.ts').split('\n').findIndex(text => text.includes('new CanaryRelease')) + 1;
    write({ 'mesh/mesh.ts': read('mesh/mesh.ts').replace('hosts: [host],', 'hosts: [host.replace(\'example\', \'exmaple\')],') });
    const { status, stdout } = inside(MAIN, 'synth', '--format', 'github');
    expect(status).toBe(1);
    expect(stdout).toMatch(new RegExp(`^::error file=mesh\\.ts,line=${line},title=MESH1005 host-not-served-by-gateway::`));
    expect(stdout).toContain('shop.example.com');
    expect(existsSync(join(folder, 'mesh/dist'))).toBe(false);
  });
});

test('what is there already stays: a second run writes nothing', () => {
  expect(run('init', '.')).toMatchObject({ status: 0 });
  const before = filesBelow(folder);
  expect(run('init', '.')).toMatchObject({ status: 0, stdout: expect.stringMatching(/^Everything is there already; nothing was written\.\n/) });
  expect(filesBelow(folder)).toEqual(before);
});

test('files of somebody else: all are named, exit 2, and nothing is written', () => {
  write({ 'package.json': '{}', 'ci': 'a file where a folder must be', 'notes.txt': 'mine' });
  symlinkSync('nowhere', join(folder, 'main.ts'));
  expect(run('init')).toMatchObject({ status: 2, stdout: '', stderr: expect.stringMatching(/^MESH0828: .*: main\.ts, package\.json, ci\/pre-commit, ci\/tools\.sh\.\n/) });
  expect(readdirSync(folder).sort()).toEqual(['ci', 'main.ts', 'notes.txt', 'package.json']);
});

test('a path that is no folder, or is below a file, is refused', () => {
  write({ file: '' });
  expect(run('init', 'file')).toMatchObject({ status: 2, stderr: expect.stringContaining('MESH0828: file is no folder') });
  expect(run('init', 'file/below')).toMatchObject({ status: 2, stderr: expect.stringContaining('MESH0828: file/below is below what is no folder') });
  expect(readdirSync(folder)).toEqual(['file']);
});

test.each([
  [['--delivery', 'flx'], 'Did you mean flux?'],
  [['--forge', 'githab'], 'Did you mean github?'],
  [['--delivery', 'flux', '--repository', 'git@example.com:a/b.git'], 'ssh://git@example.com/a/b.git'],
  [['--repository', 'no address'], 'is not the address of a Git repository'],
])('init %j is refused early', (args, words) => {
  expect(run('init', 'mesh', ...args)).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining(words) });
  expect(existsSync(join(folder, 'mesh'))).toBe(false);
});

test('a credential in the address is refused and never shown', () => {
  const { status, stdout, stderr } = run('init', 'mesh', '--repository', 'https://me:hunter2@example.com/a.git');
  expect(status).toBe(2);
  expect(`${stdout}${stderr}`).not.toContain('hunter2');
});
