import { deepStrictEqual, ok, strictEqual } from 'node:assert';
import { Duration } from 'cdk8s';
import { flux } from '../../../src';
import { Cluster } from '../cluster';
import { Flux, isReady, kustomization } from '../engines/flux';
import { GitServer } from '../git-server';
import { RouteHistory } from '../history';
import { Kube, KubeObject, KubeReference } from '../kube';
import { makeBeforeBreak } from '../make-before-break';
import { FIRST_RELEASE, Release } from '../programs/shop-fleet';
import { ShopRepository } from '../repository';
import { Lab, Scenario } from '../scenario';
import { always, eventually } from '../wait';

const NAME = 'mesh-staging';
const ISTIO = 'networking.istio.io/v1';
const CART: KubeReference = { apiVersion: ISTIO, kind: 'VirtualService', name: 'cart', namespace: 'release' };
const PARTNER: KubeReference = { apiVersion: ISTIO, kind: 'ServiceEntry', name: 'partner.example.com', namespace: 'release' };

/** What the controller of this scenario makes of the weights 80 and 20 that Git holds. */
const LIVE_WEIGHTS = [55, 45];

export const scenario: Scenario = {
  title: 'Flux applies an environment',
  about: 'Flux fetches `dist/staging` of the shop from a Git server and applies it with the GitRepository and the Kustomization of `flux.Kustomizations`, '
    + 'as they are written. Somebody plays istiod (who writes status), an operator (who edits by hand), and a controller (who moves weights).',
  cluster: true,
  tools: Flux.tools,
  notRun: [
    'Alerts, Receivers and image automation: Flux’s notification and image controllers were not built. Their objects are checked strictly by the API server.',
    'OCIRepository: there is no registry here. Checked strictly by the API server.',
  ],
  run: async (lab) => {
    const cluster = await lab.step('a cluster starts', () => lab.startCluster({ crds: ['flux'] }));
    const git = await lab.startGitServer();
    const repository = new ShopRepository(git, (url) => [flux.Kustomizations.perEnvironment({
      repository: { url }, outputPath: 'dist', wait: true, interval: Duration.hours(1),
    })]);
    const engine = lab.keep(await Flux.start(cluster));
    const world = { lab, cluster, repository, engine };
    const first: Release = { ...FIRST_RELEASE, partner: true };
    await applyFirst(world, first);
    await judgeHealth(world);
    await prune(world, first);
    await revertEdit(world);
    const history = lab.keep(await RouteHistory.start(cluster.kube));
    await makeBeforeBreak(lab, repository, history, 'staging', async (commit) => { await engine.reconcile(NAME, commit); });
    await lab.stop(history);
    await leaveWeightsAlone(world);
    await revertCommit(world, git);
    await divide(world, git);
  },
};

interface World {
  readonly lab: Lab;
  readonly cluster: Cluster;
  readonly repository: ShopRepository;
  readonly engine: Flux;
}

async function applyFirst({ lab, cluster, repository, engine }: World, release: Release): Promise<void> {
  await lab.step('Flux applies all of dist/staging and reports Ready', async (figure) => {
    const commit = repository.release('first release', release);
    for (const object of repository.controllerObjects('flux/staging')) {
      await cluster.kube.apply(object);
    }
    const { status } = await engine.applied(NAME, commit);
    const objects = repository.objects('staging');
    strictEqual(status.inventory.entries.length, objects.length, 'entries of the inventory');
    figure(`${objects.length} objects`);
  });
}

/** The status that istiod would write. */
function statusBy(level: string | undefined, generation: number): object {
  const messages = level === undefined ? [] : [{ type: { code: 'IST0101', name: 'ReferencedResourceNotFound' }, level, documentationUrl: 'https://istio.io' }];
  return { status: { observedGeneration: String(generation), validationMessages: messages } };
}

async function judgeHealth({ lab, cluster: { kube }, engine }: World): Promise<void> {
  const generation = async () => (await kube.read(CART)).metadata.generation!;
  await lab.step('it stays Ready when istiod has written its status, with the generation as text', async () => {
    await kube.patch(CART, statusBy(undefined, await generation()), 'status');
    await engine.reapply(NAME);
  });
  await lab.step('without our health expressions the same status is never healthy (so the check can fail)', async (figure) => {
    const { spec } = await kube.read(kustomization(NAME));
    const { healthCheckExprs, ...rest } = spec;
    strictEqual(healthCheckExprs.length > 0, true);
    const name = 'without-expressions';
    await kube.apply({
      apiVersion: kustomization(name).apiVersion,
      kind: 'Kustomization',
      metadata: { name, namespace: kustomization(name).namespace },
      // Nothing of what it shares with the other one may go when it goes.
      spec: { ...rest, prune: false, timeout: '5s' },
    });
    const message = await notReady(kube, name);
    await kube.delete(kustomization(name));
    await eventually(`${name} is gone`, 60_000, async () => await kube.find(kustomization(name)) === undefined);
    figure(message);
  });
  await lab.step('an error among istiod’s messages makes it not Ready, and Ready again when it is gone', async (figure) => {
    await kube.patch(CART, statusBy('ERROR', await generation()), 'status');
    await kube.patch(kustomization(NAME), { metadata: { annotations: { 'reconcile.fluxcd.io/requestedAt': 'after the error' } } });
    figure(await notReady(kube, NAME));
    await kube.patch(CART, statusBy('WARNING', await generation()), 'status');
    await engine.reapply(NAME);
  });
}

async function notReady(kube: Kube, name: string): Promise<string> {
  return eventually(`Kustomization ${name} is not Ready`, 60_000, async () => {
    const object: KubeObject = await kube.read(kustomization(name));
    const ready = object.status?.conditions?.find(({ type }: { type: string }) => type === 'Ready');
    return !isReady(object) && ready?.status === 'False' && ready.message;
  });
}

async function prune({ lab, cluster: { kube }, repository, engine }: World, { partner: _, ...rest }: Release): Promise<void> {
  await lab.step('an object that the next release does not hold is pruned', async () => {
    await kube.read(PARTNER);
    const commit = repository.release('the partner goes', rest);
    await engine.reconcile(NAME, commit);
    strictEqual(await kube.find(PARTNER), undefined);
  });
}

async function revertEdit({ lab, cluster: { kube }, engine }: World): Promise<void> {
  await lab.step('an edit by hand is reverted at the next interval', async () => {
    await setWeights(kube, [1, 99]);
    await engine.reapply(NAME);
    deepStrictEqual(await weights(kube), [80, 20]);
  });
}

async function leaveWeightsAlone({ lab, cluster, cluster: { kube }, repository, engine }: World): Promise<void> {
  await lab.step('weights that a controller writes stay when Flux applies again', async (figure) => {
    const commit = repository.release('the weights belong to a controller', { ...FIRST_RELEASE, liveWeights: true });
    for (const object of repository.controllerObjects('flux/staging')) {
      await cluster.kube.apply(object);
    }
    const { spec } = await engine.reconcile(NAME, commit);
    figure(`spec.ignore ${JSON.stringify(spec.ignore)}`);
    await setWeights(kube, LIVE_WEIGHTS);
    await engine.reapply(NAME);
    deepStrictEqual(await weights(kube), LIVE_WEIGHTS);
  });
  await lab.step('another change of Git to the same VirtualService arrives, and the weights still stay', async (figure) => {
    const commit = repository.release('a longer timeout', { ...FIRST_RELEASE, liveWeights: true, timeoutSeconds: 7 });
    await engine.reconcile(NAME, commit);
    const { spec } = await kube.read(CART);
    strictEqual(spec.http[0].timeout, '7s');
    const looks = await always('the weights are the controller’s', 3_000, async () =>
      JSON.stringify(await weights(kube)) === JSON.stringify(LIVE_WEIGHTS));
    figure(`timeout ${spec.http[0].timeout}, weights ${LIVE_WEIGHTS.join('/')} in ${looks} looks over 3 s`);
  });
}

async function revertCommit({ lab, cluster: { kube }, engine }: World, git: GitServer): Promise<void> {
  await lab.step('a revert of the last commit brings the timeout back', async () => {
    const commit = git.revert(git.git('rev-parse', 'HEAD'));
    await engine.reconcile(NAME, commit);
    strictEqual((await kube.read(CART)).spec.http[0].timeout, '5s');
    deepStrictEqual(await weights(kube), LIVE_WEIGHTS);
  });
}

/** From one Kustomization for the environment to one per namespace, on the same live objects. */
async function divide({ lab, cluster: { kube }, engine }: World, git: GitServer): Promise<void> {
  await lab.step('one Kustomization per namespace takes over from the one for all: each waits for those it depends on', async (figure) => {
    const repository = new ShopRepository(git, (url) => [flux.Kustomizations.perNamespace({
      repository: { url }, outputPath: 'dist', wait: true, namePrefix: 'apart',
    })]);
    const before = (await kube.read(CART)).metadata.uid;
    // The policy of deletion is Orphan: what it applied stays, for others to take over.
    await kube.delete(kustomization(NAME));
    await eventually(`${NAME} is gone`, 60_000, async () => await kube.find(kustomization(NAME)) === undefined);
    const commit = repository.release('one Kustomization per namespace', { ...FIRST_RELEASE, withoutShop: true });
    const objects = repository.controllerObjects('flux/staging');
    for (const object of objects) {
      await kube.apply(object);
    }
    const parts = objects.filter(({ kind }) => kind === 'Kustomization');
    const readyAt = new Map<string, number>();
    let entries = 0;
    for (const { metadata: { name } } of parts) {
      const { status } = await engine.applied(name, commit);
      readyAt.set(name, Date.parse(status.conditions.find(({ type }: { type: string }) => type === 'Ready').lastTransitionTime));
      entries += status.inventory.entries.length;
    }
    for (const { metadata: { name }, spec } of parts) {
      (spec.dependsOn ?? []).forEach((earlier: { name: string }) =>
        ok(readyAt.get(earlier.name)! <= readyAt.get(name)!, `${earlier.name} is ready before ${name}`));
    }
    strictEqual(entries, repository.objects('staging').length);
    strictEqual((await kube.read(CART)).metadata.uid, before, 'the live object is the same');
    const text = ({ metadata: { name }, spec }: KubeObject) =>
      `${name} after ${(spec.dependsOn ?? []).map((earlier: { name: string }) => earlier.name).join(' and ') || 'nothing'}`;
    figure(`${parts.map(text).join(', ')}; ${entries} objects`);
  });
}

async function weights(kube: Kube): Promise<number[]> {
  return (await kube.read(CART)).spec.http[0].route.map(({ weight }: { weight: number }) => weight);
}

async function setWeights(kube: Kube, values: readonly number[]): Promise<void> {
  await kube.patchAt(CART, values.map((value, i) => ({ op: 'replace', path: `/spec/http/0/route/${i}/weight`, value })));
}
