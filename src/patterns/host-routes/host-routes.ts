import { Construct } from 'constructs';
import { hostGrant } from './host-grant';
import { Contribution, HostTeam, HostTeamProps } from './host-team';
import { OrderedRoutes } from './ordered-routes';
import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { DNS_LABEL, requireName } from '../../kernel/names';
import { Declarations } from '../../networking/declarations';
import { ExportTo } from '../../networking/export-to';
import { IGateway } from '../../networking/gateway-reference';
import { CheckedHttpRoute } from '../../networking/http-route';
import { clusterDomainOf } from '../../networking/mesh-context';
import { IMeshService } from '../../networking/mesh-service';
import { VirtualService, VirtualServiceProps } from '../../networking/virtual-service';

/** Props of routes that many teams contribute to one host. */
export interface HostRoutesProps {
  /**
   * The service whose host callers inside of the mesh address. Its requests are routed like those of the public hosts.
   * @default - none: callers at the gateways only
   */
  readonly service?: IMeshService;
  /**
   * Hosts under which the gateways serve the routes: `shop.example.com`.
   * @default - none: callers inside of the mesh only
   */
  readonly hosts?: string[];
  /**
   * Gateways that serve the hosts. Required with `hosts`, and useless without (MESH0002). With `Gateway.MESH` among them callers inside of
   * the mesh can use the public hosts too, at port 80.
   * @default - none
   */
  readonly gateways?: IGateway[];
  /**
   * Name of the VirtualService. With both a service and hosts there are two, and the one for callers at the gateways adds `-gateway`.
   * @default - the name of the service; without service the first host with dashes, `shop-example-com`
   */
  readonly name?: string;
  /**
   * Namespace of the VirtualServices.
   * @default - the namespace of the service; without service that of the chart
   */
  readonly namespace?: string;
  /**
   * Namespaces whose sidecars and gateways use the routes. Istio field `spec.exportTo`.
   * @default - the default of the mesh: all
   */
  readonly exportTo?: ExportTo;
}

/**
 * One host, and routes that several teams contribute to it: each from its own chart, below the paths and to the namespaces that the owner of
 * the host granted.
 *
 * Emits one VirtualService for callers inside of the mesh (with `service`) and one for callers at the gateways (with `hosts`), with the same
 * routes in the same order. Routes are called `<team>.<route>`. They are tried by priority, then the narrower before the wider: the longer
 * path first (an exact one before all others), then the one with more other conditions, then the one whose conditions are narrower; a route
 * counts as narrow as the widest of its matches. What is equal is ordered by the names of team and route. The order of calls has no say.
 *
 * Promise: every request takes the first route, in that order, that matches it, from inside of the mesh and at every gateway alike, however
 * old the objects are; no team takes requests outside of its paths, and no route is there that another one hides as a whole.
 */
export class HostRoutes extends Construct {
  /** Routes of callers inside of the mesh. Undefined without service. */
  public readonly meshRoutes?: VirtualService;
  /** Routes of callers at the gateways. Undefined without hosts. */
  public readonly gatewayRoutes?: VirtualService;
  private readonly teams = new Set<string>();
  private readonly names = new Set<string>();
  private readonly uses: OrderedRoutes[] = [];
  private readonly gateways: ReadonlySet<string>;
  private readonly where: string;

  constructor(scope: Construct, id: string, props: HostRoutesProps) {
    super(scope, id);
    const { service, exportTo } = props;
    checkHosts(props, `HostRoutes (construct ${this.node.path})`);
    const name = props.name ?? service?.serviceName ?? props.hosts![0].replace(/^\*\.?/, 'any-').replace(/[.:]/g, '-').replace(/-$/, '');
    this.where = `HostRoutes ${name} (construct ${this.node.path})`;
    const namespace = props.namespace ?? service?.serviceNamespace;
    if (service) {
      this.meshRoutes = this.routesFor('MeshRoutes', { name, namespace, hosts: [service.host], exportTo }, ['mesh']);
    }
    if (props.hosts?.length) {
      const { hosts, gateways = [] } = props;
      this.gatewayRoutes = this.routesFor('GatewayRoutes', { name: service ? `${name}-gateway` : name, namespace, hosts, gateways, exportTo },
        gateways.map(({ gatewayReference }) => gatewayReference));
    }
    this.gateways = new Set([...service ? ['mesh'] : [], ...(props.gateways ?? []).map(({ gatewayReference }) => gatewayReference)]);
  }

  /**
   * Lets a team contribute routes. Hand what it returns to the team's chart.
   * @param name a DNS label (MESH0003), unique on the host (MESH0008); it stands before the names of the team's routes
   */
  public addTeam(name: string, props: HostTeamProps = {}): HostTeam {
    const where = `${this.where}, team ${name}`;
    requireName(name, DNS_LABEL, 'name of the team');
    if (this.teams.has(name)) {
      fail({
        code: CODES.DUPLICATE_MEMBER,
        what: `there is a team "${name}" already`,
        where,
        why: 'the owner of a route is known by the name of its team',
        fix: 'hand the team what the first addTeam returned, or choose another name',
      });
    }
    this.teams.add(name);
    return HostTeam._of(name, hostGrant(props, clusterDomainOf(this), where), contribution => this.contribute(contribution));
  }

  private contribute(contribution: Contribution): void {
    const { team, routeName, route } = contribution;
    const where = `${this.where}, team ${team}, http route "${routeName}"`;
    const name = `${team}.${routeName}`;
    if (routeName === '' || this.names.has(name)) {
      fail({
        code: routeName === '' ? CODES.INVALID_NAME : CODES.DUPLICATE_MEMBER,
        what: routeName === '' ? 'a route without name' : `team ${team} has a route "${routeName}" already`,
        where,
        why: 'access logs and findings tell routes apart by their names',
        fix: 'choose another name',
      });
    }
    route.match?.forEach((match, i) => this.checkGateways(match.gateways, `${where}, match[${i}], gateways`));
    this.uses.forEach(use => use.add(contribution));
    Declarations.of(this).revise();
    this.names.add(name);
  }

  private checkGateways(gateways: readonly IGateway[] | undefined, where: string): void {
    const unknown = gateways?.find(({ gatewayReference }) => !this.gateways.has(gatewayReference));
    if (unknown) {
      fail({
        code: CODES.UNKNOWN_MEMBER,
        what: `the gateway ${unknown.gatewayReference} does not use the routes of this host`,
        where,
        why: 'no request would come from there',
        fix: `use one of ${[...this.gateways].join(', ')}, or leave \`gateways\` out`,
      });
    }
  }

  private routesFor(id: string, props: VirtualServiceProps, gateways: readonly string[]): VirtualService {
    const routes = new TeamsVirtualService(this, id, props, gateways);
    this.uses.push(routes.teamRoutes);
    return routes;
  }
}

/** A VirtualService whose routes come from teams, in the order of `OrderedRoutes`. */
class TeamsVirtualService extends VirtualService {
  public readonly teamRoutes: OrderedRoutes;

  constructor(scope: Construct, id: string, props: VirtualServiceProps, gateways: readonly string[]) {
    super(scope, id, props);
    this.teamRoutes = new OrderedRoutes({ gateways, context: this._httpContext, where: this._where });
  }

  public override _appendHttpRoute(name: string): void {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: 'a route without team',
      where: `${this._where}, http route "${name}"`,
      why: 'the place of a route among those of many teams follows from what it matches, not from the order of calls',
      fix: 'add a team with HostRoutes.addTeam(…), and the route to the team',
    });
  }

  public override _httpRoutesInOrder(): readonly CheckedHttpRoute[] {
    return [...super._httpRoutesInOrder(), ...this.teamRoutes.ordered()];
  }
}

function checkHosts({ service, hosts, gateways }: HostRoutesProps, where: string): void {
  const hasHosts = (hosts?.length ?? 0) > 0;
  const hasGateways = (gateways?.length ?? 0) > 0;
  if (hasHosts !== hasGateways || (!hasHosts && !service)) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: hasHosts ? 'hosts, but no gateway that serves them' : hasGateways ? 'gateways, but no hosts' : 'neither a service nor hosts',
      where,
      why: 'nobody would reach the routes',
      fix: hasHosts ? 'add `gateways`' : 'add `hosts` and `gateways` for callers from outside, or `service` for callers inside of the mesh',
    });
  }
}
