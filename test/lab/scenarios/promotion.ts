import { deepStrictEqual, ok, strictEqual } from 'node:assert';
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Cluster } from '../cluster';
import { Flux } from '../engines/flux';
import { GitServer } from '../git-server';
import { KubeReference } from '../kube';
import { ShopRepository } from '../repository';
import { Lab, Scenario } from '../scenario';

const ROOT = resolve(__dirname, '../../..');
const NAME = 'mesh-production';
const ROUTES: readonly KubeReference[] = ['cart', 'cart-gateway'].map(name =>
  ({ apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', name, namespace: 'shop' }));

export const scenario: Scenario = {
  title: 'A canary is promoted from staging to production, and taken back',
  about: 'The program of `examples/promotion`, with Flux: `cdk8s-istio promote` moves the share of the canary, Flux brings production there, '
    + 'and the revert of the commit brings it back. Staging and the repository’s other values stay as they are.',
  cluster: true,
  tools: Flux.tools,
  notRun: ['The pull request between promotion and merge: there is no forge here. Its body is tested without a cluster.'],
  run: async (lab) => {
    const cluster = await lab.step('a cluster starts', () => lab.startCluster({ crds: ['flux'] }));
    const git = await lab.startGitServer();
    const project = new PromotionProject(git);
    const engine = lab.keep(await Flux.start(cluster));
    const first = await lab.step('Flux applies production as the program makes it: 5 percent go to the canary', async () => {
      // The namespace of the ingress gateway is there before the mesh: whoever installs the gateway makes it.
      await cluster.ensureNamespace('istio-ingress');
      const commit = await project.begin();
      for (const object of new ShopRepository(git, () => []).controllerObjects('flux/production')) {
        await cluster.kube.apply(object);
      }
      await engine.applied(NAME, commit);
      deepStrictEqual(await weights(cluster), [[95, 5], [95, 5]]);
      return commit;
    });
    const promoted = await promotion(lab, cluster, engine, git, project);
    await rollback(lab, cluster, engine, git, { first, promoted, project });
  },
};

async function promotion(lab: Lab, cluster: Cluster, engine: Flux, git: GitServer, project: PromotionProject): Promise<string> {
  await lab.step('promotion against the order is refused with exit 3, and nothing is written', async () => {
    strictEqual((await project.run('promote', '--from', 'development', '--to', 'production')).status, 3);
    strictEqual(git.git('status', '--porcelain'), '');
  });
  return lab.step('promote moves 20 percent from staging to production, in one file of values and the routes of production', async (figure) => {
    const { status, stdout } = await project.run('promote', '--from', 'staging', '--to', 'production', '--only', 'cart.canaryPercent');
    strictEqual(status, 0, stdout);
    deepStrictEqual(git.git('diff', '--name-only').split('\n'), [
      'config/production.yaml', 'dist/production/shop/virtualservice.cart-gateway.yaml', 'dist/production/shop/virtualservice.cart.yaml',
    ]);
    const commit = git.commit('promote cart.canaryPercent to production');
    await engine.reconcile(NAME, commit);
    deepStrictEqual(await weights(cluster), [[80, 20], [80, 20]]);
    figure('weights 80 and 20 are live');
    return commit;
  });
}

async function rollback(
  lab: Lab, cluster: Cluster, engine: Flux, git: GitServer,
  { first, promoted, project }: { first: string; promoted: string; project: PromotionProject },
): Promise<void> {
  await lab.step('the revert of that commit brings the old weights back, and the program makes the same bytes', async () => {
    const commit = git.revert(promoted);
    await engine.reconcile(NAME, commit);
    deepStrictEqual(await weights(cluster), [[95, 5], [95, 5]]);
    strictEqual(git.git('diff', first, commit, '--stat'), '');
    strictEqual((await project.run('synth')).status, 0);
    strictEqual(git.git('status', '--porcelain'), '');
  });
}

async function weights({ kube }: Cluster): Promise<number[][]> {
  const objects = await Promise.all(ROUTES.map(reference => kube.read(reference)));
  return objects.map(({ spec }) => {
    const split = spec.http.find(({ name }: { name: string }) => name === 'split');
    return split.route.map(({ weight }: { weight: number }) => weight);
  });
}

/** The example as a repository of its own, with Flux added, on which the command line runs. */
class PromotionProject {
  constructor(private readonly git: GitServer) {}

  /** Renders and publishes the first release. */
  async begin(): Promise<string> {
    const program = readFileSync(join(ROOT, 'examples/promotion/main.ts'), 'utf8')
      .replace("'../../src'", JSON.stringify(join(ROOT, 'src')))
      .replace('fleet.synth();', `fleet.deliver(flux.Kustomizations.perEnvironment({ repository: { url: ${JSON.stringify(this.git.url)} }, outputPath: 'dist' }));\nfleet.synth();`)
      .replace('CanaryRelease, Environment,', 'CanaryRelease, Environment, flux,');
    ok(program.includes('flux,') && program.includes('fleet.deliver('), 'the example is as this scenario knows it');
    this.write('main.ts', program);
    this.write('cdk8s.yaml', 'app: tsx main.ts\n');
    this.write('.gitignore', 'node_modules\n');
    for (const name of ['development', 'staging', 'production']) {
      this.write(`config/${name}.yaml`, readFileSync(join(ROOT, `examples/promotion/config/${name}.yaml`), 'utf8'));
    }
    symlinkSync(join(ROOT, 'node_modules'), join(this.git.workTree, 'node_modules'));
    const { status, stdout, stderr } = await this.run('synth');
    strictEqual(status, 0, stdout + stderr);
    return this.git.commit('first release');
  }

  /** Not in one go: the Git server of the lab answers from this process, and connections to the API server end when nobody reads them. */
  run(...args: string[]): Promise<{ status: number; stdout: string; stderr: string }> {
    const command = [join(ROOT, 'node_modules/tsx/dist/cli.mjs'), join(ROOT, 'src/cli/main.ts'), ...args];
    return new Promise(done => {
      const child = execFile(process.execPath, command, { cwd: this.git.workTree },
        (_, stdout, stderr) => done({ status: child.exitCode ?? -1, stdout, stderr }));
    });
  }

  private write(path: string, text: string): void {
    mkdirSync(dirname(join(this.git.workTree, path)), { recursive: true });
    writeFileSync(join(this.git.workTree, path), text);
  }
}
