import { deepStrictEqual, ok, strictEqual } from 'node:assert';
import { argocd } from '../../../src';
import { Cluster } from '../cluster';
import { ArgoCd } from '../engines/argocd';
import { Rollouts } from '../engines/rollouts';
import { FakePrometheus } from '../fake-prometheus';
import { GitServer } from '../git-server';
import { KubeObject, KubeReference } from '../kube';
import { JudgedRepository, namespaceOf } from '../programs/judged-fleet';
import { Lab, Scenario } from '../scenario';
import { always, eventually } from '../wait';

const ENVIRONMENTS = ['staging', 'production'];
const SET: KubeReference = { apiVersion: 'argoproj.io/v1alpha1', kind: 'ApplicationSet', name: 'mesh', namespace: 'argocd' };
const TIMEOUT_MS = 120_000;
/**
 * How often an Application is asked to look. That is a change, at which the controller of the set looks too: it compares whole seconds, and stands
 * still where a sync begins in the second in which it was asked for.
 */
const ASK_AGAIN_MS = 10_000;
const GOOD = 0;
const BAD = 5;

export const scenario: Scenario = {
  title: 'An ApplicationSet syncs one environment after the other',
  about: 'Staging and production in one cluster, each in its namespace, from one ApplicationSet of `argocd.ApplicationSets` with `rollingSync` and the '
    + 'derived project. The ApplicationSet controller makes the Applications and starts their syncs; a fake Prometheus says whether answers are good.',
  cluster: true,
  tools: [...ArgoCd.tools, ...Rollouts.tools],
  programs: ArgoCd.programs,
  run: async (lab) => {
    const cluster = await lab.step('a cluster starts', () => lab.startCluster({ crds: ['argo-cd', 'argo-rollouts'] }));
    const git = await lab.startGitServer();
    const engine = lab.keep(await ArgoCd.start(cluster));
    lab.keep(await Rollouts.start(cluster));
    const story = new Story(lab, cluster, git, engine, await lab.startPrometheus(GOOD));
    await story.inTurn();
    await story.hookAfter();
    await story.hookBefore();
    await story.revert();
    await story.environmentGoes();
    await story.environmentComes();
    await story.setGoes();
  },
};

class Story {
  private readonly repository: JudgedRepository;
  private canaryPercent = 10;
  private gates: Readonly<Record<string, string>> = {};

  constructor(
    private readonly lab: Lab,
    private readonly cluster: Cluster,
    private readonly git: GitServer,
    private readonly engine: ArgoCd,
    private readonly prometheus: FakePrometheus,
  ) {
    this.repository = new JudgedRepository(git, (url) => argocd.ApplicationSets.forEnvironments({
      // Without tries, so that the first failure is the last.
      repository: { url }, outputPath: 'dist', project: argocd.Project.derived(), rollingSync: {}, retry: { limit: 0 },
    }));
  }

  async inTurn(): Promise<void> {
    await this.lab.step('the set makes one Application per environment, and production is synced when staging is Synced and Healthy', async (figure) => {
      const commit = this.release('first release');
      await this.applyControllers();
      const [, production] = await Promise.all(ENVIRONMENTS.map((name) => this.ended(name, commit, 'Succeeded')));
      strictEqual(production.spec.syncPolicy.automated.enabled, false, 'the controller starts the syncs');
      const [first, second] = await Promise.all(ENVIRONMENTS.map(async (name) => Date.parse((await this.routes(name)).metadata.creationTimestamp!)));
      ok(first < second, 'routes of staging are older than those of production');
      figure(`routes of production ${(second - first) / 1000} s after those of staging`);
    });
  }

  /** What nobody would expect of a rolling sync: only the state of the objects counts. */
  async hookAfter(): Promise<void> {
    await this.lab.step('staging’s analysis after the sync fails: production is synced all the same', async (figure) => {
      this.prometheus.set(BAD, /shop-staging/);
      const commit = this.change('a bad release');
      const [staging, production] = [await this.ended('staging', commit, 'Failed'), await this.ended('production', commit, 'Succeeded')];
      deepStrictEqual(await this.weights('production'), this.split);
      figure(`staging ${staging.status.operationState.phase}, production ${production.status.operationState.phase}`);
      this.prometheus.set(GOOD);
    });
  }

  async hookBefore(): Promise<void> {
    await this.lab.step('production asks for staging’s metrics before its own sync: good metrics let it through', async (figure) => {
      this.gates = { production: 'staging' };
      const commit = this.change('a gate');
      await this.applyControllers();
      await this.ended('staging', commit, 'Succeeded');
      const { status } = await this.ended('production', commit, 'Succeeded');
      figure(gateOf(status));
    });
    await this.lab.step('and bad ones do not: staging has the bad release, production keeps its routes', async (figure) => {
      const before = this.split;
      this.prometheus.set(BAD, /shop-staging/);
      const commit = this.change('another bad release');
      await this.ended('staging', commit, 'Failed');
      const { status } = await this.ended('production', commit, 'Failed');
      deepStrictEqual(await this.weights('staging'), this.split);
      deepStrictEqual(await this.weights('production'), before);
      figure(`${gateOf(status)}; routes of staging ${this.split.join('/')}, of production ${before.join('/')}`);
    });
  }

  async revert(): Promise<void> {
    await this.lab.step('a revert brings staging back, and production, which never left, is Synced', async (figure) => {
      const before = await this.weights('production');
      this.prometheus.set(GOOD);
      const commit = this.git.revert(this.git.git('rev-parse', 'HEAD'));
      await this.ended('staging', commit, 'Succeeded');
      deepStrictEqual(await this.weights('staging'), before);
      await this.becomes('production', `Synced with ${commit.slice(0, 8)}`, ({ sync }) => sync?.revision === commit && sync.status === 'Synced');
      figure(`routes ${before.join('/')}`);
    });
  }

  async environmentGoes(): Promise<void> {
    await this.lab.step('an environment that goes away keeps its Application and its objects', async (figure) => {
      this.release('without production', ['staging']);
      await this.applyControllers();
      const looks = await always('production is there', 8_000, async () => {
        await this.weights('production');
        return (await this.engine.application('mesh-production')).metadata.deletionTimestamp === undefined;
      });
      figure(`${looks} looks over 8 s`);
    });
  }

  async environmentComes(): Promise<void> {
    await this.lab.step('a new environment comes after staging, and its analysis before the sync runs in the namespace that the sync makes', async (figure) => {
      this.gates = { canada: 'staging' };
      const commit = this.change('a new environment', ['staging', 'canada']);
      await this.applyControllers();
      await this.ended('staging', commit, 'Succeeded');
      const { status } = await this.ended('canada', commit, 'Succeeded');
      figure(gateOf(status));
    });
  }

  async setGoes(): Promise<void> {
    const { kube } = this.cluster;
    await this.lab.step('the set is deleted: its Applications stay, and so does what they applied', async (figure) => {
      await kube.delete(SET);
      await eventually('the set is gone', TIMEOUT_MS, async () => await kube.find(SET) === undefined);
      const names = async () => (await kube.list('argoproj.io/v1alpha1', 'Application', 'argocd')).map(({ metadata: { name } }) => name);
      const looks = await always('nothing is collected', 8_000, async () => {
        await Promise.all(ENVIRONMENTS.map((name) => this.weights(name)));
        return (await names()).length === 3;
      });
      figure(`${(await names()).join(', ')}; ${looks} looks over 8 s`);
    });
  }

  /** A release whose routes differ from those of every release before. */
  private change(message: string, environments = ENVIRONMENTS): string {
    this.canaryPercent += 5;
    return this.release(message, environments);
  }

  private release(message: string, environments = ENVIRONMENTS): string {
    return this.repository.release(message, { canaryPercent: this.canaryPercent, prometheus: this.prometheus.url, environments, gates: this.gates });
  }

  private async applyControllers(): Promise<void> {
    for (const object of this.repository.controllerObjects()) {
      await this.cluster.kube.apply(object);
    }
  }

  /** Waits until a sync of a commit has ended, and returns the Application. */
  private ended(environment: string, commit: string, phase: string): Promise<KubeObject> {
    return this.becomes(environment, `synced with ${commit.slice(0, 8)} and ${phase}`, ({ operationState }) =>
      operationState?.phase === phase && operationState.syncResult?.revision === commit);
  }

  private async becomes(environment: string, what: string, holds: (status: KubeObject['status']) => boolean): Promise<KubeObject> {
    const name = `mesh-${environment}`;
    await eventually(`${name} is there`, TIMEOUT_MS, () => this.engine.application(name));
    let asked = 0;
    return eventually(`${name} is ${what}`, TIMEOUT_MS, async () => {
      if (Date.now() - asked > ASK_AGAIN_MS) {
        asked = Date.now();
        await this.engine.refresh(name);
      }
      const object = await this.engine.application(name);
      if (!holds(object.status ?? {})) {
        const { operationState, sync, conditions } = object.status ?? {};
        throw new Error(JSON.stringify({ sync, conditions, phase: operationState?.phase, message: operationState?.message }));
      }
      return object;
    });
  }

  private get split(): number[] {
    return [100 - this.canaryPercent, this.canaryPercent];
  }

  private routes(environment: string): Promise<KubeObject> {
    return this.cluster.kube.read({
      apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', name: 'cart', namespace: namespaceOf(environment),
    });
  }

  private async weights(environment: string): Promise<number[]> {
    return (await this.routes(environment)).spec.http[0].route.map(({ weight }: { weight: number }) => weight);
  }
}

/** What the last sync says of its analysis before the objects. */
function gateOf(status: KubeObject['status']): string {
  const { name, hookPhase, message } = status.operationState.syncResult.resources.find(({ hookType }: { hookType: string }) => hookType === 'PreSync');
  return `${name}: ${hookPhase}, ${message}`;
}
