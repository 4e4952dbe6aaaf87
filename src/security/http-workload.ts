import type { Construct } from 'constructs';
import { PolicyTarget } from './policy-target';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import type { IMeshService } from '../networking/mesh-service';
import { withWaypointOf } from '../networking/namespace-registry';
import type { ServicePort } from '../networking/service-port';

/** Which ports of a workload a policy on requests is about. */
export interface HttpWorkloadOptions {
  /**
   * Names of the Service's ports. An unknown name is an error (MESH0006). A port that is left out is not protected.
   * @default - of a gateway all ports; of a service all but those of another protocol by their name or `appProtocol`: `tcp-…`, `tls-…`, `mysql-…`
   * and the like
   */
  readonly ports?: string[];
}

/**
 * The workload of a service or a gateway, and the ports at which it takes HTTP requests. Policies on requests name these ports, because on
 * a port of another protocol a DENY or CUSTOM rule loses its HTTP fields and catches every connection.
 *
 * @see https://istio.io/latest/docs/ops/configuration/security/security-policy-examples/
 */
export class HttpWorkload {
  /**
   * The workload of a service. Its ports `https-…` are not among the ports: there the sidecar sees TLS, and no requests.
   * @param service a service whose labels and ports are known (MESH0012)
   */
  public static service(service: IMeshService, options: HttpWorkloadOptions = {}): HttpWorkload {
    return new HttpWorkload(service, () => httpPorts(service, options, OPAQUE), false);
  }

  /**
   * The workload of a gateway. By default all of its ports are meant, whatever their names: what is spoken at them is said by Gateways, also by
   * those that others add. A connection that the gateway passes through is caught by policies on requests whatever they say: pass it through
   * at a port of its own, and name the other ports here.
   * @param workload the gateway's workload as a service, whose labels and ports are known (MESH0012)
   */
  public static gateway(workload: IMeshService, options: HttpWorkloadOptions = {}): HttpWorkload {
    return new HttpWorkload(workload, () => httpPorts(workload, options, []), true);
  }

  private readonly ports: readonly ServicePort[];

  private constructor(
    /** The service, or the gateway's workload as a service. */
    public readonly meshService: IMeshService,
    private readonly portSource: () => readonly ServicePort[],
    private readonly isGateway: boolean,
  ) {
    this.ports = portSource();
  }

  /** Numbers of the workload's ports: what `ports` of a rule holds. */
  public get portNumbers(): number[] {
    return distinct(this.ports.map(port => port.targetPort ?? port.number));
  }

  /** What a policy on it applies to: a gateway itself, and a service at its waypoint where it has one. */
  public get target(): PolicyTarget {
    return this.isGateway ? PolicyTarget._workloads(this.meshService) : PolicyTarget.service(this.meshService);
  }

  /**
   * A policy of the construct is written for the ports of now; one that the Service gets later is reported at synth, because it would not
   * be protected.
   * @internal
   */
  public _checkLaterPorts(construct: Construct): void {
    construct.node.addValidation({
      validate: () => {
        const added = this.portSource().filter(({ number }) => !this.ports.some(port => port.number === number));
        return added.map(({ number }) => `port ${number} of ${this.meshService.host} was added after ${construct.node.path}, which does not protect it: add ports first`);
      },
    });
  }

  /**
   * Calls with the numbers of the Service's ports if requests pass a waypoint, now or as soon as the program says so: there a request still
   * goes to the Service, and rules have to name its ports. Not where they are the workload's.
   * @internal
   */
  public _atWaypoint(call: (portNumbers: number[]) => void): void {
    const numbers = distinct(this.ports.map(port => port.number));
    if (!this.isGateway && numbers.some(number => !this.portNumbers.includes(number))) {
      withWaypointOf(this.meshService, () => call(numbers));
    }
  }
}

/** Protocols of ports, as Istio reads them from names and `appProtocol`, at which a sidecar sees no HTTP. */
const OPAQUE: readonly string[] = ['tcp', 'udp', 'tls', 'https', 'mongo', 'mysql', 'redis'];

function httpPorts(service: IMeshService, { ports: names }: HttpWorkloadOptions, opaque: readonly string[]): ServicePort[] {
  const ports = names === undefined ? service.ports.filter(port => !opaque.includes(protocolOf(port))) : names.map(name => {
    service.port(name);
    return service.ports.find(port => port.name === name)!;
  });
  if (ports.length === 0) {
    fail({
      code: CODES.UNKNOWN_WORKLOAD,
      what: `no port of ${service.host} is known to take HTTP requests`,
      where: `construct ${service.node.path}`,
      why: 'a policy on requests that names no ports would close ports of other protocols, or protect nothing',
      fix: 'declare the service with its ports: new MeshService({ ports: [{ name: \'http\', number: 8080 }] })',
    });
  }
  return ports;
}

function distinct(numbers: readonly number[]): number[] {
  return [...new Set(numbers)].sort((a, b) => a - b);
}

/** Ports of the Service that Istio takes for TCP when nothing else is said: SMTP, DNS, MySQL and MongoDB. */
const WELL_KNOWN_TCP: readonly number[] = [25, 53, 3306, 27017];
const HTTP: readonly string[] = ['http', 'http2', 'http_proxy', 'grpc'];

/** `http` of `http-web` or of the `appProtocol`; what is unknown Istio finds out from each connection. */
function protocolOf({ name, appProtocol, number }: ServicePort): string {
  const protocol = appProtocol?.replace('kubernetes.io/wss', 'https').replace(/^kubernetes\.io\/(?:ws|h2c)$/, 'http') ?? name ?? '';
  const word = protocol.toLowerCase().split('-')[0];
  return WELL_KNOWN_TCP.includes(number) && !HTTP.includes(word) && !OPAQUE.includes(word) ? 'tcp' : word;
}
