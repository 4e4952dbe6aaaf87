import { Construct } from 'constructs';
import { Declarations } from './declarations';
import { Destination, DestinationConfig, IDestination } from './destination';
import { ExportTo } from './export-to';
import { defined, nonEmptyList } from './field-checks';
import { isAddressOrRange } from './ip-address';
import { IstioObject, IstioObjectProps } from './istio-object';
import { HTTP_LIKE, PortProtocol, renderServiceEntryPorts, ServiceEntryPort, TLS_LIKE } from './service-entry-port';
import { ServiceEntryResolution } from './service-entry-resolution';
import { serviceWaypointLabels } from './service-waypoint';
import { IWaypoint, NO_WAYPOINT } from './waypoint-reference';
import { CODES } from '../kernel/codes';
import { hostFault } from '../kernel/dns';
import { fail } from '../kernel/fail';
import { nearestName } from '../kernel/nearest';

/** Whether the hosts are workloads of the mesh. */
export enum ServiceEntryLocation {
  /** Outside: callers use no mutual TLS of their own accord. What Istio does by default. */
  MESH_EXTERNAL = 'MESH_EXTERNAL',
  /** Inside, such as virtual machines with a sidecar. */
  MESH_INTERNAL = 'MESH_INTERNAL',
}

/** Props of a ServiceEntry. */
export interface ServiceEntryProps extends IstioObjectProps {
  /** The hosts, 1–256: names, or wildcards such as `*.example.com` where the resolution takes them. Not `*`. Istio field `spec.hosts`. */
  readonly hosts: string[];
  /** The ports, names and numbers unique, at most 256. Istio field `spec.ports`. */
  readonly ports: ServiceEntryPort[];
  /** How the addresses behind the hosts are found. Istio fields `spec.resolution`, `spec.endpoints`, `spec.workloadSelector`. */
  readonly resolution: ServiceEntryResolution;
  /**
   * Addresses that stand for the hosts, at most 256; ranges with `none` and `static` resolution only. Istio field `spec.addresses`.
   * @default - one that Istio invents, where it can; the address that the caller looked up otherwise
   */
  readonly addresses?: string[];
  /**
   * Whether the hosts are workloads of the mesh. Istio field `spec.location`.
   * @default ServiceEntryLocation.MESH_EXTERNAL
   */
  readonly location?: ServiceEntryLocation;
  /**
   * Names of which the certificates of the endpoints must hold one, where clients use mutual TLS. Istio field `spec.subjectAltNames`.
   * @default - the service accounts of the endpoints
   */
  readonly subjectAltNames?: string[];
  /**
   * The namespaces that see the hosts. Istio field `spec.exportTo`.
   * @default - as the mesh is set; everywhere unless said otherwise
   */
  readonly exportTo?: ExportTo;
  /**
   * The waypoint of the ambient mesh that requests to the hosts pass, where it is not that of the namespace; `Waypoint.NONE` for none. Label
   * `istio.io/use-waypoint`.
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
 * Hosts that Kubernetes does not know of: services outside the cluster, virtual machines. An entry with one host is a destination.
 *
 * What no prop reaches, `addJsonPatch` does; an `ApiObject` of cdk8s takes a whole document.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/service-entry/
 */
export class ServiceEntry extends IstioObject implements IDestination {
  private readonly entryHosts: readonly string[];
  private readonly entryPorts: readonly ServiceEntryPort[];
  private readonly spec: { readonly exportTo?: string[] };

  constructor(scope: Construct, id: string, props: ServiceEntryProps) {
    super(scope, id, { apiVersion: 'networking.istio.io/v1', kind: 'ServiceEntry' }, {
      ...props, namespace: props.namespace ?? props.resolution._workloadNamespace,
    });
    const where = `ServiceEntry ${this.name} (construct ${this.node.path})`;
    const enrolment = serviceWaypointLabels({ namespace: this.namespaceName, where }, props.waypoint, props.ingressUsesWaypoint);
    Object.entries(enrolment ?? {}).forEach(([key, value]) => this.metadata.addLabel(key, value));
    this.entryHosts = [...props.hosts];
    this.entryPorts = [...props.ports];
    requireSizes(props, where);
    requireHosts(props, where);
    requireAddresses(props, where);
    requireNoDynamicWaypoint(props, where);
    requireShareablePorts(props, where);
    const { ports, resolution, location, exportTo } = props;
    this.spec = defined({
      hosts: this.entryHosts,
      ports: ports.length > 0 ? renderServiceEntryPorts(ports, `${where} spec.ports`) : undefined,
      ...resolution._render(ports.map(port => port.name), where),
      addresses: nonEmptyList(props.addresses, `${where} spec.addresses`),
      location,
      subjectAltNames: nonEmptyList(props.subjectAltNames, `${where} spec.subjectAltNames`),
      exportTo: exportTo?._render(),
    });
  }

  /** The hosts. */
  public get hosts(): string[] {
    return [...this.entryHosts];
  }

  /** The host at one of the entry's ports, by the name of the port. An unknown name is an error (MESH0006). */
  public port(name: string): Destination {
    const names = this.entryPorts.map(port => port.name);
    const port = this.entryPorts.find(each => each.name === name) ?? this.unknownPort(`"${name}"`, nearestName(name, names), names);
    return this.at(port.number);
  }

  /** The host at one of the entry's ports, by number. An unknown number is an error (MESH0006). */
  public portNumber(number: number): Destination {
    const numbers = this.entryPorts.map(port => String(port.number));
    return numbers.includes(String(number)) ? this.at(number) : this.unknownPort(String(number), nearestName(String(number), numbers), numbers);
  }

  /** The only host, at its only port. Fails for an entry with several hosts or with a wildcard, which cannot be a destination. */
  public toDestinationConfig(): DestinationConfig {
    return this.at(this.entryPorts.length === 1 ? this.entryPorts[0].number : undefined).toDestinationConfig();
  }

  /** @internal */
  public _spec(): object {
    const exportTo = this.spec.exportTo ?? Declarations.of(this).exportOf(this.entryHosts, this.namespaceName);
    return exportTo ? { ...this.spec, exportTo } : this.spec;
  }

  private at(port: number | undefined): Destination {
    const [host, ...others] = this.entryHosts;
    if (others.length > 0 || host.includes('*')) {
      fail({
        code: CODES.INVALID_ARGUMENT,
        what: `an entry for ${this.entryHosts.join(', ')} as a destination`,
        where: `ServiceEntry ${this.name} (construct ${this.node.path})`,
        why: 'a route goes to one host',
        fix: 'use an entry of its own for the host, or Destination.host with the host that you mean',
      });
    }
    return Destination._of({ host, port });
  }

  private unknownPort(wanted: string, nearest: string | undefined, all: readonly string[]): never {
    return fail({
      code: CODES.UNKNOWN_MEMBER,
      what: `the entry for ${this.entryHosts.join(', ')} has no port ${wanted}`,
      where: `ServiceEntry ${this.name} (construct ${this.node.path})`,
      why: 'requests on the route would be answered 503',
      fix: nearest ? `did you mean ${nearest}?` : `use one of ${all.join(', ') || 'its ports; it has none'}`,
    });
  }
}

function requireSizes({ hosts, ports, addresses }: ServiceEntryProps, where: string): void {
  const sizes = [['hosts', hosts.length, 1], ['ports', ports.length, 0], ['addresses', addresses?.length ?? 0, 0]] as const;
  for (const [field, size, least] of sizes) {
    if (size < least || size > 256) {
      fail({ code: CODES.INVALID_ARGUMENT, what: `${size} ${field}`, where, why: 'Istio refuses it', fix: `name ${least} to 256` });
    }
  }
}

function requireHosts({ hosts, resolution }: ServiceEntryProps, where: string): void {
  hosts.forEach((host, i) => {
    const at = `${where} spec.hosts[${i}]`;
    const fault = host === '*' ? '"*" stands for every host there is.' : hostFault(host, !resolution._refusesWildcards);
    if (fault) {
      fail({
        code: CODES.INVALID_NAME,
        what: fault,
        where: at,
        why: resolution._refusesWildcards ? 'a wildcard cannot be looked up by DNS' : 'Istio refuses it',
        fix: 'name a host, a wildcard such as *.example.com with another resolution, or endpoints',
      });
    }
    if (resolution._mode === 'DYNAMIC_DNS' && !host.startsWith('*')) {
      fail({ code: CODES.ARGUMENTS_CONFLICT, what: `the host ${host} with dynamicDns`, where: at, why: 'Istio refuses it', fix: 'use ServiceEntryResolution.dns() for single hosts' });
    }
  });
}

function requireAddresses({ addresses, resolution }: ServiceEntryProps, where: string): void {
  if (addresses && resolution._mode === 'DYNAMIC_DNS') {
    fail({ code: CODES.ARGUMENTS_CONFLICT, what: 'addresses with dynamicDns', where, why: 'Istio refuses it', fix: 'leave the addresses out' });
  }
  addresses?.forEach((address, i) => {
    const at = `${where} spec.addresses[${i}]`;
    if (!isAddressOrRange(address)) {
      fail({ code: CODES.INVALID_ARGUMENT, what: `${JSON.stringify(address)} is neither an address nor a range`, where: at, why: 'Istio refuses it', fix: 'write 10.1.2.3 or 10.0.0.0/8' });
    }
    if (address.includes('/') && !['NONE', 'STATIC'].includes(resolution._mode)) {
      fail({ code: CODES.ARGUMENTS_CONFLICT, what: `the range ${address} with DNS resolution`, where: at, why: 'Istio refuses it', fix: 'use single addresses, or static or no resolution' });
    }
  });
}

const DYNAMIC_DNS_PROTOCOLS: readonly (PortProtocol | undefined)[] = [PortProtocol.HTTP, PortProtocol.TLS, PortProtocol.GRPC, PortProtocol.HTTP2];

/** A waypoint looks up by itself only what is outside of the mesh. */
function requireNoDynamicWaypoint({ resolution, location, waypoint }: ServiceEntryProps, where: string): void {
  const enrolled = waypoint !== undefined && waypoint.waypointName !== NO_WAYPOINT;
  if (enrolled && resolution._mode === 'DYNAMIC_DNS' && location === ServiceEntryLocation.MESH_INTERNAL) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: 'dynamicDns with a waypoint for hosts inside of the mesh',
      where,
      why: 'Istio refuses it',
      fix: 'set the location to ServiceEntryLocation.MESH_EXTERNAL, or leave the waypoint out',
    });
  }
}

function requireShareablePorts({ hosts, ports, resolution }: ServiceEntryProps, where: string): void {
  ports.forEach(({ name, protocol }, i) => {
    const shareable = HTTP_LIKE.includes(protocol) || TLS_LIKE.includes(protocol);
    const dynamic = resolution._mode === 'DYNAMIC_DNS' && !DYNAMIC_DNS_PROTOCOLS.includes(protocol);
    if (dynamic || (hosts.length > 1 && resolution._mode !== 'NONE' && !shareable)) {
      fail({
        code: CODES.ARGUMENTS_CONFLICT,
        what: `the port ${name} with the protocol ${protocol ?? 'unset'} for ${dynamic ? 'dynamicDns' : `${hosts.length} hosts`}`,
        where: `${where} spec.ports[${i}]`,
        why: dynamic ? 'Istio refuses it' : 'Istio refuses it: on such a port it cannot tell the hosts apart',
        fix: dynamic ? 'use HTTP, HTTP2, GRPC or TLS' : 'use an entry for each host, or an HTTP or TLS protocol',
      });
    }
  });
}
