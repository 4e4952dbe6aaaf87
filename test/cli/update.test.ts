import { spawnSync } from 'node:child_process';
import { appendFileSync, chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { choicesOf } from '../../src/cli/scaffold/choices';
import { managedFiles } from '../../src/delivery/ci/managed-files';

const ROOT = resolve(__dirname, '../..');
const MAIN = join(ROOT, 'src/cli/main.ts');
const TSX = join(ROOT, 'node_modules/tsx/dist/cli.mjs');
jest.setTimeout(120_000);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cdk8s-istio-update-'));
  choose({ forge: 'github' });
});
afterEach(() => rmSync(folder, { recursive: true }));

const at = (path: string) => join(folder, path);
const choose = (choices: unknown) => writeFileSync(at('package.json'), JSON.stringify({ 'cdk8s-istio': choices }));

function run(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const { NO_COLOR: _, FORCE_COLOR: __, ...env } = process.env;
  return spawnSync(process.execPath, [TSX, MAIN, 'update', ...args], { cwd: folder, encoding: 'utf8', env });
}

test('missing and stale files are findings of --check, are written by update, and are none afterwards', () => {
  expect(run()).toMatchObject({ status: 0, stdout: expect.stringContaining('written   ci/tools.sh\n') });
  expect(run('--check')).toMatchObject({ status: 0, stdout: 'pass: no findings\n' });
  rmSync(at('.yamllint.yaml'));
  appendFileSync(at('ci/tools.sh'), '# mine\n');
  chmodSync(at('ci/pre-commit'), 0o644);
  const { status, stdout } = run('--check', '--format', 'json');
  expect(status).toBe(1);
  expect(JSON.parse(stdout).findings.map(({ code, file }: Record<string, string>) => `${code} ${file}`)).toEqual(
    ['MESH0831 .yamllint.yaml', 'MESH0831 ci/pre-commit', 'MESH0831 ci/tools.sh']);
  expect(run()).toMatchObject({ status: 0, stdout: 'written   .yamllint.yaml\nrewritten ci/pre-commit\nrewritten ci/tools.sh\n\nNext: git diff\n' });
  expect(statSync(at('ci/pre-commit')).mode.toString(8)).toBe('100755');
  expect(run()).toMatchObject({ status: 0, stdout: 'The managed files are up to date.\n' });
});

test('a repository that moved to another forge loses the pipelines of the first, and nothing else', () => {
  run();
  mkdirSync(at('.github/ISSUE_TEMPLATE'), { recursive: true });
  choose({ forge: 'gitlab' });
  expect(run()).toMatchObject({ status: 0 });
  expect([existsSync(at('.gitlab-ci.yml')), existsSync(at('.github/workflows/mesh-check.yaml')), existsSync(at('.github/ISSUE_TEMPLATE'))]).toEqual([true, false, true]);
});

test('policies come and go with the choice; those of the repository itself stay', () => {
  mkdirSync(at('policies'));
  writeFileSync(at('policies/ours.rego'), 'package ours\n');
  choose({ forge: 'github', policies: true });
  expect(run()).toMatchObject({ status: 0, stdout: expect.stringContaining('written   policies/mesh.rego\n') });
  choose({ forge: 'github' });
  expect(run()).toMatchObject({ status: 0, stdout: expect.stringContaining('removed   policies/mesh.rego\n') });
  expect(readdirSync(at('policies'))).toEqual(['ours.rego']);
});

test('a file that a repository keeps itself is left alone', () => {
  writeFileSync(at('.yamllint.yaml'), 'extends: default\n');
  choose({ forge: 'github', unmanaged: ['.yamllint.yaml'] });
  expect(run()).toMatchObject({ status: 0 });
  expect(readFileSync(at('.yamllint.yaml'), 'utf8')).toBe('extends: default\n');
  expect(run('--check').status).toBe(0);
});

test('a file that somebody else wrote is refused, and nothing is written', () => {
  writeFileSync(at('.yamllint.yaml'), 'extends: default\n');
  expect(run()).toMatchObject({ status: 2, stdout: '', stderr: expect.stringMatching(/^MESH0830: .*: \.yamllint\.yaml\.\n/) });
  expect(existsSync(at('ci'))).toBe(false);
});

test('a link is never written through, even where it leads to a managed file', () => {
  const other = mkdtempSync(join(tmpdir(), 'cdk8s-istio-other-'));
  writeFileSync(join(other, 'theirs'), '# Managed by cdk8s-istio.\n');
  symlinkSync(join(other, 'theirs'), at('.yamllint.yaml'));
  expect(run()).toMatchObject({ status: 2, stderr: expect.stringContaining('MESH0830') });
  expect(readFileSync(join(other, 'theirs'), 'utf8')).toBe('# Managed by cdk8s-istio.\n');
  rmSync(other, { recursive: true });
});

test.each<[string, string]>([
  ['{', 'package.json is no JSON'],
  ['{}', 'package.json has no "cdk8s-istio"'],
  ['{ "cdk8s-istio": [] }', 'package.json has no "cdk8s-istio"'],
  ['{ "cdk8s-istio": {} }', '"forge" is undefined'],
  ['{ "cdk8s-istio": { "forge": "githab" } }', 'Did you mean "github"?'],
  ['{ "cdk8s-istio": { "forge": "github", "policies": "yes" } }', '"policies" is "yes"'],
  ['{ "cdk8s-istio": { "forge": "github", "unmanged": [] } }', 'Did you mean "unmanaged"?'],
  ['{ "cdk8s-istio": { "forge": "github", "unmanaged": "ci/tools.sh" } }', '"unmanaged" is "ci/tools.sh"'],
  ['{ "cdk8s-istio": { "forge": "github", "unmanaged": ["ci/tool.sh"] } }', 'Did you mean "ci/tools.sh"?'],
])('the choices %s are refused', (text, words) => {
  expect(() => choicesOf(text)).toThrow(expect.objectContaining({ code: 'MESH0829', message: expect.stringContaining(words) }));
});

test('a folder without package.json is refused', () => {
  rmSync(at('package.json'));
  expect(run()).toMatchObject({ status: 2, stderr: expect.stringContaining('MESH0829: There is no package.json here.') });
});

test.each(['github', 'gitlab'] as const)('every managed file of %s says so in its first lines', forge => {
  for (const { path, text } of managedFiles({ forge, policies: true })) {
    expect(`${path}: ${text.split('\n').slice(0, 2).join(' ')}`).toContain('# Managed by cdk8s-istio.');
  }
});
