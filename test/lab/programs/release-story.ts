/** What scenarios of Flagger and of Argo Rollouts have in common: a release that succeeds, one that is taken back, and Git in between. */

import { deepStrictEqual, strictEqual } from 'node:assert';
import { CART, CartRelease, DELEGATE, ReleaseEngine, ROOT, SHARES } from './release-fleet';
import { Cluster } from '../cluster';
import { Deliverer, DelivererName } from '../deliverer';
import { Flagger } from '../engines/flagger';
import { Rollouts } from '../engines/rollouts';
import { FakePrometheus } from '../fake-prometheus';
import { KubeObject, KubeReference } from '../kube';
import { Lab } from '../scenario';
import { always, eventually } from '../wait';
import { VersionHistory, WeightHistory } from '../weight-history';

const ISTIO = 'networking.istio.io/v1';
const DEPLOYMENT = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: CART.namespace };
const TIMEOUT_MS = 240_000;
const GOOD = 100;
const BAD = 50;

/** How one engine tells what became of a release. */
interface Verdicts {
  /** Runs the stable version only, and nothing else is going on. */
  settled(): Promise<boolean>;
  /** Has taken a release back. */
  takenBack(): Promise<boolean>;
  /** The image of the pods that serve users. */
  stableImage(): Promise<string>;
}

const CRDS: Readonly<Record<DelivererName, string[]>> = { hand: [], flux: ['flux'], argocd: ['argo-cd'] };

/** Plays the whole story with one engine and one way of delivery. */
export async function playRelease(lab: Lab, engine: ReleaseEngine, delivery: DelivererName): Promise<void> {
  const cluster = await lab.step('a cluster starts', () => lab.startCluster({ crds: [engine, ...CRDS[delivery]] }));
  const prometheus = await lab.startPrometheus(GOOD);
  const verdicts = await startEngine(lab, cluster, engine, prometheus);
  const deliverer = await Deliverer.start(delivery, lab, cluster, engine, prometheus.url);
  const story = new Story(lab, cluster, engine, prometheus, verdicts, deliverer, delivery === 'flux');
  await story.firstRelease();
  await story.goodRelease();
  await story.badRelease();
  await story.quiet();
}

async function startEngine(lab: Lab, cluster: Cluster, engine: ReleaseEngine, prometheus: FakePrometheus): Promise<Verdicts> {
  const imageOf = async (object: KubeObject) => object.spec.template.spec.containers[0].image as string;
  if (engine === 'flagger') {
    const flagger = lab.keep(await Flagger.start(cluster, prometheus.url));
    const phase = async () => (await flagger.canary(CART.name, CART.namespace)).status?.phase;
    return {
      settled: async () => ['Initialized', 'Succeeded'].includes(await phase()),
      takenBack: async () => await phase() === 'Failed',
      stableImage: async () => imageOf(await cluster.kube.read({ ...DEPLOYMENT, name: `${CART.name}-primary` }) as any),
    };
  }
  const rollouts = lab.keep(await Rollouts.start(cluster));
  const read = () => rollouts.rollout(CART.name, CART.namespace);
  return {
    settled: async () => {
      const { metadata, status } = await read();
      return status?.phase === 'Healthy' && status.observedGeneration === String(metadata.generation) && status.currentPodHash === status.stableRS;
    },
    takenBack: async () => {
      const { status } = await read();
      return status?.phase === 'Degraded' && status.abort === true;
    },
    stableImage: async () => {
      const { status } = await read();
      return imageOf(await cluster.kube.read({ ...DEPLOYMENT, kind: 'ReplicaSet', name: `${CART.name}-${status.stableRS}` }));
    },
  };
}

class Story {
  private history!: WeightHistory;
  private release: CartRelease = { version: '1.0.0', timeoutSeconds: 3 };
  private readonly delegate: KubeReference;
  private readonly root: KubeReference;

  constructor(
    private readonly lab: Lab,
    private readonly cluster: Cluster,
    private readonly engine: ReleaseEngine,
    private readonly prometheus: FakePrometheus,
    private readonly verdicts: Verdicts,
    private readonly deliverer: Deliverer,
    /** Whether the way of delivery keeps what the engine writes when it applies another change of the same object. */
    private readonly keepsLabels: boolean,
  ) {
    this.delegate = { apiVersion: ISTIO, kind: 'VirtualService', name: DELEGATE[engine], namespace: CART.namespace };
    this.root = { ...this.delegate, name: ROOT[engine] };
  }

  async firstRelease(): Promise<void> {
    await this.lab.step('the first release runs: all traffic to the stable version, through the delegate', async (figure) => {
      await this.deliver('first release', {});
      await eventually('the engine has settled', TIMEOUT_MS, () => this.verdicts.settled());
      deepStrictEqual(await this.weights(), [100, 0]);
      strictEqual((await this.cluster.kube.read(this.root)).spec.http[0].delegate.name, this.delegate.name);
      figure(await this.verdicts.stableImage());
    });
    this.history = this.lab.keep(await WeightHistory.start(this.cluster.kube, this.delegate.name, CART.namespace));
  }

  async goodRelease(): Promise<void> {
    this.history.restart();
    await this.lab.step('a new version gets its first share', async (figure) => {
      await this.deliver('version 2', { version: '2.0.0' });
      await eventually('the first share is live', TIMEOUT_MS, async () => this.history.now !== undefined && this.history.now > 0);
      figure(`weights ${(await this.weights()).join('/')}, ${await this.routeCount()} routes`);
    });
    await this.lab.step('in the middle of the release a change of Git to the route arrives, and the weights are not set back', async (figure) => {
      await this.deliver('a longer timeout', { timeoutSeconds: 7 });
      strictEqual((await this.cluster.kube.read(this.root)).spec.http[0].timeout, '7s');
      await this.deliverer.again();
      strictEqual(await this.routeCount(), this.engine === 'flagger' ? 1 : 2, 'routes of the delegate');
      figure(`shares so far ${this.history.line.join(', ')}`);
    });
    if (this.engine === 'argo-rollouts') {
      await this.changeRule();
    }
    await this.lab.step('good metrics: every step is taken, and the new version becomes the stable one', async (figure) => {
      await eventually('the release has succeeded', TIMEOUT_MS, async () =>
        await this.verdicts.settled() && this.history.now === 0 && await this.verdicts.stableImage() === 'shop/cart:2.0.0');
      const { line } = this.history;
      const up = line.slice(0, 1 + SHARES[this.engine].length);
      deepStrictEqual(up, [0, ...SHARES[this.engine]], `shares ${line.join(', ')}`);
      deepStrictEqual(line.filter((share) => share !== 100).slice(-1), [0]);
      deepStrictEqual(await this.weights(), [100, 0]);
      strictEqual(await this.routeCount(), 1, 'routes of the delegate');
      figure(`shares ${line.join(', ')}; ${this.prometheus.queries.length} questions to Prometheus`);
    });
  }

  /** The rule holds what Git says and the labels that tell the versions apart, in one list. */
  private async changeRule(): Promise<void> {
    const rule = { ...this.delegate, kind: 'DestinationRule', name: CART.name };
    await this.lab.step(`and a change of Git to the rule${this.keepsLabels ? ', whose subsets are told apart at every moment' : ''}`, async (figure) => {
      const versions = this.lab.keep(await VersionHistory.start(this.cluster.kube, CART.name, CART.namespace));
      await this.deliver('a greater tolerance', { consecutiveErrors: 7 });
      await eventually('both versions are told apart', 10_000, async () =>
        (await this.cluster.kube.read(rule)).spec.subsets.every(({ labels }: { labels: object }) => Object.keys(labels).length === 2));
      const { spec } = await this.cluster.kube.read(rule);
      strictEqual(spec.trafficPolicy.outlierDetection.consecutive5xxErrors, 7);
      figure(versions.mixed.length === 0 ? 'never mixed' : `mixed for ${versions.mixed.join(', ')} ms, until Argo Rollouts wrote them again`);
      if (this.keepsLabels) {
        deepStrictEqual(versions.mixed, []);
      }
    });
  }

  async badRelease(): Promise<void> {
    this.history.restart();
    await this.lab.step('bad metrics: the release is taken back, and users stay with the version they had', async (figure) => {
      await this.deliver('version 3', { version: '3.0.0' });
      await eventually('the first share is live', TIMEOUT_MS, async () => this.history.now !== undefined && this.history.now > 0);
      this.prometheus.set(BAD);
      await eventually('the release is taken back', TIMEOUT_MS, async () => await this.verdicts.takenBack() && this.history.now === 0);
      strictEqual(await this.verdicts.stableImage(), 'shop/cart:2.0.0');
      deepStrictEqual(await this.weights(), [100, 0]);
      figure(`shares ${this.history.line.join(', ')}; stable is shop/cart:2.0.0`);
    });
  }

  async quiet(): Promise<void> {
    await this.lab.step('Git looks again and fights nobody: no weight is written, and what was scaled down stays down', async (figure) => {
      this.history.restart();
      const before = await this.written();
      await this.deliverer.again();
      const looks = await always('nothing is written', 6_000, async () => JSON.stringify(await this.written()) === JSON.stringify(before));
      deepStrictEqual([...this.history.line], [0]);
      figure(`${looks} looks over 6 s`);
    });
  }

  private async deliver(message: string, change: Partial<CartRelease>): Promise<void> {
    this.release = { ...this.release, ...change };
    await this.deliverer.deliver(message, this.release);
  }

  private async weights(): Promise<number[]> {
    const routes: { name?: string; route: { weight?: number }[] }[] = (await this.cluster.kube.read(this.delegate)).spec.http;
    return routes.find(({ route }) => route.length === 2)!.route.map(({ weight }) => weight ?? 0);
  }

  /** Routes of the delegate: the weighted one, and those that the engine adds for a while. */
  private async routeCount(): Promise<number> {
    return (await this.cluster.kube.read(this.delegate)).spec.http.length;
  }

  /** What a sync would write if it fought the engine: specs of the routes, of the rules and of the workload. */
  private async written(): Promise<unknown[]> {
    const { kube } = this.cluster;
    const lists = await Promise.all([
      kube.list(ISTIO, 'VirtualService', CART.namespace), kube.list(ISTIO, 'DestinationRule', CART.namespace),
      kube.list('apps/v1', 'Deployment', CART.namespace),
    ]);
    return lists.flat().map(({ kind, metadata: { name }, spec }) => ({ kind, name, spec }));
  }
}
