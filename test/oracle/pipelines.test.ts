/** What `init` writes goes before the tools that know such files: pipelines, lint, and the script of tools with the real tools. */

import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { runTool } from './command';
import { ToolName } from './pins';
import { itUnless } from './skippable';
import { requireTool, skipReason } from './tools';
import { managedFiles } from '../../src/delivery/ci/managed-files';

const EXAMPLE = join(__dirname, '../../examples/github-actions');
const MINUTE = 60_000;

/** The example as a repository of its own, with the pipelines of both forges and the policies. */
let repository: string;
beforeAll(() => {
  repository = mkdtempSync(join(tmpdir(), 'cdk8s-istio-pipelines-'));
  cpSync(EXAMPLE, repository, { recursive: true });
  for (const { path, text } of [...managedFiles({ forge: 'github', policies: true }), ...managedFiles({ forge: 'gitlab' })]) {
    mkdirSync(dirname(join(repository, path)), { recursive: true });
    writeFileSync(join(repository, path), text);
  }
  mkdirSync(join(repository, '.git'));
});
afterAll(() => rmSync(repository, { recursive: true }));

function step(name: string, ...tools: ToolName[]): { status: number | null; output: string } {
  const bin = mkdtempSync(join(tmpdir(), 'cdk8s-istio-tools-'));
  tools.forEach(tool => symlinkSync(requireTool(tool), join(bin, tool)));
  const env = { ...process.env, MESH_TOOLS: bin, PATH: [bin, process.env.PATH].join(delimiter) };
  const { status, stdout, stderr } = spawnSync('ci/tools.sh', [name], { cwd: repository, encoding: 'utf8', env });
  rmSync(bin, { recursive: true });
  return { status, output: stdout + stderr };
}

itUnless(skipReason('actionlint'), 'actionlint has nothing to say of the workflows', () => {
  expect(runTool('actionlint', ['-no-color', '-shellcheck=', '-pyflakes='], { cwd: repository })).toEqual({ status: 0, stdout: '', stderr: '' });
});

itUnless(skipReason('actionlint'), 'actionlint does look: it refuses an input that is not there', () => {
  const workflow = 'on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: echo ${{ inputs.none }}\n';
  expect(runTool('actionlint', ['-no-color', '-'], { input: workflow }).status).toBe(1);
});

itUnless(skipReason('yamllint'), 'yamllint has nothing to say of any file, with the configuration that comes with them', () => {
  expect(step('yaml', 'yamllint')).toEqual({ status: 0, output: '' });
});

itUnless(skipReason('kustomize'), 'kustomize builds every folder', () => {
  expect(step('build', 'kustomize')).toEqual({
    status: 0,
    output: 'builds: dist/development/\nbuilds: dist/production/\nbuilds: dist/staging/\nbuilds: dist/_delivery/argocd\n',
  });
});

itUnless(skipReason('istioctl'), 'istioctl has nothing to say of any environment', () => {
  const { status, output } = step('istio', 'istioctl');
  expect({ status, analyses: output.match(/No validation issues found/g)?.length }).toEqual({ status: 0, analyses: 3 });
}, 2 * MINUTE);

itUnless(skipReason('istioctl'), 'istioctl does look: a subset that is not declared ends the step', () => {
  const file = join(repository, 'dist/staging/shop/destinationrule.cart.yaml');
  const kept = `${file}.kept`;
  cpSync(file, kept);
  writeFileSync(file, 'apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: cart, namespace: shop}\nspec: {host: cart.shop.svc.cluster.local}\n');
  try {
    const { status, output } = step('istio', 'istioctl');
    expect(status).not.toBe(0);
    expect(output).toContain('IST0101');
  } finally {
    cpSync(kept, file);
    rmSync(kept);
  }
}, 2 * MINUTE);

itUnless(skipReason('kustomize', 'conftest'), 'conftest finds the tests of the policies passed, and the output allowed', () => {
  const { status, output } = step('policies', 'kustomize', 'conftest');
  expect({ status, output }).toMatchObject({ status: 0, output: expect.not.stringMatching(/FAIL/) });
}, 2 * MINUTE);
