import { parse } from 'yaml';
import { managedFiles } from '../../../src/delivery/ci/managed-files';
import { ACTIONS } from '../../../src/delivery/ci/pins';
import { TOOLS_SCRIPT } from '../../../src/delivery/ci/tools-script';

const GITHUB = managedFiles({ forge: 'github' }).filter(({ path }) => path.startsWith('.github/workflows/'));
const GITLAB = managedFiles({ forge: 'gitlab' }).find(({ path }) => path === '.gitlab-ci.yml')!;

interface Step { readonly uses?: string; readonly run?: string; readonly with?: Record<string, unknown>; readonly env?: Record<string, string> }
interface Job { readonly 'steps': Step[]; readonly 'permissions'?: Record<string, string>; readonly 'timeout-minutes'?: number; readonly 'if'?: string }

describe.each(GITHUB.map(({ path, text }) => [path, text, parse(text)] as const))('%s', (_, text, workflow) => {
  const jobs: Job[] = Object.values(workflow.jobs);
  const steps = jobs.flatMap(job => job.steps);

  test('may read the repository, and what may write is one job that says so', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
    expect(jobs.map(({ permissions }) => permissions).filter(Boolean)).toEqual(
      text.includes('workflow_dispatch') ? [{ 'contents': 'write', 'pull-requests': 'write' }] : []);
  });

  test('every action is pinned to a commit, with its release beside it', () => {
    for (const line of text.split('\n').filter(each => each.includes('uses:'))) {
      expect(line).toMatch(/uses: [a-z-]+\/[a-z-]+@[0-9a-f]{40} # v[0-9]+\.[0-9]+\.[0-9]+$/);
    }
  });

  test('no text of others is in a script: expressions reach it by the environment', () => {
    for (const { run } of steps.filter(step => step.run)) {
      expect(run).not.toContain('${{');
    }
  });

  test('the token is not left on the machine for what runs later', () => {
    const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
    expect(checkouts).not.toEqual([]);
    expect(checkouts.map(step => step.with?.['persist-credentials'])).toEqual(checkouts.map(() => false));
  });

  test('runs of one kind do not pile up, and none runs for ever', () => {
    expect(workflow.concurrency.group).toMatch(/\$\{\{/);
    expect(jobs.every(job => (job['timeout-minutes'] ?? 360) <= 20)).toBe(true);
  });

  test('no script of a package runs while packages are installed', () => {
    expect(steps.filter(({ run }) => /npm (ci|install)/.test(run ?? '')).every(({ run }) => run === 'npm ci --ignore-scripts')).toBe(true);
  });
});

test('only the step that opens the request has a token', () => {
  const [job] = Object.values(parse(GITHUB[1].text).jobs) as Job[];
  expect(job.steps.filter(({ env }) => env?.GH_TOKEN).map(({ run }) => run?.includes('gh pr create'))).toEqual([true]);
});

test('both forges run the same steps', () => {
  const commands = (text: string) => new Set([...text.matchAll(/(?:ci\/tools\.sh|cdk8s-istio|npm) [a-z]+/g)].map(([command]) => command));
  const github = commands(GITHUB.map(({ text }) => text).join());
  github.delete('ci/tools.sh cluster');
  expect([...commands(GITLAB.text)].sort()).toEqual([...github].sort());
});

test('pipelines ask the script for steps that it has', () => {
  const known = /^ {2}((?:[a-z]+ \| )*[a-z]+)\) "\$@"/m.exec(TOOLS_SCRIPT.text)![1].split(' | ');
  const asked = [...[...GITHUB, GITLAB].map(({ text }) => text).join('\n').matchAll(/ci\/tools\.sh ([a-z]+)/g)].map(([, step]) => step);
  expect(asked.filter(step => !known.includes(step))).toEqual([]);
  expect(known.filter(step => !asked.includes(step))).toEqual([]);
});

test('a commit is pinned once', () => {
  const commits = Object.values(ACTIONS).map(({ commit }) => commit);
  expect(new Set(commits).size).toBe(commits.length);
});
