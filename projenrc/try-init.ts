import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assert, attempt, packLibrary, run } from './try-project';

/**
 * The first minutes of a stranger, from the packed library: `init` in an empty folder, `npm install`, `npm run synth`, `npm test`, then a host
 * misspelt on purpose, with both delivery engines. Needs the compiled library (`npx projen compile`).
 */
const ENGINES = {
  argocd: 'dist/_delivery/argocd/application_argoproj.io.mesh-production.yaml',
  flux: 'dist/_delivery/flux/production/kustomization_kustomize.toolkit.fluxcd.io.mesh-production.yaml',
};

const folder = mkdtempSync(join(tmpdir(), 'cdk8s-istio-init-'));
try {
  const tarball = join(folder, packLibrary(folder).filename);
  const launcher = join(folder, 'launcher');
  run(folder, 'npm', 'install', '--prefix', launcher, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', tarball);
  const command = join(launcher, 'node_modules/.bin/cdk8s-istio');
  for (const [engine, object] of Object.entries(ENGINES)) {
    tryEngine(command, tarball, engine, object);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function tryEngine(command: string, tarball: string, engine: string, object: string): void {
  const started = Date.now();
  const project = join(folder, engine);
  run(folder, command, 'init', engine, '--delivery', engine, '--package', `file:${tarball}`, '--policies');
  run(project, 'git', 'init', '--quiet');

  // What a reader of the README types.
  run(project, 'npm', 'install', '--no-audit', '--no-fund', '--loglevel=error');
  const summary = run(project, 'npm', 'run', '--silent', 'synth');
  const seconds = Math.round((Date.now() - started) / 1000);
  assert(/^pass: no findings in [0-9]+ objects\n/.test(summary), `synth has no findings (was ${summary})`);
  assert(existsSync(join(project, object)), `synth writes ${object}`);
  assert(existsSync(join(project, 'dist/production/shop/virtualservice.cart.yaml')), 'synth writes the canary of production');
  const packages = readdirSync(join(project, 'node_modules')).filter(name => !name.startsWith('.'));
  assert(packages.length <= 40, `at most 40 packages lie at the top of node_modules (were ${packages.length})`);

  run(project, 'npm', 'test', '--silent');
  run(project, 'npm', 'run', '--silent', 'check');
  run(project, 'npx', '--no-install', 'cdk8s-istio', 'update', '--check');
  assert(attempt(project, 'npx', '--no-install', 'cdk8s-istio', 'init').status === 2, 'init does not write over what is there');

  run(project, 'git', 'add', '.');
  run(project, 'git', '-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '--quiet', '--message', 'first');
  run(project, 'ci/tools.sh', 'drift');
  run(project, 'git', '-c', 'core.hooksPath=ci', '-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '--quiet', '--allow-empty', '--message', 'hook');

  const mesh = join(project, 'mesh.ts');
  const source = readFileSync(mesh, 'utf8');
  writeFileSync(mesh, source.replace('hosts: [host],', 'hosts: [host.replace(\'example\', \'exmaple\')],'));
  const line = source.split('\n').findIndex(text => text.includes('new CanaryRelease')) + 1;
  const broken = attempt(project, 'npm', 'run', '--silent', 'synth');
  assert(broken.status === 1 && broken.output.includes(`mesh.ts:${line}`) && broken.output.includes('shop.example.com'),
    `synth names the line and the host that was meant (was ${broken.status}):\n${broken.output}`);
  assert(attempt(project, 'ci/pre-commit').status !== 0, 'the hook refuses it');
  console.log(`${engine}: from an empty folder to checked YAML in ${seconds} s with ${packages.length} packages; a misspelt host was found at its line`);
}
