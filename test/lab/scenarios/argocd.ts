import { deepStrictEqual, ok, strictEqual } from 'node:assert';
import { parse } from 'yaml';
import { argocd } from '../../../src';
import { Cluster } from '../cluster';
import { ArgoCd } from '../engines/argocd';
import { Rollouts } from '../engines/rollouts';
import { GitServer } from '../git-server';
import { RouteHistory } from '../history';
import { KubeReference } from '../kube';
import { makeBeforeBreak } from '../make-before-break';
import { ENVIRONMENTS, FIRST_RELEASE, Release } from '../programs/shop-fleet';
import { ShopRepository } from '../repository';
import { Lab, Scenario } from '../scenario';
import { always, eventually } from '../wait';

const ENVIRONMENT = 'staging';
const NAME = `mesh-${ENVIRONMENT}`;
const ISTIO = 'networking.istio.io/v1';
const WAVE = 'argocd.argoproj.io/sync-wave';
const DELEGATE: KubeReference = { apiVersion: ISTIO, kind: 'VirtualService', name: 'orders-weights', namespace: 'release' };
const ROOT: KubeReference = { ...DELEGATE, name: 'orders' };

export const scenario: Scenario = {
  title: 'Argo CD syncs an environment, make before break',
  about: 'Argo CD syncs `dist/staging` of the shop with the Application and the project that the library writes. Then a subset comes and goes. '
    + 'All writes to VirtualServices and DestinationRules are recorded from a watch and put in their order, so that every state that ever was is looked at: '
    + 'does a route name a subset that no rule has?',
  cluster: true,
  tools: [...ArgoCd.tools, ...Rollouts.tools],
  programs: ArgoCd.programs,
  notRun: [
    'Notifications and the source hydrator: their controllers were not started. The objects are checked strictly by the API server.',
  ],
  run: async (lab) => {
    const cluster = await lab.step('a cluster starts', () => lab.startCluster({ crds: ['argo-cd', 'argo-rollouts'] }));
    const git = await lab.startGitServer();
    const repository = new ShopRepository(git, (url) => [argocd.Applications.perEnvironment({
      repository: { url }, outputPath: 'dist', project: argocd.Project.derived(), healthChecks: true,
    })]);
    const commit = repository.release('first release', FIRST_RELEASE);
    const settings = (parse(repository.attachment('argocd', 'install/argocd-cm.merge-patch')) as { data: Record<string, string> }).data;
    const engine = lab.keep(await ArgoCd.start(cluster, { settings }));
    const world = { lab, cluster, git, repository, engine };
    await syncInWaves(world, commit);
    const history = lab.keep(await RouteHistory.start(cluster.kube));
    await makeBeforeBreak(lab, repository, history, ENVIRONMENT, async (made) => { await engine.synced(NAME, made); });
    await keepDelegateWeights(world, history);
    await judgeHealth(world);
    await revertEdit(world);
    await rollBack(world);
    await analyseAfterSync(world);
    await pruneLastOfKind(world);
    await generate(world);
    await applyRoot(world);
  },
};

interface World {
  readonly lab: Lab;
  readonly cluster: Cluster;
  readonly git: GitServer;
  readonly repository: ShopRepository;
  readonly engine: ArgoCd;
}

/** One cluster plays staging; the Applications of the other environments would claim the same objects. */
async function applyFor({ kube }: Cluster, repository: ShopRepository): Promise<void> {
  for (const object of repository.controllerObjects('argocd')) {
    if (object.kind !== 'Application' || object.metadata.name === NAME) {
      await kube.apply(object);
    }
  }
}

async function syncInWaves({ lab, cluster, repository, engine }: World, commit: string): Promise<void> {
  await lab.step('Argo CD syncs all of dist/staging under the derived project', async (figure) => {
    await applyFor(cluster, repository);
    const { status } = await engine.synced(NAME, commit);
    strictEqual(status.resources.length, repository.objects('staging').length, 'resources of the Application');
    figure(`${status.resources.length} objects`);
  });
  await lab.step('every object was created after all objects of earlier waves', async (figure) => {
    const waves = new Map<number, number[]>();
    for (const { apiVersion, kind, metadata: { name, namespace, annotations } } of repository.objects('staging')) {
      const live = await cluster.kube.read({ apiVersion, kind, name, namespace });
      const wave = Number(annotations?.[WAVE] ?? 0);
      waves.set(wave, [...waves.get(wave) ?? [], Date.parse(live.metadata.creationTimestamp!)]);
    }
    const order = [...waves.keys()].sort((a, b) => a - b);
    for (let i = 1; i < order.length; i++) {
      const [before, after] = [waves.get(order[i - 1])!, waves.get(order[i])!];
      ok(Math.max(...before) < Math.min(...after), `wave ${order[i - 1]} ended before wave ${order[i]} began`);
    }
    figure(`waves ${order.join(', ')}`);
  });
}

async function keepDelegateWeights(world: World, history: RouteHistory): Promise<void> {
  const { lab, cluster: { kube }, repository, engine } = world;
  const weights = async () => (await kube.read(DELEGATE)).spec.http[0].route.map(({ weight }: { weight: number }) => weight);
  await lab.step('a controller moves the weights of the delegate: the Application stays Synced and nothing is put back', async (figure) => {
    await kube.patchAt(DELEGATE, [70, 30].map((value, i) => ({ op: 'replace', path: `/spec/http/0/route/${i}/weight`, value })));
    await engine.refresh(NAME);
    const looks = await always('the weights are the controller’s', 8_000, async () => JSON.stringify(await weights()) === '[70,30]');
    const { spec, status } = await engine.application(NAME);
    strictEqual(status.sync.status, 'Synced');
    figure(`ignoreDifferences ${JSON.stringify(spec.ignoreDifferences)}; ${looks} looks over 8 s`);
  });
  await lab.step('a change of Git to the root arrives, and the untouched delegate keeps its live weights', async (figure) => {
    history.restart();
    const commit = repository.release('a longer timeout', { ...FIRST_RELEASE, timeoutSeconds: 9 });
    await engine.synced(NAME, commit);
    strictEqual((await kube.read(ROOT)).spec.http[0].timeout, '9s');
    deepStrictEqual(await weights(), [70, 30]);
    strictEqual(history.lines().some((line) => line.endsWith(DELEGATE.name)), false, 'a write to the delegate');
    figure(`writes: ${history.lines().join(', ')}`);
  });
}

async function revertEdit({ lab, cluster: { kube } }: World): Promise<void> {
  await lab.step('an edit by hand is put back (selfHeal)', async () => {
    await kube.patchAt(ROOT, [{ op: 'replace', path: '/spec/http/0/timeout', value: '1s' }]);
    await eventually('the timeout of Git is back', 60_000, async () => (await kube.read(ROOT)).spec.http[0].timeout === '9s');
  });
}

async function rollBack({ lab, cluster: { kube }, git, engine }: World): Promise<void> {
  await lab.step('a revert of the last commit brings the timeout back', async () => {
    await engine.synced(NAME, git.revert(git.git('rev-parse', 'HEAD')));
    strictEqual((await kube.read(ROOT)).spec.http[0].timeout, '5s');
  });
}

async function judgeHealth({ lab, cluster: { kube }, engine }: World): Promise<void> {
  const health = async () => (await engine.application(NAME)).status.health.status;
  const write = async (level: string) => {
    const messages = [{ type: { code: 'IST0101', name: 'ReferencedResourceNotFound' }, level, documentationUrl: 'https://istio.io' }];
    await kube.patch(ROOT, { status: { validationMessages: messages } }, 'status');
  };
  await lab.step('an error among istiod’s messages makes the Application Degraded, a warning does not', async () => {
    await eventually('the Application is Healthy', 60_000, async () => await health() === 'Healthy');
    await write('ERROR');
    await eventually('the Application is Degraded', 60_000, async () => await health() === 'Degraded');
    await write('WARNING');
    await eventually('the Application is Healthy', 60_000, async () => await health() === 'Healthy');
  });
}

async function analyseAfterSync({ lab, cluster, git, engine }: World): Promise<void> {
  const prometheus = await lab.startPrometheus(0);
  const rollouts = lab.keep(await Rollouts.start(cluster));
  const repository = new ShopRepository(git, (url) => [argocd.Applications.perEnvironment({
    // Without retries, so that the first failure is the last.
    repository: { url }, outputPath: 'dist', project: argocd.Project.derived(), healthChecks: true, retry: { limit: 0 },
  })]);
  // A hook alone is no difference, so nothing would be synced: something else has to change too.
  const release = { ...FIRST_RELEASE, timeoutSeconds: 6, analysisAt: prometheus.url };
  const run = { apiVersion: 'argoproj.io/v1alpha1', kind: 'AnalysisRun', name: 'proxies-accept', namespace: 'release' };
  await lab.step('an analysis after the sync (a PostSync hook) passes: the sync has succeeded', async (figure) => {
    const commit = repository.release('an analysis after every sync', release);
    await applyFor(cluster, repository);
    await engine.synced(NAME, commit);
    const { status } = await cluster.kube.read(run);
    strictEqual(status.phase, 'Successful');
    figure(`${prometheus.queries.length} queries, each ${JSON.stringify(prometheus.queries[0])}`);
  });
  await lab.step('the analysis measures refused configuration: the sync has failed, and what it applied stays', async (figure) => {
    prometheus.set(3);
    const commit = repository.release('a change that proxies refuse', { ...release, timeoutSeconds: 11 });
    const { status } = await engine.syncFailed(NAME, commit);
    strictEqual((await cluster.kube.read(run)).status.phase, 'Failed');
    strictEqual((await cluster.kube.read(ROOT)).spec.http[0].timeout, '11s');
    figure(status.operationState.message);
  });
  await lab.step('the revert of that commit syncs well again', async () => {
    prometheus.set(0);
    await engine.synced(NAME, git.revert(git.git('rev-parse', 'HEAD')));
    strictEqual((await cluster.kube.read(ROOT)).spec.http[0].timeout, '6s');
  });
  await lab.stop(rollouts);
}

async function pruneLastOfKind({ lab, cluster, git, engine }: World): Promise<void> {
  const partner = { apiVersion: ISTIO, kind: 'ServiceEntry', name: 'partner.example.com', namespace: 'release' };
  const kind = { group: 'networking.istio.io', kind: partner.kind, clusterScoped: false };
  const withKinds = (additionalKinds: typeof kind[]) => new ShopRepository(git, (url) => [argocd.Applications.perEnvironment({
    repository: { url }, outputPath: 'dist', project: argocd.Project.derived({ additionalKinds }),
  })]);
  const bring = async (message: string, repository: ShopRepository, release: Release) => {
    const commit = repository.release(message, release);
    await applyFor(cluster, repository);
    await engine.synced(NAME, commit);
  };
  await lab.step('the last object of a kind is not pruned when the project loses the kind with it', async () => {
    await bring('the partner comes', withKinds([]), { ...FIRST_RELEASE, partner: true });
    await cluster.kube.read(partner);
    await bring('the partner and its kind go', withKinds([]), FIRST_RELEASE);
    await always('the ServiceEntry is still there', 5_000, async () => await cluster.kube.find(partner) !== undefined);
  });
  await lab.step('it is pruned when `additionalKinds` names the kind for one release more', async () => {
    const repository = withKinds([kind]);
    await bring('the partner comes again', repository, { ...FIRST_RELEASE, partner: true });
    await bring('the partner goes', repository, FIRST_RELEASE);
    await eventually('the ServiceEntry is gone', 30_000, async () => await cluster.kube.find(partner) === undefined);
  });
}

async function generate({ lab, cluster: { kube }, git }: World): Promise<void> {
  await lab.step('an ApplicationSet generates one Application per environment, the same as those that the library writes itself', async (figure) => {
    const options = { outputPath: 'dist', project: argocd.Project.named('default'), namePrefix: 'generated', manualEnvironments: [...ENVIRONMENTS] };
    const written = new ShopRepository(git, (url) => [argocd.Applications.perEnvironment({ ...options, repository: { url } })]);
    written.release('Applications, written', FIRST_RELEASE);
    const expected = written.controllerObjects('argocd');
    const sets = new ShopRepository(git, (url) => [argocd.ApplicationSets.forEnvironments({ ...options, repository: { url } })]);
    sets.release('Applications, generated', FIRST_RELEASE);
    for (const object of sets.controllerObjects('argocd')) {
      await kube.apply(object);
    }
    const generated = await eventually('all Applications are generated', 60_000, async () => {
      const applications = (await kube.list('argoproj.io/v1alpha1', 'Application', 'argocd'))
        .filter(({ metadata: { name } }) => name.startsWith('generated-'));
      return applications.length === ENVIRONMENTS.length && applications;
    });
    for (const { metadata, spec } of generated) {
      const twin = expected.find(({ metadata: { name } }) => name === metadata.name)!;
      const { spec: { destination, ...rest }, metadata: { labels, annotations } } = twin;
      const { destination: { name: clusterName, ...place }, ...live } = spec;
      strictEqual(clusterName, 'in-cluster');
      // The set knows clusters by name only.
      strictEqual(place.namespace, destination.namespace);
      deepStrictEqual(live, rest);
      deepStrictEqual([metadata.labels, metadata.annotations], [labels, annotations]);
    }
    figure(generated.map(({ metadata: { name } }) => name).join(', '));
  });
}

async function applyRoot({ lab, cluster: { kube }, git, engine }: World): Promise<void> {
  await lab.step('of an app of apps only the root is applied by hand: Argo CD makes the project and every Application', async (figure) => {
    const repository = new ShopRepository(git, (url) => [argocd.Applications.perEnvironment({
      repository: { url },
      outputPath: 'dist',
      project: argocd.Project.derived(),
      namePrefix: 'child',
      manualEnvironments: [...ENVIRONMENTS],
      appOfApps: { rootName: 'all' },
    })]);
    const commit = repository.release('an app of apps', FIRST_RELEASE);
    const [root, ...rest] = repository.controllerObjects('argocd/root');
    deepStrictEqual([root.metadata.name, rest], ['all', []]);
    await kube.apply(root);
    const { status } = await engine.synced('all', commit);
    const made = status.resources.map(({ kind, name }: { kind: string; name: string }) => `${kind} ${name}`);
    deepStrictEqual(made, ['AppProject child', ...[...ENVIRONMENTS].sort().map((name) => `Application child-${name}`)]);
    figure(made.join(', '));
  });
}
