/** One environment with one release that an engine runs: what scenarios of Flagger and Argo Rollouts deliver. */

import { join } from 'node:path';
import { ApiObject, Chart, Duration } from 'cdk8s';
import { CanaryRelease, Fleet, IDelivery, ITrafficOwner, MeshNamespace, MeshService, progressive, StringMatch } from '../../../src';

/** Whose release it is. */
export type ReleaseEngine = 'flagger' | 'argo-rollouts';

/** One state of the repository. */
export interface CartRelease {
  /** Version of the image of `cart`. */
  readonly version: string;
  /** Timeout of the route in Git, which the engine has no part in. */
  readonly timeoutSeconds: number;
  /** Errors that the connection pool of the rule bears; only Argo Rollouts leaves the rule in Git. */
  readonly consecutiveErrors?: number;
}

/** Name and namespace of service, workload and release. */
export const CART = { name: 'cart', namespace: 'shop' } as const;

/** Shares of the new version on its way up. */
export const SHARES: Readonly<Record<ReleaseEngine, readonly number[]>> = { 'flagger': [20, 40, 60], 'argo-rollouts': [1, 20, 40, 60] };

/** The VirtualService whose weights the engine moves. */
export const DELEGATE: Readonly<Record<ReleaseEngine, string>> = { 'flagger': 'cart', 'argo-rollouts': 'cart-weights' };

/** The VirtualService that Git keeps. */
export const ROOT: Readonly<Record<ReleaseEngine, string>> = { 'flagger': 'cart-mesh', 'argo-rollouts': 'cart' };

/** Writes a state into `dist` of a working copy. */
export function synthesizeRelease(
  workTree: string, engine: ReleaseEngine, prometheus: string, release: CartRelease, deliveries: readonly IDelivery[],
): void {
  const fleet = new Fleet({ outdir: join(workTree, 'dist') });
  const chart = new Chart(fleet.addEnvironment('staging'), 'shop', { namespace: CART.namespace });
  new MeshNamespace(chart, 'Namespace', { name: CART.namespace });
  const service = new MeshService(chart, 'Cart', {
    name: CART.name, ports: [{ name: 'http', number: 80, targetPort: 8080 }], selector: { 'app.kubernetes.io/component': 'cart' },
  });
  const owner = engine === 'flagger' ? flagger(chart, prometheus, release) : rollouts(chart, prometheus, release);
  new CanaryRelease(chart, 'Release', {
    service,
    owner,
    timeout: Duration.seconds(release.timeoutSeconds),
    trafficPolicy: engine === 'flagger' ? undefined : { outlierDetection: { consecutive5xxErrors: release.consecutiveErrors ?? 5 } },
  });
  deliveries.forEach((delivery) => fleet.deliver(delivery));
  fleet.synth();
}

function podsOf({ version }: CartRelease) {
  return {
    labels: { 'app': CART.name, version, 'app.kubernetes.io/component': CART.name },
    spec: { containers: [{ name: CART.name, image: `shop/cart:${version}`, ports: [{ name: 'http', containerPort: 8080 }] }] },
  };
}

function flagger(chart: Chart, prometheus: string, release: CartRelease): ITrafficOwner {
  const { labels, spec } = podsOf(release);
  const workload = new ApiObject(chart, 'Workload', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: CART.name },
    spec: { replicas: 2, selector: { matchLabels: { app: CART.name } }, template: { metadata: { labels }, spec } },
  });
  return new progressive.FlaggerCanary({
    target: progressive.FlaggerTarget.object(workload),
    strategy: progressive.FlaggerStrategy.canary({ stepWeights: [...SHARES.flagger] }),
    interval: Duration.seconds(10),
    threshold: 2,
    prometheusAddress: prometheus,
    metrics: [
      progressive.FlaggerMetric.successRate({ minPercent: 99 }),
      progressive.FlaggerMetric.query({
        name: 'good-answers', query: 'sum(rate(istio_requests_total{destination_workload="{{ target }}"}[{{ interval }}]))', min: 99,
      }),
    ],
  });
}

function rollouts(chart: Chart, prometheusAddress: string, release: CartRelease): ITrafficOwner {
  const { AnalysisMetric, AnalysisTemplate, ArgoRollout, RolloutStep, RolloutWorkload } = progressive;
  const second = Duration.seconds(1);
  const answers = new AnalysisTemplate(chart, 'Answers', {
    prometheusAddress, metrics: [AnalysisMetric.successRate({ minPercent: 99, interval: second, initialDelay: second, count: 3, failureLimit: 0 })],
  });
  const pause = RolloutStep.pause(Duration.seconds(5));
  return new ArgoRollout({
    workload: RolloutWorkload.pods(podsOf(release)),
    replicas: 2,
    scaleDownDelay: second,
    abortScaleDownDelay: second,
    steps: [
      RolloutStep.canaryReplicas(1),
      RolloutStep.headerRoute({ name: 'testers', headers: { 'x-canary': StringMatch.exact('true') } }),
      RolloutStep.weight(1),
      RolloutStep.followWeight(),
      ...SHARES['argo-rollouts'].slice(1).flatMap((share) => [RolloutStep.weight(share), pause, RolloutStep.analysis(answers)]),
    ],
  });
}
