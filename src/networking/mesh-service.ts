import { ApiObjectMetadataDefinition, Chart } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { Destination, DestinationConfig, DestinationMarks, IDestination } from './destination';
import { KnownService, knownManifests } from './known-service';
import { clusterDomainOf, trustDomainOf } from './mesh-context';
import { ServicePort, ServicePortInfo } from './service-port';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
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
  /** Who may call this service. */
  readonly connections: Connections;
  /** The service at one of its ports, by the name of the port. An unknown name is an error (MESH0006). */
  port(name: string): Destination;
  /** The service at a port, by number (1–65535). */
  portNumber(number: number): Destination;
  /** The service narrowed to a subset of its DestinationRule, by name. For a rule of this program pass what `addSubset` returned. */
  subset(name: string): Destination;
}

/** Props of a service that others deploy. */
export interface MeshServiceProps {
  /** Name of the Service. */
  readonly name: string;
  /**
   * Namespace of the Service.
   * @default - the namespace of the chart
   */
  readonly namespace?: string;
  /** Ports of the Service. At least one. */
  readonly ports: ServicePort[];
  /**
   * Labels that select the workload: `spec.selector` of the Service.
   * @default - not known; policies for its workload then need them
   */
  readonly selector?: { [key: string]: string };
  /**
   * Service account the workload runs as.
   * @default - not known; the service cannot be named as a caller then
   */
  readonly serviceAccount?: string;
  /**
   * Labels of the versions that are deployed, besides the selector: `[{ version: 'v1' }, { version: 'v2' }]`. Subsets are checked against them.
   * @default - not known; subsets of the service cannot be checked then
   */
  readonly versions?: { [key: string]: string }[];
}

/** A Service object of any cdk8s-plus version, accepted structurally. */
export interface IServiceLike {
  /** Name of the Service. */
  readonly name: string;
  /** Metadata of the Service; its namespace is read. */
  readonly metadata: ApiObjectMetadataDefinition;
  /** Ports of the Service. */
  readonly ports: ServicePortInfo[];
}

/** A Deployment, StatefulSet or the like of any cdk8s-plus version, accepted structurally. */
export interface IWorkloadLike {
  /** Labels by which the workload selects its pods. */
  readonly matchLabels: { [key: string]: string };
}

/** What a cdk8s-plus Service does not tell. */
export interface FromServiceOptions {
  /**
   * The workload behind the service; its `matchLabels` become the selector.
   * @default - none
   */
  readonly workload?: IWorkloadLike;
  /**
   * Labels that select the workload, where no workload object is at hand.
   * @default - `matchLabels` of the workload
   */
  readonly selector?: { [key: string]: string };
  /**
   * Service account the workload runs as.
   * @default - not known; the service cannot be named as a caller then
   */
  readonly serviceAccount?: string;
}

/**
 * A service of the mesh.
 *
 * `new MeshService` declares a service that others deploy: it adds nothing to the environment's folder, but is known at synth and
 * written to `_known/<environment>.yaml`. `fromService` uses an object that this app emits. `fromHost` names a service by its host only.
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
      ports: [],
      selector: options.selector ?? options.workload?.matchLabels,
      serviceAccount: options.serviceAccount,
    });
    reference.declared = false;
    reference.portSource = () => service.ports.map(({ name, port, targetPort }) => ({ name, number: port, targetPort }));
    return reference;
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
  private readonly versions?: { [key: string]: string }[];
  private portSource: () => ServicePort[];
  private declared = true;

  constructor(scope: Construct, id: string, props: MeshServiceProps) {
    super(scope, id);
    const namespace = props.namespace ?? Chart.of(this).namespace ?? fail({
      code: CODES.MISSING_NAMESPACE,
      what: `the service ${props.name} has no namespace`,
      where: `construct ${this.node.path}`,
      why: 'its host, service.namespace.svc.cluster.local, needs one',
      fix: 'set `namespace` on the chart or on the service',
    });
    this.serviceName = props.name;
    this.serviceNamespace = namespace;
    this.host = `${props.name}.${namespace}.svc.${clusterDomainOf(this)}`;
    this.selector = props.selector;
    this.serviceAccount = props.serviceAccount;
    this.versions = props.versions;
    this.portSource = () => props.ports;
    this.connections = new Connections(this);
  }

  public get ports(): ServicePort[] {
    return [...this.portSource()];
  }

  public get principal(): string | undefined {
    return this.serviceAccount && `${trustDomainOf(this)}/ns/${this.serviceNamespace}/sa/${this.serviceAccount}`;
  }

  public port(name: string): Destination {
    const ports = this.portSource();
    const port = ports.find(each => each.name === name) ?? fail({
      code: CODES.UNKNOWN_MEMBER,
      what: `the service ${this.serviceName} has no port "${name}"`,
      where: `construct ${this.node.path}`,
      why: 'requests on the route would be answered 503',
      fix: unknownPortFix(name, ports),
    });
    return Destination._of({ host: this.host, port: port.number });
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
    };
    return knownManifests(known);
  }

  private onlyPort(): number | undefined {
    const ports = this.portSource();
    return ports.length === 1 ? ports[0].number : undefined;
  }
}

/** A service of which only the host is known. */
class ForeignService extends Construct implements IMeshService {
  public readonly serviceName: string;
  public readonly serviceNamespace?: string;
  public readonly connections: Connections;

  constructor(scope: Construct, id: string, public readonly host: string, private readonly mark: SourceMark) {
    super(scope, id);
    const suffix = `.svc.${clusterDomainOf(this)}`;
    const labels = host.endsWith(suffix) ? host.slice(0, -suffix.length).split('.') : [];
    this.serviceName = labels.length === 2 ? labels[0] : host;
    this.serviceNamespace = labels.length === 2 ? labels[1] : undefined;
    this.connections = new Connections(this);
  }

  public get ports(): ServicePort[] {
    return [];
  }

  public port(name: string): Destination {
    return fail({
      code: CODES.UNKNOWN_MEMBER,
      what: `the ports of ${this.host} are not known by name, so "${name}" cannot be looked up`,
      where: `construct ${this.node.path}`,
      why: 'a service made by fromHost is known by its host only',
      fix: 'use portNumber(8080), or declare the service and its ports with new MeshService(...)',
    });
  }

  public portNumber(number: number): Destination {
    return this.whole().withPort(number);
  }

  public subset(name: string): Destination {
    return this.whole().withSubset(name);
  }

  public toDestinationConfig(): DestinationConfig {
    return { host: this.host };
  }

  /** @internal */
  public get _marks(): DestinationMarks {
    return { host: this.mark };
  }

  private whole(): Destination {
    return Destination._of({ host: this.host }, { host: this.mark });
  }
}

function unknownPortFix(name: string, ports: readonly ServicePort[]): string {
  const names = ports.flatMap(port => port.name ?? []);
  const nearest = nearestName(name, names);
  if (nearest) {
    return `did you mean "${nearest}"?`;
  }
  return names.length > 0 ? `use one of ${names.join(', ')}` : 'its ports have no names: use portNumber(8080)';
}
