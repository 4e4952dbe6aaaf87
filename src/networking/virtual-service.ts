import { Construct } from 'constructs';
import { Declarations } from './declarations';
import { requireEach } from './field-checks';
import { IGateway, renderGateways } from './gateway-reference';
import { HttpRouteContext } from './http-route';
import { destinationsOf, routesOf } from './router';
import { CheckedTcpRoute, TcpRoute } from './tcp-route';
import { CheckedTlsRoute, TlsRoute } from './tls-route';
import { checkVirtualHosts } from './virtual-hosts';
import { requireRoutes, unreachableRoute, VirtualServiceBase, VirtualServiceBaseProps } from './virtual-service-base';
import { SourceMark } from '../kernel/source';

/** Props of a VirtualService. */
export interface VirtualServiceProps extends VirtualServiceBaseProps {
  /**
   * Hosts that clients address: names, wildcards such as `*.example.com`, addresses; at least one, and no two that overlap (MESH0008).
   * For services of the mesh use their FQDN, `cart.host`. `*` at gateways only. Istio field `spec.hosts`.
   */
  readonly hosts: string[];
  /**
   * Gateways that use the routes; add `Gateway.MESH` for the sidecars. Istio field `spec.gateways`.
   * @default - the sidecars of the mesh only
   */
  readonly gateways?: IGateway[];
  /**
   * Routes of TLS connections by server name, in their order; `addTlsRoute` appends more. Istio field `spec.tls`.
   * @default - none
   */
  readonly tls?: TlsRoute[];
  /**
   * Routes of TCP connections, in their order; `addTcpRoute` appends more. Istio field `spec.tcp`.
   * @default - none
   */
  readonly tcp?: TcpRoute[];
}

/**
 * How requests to one or more hosts are routed. At least one route is needed (MESH0001 at synth).
 *
 * Routes are tried in the order in which they were added. For a VirtualService that others delegate to see `DelegateVirtualService`.
 *
 * What no prop reaches, `addJsonPatch` does; an `ApiObject` of cdk8s takes a whole document.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/
 */
export class VirtualService extends VirtualServiceBase {
  private readonly virtualHosts: readonly string[];
  private readonly boundGateways?: readonly IGateway[];
  private readonly tlsRoutes: CheckedTlsRoute[] = [];
  private readonly tcpRoutes: CheckedTcpRoute[] = [];

  constructor(scope: Construct, id: string, props: VirtualServiceProps) {
    super(scope, id, props);
    this.virtualHosts = requireEach(props.hosts, `${this._where}, hosts`);
    this.boundGateways = props.gateways && requireEach(props.gateways, `${this._where}, gateways`);
    checkVirtualHosts(this.virtualHosts, !this.boundToGatewaysOnly, this._where);
    Declarations.of(this).addRouter({
      hosts: this.boundToGatewaysOnly ? [] : this.virtualHosts,
      gatewayNamespaces: this.gatewayNamespaces,
      namespace: this.namespaceName,
      routes: () => routesOf(this.routeSpec()),
    });
    props.http?.forEach(route => this._appendHttpRoute(route.name, route));
    props.tls?.forEach(route => this.appendTlsRoute(route));
    props.tcp?.forEach(route => this.appendTcpRoute(route));
  }

  /** Hosts that clients address. */
  public get hosts(): string[] {
    return [...this.virtualHosts];
  }

  /** Appends a route of TLS connections, chosen by server name and not terminated. */
  public addTlsRoute(route: TlsRoute): void {
    this.appendTlsRoute(route, SourceMark.here());
  }

  /** Appends a route of TCP connections. A route after one that takes every connection is an error (MESH0007). */
  public addTcpRoute(route: TcpRoute): void {
    this.appendTcpRoute(route, SourceMark.here());
  }

  /** @internal */
  public get _httpContext(): HttpRouteContext {
    return { claims: this.boundToGatewaysOnly, delegate: false };
  }

  /** @internal */
  public _spec(): object {
    const spec: Record<string, unknown> = { hosts: [...this.virtualHosts], ...this.routeSpec() };
    if (this.boundGateways) {
      spec.gateways = renderGateways(this.boundGateways);
    }
    requireRoutes(spec, this._where);
    const exportTo = spec.exportTo ?? this.exportToCallers(spec);
    return exportTo ? { ...spec, exportTo } : spec;
  }

  private routeSpec(): Record<string, unknown> {
    const spec = this._baseSpec();
    if (this.tlsRoutes.length > 0) {
      spec.tls = this.tlsRoutes.map(route => route.render());
    }
    if (this.tcpRoutes.length > 0) {
      spec.tcp = this.tcpRoutes.map(route => route.render());
    }
    return spec;
  }

  /** The namespaces of those who call what it speaks of, where a scope narrows that: sidecars call its hosts, gateways its destinations. */
  private exportToCallers(spec: object): string[] | undefined {
    const routes = routesOf(spec);
    if (this.gatewayNamespaces.length > 0 && routes.some(({ delegate }) => delegate)) {
      return undefined;
    }
    const called = this.boundToGatewaysOnly ? routes.flatMap(destinationsOf) : this.virtualHosts;
    return Declarations.of(this).exportOf(called, this.namespaceName, this.gatewayNamespaces);
  }

  private get gatewayNamespaces(): string[] {
    return (this.boundGateways ?? []).filter(({ gatewayReference }) => gatewayReference !== MESH).map(({ gatewayReference }) => gatewayReference.split('/', 1)[0]);
  }

  private get boundToGatewaysOnly(): boolean {
    const gateways = this.boundGateways ?? [];
    return gateways.length > 0 && gateways.every(gateway => gateway.gatewayReference !== MESH);
  }

  private appendTlsRoute(route: TlsRoute, mark?: SourceMark): void {
    Declarations.of(this).revise();
    this.tlsRoutes.push(new CheckedTlsRoute(route, this.virtualHosts, `${this._where}, tls[${this.tlsRoutes.length}]`, mark));
  }

  private appendTcpRoute(route: TcpRoute, mark?: SourceMark): void {
    Declarations.of(this).revise();
    const index = this.tcpRoutes.length;
    const where = `${this._where}, tcp[${index}]`;
    if (this.tcpRoutes.at(-1)?.catchesAll) {
      unreachableRoute(`the TCP route ${index} can never be reached`, `tcp[${index - 1}]`, 'connection', where);
    }
    this.tcpRoutes.push(new CheckedTcpRoute(route, where, mark));
  }
}

/** What `spec.gateways` calls the sidecars. */
const MESH = 'mesh';
