import { Chart } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { Declarations } from './declarations';
import { Destination, DestinationConfig, IDestination } from './destination';
import { ForeignService } from './foreign-service';
import { KnownService, knownManifests } from './known-service';
import { clusterDomainOf, trustDomainOf } from './mesh-context';
import { protocolOf } from './port-protocol';
import type { PortProtocol } from './service-entry-port';
import { FromDeploymentOptions, FromServiceOptions, IDeploymentLike, IServiceLike, portsOf } from './service-like';
import { requirePorts, ServicePort } from './service-port';
import { serviceWaypointLabels } from './service-waypoint';
import { declareWorkload } from './shared-workloads';
import type { Subset } from './subset';
import type { IWaypoint } from './waypoint-reference';
import { legalLabels } from './workload-selector';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { DNS_LABEL, DNS_SUBDOMAIN, requireName } from '../kernel/names';
import { nearestName } from '../kernel/nearest';
import { SourceMark } from '../kernel/source';
import { Connections } from '../security/connections';

/** One handle for a service: destination of routes, target of policies, caller of others. */
export interface IMeshService extends IConstruct, IDestination {
  /** Fully qualified host: `cart.shop.svc.cluster.local`. */
  readonly host: string;
  /** Name of the Service. For a host that is not in the cluster, the host. */
  readonly serviceName: string;
  /** Namespace of the Service. Undefined for a host that is not in the cluster. */
  readonly serviceNamespace?: string;
  /** Ports, as far as they are known. Empty for a service known by its host only. */
  readonly ports: ServicePort[];
  /** Labels that select the workload. Undefined where they are not known. */
  readonly selector?: { [key: string]: string };
  /** Name of the service account the workload runs as. Undefined where it is not known. */
  readonly serviceAccount?: string;
  /** Identity of the workload as policies write it, `cluster.local/ns/shop/sa/cart`. Undefined where the service account is not known. */
  readonly principal?: string;
  /** Who may call this service, and who does by what the program says. */
  readonly connections: Connections;
  /** The subsets that DestinationRules of this program declare for the host, in code point order of their names. */
  readonly subsets: Subset[];
  /** The service at one of its ports, by the name of the port. An unknown name is an error (MESH0006). */
  port(name: string): Destination;
  /** The service at a port, by number (1–65535). */
  portNumber(number: number): Destination;
  /**
   * What is spoken at a port, as Istio reads it: `appProtocol`, else the part of the port's name before the first dash. Undefined where
   * neither says it, so that Istio looks at the traffic, and where the ports are not known. An unknown name is an error (MESH0006).
   * @param name name of the port; by default the only port, and several without a name are an error (MESH0002)
   */
  portProtocol(name?: string): PortProtocol | undefined;
  /** The service narrowed to a subset of its DestinationRule, by name. For a rule of this program pass what `addSubset` returned. */
  subset(name: string): Destination;
}

/** Props of a service that others deploy. */
export interface MeshServiceProps {
  /** Name of the Service: a DNS label (MESH0003). */
  readonly name: string;
  /**
   * Namespace of the Service.
   * @default - the namespace of the chart
   */
  readonly namespace?: string;
  /** Ports of the Service. At least one (MESH0001); of several, each with a name of its own (MESH0003, MESH0008). */
  readonly ports: ServicePort[];
  /**
   * Labels that select the workload: `spec.selector` of the Service.
   * @default - not known; policies for its workload then need them
   */
  readonly selector?: { [key: string]: string };
  /**
   * Service account the workload runs as: a name without wildcard (MESH0003), which policies would read as many accounts.
   * @default - not known; the service cannot be named as a caller then
   */
  readonly serviceAccount?: string;
  /**
   * Labels of the versions that are deployed, besides the selector: `[{ version: 'v1' }, { version: 'v2' }]`. Subsets are checked against them.
   * @default - not known; subsets of the service cannot be checked then
   */
  readonly versions?: { [key: string]: string }[];
  /**
   * The waypoint of the ambient mesh that requests to the service pass, where it is not that of the namespace; `Waypoint.NONE` for none.
   * Whoever deploys the service puts the label on it. Label `istio.io/use-waypoint`.
   * @default - the waypoint of the namespace
   */
  readonly waypoint?: IWaypoint;
  /**
   * Whether requests that come from an ingress gateway pass the waypoint too. Not without `waypoint` (MESH0002). Label
   * `istio.io/ingress-use-waypoint`.
   * @default - true with a waypoint
   */
  readonly ingressUsesWaypoint?: boolean;
}

/**
 * A service of the mesh.
 *
 * `new MeshService` declares a service that others deploy: it adds nothing to the environment's folder, but is known at synth and
 * written to `_known/<environment>.yaml`. `fromService` and `fromDeployment` use objects that this app emits. `fromHost` names a service by
 * its host only.
 */
export class MeshService extends Construct implements IMeshService {
  /**
   * A Service that this app emits, from any cdk8s-plus version.
   * @param service the cdk8s-plus Service
   */
  public static fromService(scope: Construct, id: string, service: IServiceLike, options: FromServiceOptions = {}): MeshService {
    const reference = new MeshService(scope, id, {
      name: service.name,
      namespace: service.metadata.namespace,
      ports: OF_THE_OBJECT,
      selector: options.selector ?? options.workload?.matchLabels,
      serviceAccount: options.serviceAccount ?? options.workload?.serviceAccount?.name,
      waypoint: options.waypoint,
      ingressUsesWaypoint: options.ingressUsesWaypoint,
    });
    reference.declared = false;
    Object.entries(reference.waypointLabels ?? {}).forEach(([key, value]) => service.metadata.addLabel(key, value));
    reference.portSource = () => portsOf(service);
    return reference;
  }

  /**
   * A Deployment that this app emits, from any cdk8s-plus version, and the Service that makes it a destination: a Deployment alone has no
   * host. The Service is made by `exposeViaService` of the Deployment, with the ports of its containers and their names; Istio reads the
   * protocols from these. For a Deployment with a Service of its own use `fromService` and name the Deployment as `workload`.
   * @param deployment the cdk8s-plus Deployment, with ports at its containers
   */
  public static fromDeployment(scope: Construct, id: string, deployment: IDeploymentLike, options: FromDeploymentOptions = {}): MeshService {
    const service = deployment.exposeViaService({ name: options.name ?? deployment.name });
    const { serviceAccount, waypoint, ingressUsesWaypoint } = options;
    return MeshService.fromService(scope, id, service, { workload: deployment, serviceAccount, waypoint, ingressUsesWaypoint });
  }

  /**
   * A service that others own, by its host. Only the host is known: use `portNumber` and `subset` with names; they are checked at synth
   * where the environment knows the service.
   * @param host FQDN such as `payments.billing.svc.cluster.local`, or an external host of a ServiceEntry
   */
  public static fromHost(scope: Construct, id: string, host: string): IMeshService {
    return new ForeignService(scope, id, host, SourceMark.here());
  }

  public readonly serviceName: string;
  public readonly serviceNamespace?: string;
  public readonly host: string;
  public readonly selector?: { [key: string]: string };
  public readonly serviceAccount?: string;
  public readonly connections: Connections;
  /** @internal */
  public readonly _source: SourceMark;
  /** @internal */
  public readonly _waypoint?: IWaypoint;
  private readonly waypointLabels?: { [key: string]: string };
  private readonly versions?: { [key: string]: string }[];
  private portSource: () => ServicePort[];
  private declared = true;

  constructor(scope: Construct, id: string, props: MeshServiceProps) {
    super(scope, id);
    this._source = SourceMark.here(new.target);
    const where = `MeshService ${props.name} (construct ${this.node.path})`;
    const namespace = props.namespace ?? Chart.of(this).namespace ?? fail({
      code: CODES.MISSING_NAMESPACE,
      what: `the service ${props.name} has no namespace`,
      where: `construct ${this.node.path}`,
      why: 'its host, service.namespace.svc.cluster.local, needs one',
      fix: 'set `namespace` on the chart or on the service',
    });
    this.serviceName = requireName(props.name, DNS_LABEL, 'name of the Service', where);
    this.serviceNamespace = requireName(namespace, DNS_LABEL, 'namespace of the Service', where);
    this.host = `${props.name}.${namespace}.svc.${clusterDomainOf(this)}`;
    this.selector = props.selector && legalLabels(props.selector, `${where} selector`);
    this.serviceAccount = props.serviceAccount === undefined ? undefined : requireName(props.serviceAccount, DNS_SUBDOMAIN, 'name of the service account', where);
    this.versions = props.versions;
    this.portSource = () => props.ports;
    if (props.ports !== OF_THE_OBJECT) {
      requirePorts(props.ports, where);
    }
    this._waypoint = props.waypoint;
    this.waypointLabels = serviceWaypointLabels({ namespace, where: `construct ${this.node.path}` }, props.waypoint, props.ingressUsesWaypoint);
    this.connections = new Connections(this);
    declareWorkload(this);
    Declarations.of(this).addService(this);
  }

  public get ports(): ServicePort[] {
    return [...this.portSource()];
  }

  public get principal(): string | undefined {
    return this.serviceAccount && `${trustDomainOf(this)}/ns/${this.serviceNamespace}/sa/${this.serviceAccount}`;
  }

  public get subsets(): Subset[] {
    return Declarations.of(this).subsetsOf(this.host);
  }

  public port(name: string): Destination {
    return Destination._of({ host: this.host, port: this.named(name).number });
  }

  public portProtocol(name?: string): PortProtocol | undefined {
    const ports = this.portSource();
    if (name === undefined && ports.length > 1) {
      fail({
        code: CODES.ARGUMENTS_CONFLICT,
        what: `the protocol of the service ${this.serviceName} is asked for, which has ${ports.length} ports`,
        where: `construct ${this.node.path}`,
        fix: `name one of ${ports.flatMap(port => port.name ?? []).join(', ')}`,
      });
    }
    const port = name === undefined ? ports[0] : this.named(name);
    return port && protocolOf(port);
  }

  public portNumber(number: number): Destination {
    return Destination._of({ host: this.host }).withPort(number);
  }

  public subset(name: string): Destination {
    return Destination._of({ host: this.host, port: this.onlyPort() }).withSubset(name);
  }

  /** The whole service: at its only port, or without port when it has several (then Istio asks for one). */
  public toDestinationConfig(): DestinationConfig {
    return { host: this.host, port: this.onlyPort() };
  }

  /** @internal */
  public _knownManifests(): object[] {
    if (!this.declared) {
      return [];
    }
    const known: KnownService = {
      name: this.serviceName,
      namespace: this.serviceNamespace!,
      ports: this.portSource(),
      selector: this.selector,
      serviceAccount: this.serviceAccount,
      versions: this.versions,
      labels: this.waypointLabels,
    };
    return knownManifests(known);
  }

  private named(name: string): ServicePort {
    const ports = this.portSource();
    return ports.find(each => each.name === name) ?? fail({
      code: CODES.UNKNOWN_MEMBER,
      what: `the service ${this.serviceName} has no port "${name}"`,
      where: `construct ${this.node.path}`,
      why: 'requests on the route would be answered 503',
      fix: unknownPortFix(name, ports),
    });
  }

  private onlyPort(): number | undefined {
    const ports = this.portSource();
    return ports.length === 1 ? ports[0].number : undefined;
  }
}

/** The ports are those of an object, which may get more. */
const OF_THE_OBJECT: ServicePort[] = [];

function unknownPortFix(name: string, ports: readonly ServicePort[]): string {
  const names = ports.flatMap(port => port.name ?? []);
  const nearest = nearestName(name, names);
  if (nearest) {
    return `did you mean "${nearest}"?`;
  }
  return names.length > 0 ? `use one of ${names.join(', ')}` : 'its ports have no names: use portNumber(8080)';
}
