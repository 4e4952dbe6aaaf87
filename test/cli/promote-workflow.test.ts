import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { parse } from 'yaml';
import { init } from '../../src/cli/init';
import { GITHUB_PROMOTE_WORKFLOW } from '../../src/delivery/ci/github-promote-workflow';
import { installLibrary } from '../support/install-library';

jest.setTimeout(180_000);

/** The scripts of the workflow's job, as the runner gives them to bash. */
const SCRIPTS: string[] = parse(GITHUB_PROMOTE_WORKFLOW.text).jobs.promote.steps.slice(3).map((step: { run: string }) => step.run);

let folder: string;
let repository: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cdk8s-istio-promote-workflow-'));
  repository = join(folder, 'mesh');
  init(repository, { delivery: 'argocd', forge: 'github' });
  installLibrary(repository);
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'bin/gh'), `#!/bin/sh\necho "$@" >> ${folder}/gh\ncase $* in "pr list"*) cat ${folder}/open ;; esac\n`, { mode: 0o755 });
  git('init', '--quiet', '--initial-branch', 'main');
  git('init', '--quiet', '--bare', join(folder, 'origin.git'));
  git('remote', 'add', 'origin', join(folder, 'origin.git'));
  bash('npx --no-install cdk8s-istio synth');
  git('add', '.');
  git('-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '--quiet', '--message', 'first');
});
afterAll(() => rmSync(folder, { recursive: true }));

beforeEach(() => writeFileSync(join(folder, 'open'), '0\n'));
afterEach(() => {
  git('switch', '--quiet', '--force', 'main');
  rmSync(join(folder, 'gh'), { force: true });
});

function git(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync('git', args, { cwd: repository, encoding: 'utf8' });
  expect({ args, status, stderr: status === 0 ? '' : stderr }).toEqual({ args, status: 0, stderr: '' });
  return stdout;
}

function bash(script: string, inputs: Record<string, string> = {}): { status: number | null; output: string } {
  const env = {
    ...process.env,
    ...inputs,
    PATH: [join(folder, 'bin'), process.env.PATH].join(delimiter),
    RUNNER_TEMP: folder,
    GITHUB_STEP_SUMMARY: join(folder, 'summary'),
    GITHUB_REF_NAME: 'main',
  };
  const { status, stdout, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], { cwd: repository, encoding: 'utf8', env });
  return { status, output: stdout + stderr };
}

test('a promotion becomes a branch with the values and the output, and a request with the body', () => {
  const inputs = { FROM: 'staging', TO: 'production', ONLY: '' };
  for (const script of SCRIPTS) {
    const { status, output } = bash(script, inputs);
    expect({ status, output }).toEqual({ status: 0, output: expect.any(String) });
  }
  expect(git('ls-remote', '--heads', 'origin')).toContain('refs/heads/promote/staging-to-production');
  const changed = git('diff', '--name-only', 'main', 'promote/staging-to-production').trim().split('\n');
  expect(changed).toContain('config/production.yaml');
  expect(changed.filter(path => path !== 'config/production.yaml' && !path.startsWith('dist/production/'))).toEqual([]);
  expect(readFileSync(join(repository, 'config/production.yaml'), 'utf8')).toContain('canaryPercent: 20');
  expect(readFileSync(join(folder, 'gh'), 'utf8')).toMatch(/pr create --head promote\/staging-to-production --base main .*body\.md/);
  expect(readFileSync(join(folder, 'summary'), 'utf8')).toContain('cart');
});

test('a second run updates the request that is open', () => {
  writeFileSync(join(folder, 'open'), '1\n');
  writeFileSync(join(folder, 'body.md'), 'body');
  writeFileSync(join(repository, 'config/staging.yaml'), 'cart:\n  canaryPercent: 7\n');
  expect(bash(SCRIPTS[1], { FROM: 'development', TO: 'staging' })).toMatchObject({ status: 0 });
  expect(readFileSync(join(folder, 'gh'), 'utf8')).toMatch(/pr edit promote\/development-to-staging .*body\.md/);
});

test('where nothing changed there is no branch and no request', () => {
  expect(bash(SCRIPTS[1], { FROM: 'a', TO: 'b' })).toEqual({ status: 0, output: 'Nothing to promote.\n' });
  expect(existsSync(join(folder, 'gh'))).toBe(false);
});

test.each([
  ['against the order', { FROM: 'production', TO: 'staging', ONLY: '' }],
  ['an input that would be a command', { FROM: '$(touch hacked)', TO: '"; touch hacked; "', ONLY: '`touch hacked`' }],
  ['an input that would be an option', { FROM: '--help', TO: '--accept-break=x', ONLY: '' }],
])('%s: the step fails, nothing is changed and nothing of it runs', (_, inputs) => {
  expect(bash(SCRIPTS[0], inputs).status).not.toBe(0);
  expect(git('status', '--porcelain')).toBe('');
  expect(existsSync(join(repository, 'hacked'))).toBe(false);
});
