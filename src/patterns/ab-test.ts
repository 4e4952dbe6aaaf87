import { Construct } from 'constructs';
import { Audience, GatewayAudience } from './audience';
import { ReleaseProps, ReleaseVersion } from './release-props';
import { addRoute, atPort, checkRouting, checkVersionsDiffer } from './release-routes';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { DestinationRule } from '../networking/destination-rule';
import { Subset } from '../networking/subset';
import { TrafficPolicy } from '../networking/traffic-policy';
import { VirtualService } from '../networking/virtual-service';

/** Props of an A/B test. At least one of `audience` and `gatewayAudience` (MESH0002). */
export interface AbTestProps extends ReleaseProps {
  /** The version that everybody else gets: A. */
  readonly original: ReleaseVersion;
  /** The version under test: B. */
  readonly variant: ReleaseVersion;
  /**
   * Whose requests get the variant, in the mesh and at the gateways: those of any audience of the list.
   * @default - none
   */
  readonly audience?: Audience[];
  /**
   * Whose requests get the variant at the gateways only: user groups, for example. Needs `hosts` and `gateways` (MESH0002).
   * @default - none
   */
  readonly gatewayAudience?: GatewayAudience[];
  /**
   * Connection settings for both versions. Istio field `trafficPolicy` of the DestinationRule.
   * @default - Istio's defaults
   */
  readonly trafficPolicy?: TrafficPolicy;
}

/**
 * Two versions of one service, of which each user sees the same one every time: who sees the variant follows from a header, a cookie or
 * the user's group.
 *
 * Emits a DestinationRule with the subsets `original` and `variant`, a VirtualService for callers inside of the mesh and, with `hosts`, one
 * for callers at the gateways.
 *
 * A service that calls the tested one passes header or cookie on itself; a proxy cannot.
 *
 * Promise: every request that an audience matches reaches the variant, those of `gatewayAudience` at the gateways only; every other request,
 * from inside of the mesh and at every gateway, reaches the original.
 */
export class AbTest extends Construct {
  /** The DestinationRule that declares both versions. */
  public readonly rule: DestinationRule;
  /** Routes of callers inside of the mesh. */
  public readonly meshRoutes: VirtualService;
  /** Routes of callers at the gateways. Undefined without hosts. */
  public readonly gatewayRoutes?: VirtualService;
  /** The version that everybody else gets. */
  public readonly original: Subset;
  /** The version under test. */
  public readonly variant: Subset;

  constructor(scope: Construct, id: string, props: AbTestProps) {
    super(scope, id);
    checkRouting(this, 'an A/B test', props);
    checkAudience(props);
    checkVersionsDiffer(props, 'original', props.original, 'variant', props.variant);
    const { service, audience = [], gatewayAudience = [] } = props;
    const name = service.serviceName;
    const namespace = service.serviceNamespace;
    this.rule = new DestinationRule(this, 'Rule', { name, namespace, service, trafficPolicy: props.trafficPolicy });
    this.original = this.rule.addSubset('original', { labels: props.original.labels });
    this.variant = this.rule.addSubset('variant', { labels: props.variant.labels });

    this.meshRoutes = new VirtualService(this, 'MeshRoutes', { name, namespace, hosts: [service.host] });
    this.addRoutes(this.meshRoutes, audience, props);
    if (props.hosts?.length) {
      this.gatewayRoutes = new VirtualService(this, 'GatewayRoutes', { name: `${name}-gateway`, namespace, hosts: props.hosts, gateways: props.gateways });
      this.addRoutes(this.gatewayRoutes, [...audience, ...gatewayAudience], props);
    }
  }

  private addRoutes(routes: VirtualService, audience: readonly GatewayAudience[], props: AbTestProps): void {
    if (audience.length > 0) {
      addRoute(routes, 'variant', atPort(this.variant, props), props, audience.map(each => each._match()));
    }
    addRoute(routes, 'original', atPort(this.original, props), props);
  }
}

/** A test without audience tests nothing, and an audience of the gateways needs one. */
function checkAudience({ service, audience, gatewayAudience, gateways }: AbTestProps): void {
  const fault = !audience?.length && !gatewayAudience?.length
    ? { what: 'an A/B test without audience', why: 'nobody would see the variant', fix: 'add `audience`, such as [Audience.header(…)]' }
    : gatewayAudience?.length && !gateways?.length
      ? { what: 'an A/B test with an audience at gateways, and without gateway', why: 'nobody would belong to it', fix: 'add `hosts` and `gateways`' }
      : undefined;
  if (fault) {
    fail({ code: CODES.ARGUMENTS_CONFLICT, where: `service ${service.serviceName}`, ...fault });
  }
}
