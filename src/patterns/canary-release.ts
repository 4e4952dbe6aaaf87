import { Construct } from 'constructs';
import { ReleaseProps, ReleaseVersion } from './release-props';
import { addRoute, atPort, checkRouting } from './release-routes';
import { shareOf } from './release-share';
import { DelegateVirtualService } from '../networking/delegate-virtual-service';
import { IDestination } from '../networking/destination';
import { DestinationRule } from '../networking/destination-rule';
import { HttpAction, IDelegateVirtualService } from '../networking/http-action';
import { HttpMatch } from '../networking/http-match';
import { MeshService } from '../networking/mesh-service';
import { claimWeights } from '../networking/release-weights';
import { reserveObjects } from '../networking/reserved-objects';
import { Subset } from '../networking/subset';
import { ITrafficOwner, TrafficOwner } from '../networking/traffic-owner';
import { TrafficPolicy } from '../networking/traffic-policy';
import { TrafficSplit } from '../networking/traffic-split';
import { VirtualService } from '../networking/virtual-service';

/** Props of a canary release. */
export interface CanaryReleaseProps extends ReleaseProps {
  /**
   * The version that serves users today. Required where Git owns the weights; an engine tells the versions apart itself (MESH0013).
   * @default - the owner of the weights knows it
   */
  readonly stable?: ReleaseVersion;
  /**
   * The version under test. Required where Git owns the weights; an engine tells the versions apart itself (MESH0013).
   * @default - the owner of the weights knows it
   */
  readonly canary?: ReleaseVersion;
  /**
   * Share of the requests that go to the canary, in percent: an integer from 0 to 100 (MESH0005). The stable version gets the rest. Required
   * where Git owns the weights; a number in Git would set back what an engine has moved (MESH0013).
   * @default - the owner of the weights moves it, from 0
   */
  readonly canaryPercent?: number;
  /**
   * Requests that always go to the canary: testers with a header, for example. Not with an owner that writes the routes itself, which knows
   * when there is a canary (MESH0013).
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
  readonly owner?: ITrafficOwner;
}

/**
 * Two versions of one service and one number: the share of the canary.
 *
 * Emits a DestinationRule with the subsets `stable` and `canary`, a VirtualService for callers inside of the mesh and, with `hosts`, one
 * for callers at the gateways. Both split alike. Both versions stay routable at 0 and 100 percent, so that moving the number never needs
 * a second step.
 *
 * Where an engine moves the weights (`owner`), the two VirtualServices keep hosts, gateways, matches and timeouts, and delegate the split to
 * a third one, `<service>-weights`, which holds nothing but the weighted route: only that one is changed at run time. Flagger writes it, and
 * the rules, itself. Why: `docs/decisions/0004-delegate-split.md`.
 *
 * Promise: of the requests that `alwaysCanary` does not match, `canaryPercent` percent reach the canary and the rest the stable version,
 * from inside of the mesh and from every gateway; those that it matches all reach the canary. Where an engine moves the weights, all reach
 * the stable version until it does.
 */
export class CanaryRelease extends Construct {
  /** The DestinationRule that declares both versions. Undefined where the owner of the weights writes its own. */
  public readonly rule?: DestinationRule;
  /** Routes of callers inside of the mesh. */
  public readonly meshRoutes: VirtualService;
  /** Routes of callers at the gateways. Undefined without hosts. */
  public readonly gatewayRoutes?: VirtualService;
  /** The VirtualService that holds nothing but the weights. Undefined where Git owns them: then they are in the routes. */
  public readonly weights?: IDelegateVirtualService;
  /** The version that serves users today, at the port of the release. */
  public readonly stable: IDestination;
  /** The version under test, at the port of the release. Where the owner of the weights makes the versions it may be there during a release only. */
  public readonly canary: IDestination;
  /**
   * What a route of another host does to share its requests alike, wherever the share is said: `HostRoutes`, a VirtualService of your own.
   * `alwaysCanary` is a match of the routes here and not part of it.
   */
  public readonly action: HttpAction;
  /** Who moves the weights. */
  public readonly owner: ITrafficOwner;

  constructor(scope: Construct, id: string, props: CanaryReleaseProps) {
    super(scope, id);
    checkRouting(this, 'a canary release', props);
    const { service, port, trafficPolicy } = props;
    const name = service.serviceName;
    const namespace = service.serviceNamespace;
    this.owner = props.owner ?? TrafficOwner.git();
    const claim = this.owner.claimOn(service);
    const share = shareOf(this.owner, claim, props);
    const written = claim._written;
    claimWeights(this, service, this.owner.ownerName, claim.movesWeights);
    reserveObjects(this, namespace, this.owner.ownerName, written?.objects ?? []);

    let stableSubset: Subset | undefined;
    let canarySubset: Subset | undefined;
    if (share) {
      this.rule = new DestinationRule(this, 'Rule', { name, namespace, service, trafficPolicy });
      stableSubset = this.rule.addSubset('stable', { labels: share.stable });
      canarySubset = this.rule.addSubset('canary', { labels: share.canary });
    }
    this.stable = stableSubset ? atPort(stableSubset, props) : this.serviceOfOwner('Stable', written!.stableService, props);
    this.canary = canarySubset ? atPort(canarySubset, props) : this.serviceOfOwner('Canary', written!.canaryService, props);

    const split = HttpAction.route(TrafficSplit.canary(this.stable, this.canary, share?.canaryPercent ?? 0));
    if (claim.movesWeights) {
      this.weights = written
        ? DelegateVirtualService.fromName(this, 'Weights', `${namespace}/${written.delegateName}`)
        : this.emitWeights(split, props);
    }
    this.action = this.weights ? HttpAction.delegate(this.weights) : split;

    // The owner may write a VirtualService that is called like the service.
    const taken = written?.delegateName === name;
    this.meshRoutes = new VirtualService(this, 'MeshRoutes', { name: taken ? `${name}-mesh` : name, namespace, hosts: [service.host] });
    this.addRoutes(this.meshRoutes, props);
    if (props.hosts?.length) {
      this.gatewayRoutes = new VirtualService(this, 'GatewayRoutes', { name: `${name}-gateway`, namespace, hosts: props.hosts, gateways: props.gateways });
      this.addRoutes(this.gatewayRoutes, props);
    }
    this.owner.adopt({
      scope: this,
      service,
      port,
      roots: this.gatewayRoutes ? [this.meshRoutes, this.gatewayRoutes] : [this.meshRoutes],
      delegate: this.weights,
      routeName: written ? undefined : this.weights ? 'weights' : 'split',
      rule: this.rule,
      stableSubset,
      canarySubset,
      trafficPolicy: written ? trafficPolicy : undefined,
    });
  }

  private addRoutes(routes: VirtualService, props: CanaryReleaseProps): void {
    if (props.alwaysCanary?.length) {
      addRoute(routes, 'always-canary', this.canary, props, props.alwaysCanary);
    }
    routes.addHttpRoute('split', { action: this.action, timeout: props.timeout, retries: props.retries });
  }

  /** The delegate, and a check that both objects stay as an engine needs them: it takes further subsets away and mixes up several routes. */
  private emitWeights(action: HttpAction, { service }: CanaryReleaseProps): DelegateVirtualService {
    const name = `${service.serviceName}-weights`;
    const weights = new DelegateVirtualService(this, 'Weights', { name, namespace: service.serviceNamespace, http: [{ name: 'weights', action }] });
    this.node.addValidation({
      validate: () => [
        ...exactly(this.rule!.toJson().spec.subsets, 2, `${this.owner.ownerName} removes every subset of DestinationRule ${service.serviceName} `
          + 'but stable and canary: declare others in a rule of another host.'),
        ...exactly(weights.toJson().spec.http, 1, `${this.owner.ownerName} owns VirtualService ${name}, which must have one route: `
          + `add others to VirtualService ${service.serviceName}.`),
      ],
    });
    return weights;
  }

  /** A version as the owner makes it: a Service beside the service, with the same ports. */
  private serviceOfOwner(id: string, name: string, { service, port }: CanaryReleaseProps): IDestination {
    const { serviceName, serviceNamespace: namespace, ports, host } = service;
    const version = ports.length > 0
      ? new MeshService(this, id, { name, namespace, ports })
      : MeshService.fromHost(this, id, name + host.slice(serviceName.length));
    return port === undefined ? version : version.port(port);
  }
}

function exactly(list: readonly unknown[], count: number, message: string): string[] {
  return list.length === count ? [] : [message];
}
