import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { EgressGateway } from './egress-gateway';
import { EgressPort } from './egress-port';
import { EgressRoutes } from './egress-routes';
import { CODES } from '../kernel/codes';
import { hostFault, isHostName, parseClusterHost } from '../kernel/dns';
import { fail } from '../kernel/fail';
import { DNS_SUBDOMAIN, requireName } from '../kernel/names';
import { Declarations } from '../networking/declarations';
import { Destination, DestinationConfig } from '../networking/destination';
import { DestinationRule } from '../networking/destination-rule';
import { clusterDomainOf } from '../networking/mesh-context';
import { IMeshService } from '../networking/mesh-service';
import { ServiceEntry } from '../networking/service-entry';
import { PortProtocol } from '../networking/service-entry-port';
import { ServiceEntryResolution } from '../networking/service-entry-resolution';
import { ServicePort } from '../networking/service-port';
import { Subset } from '../networking/subset';
import { TrafficPolicy } from '../networking/traffic-policy';
import { Connections } from '../security/connections';

/** Props of a service outside of the mesh. */
export interface ExternalServiceProps {
  /**
   * Host that applications call: `api.payments.example`, outside of the cluster (MESH0001). A wildcard, `*.payments.example`, for direct HTTP and TLS only (MESH0002).
   */
  readonly host: string;
  /** What is spoken, and on which port. */
  readonly port: EgressPort;
  /**
   * The gateway through which the calls leave.
   * @default - none: sidecars call the host directly
   */
  readonly egressGateway?: EgressGateway;
  /**
   * Name of the objects.
   * @default - the host, with `any` for `*`
   */
  readonly name?: string;
  /**
   * Namespace of the objects, those at the gateway excepted.
   * @default - the namespace of the chart
   */
  readonly namespace?: string;
  /**
   * Connection settings of whoever calls the host: the sidecars, or the egress gateway. `tls` follows from the port and cannot be set here
   * (MESH0002). Istio field `trafficPolicy` of the DestinationRule.
   * @default - Istio's
   */
  readonly trafficPolicy?: TrafficPolicy;
}

/**
 * A service outside of the mesh, as a handle like any other: destination of routes, callee of `connections`, member of scopes.
 *
 * Emits a ServiceEntry, which is what lets the calls through under `REGISTRY_ONLY`, and a DestinationRule where the proxy encrypts or connection
 * settings are given. With an egress gateway also, in the namespace of the gateway, a Gateway server and a DestinationRule (mutual TLS from the
 * sidecars, with the host as server name) and an AuthorizationPolicy; and a VirtualService with two legs, to the gateway and from it to the host.
 *
 * `connections.allowFrom(caller)` declares who calls. At an egress gateway it is enforced: for each host the gateway admits the declared callers,
 * whom mutual TLS proves, and nobody as long as none is declared. Without one there is no proxy between a workload and the world but its own, so
 * no policy can refuse a call; the declaration only tells scopes (`DeclaredCallsScope`) what the workload needs. A workload that goes round its
 * sidecar goes round the egress gateway too: only a NetworkPolicy or a firewall stops that.
 *
 * Of a wildcard the application says which host it means, and looks up the address itself: with it a workload reaches every address at that port, if
 * it only names a host below the wildcard. Name hosts where that matters.
 *
 * Callers are workloads with sidecars. In the ambient mesh the routes and the encryption hold only where a waypoint is bound to the entry.
 *
 * Promise: calls to the host and port arrive there, under `REGISTRY_ONLY` too. With an egress gateway they all pass it, those of declared callers
 * arrive, and every other one is refused; requests leave without the headers by which the mesh knows the caller. With TLS origination they leave the mesh encrypted, to a server whose certificate names the host.
 */
export class ExternalService extends Construct implements IMeshService {
  /** The host that applications call. */
  public readonly host: string;
  /** Name of the objects. */
  public readonly serviceName: string;
  /** Namespace of the ServiceEntry and the routes. */
  public readonly serviceNamespace?: string;
  /** Who calls. Enforced at the egress gateway only. */
  public readonly connections: Connections;
  /** What makes the host known. */
  public readonly entry: ServiceEntry;
  /** Connection settings of whoever calls the host. Undefined where there are none. */
  public readonly rule?: DestinationRule;
  /** What leads through the egress gateway. Undefined without one. */
  public readonly egress?: EgressRoutes;
  private readonly egressPort: EgressPort;

  constructor(scope: Construct, id: string, props: ExternalServiceProps) {
    super(scope, id);
    const where = `ExternalService ${props.host} (construct ${this.node.path})`;
    checkHost(props.host, clusterDomainOf(this), where);
    checkReachable(props, where);
    this.host = props.host;
    this.egressPort = props.port;
    this.serviceName = requireName(props.name ?? props.host.replace('*', 'any').toLowerCase(), DNS_SUBDOMAIN, 'name of ExternalService');
    this.serviceNamespace = props.namespace ?? Chart.of(this).namespace;
    this.connections = new Connections(this);
    this.entry = this.addEntry(props);
    this.rule = this.addRule(props);
    const { egressGateway, port } = props;
    const opaque = port._shape.protocol === PortProtocol.HTTP ? undefined : 'the gateway sees encrypted connections and no requests, and Istio would drop the rule';
    this.egress = egressGateway && EgressRoutes._of(this, this, egressGateway, port);
    this.connections._admitAt(this.egress?._admission(opaque) ?? { when: [], opaque: 'nothing stands between a caller and the host that could refuse a call' });
    if (egressGateway) {
      const { serviceNamespace: namespace } = egressGateway.service;
      Declarations.of(this).addCall({ callee: this, caller: egressGateway.service, namespace });
    }
  }

  /** The port, by the name of its protocol: `http`, `tls` or `tcp`. */
  public get ports(): ServicePort[] {
    const { _number: number, _shape: { protocol, targetPort } } = this.egressPort;
    return [{ name: protocol.toLowerCase(), number, ...(targetPort === undefined ? {} : { targetPort }) }];
  }

  /** The subsets that DestinationRules of this program declare for the host. */
  public get subsets(): Subset[] {
    return Declarations.of(this).subsetsOf(this.host);
  }

  /** The host at its port, by the name of the protocol: `http`, `tls` or `tcp`. An unknown name is an error (MESH0006). */
  public port(name: string): Destination {
    return this.entry.port(name);
  }

  /** The host at its port, by number. Another number is an error (MESH0006). */
  public portNumber(number: number): Destination {
    return this.entry.portNumber(number);
  }

  /** What applications speak. An unknown name is an error (MESH0006). */
  public portProtocol(name?: string): PortProtocol | undefined {
    if (name !== undefined) {
      this.entry.port(name);
    }
    return this.egressPort._shape.protocol;
  }

  /** The host narrowed to a subset of its DestinationRule, by name. */
  public subset(name: string): Destination {
    return Destination._of(this.toDestinationConfig()).withSubset(name);
  }

  /** The host at its port. */
  public toDestinationConfig(): DestinationConfig {
    return this.entry.toDestinationConfig();
  }

  private addEntry({ host, port: { _number: number, _shape: { protocol, targetPort, addresses } } }: ExternalServiceProps): ServiceEntry {
    return new ServiceEntry(this, 'Entry', {
      name: this.serviceName,
      namespace: this.serviceNamespace,
      hosts: [host],
      addresses,
      ports: [{ name: protocol.toLowerCase(), number, protocol, ...(targetPort === undefined ? {} : { targetPort }) }],
      resolution: addresses ? ServiceEntryResolution.staticEndpoints(addresses.map(address => ({ address })))
        : host.includes('*') ? ServiceEntryResolution.none() : ServiceEntryResolution.dns(),
    });
  }

  private addRule({ host, port, trafficPolicy }: ExternalServiceProps): DestinationRule | undefined {
    const tls = port._shape.tls?.(host);
    return tls || trafficPolicy ? new DestinationRule(this, 'Rule', {
      name: this.serviceName,
      namespace: this.serviceNamespace,
      host,
      trafficPolicy: { ...trafficPolicy, ...(tls ? { tls } : {}) },
    }) : undefined;
  }
}

/** A host as applications call it, outside of the cluster. */
function checkHost(host: string, clusterDomain: string, where: string): void {
  const fault = hostFault(host, true);
  if (fault) {
    const [name] = host.replace(/^[a-z+]+:\/\//i, '').split(/[/:]/, 1);
    fail({ code: CODES.INVALID_NAME, what: fault, where, fix: isHostName(name) && name !== host ? `write ${name}` : 'name a host: api.payments.example' });
  }
  if (parseClusterHost(host, clusterDomain)) {
    fail({
      code: CODES.INVALID_ARGUMENT,
      what: `${host} is a service of the cluster`,
      where,
      why: 'an entry of that host would take the place of the Service, with other ports and addresses',
      fix: 'use new MeshService(…), or MeshService.fromHost(…) where others own it',
    });
  }
}

function checkReachable({ host, port, egressGateway, trafficPolicy }: ExternalServiceProps, where: string): void {
  const { addresses, tls, secret } = port._shape;
  if (host.includes('*') && (egressGateway || tls || addresses)) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: `the wildcard ${host} ${egressGateway ? 'through an egress gateway' : tls ? 'with TLS origination' : 'for TCP'}`,
      where,
      why: egressGateway ? 'the gateway would have to look up a name that nobody said'
        : tls ? 'a certificate is verified against one name' : 'addresses belong to one host',
      fix: 'use one ExternalService for each host',
    });
  }
  if (secret && !egressGateway) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: 'credentials from a Secret without an egress gateway',
      where,
      why: 'sidecars read no Secrets, and Istio would send the requests in plain text without a word',
      fix: 'set `egressGateway`, or give authorities as caCertificates or configmap://namespace/name',
    });
  }
  if (trafficPolicy?.tls || trafficPolicy?.portLevelSettings?.some(setting => setting.tls)) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: 'tls in the traffic policy',
      where,
      why: 'the port says who encrypts; two answers would leave the mesh in plain text, or encrypted twice',
      fix: 'use EgressPort.tlsOrigination(…) or EgressPort.tls(…)',
    });
  }
  if (trafficPolicy?.portLevelSettings && tls) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: 'portLevelSettings with TLS origination',
      where,
      why: 'settings of a port inherit nothing, so that TLS would be lost and requests leave in plain text',
      fix: 'put the settings at the top of the traffic policy: there is one port',
    });
  }
}
