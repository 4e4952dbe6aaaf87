import { Construct } from 'constructs';
import { ReleaseProps, ReleaseVersion } from './release-props';
import { atPort, checkEdge } from './release-routes';
import { TrafficOwner } from './traffic-owner';
import { DestinationRule } from '../networking/destination-rule';
import { HttpAction } from '../networking/http-action';
import { HttpMatch } from '../networking/http-match';
import { Subset } from '../networking/subset';
import { TrafficPolicy } from '../networking/traffic-policy';
import { TrafficSplit } from '../networking/traffic-split';
import { VirtualService } from '../networking/virtual-service';

/** Props of a canary release. */
export interface CanaryReleaseProps extends ReleaseProps {
  /** The version that serves users today. */
  readonly stable: ReleaseVersion;
  /** The version under test. */
  readonly canary: ReleaseVersion;
  /** Share of the requests that go to the canary, in percent: an integer from 0 to 100. The stable version gets the rest. */
  readonly canaryPercent: number;
  /**
   * Requests that always go to the canary: testers with a header, for example.
   * @default - none
   */
  readonly alwaysCanary?: HttpMatch[];
  /**
   * Connection settings for both versions. Istio field `trafficPolicy` of the DestinationRule.
   * @default - Istio's defaults
   */
  readonly trafficPolicy?: TrafficPolicy;
  /**
   * Who moves the weights.
   * @default TrafficOwner.git()
   */
  readonly owner?: TrafficOwner;
}

/**
 * Two versions of one service and one number: the share of the canary.
 *
 * Emits a DestinationRule with the subsets `stable` and `canary`, a VirtualService for callers inside of the mesh and, with `hosts`, one
 * for callers at the gateways. Both split alike. Both versions stay routable at 0 and 100 percent, so that moving the number never needs
 * a second step.
 *
 * Promise: of the requests that `alwaysCanary` does not match, `canaryPercent` percent reach the canary and the rest the stable version,
 * from inside of the mesh and from every gateway; those that it matches all reach the canary.
 */
export class CanaryRelease extends Construct {
  /** The DestinationRule that declares both versions. */
  public readonly rule: DestinationRule;
  /** Routes of callers inside of the mesh. */
  public readonly meshRoutes: VirtualService;
  /** Routes of callers at the gateways. Undefined without hosts. */
  public readonly gatewayRoutes?: VirtualService;
  /** The version that serves users today. */
  public readonly stable: Subset;
  /** The version under test. */
  public readonly canary: Subset;
  /** Who moves the weights. */
  public readonly owner: TrafficOwner;

  constructor(scope: Construct, id: string, props: CanaryReleaseProps) {
    super(scope, id);
    checkEdge('a canary release', props);
    const { service } = props;
    this.owner = props.owner ?? TrafficOwner.git();
    this.rule = new DestinationRule(this, 'Rule', {
      name: service.serviceName, namespace: service.serviceNamespace, service, trafficPolicy: props.trafficPolicy,
    });
    this.stable = this.rule.addSubset('stable', { labels: props.stable.labels });
    this.canary = this.rule.addSubset('canary', { labels: props.canary.labels });

    this.meshRoutes = new VirtualService(this, 'MeshRoutes', {
      name: service.serviceName, namespace: service.serviceNamespace, hosts: [service.host],
    });
    this.addRoutes(this.meshRoutes, props);
    if (props.hosts?.length) {
      this.gatewayRoutes = new VirtualService(this, 'GatewayRoutes', {
        name: `${service.serviceName}-gateway`, namespace: service.serviceNamespace, hosts: props.hosts, gateways: props.gateways,
      });
      this.addRoutes(this.gatewayRoutes, props);
    }
  }

  private addRoutes(routes: VirtualService, props: CanaryReleaseProps): void {
    const stable = atPort(this.stable, props);
    const canary = atPort(this.canary, props);
    const { timeout, retries } = props;
    if (props.alwaysCanary?.length) {
      routes.addHttpRoute('always-canary', {
        match: props.alwaysCanary, action: HttpAction.route(TrafficSplit.to(canary)), timeout, retries,
      });
    }
    routes.addHttpRoute('split', {
      action: HttpAction.route(TrafficSplit.canary(stable, canary, props.canaryPercent)), timeout, retries,
    });
  }
}
