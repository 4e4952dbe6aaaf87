import { Construct } from 'constructs';
import { EgressGateway } from './egress-gateway';
import { EgressPort } from './egress-port';
import { ClientTls } from '../networking/client-tls';
import { Declarations } from '../networking/declarations';
import { DestinationRule } from '../networking/destination-rule';
import { Gateway } from '../networking/gateway';
import { HttpAction } from '../networking/http-action';
import { IMeshService } from '../networking/mesh-service';
import { Server } from '../networking/server';
import { ServerTls } from '../networking/server-tls';
import { PortProtocol } from '../networking/service-entry-port';
import { TrafficSplit } from '../networking/traffic-split';
import { VirtualService } from '../networking/virtual-service';
import { AuthorizationPolicy } from '../security/authorization-policy';
import { Condition } from '../security/condition';
import { AdmissionPoint } from '../security/connections';
import { PolicyTarget } from '../security/policy-target';

/** What proxies of the mesh tell each other of the caller, its certificate and its address included: nothing for the world outside. */
const OF_THE_MESH = ['x-forwarded-client-cert', 'x-forwarded-for', 'x-envoy-external-address', 'x-envoy-peer-metadata', 'x-envoy-peer-metadata-id'];

/**
 * What leads the calls to one external host through an egress gateway. Made by `ExternalService`.
 *
 * The rule that tells sidecars how to reach the gateway is in the gateway's namespace, where sidecars of every namespace find it, and has a
 * subset for the host and no other setting: Istio merges such rules of several hosts into one.
 */
export class EgressRoutes {
  /** @internal */
  public static _of(scope: Construct, service: IMeshService, gateway: EgressGateway, port: EgressPort): EgressRoutes {
    return new EgressRoutes(scope, service, gateway, port);
  }

  /** The server of the gateway for the host. */
  public readonly gateway: Gateway;
  /** How sidecars reach the gateway: mutual TLS of the mesh, with the host as server name. */
  public readonly rule: DestinationRule;
  /** The two legs: from the sidecars to the gateway, and from the gateway to the host. */
  public readonly routes: VirtualService;
  /** Whom the gateway lets through to the host. */
  public readonly policy: AuthorizationPolicy;
  private readonly host: string;
  private readonly egress: IMeshService;

  private constructor(scope: Construct, service: IMeshService, through: EgressGateway, egressPort: EgressPort) {
    const { service: egress, port, _selector: selector } = through;
    const { host, serviceName, serviceNamespace } = service;
    const namespace = egress.serviceNamespace;
    const label = serviceName.replace(/\./g, '-');
    const isHttp = egressPort._shape.protocol === PortProtocol.HTTP;
    this.host = host;
    this.egress = egress;
    Declarations.of(scope).addEgressGateway(egress.host);

    const hosts = [serviceNamespace === undefined ? host : `${serviceNamespace}/${host}`];
    const tls = ServerTls.istioMutual();
    this.gateway = new Gateway(scope, 'EgressGateway', {
      name: `${label}-egress`,
      namespace,
      selector,
      servers: [isHttp ? Server.https(hosts, tls, { port }) : Server.tls(hosts, tls, { port })],
    });
    this.rule = new DestinationRule(scope, 'EgressRule', { name: `${serviceName}-egress`, namespace, service: egress });
    const toGateway = this.rule.addSubset(label, { labels: {}, trafficPolicy: { tls: ClientTls.istioMutual({ sni: host }) } }).portNumber(port);
    this.routes = new VirtualService(scope, 'EgressRoutes', {
      name: serviceName, namespace: serviceNamespace, hosts: [host], gateways: [Gateway.MESH, this.gateway],
    });
    const legs = { inside: TrafficSplit.to(toGateway), outside: TrafficSplit.to(service) };
    if (isHttp) {
      this.routes.addHttpRoute('to-egress-gateway', { match: [{ gateways: [Gateway.MESH] }], action: HttpAction.route(legs.inside) });
      this.routes.addHttpRoute('to-host', {
        match: [{ gateways: [this.gateway] }], action: HttpAction.route(legs.outside), headers: { request: { remove: [...OF_THE_MESH] } },
      });
    } else {
      if (egressPort._shape.protocol === PortProtocol.TLS) {
        this.routes.addTlsRoute({ match: [{ sniHosts: [host], gateways: [Gateway.MESH] }], route: legs.inside });
      } else {
        this.routes.addTcpRoute({ match: [{ gateways: [Gateway.MESH] }], route: legs.inside });
      }
      this.routes.addTcpRoute({ match: [{ gateways: [this.gateway] }], route: legs.outside });
    }
    this.policy = AuthorizationPolicy._allowLater(scope, 'EgressAllow', { name: `${serviceName}-allow`, namespace, target: PolicyTarget.service(egress) });
  }

  /**
   * Where calls to the host are admitted. A server with TLS is chosen by server name, and its routes know no other host, so that the server name
   * is the host whatever a request says of itself.
   * @internal
   */
  public _admission(opaque: string | undefined): AdmissionPoint {
    return { policy: this.policy, when: [Condition.sni(this.host)], through: this.egress, opaque };
  }
}
