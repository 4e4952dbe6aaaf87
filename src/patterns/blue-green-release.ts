import { Construct } from 'constructs';
import { ReleaseProps, ReleaseVersion } from './release-props';
import { addRoute, atPort, checkRouting, checkVersionsDiffer } from './release-routes';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { DestinationRule } from '../networking/destination-rule';
import { memberOf, requireGiven } from '../networking/field-checks';
import { HttpMatch } from '../networking/http-match';
import { Subset } from '../networking/subset';
import { TrafficPolicy } from '../networking/traffic-policy';
import { VirtualService } from '../networking/virtual-service';

/** The two sides of a blue-green release. */
export enum ReleaseColor {
  /** The blue version. */
  BLUE = 'blue',
  /** The green version. */
  GREEN = 'green',
}

/** Props of a blue-green release. */
export interface BlueGreenReleaseProps extends ReleaseProps {
  /** The blue version. */
  readonly blue: ReleaseVersion;
  /** The green version. */
  readonly green: ReleaseVersion;
  /** The version that serves users; anything else is refused (MESH0001). The other one stands by and is reachable by preview only. */
  readonly active: ReleaseColor;
  /**
   * Requests that go to the version that stands by: testers with a header, for example.
   * @default - none
   */
  readonly previewMatch?: HttpMatch[];
  /**
   * Hosts under which the gateways serve the version that stands by: `preview.shop.example.com`. Needs `gateways`.
   * @default - none
   */
  readonly previewHosts?: string[];
  /**
   * Connection settings for both versions. Istio field `trafficPolicy` of the DestinationRule.
   * @default - Istio's defaults
   */
  readonly trafficPolicy?: TrafficPolicy;
}

/**
 * Two complete versions of one service, and one property that says which of them serves users.
 *
 * Emits a DestinationRule with the subsets `blue` and `green`, a VirtualService for callers inside of the mesh and, with `hosts`, one for
 * callers at the gateways; with `previewHosts` a third one. The version that stands by keeps its subset, so that switching back is one
 * property too.
 *
 * Promise: every request reaches the active version, from inside of the mesh and from every gateway, except those that `previewMatch`
 * matches and those to a preview host: they reach the other one.
 */
export class BlueGreenRelease extends Construct {
  /** The DestinationRule that declares both versions. */
  public readonly rule: DestinationRule;
  /** Routes of callers inside of the mesh. */
  public readonly meshRoutes: VirtualService;
  /** Routes of callers at the gateways. Undefined without hosts. */
  public readonly gatewayRoutes?: VirtualService;
  /** Routes of the preview hosts. Undefined without them. */
  public readonly previewRoutes?: VirtualService;
  /** The version that serves users. */
  public readonly active: Subset;
  /** The version that stands by. */
  public readonly standby: Subset;

  constructor(scope: Construct, id: string, props: BlueGreenReleaseProps) {
    super(scope, id);
    checkRouting(this, 'a blue-green release', props);
    checkPreview(props);
    checkVersionsDiffer(props, 'blue', props.blue, 'green', props.green);
    const { service } = props;
    this.rule = new DestinationRule(this, 'Rule', {
      name: service.serviceName, namespace: service.serviceNamespace, service, trafficPolicy: props.trafficPolicy,
    });
    const blue = this.rule.addSubset('blue', { labels: props.blue.labels });
    const green = this.rule.addSubset('green', { labels: props.green.labels });
    // What is read from a file and is neither must not switch the users over.
    const where = `service ${service.serviceName}, active`;
    [this.active, this.standby] = requireGiven(memberOf(props.active, ReleaseColor, 'ReleaseColor', where), where) === ReleaseColor.BLUE ? [blue, green] : [green, blue];

    this.meshRoutes = this.routes('MeshRoutes', service.serviceName, [service.host], props, false);
    this.addRoutes(this.meshRoutes, props);
    if (props.hosts?.length) {
      this.gatewayRoutes = this.routes('GatewayRoutes', `${service.serviceName}-gateway`, props.hosts, props, true);
      this.addRoutes(this.gatewayRoutes, props);
    }
    if (props.previewHosts?.length) {
      this.previewRoutes = this.routes('PreviewRoutes', `${service.serviceName}-preview`, props.previewHosts, props, true);
      addRoute(this.previewRoutes, 'standby', atPort(this.standby, props), props);
    }
  }

  private routes(id: string, name: string, hosts: string[], props: BlueGreenReleaseProps, atGateways: boolean): VirtualService {
    return new VirtualService(this, id, {
      name, namespace: props.service.serviceNamespace, hosts, gateways: atGateways ? props.gateways : undefined,
    });
  }

  private addRoutes(routes: VirtualService, props: BlueGreenReleaseProps): void {
    if (props.previewMatch?.length) {
      addRoute(routes, 'preview', atPort(this.standby, props), props, props.previewMatch);
    }
    addRoute(routes, 'active', atPort(this.active, props), props);
  }
}

/** A preview host without a gateway is served by nobody, and a host cannot serve both versions. */
function checkPreview(props: BlueGreenReleaseProps): void {
  const both = props.previewHosts?.find(host => props.hosts?.includes(host));
  if (both !== undefined) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: `${both} is a host and a preview host`,
      where: `service ${props.service.serviceName}`,
      why: 'the gateways would send its requests to whichever version was deployed first',
      fix: 'give the preview a host of its own',
    });
  }
  if (props.previewHosts?.length && !props.gateways?.length) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: 'a blue-green release has preview hosts but no gateway that serves them',
      where: `service ${props.service.serviceName}`,
      fix: 'add `gateways`, or preview by `previewMatch`',
    });
  }
}
