import { Construct } from 'constructs';
import { MirrorTarget } from './mirror-target';
import { ReleaseProps } from './release-props';
import { atPort, checkRouting, checkVersionsDiffer } from './release-routes';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { IDestination } from '../networking/destination';
import { DestinationRule } from '../networking/destination-rule';
import { HttpAction } from '../networking/http-action';
import { Subset } from '../networking/subset';
import { TrafficPolicy } from '../networking/traffic-policy';
import { TrafficSplit } from '../networking/traffic-split';
import { VirtualService } from '../networking/virtual-service';

/** Props of a mirrored release. */
export interface MirroredReleaseProps extends ReleaseProps {
  /** Who gets the copies: another version of the service, or another service. */
  readonly mirror: MirrorTarget;
  /** Share of the requests that are copied, in percent: 0 to 100, fractions allowed (MESH0001). 0 keeps the mirror in place without traffic. */
  readonly percentage: number;
  /**
   * Connection settings for the service, both versions included. Istio field `trafficPolicy` of the DestinationRule.
   * @default - Istio's defaults
   */
  readonly trafficPolicy?: TrafficPolicy;
}

/**
 * A version or a service that is tried with copies of real requests, while users are served as before.
 *
 * Emits a VirtualService for callers inside of the mesh and, with `hosts`, one for callers at the gateways; for a version of the same service
 * also a DestinationRule with the subsets `live` and `shadow`.
 *
 * Copies are sent without waiting and their answers are dropped, but what a copy does is done: orders are placed twice unless the shadow
 * writes elsewhere. Copies bear the identity of the caller, so that policies of the shadow must allow it.
 *
 * Promise: every request reaches the service, or its live version, and the caller sees the answer of that one only; `percentage` percent of
 * them also reach the mirror, from inside of the mesh and from every gateway.
 */
export class MirroredRelease extends Construct {
  /** The DestinationRule of the service. Undefined for copies to another service without a traffic policy. */
  public readonly rule?: DestinationRule;
  /** Routes of callers inside of the mesh. */
  public readonly meshRoutes: VirtualService;
  /** Routes of callers at the gateways. Undefined without hosts. */
  public readonly gatewayRoutes?: VirtualService;
  /** The version that serves users. Undefined for copies to another service. */
  public readonly live?: Subset;
  /** The version that gets the copies. Undefined for copies to another service. */
  public readonly shadow?: Subset;

  constructor(scope: Construct, id: string, props: MirroredReleaseProps) {
    super(scope, id);
    checkRouting(this, 'a mirrored release', props);
    checkMirror(props);
    const { service, mirror, trafficPolicy } = props;
    const name = service.serviceName;
    const namespace = service.serviceNamespace;
    if (mirror._versions || trafficPolicy) {
      this.rule = new DestinationRule(this, 'Rule', { name, namespace, service, trafficPolicy });
    }
    if (mirror._versions) {
      this.live = this.rule!.addSubset('live', { labels: mirror._versions.live.labels });
      this.shadow = this.rule!.addSubset('shadow', { labels: mirror._versions.shadow.labels });
    }
    const serving = this.live ? atPort(this.live, props) : props.port === undefined ? service : service.port(props.port);
    const copies = this.shadow ? atPort(this.shadow, props) : mirror._destination!;

    this.meshRoutes = new VirtualService(this, 'MeshRoutes', { name, namespace, hosts: [service.host] });
    addMirroredRoute(this.meshRoutes, serving, copies, props);
    if (props.hosts?.length) {
      this.gatewayRoutes = new VirtualService(this, 'GatewayRoutes', { name: `${name}-gateway`, namespace, hosts: props.hosts, gateways: props.gateways });
      addMirroredRoute(this.gatewayRoutes, serving, copies, props);
    }
  }
}

function addMirroredRoute(routes: VirtualService, serving: IDestination, copies: IDestination, props: MirroredReleaseProps): void {
  routes.addHttpRoute('mirrored', {
    action: HttpAction.route(TrafficSplit.to(serving)),
    mirrors: [{ destination: copies, percentage: props.percentage }],
    timeout: props.timeout,
    retries: props.retries,
  });
}

/** Copies must go to pods that do not serve the users already. */
function checkMirror(props: MirroredReleaseProps): void {
  const { service, percentage, mirror: { _versions: versions, _destination: destination } } = props;
  if (typeof percentage !== 'number') {
    fail({
      code: CODES.INVALID_ARGUMENT,
      what: `${JSON.stringify(percentage)} is no share of the requests`,
      where: `service ${service.serviceName}, percentage`,
      why: 'Istio copies all requests where no share is said',
      fix: 'use a number from 0 to 100',
    });
  }
  if (versions) {
    checkVersionsDiffer(props, 'live', versions.live, 'shadow', versions.shadow);
  } else if (destination!.toDestinationConfig().host === service.host) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: `${service.serviceName} is mirrored to itself`,
      where: `service ${service.serviceName}`,
      why: 'its pods would do every copied request twice',
      fix: 'mirror to a version of it with MirrorTarget.version(…), so that users reach the other pods only',
    });
  }
}
