/**
 * What the lab's repository holds: the environments of `examples/shop`, and in each of them a small chart whose releases the scenarios change.
 *
 * Everything that an engine gets is written by the library from here.
 */

import { join } from 'node:path';
import { Chart, Duration } from 'cdk8s';
import { PaymentsChart } from '../../../examples/shop/payments';
import { PlatformChart } from '../../../examples/shop/platform';
import { ShopChart } from '../../../examples/shop/shop';
import { VALUES } from '../../../examples/shop/values';
import { deploy } from '../../../examples/shop/workload';
import {
  argocd, CanaryRelease, DestinationRule, EgressPort, ExternalService, Fleet, HttpAction, IDelivery,
  IstioVersion, MeshNamespace, progressive, RuntimeFields,
  TrafficOwner, TrafficSplit, VirtualService,
} from '../../../src';

/** One state of the repository. */
export interface Release {
  /** The subsets that the rule of `cart` declares. */
  readonly subsets: readonly string[];
  /** The subsets that the rule keeps for one more release. */
  readonly retired?: readonly string[];
  /** The share of each subset that the route of `cart` names, in percent. */
  readonly split: Readonly<Record<string, number>>;
  /** Timeout of both routes. */
  readonly timeoutSeconds: number;
  /** Whether the weights of `cart` belong to somebody who writes them at run time. */
  readonly liveWeights?: boolean;
  /** Whether the release holds one object more, which a later one removes. */
  readonly partner?: boolean;
  /** Address of the Prometheus that an analysis after every sync asks for configuration that proxies refused. */
  readonly analysisAt?: string;
  /**
   * Whether the shop itself is left out: its `checkout` routes to a rule of another namespace, which cannot be delivered namespace by namespace.
   */
  readonly withoutShop?: boolean;
}

/** The release that scenarios start from. */
export const FIRST_RELEASE: Release = { subsets: ['v1', 'v2'], split: { v1: 80, v2: 20 }, timeoutSeconds: 5 };

/** Names of the environments, in the order of promotion. */
export const ENVIRONMENTS = ['development', 'staging', 'production'] as const;

/** Writes a release of every environment, and the objects of the engines, into `dist` of a working copy. */
export function synthesizeShop(workTree: string, release: Release, deliveries: readonly IDelivery[]): void {
  const fleet = new Fleet({ outdir: join(workTree, 'dist') });
  ENVIRONMENTS.forEach((name, i) => {
    const environment = fleet.addEnvironment(name, { istioVersion: IstioVersion.V1_30, after: ENVIRONMENTS.slice(Math.max(0, i - 1), i) });
    const platform = new PlatformChart(environment, 'platform', VALUES[name].domain);
    new PaymentsChart(environment, 'payments', VALUES[name].replicas, platform.ingress);
    if (!release.withoutShop) {
      new ShopChart(environment, 'shop', VALUES[name], platform.ingress);
    }
    new ReleaseChart(environment, 'release', release);
  });
  deliveries.forEach((delivery) => fleet.deliver(delivery));
  fleet.synth();
}

/** `cart`, whose split is written here, and `orders`, whose split is left to Argo Rollouts in an object of its own. */
class ReleaseChart extends Chart {
  constructor(scope: ConstructorParameters<typeof Chart>[0], id: string, release: Release) {
    super(scope, id, { namespace: 'release' });
    new MeshNamespace(this, 'Namespace', { name: 'release' });
    const versions = ['v1', 'v2', 'v3'];
    const cart = deploy(this, { name: 'cart', versionLabel: 'version', versions, replicas: 1 });
    const rule = new DestinationRule(this, 'CartRule', { name: 'cart', service: cart });
    const subsets = new Map(release.subsets.map((name) => [name, rule.addSubset(name, { labels: { version: name } })]));
    release.retired?.forEach((name) => rule.retireSubset(name, { labels: { version: name } }));
    const routes = new VirtualService(this, 'CartRoutes', { name: 'cart', hosts: [cart.host] });
    routes.addHttpRoute('split', {
      action: HttpAction.route(TrafficSplit.percentages(Object.entries(release.split).map(([name, weight]) =>
        ({ destination: subsets.get(name)!.port('http'), weight })))),
      timeout: Duration.seconds(release.timeoutSeconds),
    });
    if (release.liveWeights) {
      Object.keys(release.split).forEach((_name, i) => RuntimeFields.of(routes).add({
        writer: 'the lab', pointer: `/spec/http/0/route/${i}/weight`, jqPath: '.spec.http[]?.route[]?.weight',
      }));
    }
    const orders = deploy(this, { name: 'orders', versionLabel: 'version', versions: ['v1'], replicas: 1 });
    new CanaryRelease(this, 'OrdersRelease', {
      service: orders, owner: TrafficOwner.argoRollouts(), timeout: Duration.seconds(release.timeoutSeconds),
    });
    if (release.analysisAt) {
      argocd.SyncHook.analysis(this, 'ProxiesAccept', {
        prometheusAddress: release.analysisAt,
        metrics: [progressive.AnalysisMetric.query({
          name: 'refused-configuration',
          query: 'sum(increase(pilot_total_xds_rejects[5m])) or vector(0)',
          max: 0,
          count: 2,
          failureLimit: 0,
          interval: Duration.seconds(2),
          initialDelay: Duration.seconds(1),
        })],
      });
    }
    if (release.partner) {
      new ExternalService(this, 'Partner', { host: 'partner.example.com', port: EgressPort.tls(443) });
    }
  }
}
