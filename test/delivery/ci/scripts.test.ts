import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { PRE_COMMIT_HOOK } from '../../../src/delivery/ci/hooks';
import { TOOLS_SCRIPT } from '../../../src/delivery/ci/tools-script';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cdk8s-istio-ci-'));
  [TOOLS_SCRIPT, PRE_COMMIT_HOOK].forEach(({ path, text }) => write(path, text, 0o755));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(path: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text, { mode });
}

/** A program that writes down how it was called, and then does what it is given. */
function fakeTool(name: string, script = ''): void {
  write(`bin/${name}`, `#!/bin/sh\necho "${name} $*" >> "${folder}/calls"\n${script}\n`, 0o755);
}

const calls = () => readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n');

function run(command: string, ...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const env = { ...process.env, MESH_TOOLS: join(folder, 'bin'), PATH: [join(folder, 'bin'), process.env.PATH].join(delimiter) };
  return spawnSync(join(folder, command), args, { cwd: folder, encoding: 'utf8', env });
}

/** An environment, one with two clusters, the controllers' objects, and what others deploy. */
function output(): void {
  for (const path of ['staging', 'staging/shop', 'production/eu-1', 'production/us-1', '_delivery/argocd', '_delivery/flux/eu-1']) {
    write(`dist/${path}/kustomization.yaml`, '');
  }
  write('dist/_known/production.yaml', '');
}

test('every environment, every cluster of one, and every folder of a controller is built', () => {
  output();
  fakeTool('kustomize');
  expect(run('ci/tools.sh', 'build').status).toBe(0);
  expect(calls()).toEqual([
    'kustomize build dist/production/eu-1/', 'kustomize build dist/production/us-1/', 'kustomize build dist/staging/',
    'kustomize build dist/_delivery/argocd', 'kustomize build dist/_delivery/flux/eu-1',
  ]);
});

test('istioctl reads each folder with what is known of its environment, by itself', () => {
  output();
  fakeTool('istioctl', 'pwd >> "$(dirname "$0")/../calls"');
  expect(run('ci/tools.sh', 'istio').status).toBe(0);
  const analyses = calls().filter(line => line.startsWith('istioctl analyze'));
  expect(analyses).toHaveLength(3);
  expect(analyses.map(line => line.split(' . ')[1]?.replace(folder, ''))).toEqual(['/dist/_known/production.yaml', '/dist/_known/production.yaml', undefined]);
});

test.each(['build', 'istio', 'schemas', 'policies'])('%s fails where its tool fails', step => {
  output();
  write('policies/a.rego', '');
  ['kustomize', 'istioctl', 'kubeconform', 'conftest'].forEach(tool => fakeTool(tool, 'exit 1'));
  expect(run('ci/tools.sh', step).status).not.toBe(0);
});

test.each(['build', 'istio', 'schemas', 'policies'])('%s without an output fails, and says what to do', step => {
  write('policies/a.rego', '');
  ['kustomize', 'istioctl', 'kubeconform', 'conftest'].forEach(tool => fakeTool(tool));
  expect(run('ci/tools.sh', step)).toMatchObject({ status: 1, stderr: expect.stringContaining('npm run synth') });
});

test('policies are optional', () => {
  output();
  expect(run('ci/tools.sh', 'policies')).toMatchObject({ status: 0, stdout: 'no folder policies/\n' });
});

test.each([[], ['bild']])('without a step it has, the script says which there are: %j', (...args) => {
  const { status, stderr } = run('ci/tools.sh', ...args.flat());
  expect(status).toBe(2);
  expect(stderr).toMatch(/^ci\/tools\.sh <step>: .*\n {2}install .*\n/s);
});

describe('in a repository', () => {
  beforeEach(() => {
    output();
    fakeTool('npx');
    git('init', '--quiet');
    git('add', 'dist', 'ci');
    const made = spawnSync('git', ['ls-files'], { cwd: join(folder, 'dist'), encoding: 'utf8' }).stdout;
    write('dist/.cdk8s-istio-files', `# Files that cdk8s-istio wrote\n${made}`);
    write('dist/README.md', 'hand-written\n');
    commit();
  });

  function commit(): void {
    git('add', '--force', 'dist', 'ci');
    git('-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '--quiet', '--message', 'a');
  }

  function git(...args: string[]): void {
    expect(spawnSync('git', args, { cwd: folder, encoding: 'utf8' })).toMatchObject({ status: 0 });
  }

  test('what the code makes is what is committed: drift and the hook pass', () => {
    expect(run('ci/tools.sh', 'drift').status).toBe(0);
    expect(run('ci/pre-commit').status).toBe(0);
    expect(calls()).toEqual(['npx --no-install cdk8s-istio synth']);
  });

  test.each([
    ['a changed file', 'dist/staging/kustomization.yaml'],
    ['a new file', 'dist/staging/shop/gateway.new.yaml'],
  ])('%s is drift, and the hook asks for it until it is staged', (_, path) => {
    write(path, 'resources: []\n');
    expect(run('ci/tools.sh', 'drift')).toMatchObject({ status: 1, stderr: expect.stringContaining('npm run synth') });
    expect(run('ci/pre-commit')).toMatchObject({ status: 1, stderr: expect.stringContaining(path) });
    git('add', 'dist');
    expect(run('ci/pre-commit').status).toBe(0);
  });

  test('a file that is gone is drift', () => {
    rmSync(join(folder, 'dist/staging/shop/kustomization.yaml'));
    expect(run('ci/tools.sh', 'drift').status).toBe(1);
    expect(run('ci/pre-commit').status).toBe(1);
  });

  test('a committed file that the program did not make is drift: controllers read more of a folder than its kustomization.yaml names', () => {
    write('dist/staging/.argocd-source.yaml', 'kustomize: {patches: []}\n');
    commit();
    expect(run('ci/tools.sh', 'drift')).toMatchObject({ status: 1, stderr: expect.stringContaining('staging/.argocd-source.yaml') });
  });

  test('what is made and ignored by Git is drift, for it would not arrive', () => {
    write('.gitignore', 'dist/staging/shop\n');
    write('dist/staging/shop/gateway.new.yaml', 'kind: Gateway\n');
    expect(run('ci/tools.sh', 'drift').status).toBe(1);
  });

  test('an output without its list of files is drift', () => {
    rmSync(join(folder, 'dist/.cdk8s-istio-files'));
    commit();
    expect(run('ci/tools.sh', 'drift')).toMatchObject({ status: 1, stderr: expect.stringContaining('npm run synth') });
  });

  test('a program with findings is not committed', () => {
    fakeTool('npx', 'exit 1');
    expect(run('ci/pre-commit').status).toBe(1);
  });
});
