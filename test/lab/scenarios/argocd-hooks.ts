import { deepStrictEqual, notStrictEqual, strictEqual } from 'node:assert';
import { argocd } from '../../../src';
import { Cluster } from '../cluster';
import { ArgoCd } from '../engines/argocd';
import { Rollouts } from '../engines/rollouts';
import { FakeAnswer, FakePrometheus } from '../fake-prometheus';
import { GitServer } from '../git-server';
import { KubeObject, KubeReference } from '../kube';
import { JudgedRepository, namespaceOf } from '../programs/judged-fleet';
import { Lab, Scenario } from '../scenario';
import { always, eventually } from '../wait';

const ENVIRONMENT = 'staging';
const NAME = `mesh-${ENVIRONMENT}`;
const namespace = namespaceOf(ENVIRONMENT);
const ROUTES: KubeReference = { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', name: 'cart', namespace };
const ANALYSIS: KubeReference = { apiVersion: 'argoproj.io/v1alpha1', kind: 'AnalysisRun', name: 'answers-are-good', namespace };
const ASK: KubeReference = { apiVersion: 'batch/v1', kind: 'Job', name: 'ask-once', namespace };
const TELL: KubeReference = { ...ASK, name: 'tell-people' };
const GOOD = 0;
const BAD = 5;

export const scenario: Scenario = {
  title: 'Argo CD judges every sync by hooks, and a revert goes back',
  about: 'An environment with an analysis and a Job after every sync, and a Job after every sync that failed, each made by `argocd.SyncHook`. '
    + 'Argo Rollouts runs the analyses; a fake Prometheus says whether answers are good.',
  cluster: true,
  tools: [...ArgoCd.tools, ...Rollouts.tools],
  programs: ArgoCd.programs,
  notRun: [
    'A Job that fails: kwok, which plays the machines, lets every Job succeed.',
  ],
  run: async (lab) => {
    const cluster = await lab.step('a cluster starts', () => lab.startCluster({ crds: ['argo-cd', 'argo-rollouts'] }));
    const git = await lab.startGitServer();
    const engine = lab.keep(await ArgoCd.start(cluster));
    lab.keep(await Rollouts.start(cluster));
    const story = new Story(lab, cluster, git, engine, await lab.startPrometheus(GOOD));
    await story.goodSync();
    await story.narrowProject();
    await story.badSync();
    await story.noData('no series', 'empty');
    await story.noData('not a number', 'NaN');
    await story.noPrometheus();
    await story.revertWhileRetrying();
  },
};

class Story {
  private canaryPercent = 10;
  private repository: JudgedRepository;

  constructor(
    private readonly lab: Lab,
    private readonly cluster: Cluster,
    private readonly git: GitServer,
    private readonly engine: ArgoCd,
    private prometheus: FakePrometheus,
  ) {
    // Without tries, so that the first failure is the last.
    this.repository = this.withRetry({ limit: 0 });
  }

  async goodSync(): Promise<void> {
    await this.lab.step('good metrics: the hooks run after the objects, under the derived project, and the sync has succeeded', async (figure) => {
      const commit = this.release('first release');
      await this.applyControllers();
      const { status } = await this.engine.synced(NAME, commit);
      strictEqual((await this.cluster.kube.read(ANALYSIS)).status.phase, 'Successful');
      strictEqual((await this.cluster.kube.read(ASK)).status.succeeded, 1);
      strictEqual(await this.cluster.kube.find(TELL), undefined, 'the Job for failed syncs');
      deepStrictEqual(await this.weights(), [90, 10]);
      figure(hooksOf(status).join(', '));
    });
  }

  /** The mistake that the derived project keeps people from. */
  async narrowProject(): Promise<void> {
    const { kube } = this.cluster;
    const project = this.repository.controllerObjects().find(({ kind }) => kind === 'AppProject')!;
    const reference = { apiVersion: project.apiVersion, kind: project.kind, name: project.metadata.name, namespace: project.metadata.namespace };
    await this.lab.step('a project without the kinds of the hooks lets nothing through (so the check can fail)', async (figure) => {
      const kinds: { kind: string }[] = project.spec.namespaceResourceWhitelist;
      await kube.patch(reference, { spec: { namespaceResourceWhitelist: kinds.filter(({ kind }) => !['AnalysisRun', 'Job'].includes(kind)) } });
      const { status } = await this.engine.syncFailed(NAME, this.change('a release under a project that is too narrow'));
      deepStrictEqual(await this.weights(), [90, 10]);
      figure(status.operationState.syncResult.resources.map(({ message }: { message: string }) => message).filter(Boolean).join('; '));
    });
    await this.lab.step('under the derived project the next commit syncs', async (figure) => {
      await kube.apply(project);
      await this.engine.synced(NAME, this.change('the next release'));
      figure(project.spec.namespaceResourceWhitelist.map(({ group, kind }: { group: string; kind: string }) => `${group}/${kind}`).join(', '));
    });
  }

  async badSync(): Promise<void> {
    const before = await this.weights();
    await this.lab.step('bad metrics: the sync has failed, what it applied stays, and the Job for failed syncs has run', async (figure) => {
      this.prometheus.set(BAD);
      const { status } = await this.engine.syncFailed(NAME, this.change('a bad release'));
      strictEqual((await this.cluster.kube.read(ANALYSIS)).status.phase, 'Failed');
      strictEqual((await this.cluster.kube.read(TELL)).status.succeeded, 1);
      deepStrictEqual(await this.weights(), this.split);
      figure(`${status.operationState.message}; ${hooksOf(status).join(', ')}; routes ${this.split.join('/')}`);
    });
    await this.lab.step('the Application stays Synced and Healthy: only the operation says that the sync has failed', async () => {
      await this.engine.refresh(NAME);
      await always('Synced, Healthy, and its operation Failed', 2_000, async () => {
        const { status } = await this.engine.application(NAME);
        return status.sync.status === 'Synced' && status.health.status === 'Healthy' && status.operationState.phase === 'Failed';
      });
    });
    await this.revert('the revert of that commit brings the old routes back, and its sync has succeeded', before);
  }

  async noData(words: string, answer: FakeAnswer): Promise<void> {
    const before = await this.weights();
    await this.lab.step(`Prometheus answers with ${words}: neither good nor bad, and the sync has failed`, async (figure) => {
      const told = await this.cluster.kube.read(TELL);
      this.prometheus.set(answer);
      const { status } = await this.engine.syncFailed(NAME, this.change(`a release with ${words}`));
      strictEqual((await this.cluster.kube.read(ANALYSIS)).status.phase, 'Inconclusive');
      notStrictEqual((await this.cluster.kube.read(TELL)).metadata.uid, told.metadata.uid, 'the Job for failed syncs');
      figure(`${hooksOf(status).join(', ')}`);
    });
    await this.revert('and a revert goes back', before);
  }

  async noPrometheus(): Promise<void> {
    await this.lab.step('Prometheus is not there: the sync has failed', async (figure) => {
      const commit = this.change('a release without Prometheus');
      await this.lab.stop(this.prometheus);
      const { status } = await this.engine.syncFailed(NAME, commit);
      const { phase, message } = (await this.cluster.kube.read(ANALYSIS)).status;
      strictEqual(phase, 'Error');
      figure(`${hooksOf(status).join(', ')}: ${message}`);
    });
  }

  /** Without `retry`, Argo CD tries five times more, and a commit that goes back must not wait for that. */
  async revertWhileRetrying(): Promise<void> {
    const prometheus = this.prometheus = await this.lab.startPrometheus(GOOD);
    this.repository = this.withRetry(undefined);
    await this.engine.synced(NAME, this.change('tries as the library writes them'));
    await this.applyControllers();
    const before = await this.weights();
    const state = async (): Promise<KubeObject['status']> => (await this.engine.application(NAME)).status.operationState;
    await this.lab.step('with the tries that the library writes, a bad release is tried again and again', async (figure) => {
      prometheus.set(BAD);
      this.change('another bad release');
      await this.engine.refresh(NAME);
      const { message } = await eventually('the second try', 60_000, async () => {
        const operation = await state();
        return operation.retryCount >= 1 && operation;
      });
      deepStrictEqual(await this.weights(), this.split);
      figure(message);
    });
    await this.lab.step('a revert does not wait for the last try: the next one takes it, also while metrics are still bad', async (figure) => {
      const commit = this.git.revert(this.git.git('rev-parse', 'HEAD'));
      const begun = Date.now();
      await this.engine.refresh(NAME);
      await eventually('the old routes are back', 60_000, async () => JSON.stringify(await this.weights()) === JSON.stringify(before));
      const seconds = (Date.now() - begun) / 1000;
      const { phase, retryCount } = await state();
      strictEqual(phase, 'Running');
      figure(`routes back after ${seconds.toFixed(1)} s, in try ${retryCount}`);
      prometheus.set(GOOD);
      await this.engine.synced(NAME, commit);
    });
  }

  private async revert(sentence: string, before: readonly number[]): Promise<void> {
    await this.lab.step(sentence, async (figure) => {
      this.prometheus.set(GOOD);
      await this.engine.synced(NAME, this.git.revert(this.git.git('rev-parse', 'HEAD')));
      deepStrictEqual(await this.weights(), before);
      strictEqual((await this.cluster.kube.read(ANALYSIS)).status.phase, 'Successful');
      figure(`routes ${before.join('/')}`);
    });
  }

  /** A release whose routes differ from those of every release before. */
  private change(message: string): string {
    this.canaryPercent += 5;
    return this.release(message);
  }

  private release(message: string): string {
    return this.repository.release(message, {
      canaryPercent: this.canaryPercent, prometheus: this.prometheus.url, environments: [ENVIRONMENT],
    });
  }

  private withRetry(retry: argocd.SyncRetry | undefined): JudgedRepository {
    return new JudgedRepository(this.git, (url) => argocd.Applications.perEnvironment({
      repository: { url }, outputPath: 'dist', project: argocd.Project.derived(), retry,
    }));
  }

  private async applyControllers(): Promise<void> {
    for (const object of this.repository.controllerObjects()) {
      await this.cluster.kube.apply(object);
    }
  }

  private get split(): number[] {
    return [100 - this.canaryPercent, this.canaryPercent];
  }

  private async weights(): Promise<number[]> {
    return (await this.cluster.kube.read(ROUTES)).spec.http[0].route.map(({ weight }: { weight: number }) => weight);
  }
}

/** What the last sync says of its hooks. */
function hooksOf(status: KubeObject['status']): string[] {
  const resources: { hookType?: string; kind: string; name: string; hookPhase: string }[] = status.operationState.syncResult.resources;
  return resources.filter(({ hookType }) => hookType).map(({ hookType, kind, name, hookPhase }) => `${hookType} ${kind} ${name} ${hookPhase}`);
}
