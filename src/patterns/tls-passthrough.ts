import { Construct } from 'constructs';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { Gateway } from '../networking/gateway';
import { IMeshService } from '../networking/mesh-service';
import { Server } from '../networking/server';
import { ServicePort } from '../networking/service-port';
import { TrafficSplit } from '../networking/traffic-split';
import { hostWithin } from '../networking/virtual-hosts';
import { VirtualService } from '../networking/virtual-service';

/** Server names, and the service that terminates their TLS. */
export interface PassthroughRoute {
  /** Server names (SNI): names and wildcards, at least one, none of them in another route (MESH0008). A name goes before a wildcard around it. */
  readonly hosts: string[];
  /** The service that has the certificate. */
  readonly service: IMeshService;
  /**
   * Name of the service's port. It must not be one of plain HTTP (MESH0002): its name says so to Istio, `http-…`, and TLS would be read as HTTP.
   * @default - its only port; a service with several ports needs one
   */
  readonly port?: string;
}

/** Props of TLS passthrough. */
export interface TlsPassthroughProps {
  /** Which server names go where; at least one (MESH0001). */
  readonly routes: PassthroughRoute[];
  /**
   * `metadata.name` of the Gateway and the VirtualService.
   * @default - the construct ids below the chart in kebab-case
   */
  readonly name?: string;
  /**
   * Namespace of both.
   * @default - the namespace of the chart
   */
  readonly namespace?: string;
  /**
   * Labels of the gateway workload; at least one (MESH0011).
   * @default - `{ istio: 'ingressgateway' }`
   */
  readonly selector?: { [key: string]: string };
  /**
   * Port of the gateway's Service, 1–65535. Servers for HTTPS with other hosts may share it.
   * @default 443
   */
  readonly gatewayPort?: number;
}

/**
 * TLS that a gateway does not terminate: connections go by their server name to the service that has the certificate.
 *
 * Emits a Gateway with a server in mode PASSTHROUGH and a VirtualService with TLS routes for the same hosts. Both come together, because
 * routes of HTTP do not apply to a server that passes TLS through, and TLS routes not to one that terminates it.
 *
 * Promise: a connection goes to the service of its server name, the exact name before a wildcard, and no proxy at the gateway reads it;
 * connections for other names, and without one, are closed.
 */
export class TlsPassthrough extends Construct {
  /** The Gateway that takes the connections. */
  public readonly gateway: Gateway;
  /** The routes by server name. */
  public readonly gatewayRoutes: VirtualService;

  constructor(scope: Construct, id: string, props: TlsPassthroughProps) {
    super(scope, id);
    const { routes, selector, namespace, gatewayPort } = props;
    const where = `TlsPassthrough (construct ${this.node.path})`;
    checkRoutes(routes, where);
    const hosts = widest(routes.flatMap(route => route.hosts));
    this.gateway = new Gateway(this, 'Resource', { name: props.name, namespace, selector, servers: [Server.passthrough(hosts, { port: gatewayPort })] });
    this.gatewayRoutes = new VirtualService(this, 'Routes', { name: this.gateway.name, namespace, hosts, gateways: [this.gateway] });
    for (const { hosts: sniHosts, service, port } of routes) {
      this.gatewayRoutes.addTlsRoute({ match: [{ sniHosts }], route: TrafficSplit.to(port === undefined ? service : service.port(port)) });
    }
  }
}

/** The hosts without those that lie within a wildcard among them: Istio refuses overlapping hosts, and routes may be narrower than the hosts. */
function widest(hosts: readonly string[]): string[] {
  const wildcards = hosts.filter(host => host.startsWith('*'));
  return hosts.filter(host => !wildcards.some(wildcard => wildcard !== host && hostWithin(host, wildcard)));
}

function checkRoutes(routes: readonly PassthroughRoute[], where: string): void {
  if (routes.length === 0) {
    fail({ code: CODES.INVALID_ARGUMENT, what: 'no route', where, why: 'every connection would be closed', fix: 'name hosts and the service that has their certificate' });
  }
  const owners = new Map<string, IMeshService>();
  for (const { hosts, service, port } of routes) {
    for (const host of hosts) {
      const owner = owners.get(host);
      if (owner) {
        fail({
          code: CODES.DUPLICATE_MEMBER,
          what: `the server name ${host} goes to ${owner.serviceName} and to ${service.serviceName}`,
          where,
          why: 'a connection has nothing but its server name to choose by, so Istio leaves the second route out',
          fix: `name ${host} once`,
        });
      }
      owners.set(host, service);
    }
    const target = service.ports.find((each, _, all) => port === undefined ? all.length === 1 : each.name === port);
    if (target && isPlainHttp(target)) {
      fail({
        code: CODES.ARGUMENTS_CONFLICT,
        what: `the port ${target.name ?? target.number} of ${service.serviceName} is one of plain HTTP`,
        where,
        why: 'its sidecar would read TLS as HTTP and close the connection',
        fix: 'name a port for TLS, such as https or tls-api',
      });
    }
  }
}

/** Istio reads the protocol from `appProtocol`, else from the name up to the first dash; without both it looks at the bytes. */
function isPlainHttp({ name = '', appProtocol }: ServicePort): boolean {
  return /^(?:http|http2|grpc|grpc-web|kubernetes\.io\/h2c)$/i.test(appProtocol ?? (/^grpc-web/i.test(name) ? 'grpc-web' : name.split('-')[0]));
}
