import type { Construct } from 'constructs';
import type { AuthorizationOperation } from './authorization-operation';
import { PolicyTarget } from './policy-target';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import type { IMeshService } from '../networking/mesh-service';
import { withWaypointOf } from '../networking/namespace-registry';
import type { ServicePort } from '../networking/service-port';

/** Which ports of a workload a policy on requests is about. */
export interface HttpWorkloadOptions {
  /**
   * Names of the Service's ports. An unknown name is an error (MESH0006). A port that is left out is not protected, and neither is one whose
   * `targetPort` is not the workload's: policies go by the number at which the workload listens.
   * @default - every port of the workload, known or not; of a service all but those of another protocol by their name or `appProtocol`: `tcp-…`,
   * `tls-…`, `mysql-…` and the like
   */
  readonly ports?: string[];
}

/**
 * The workload of a service or a gateway, and the ports at which it takes HTTP requests. On a port of another protocol a DENY or CUSTOM rule
 * loses its HTTP fields and catches every connection: policies on requests leave those ports out that are known to speak something else. What
 * is not known is protected rather than open, so that a mistaken port number refuses too much, never too little; a port that no Service has, of
 * metrics for example, and those of other services of the same pods are protected too. With `ports` policies hold at these ports only.
 *
 * @see https://istio.io/latest/docs/ops/configuration/security/security-policy-examples/
 */
export class HttpWorkload {
  /**
   * The workload of a service. Its ports `https-…` are not among the ports: there the sidecar sees TLS, and no requests.
   * @param service a service whose labels and ports are known (MESH0012)
   */
  public static service(service: IMeshService, options: HttpWorkloadOptions = {}): HttpWorkload {
    return new HttpWorkload(service, () => httpPorts(service, options, OPAQUE), false, options.ports !== undefined);
  }

  /**
   * The workload of a gateway. By default all of its ports are meant, whatever their names: what is spoken at them is said by Gateways, also by
   * those that others add. A connection that the gateway passes through is caught by policies on requests whatever they say: pass it through
   * at a port of its own, and name the other ports here.
   * @param workload the gateway's workload as a service, whose labels and ports are known (MESH0012)
   */
  public static gateway(workload: IMeshService, options: HttpWorkloadOptions = {}): HttpWorkload {
    return new HttpWorkload(workload, () => httpPorts(workload, options, []), true, options.ports !== undefined);
  }

  private readonly ports: readonly ServicePort[];
  private readonly others: readonly ServicePort[];

  private constructor(
    /** The service, or the gateway's workload as a service. */
    public readonly meshService: IMeshService,
    private readonly portSource: () => readonly ServicePort[],
    /** @internal */
    public readonly _isGateway: boolean,
    private readonly isNamed: boolean,
  ) {
    this.ports = portSource();
    this.others = this.otherPorts();
  }

  /** Numbers of the workload's ports at which it takes HTTP requests, as far as they are known. */
  public get portNumbers(): number[] {
    return distinct(this.ports.map(workloadPort));
  }

  /** What a policy on it applies to: a gateway itself, and a service at its waypoint where it has one. */
  public get target(): PolicyTarget {
    return this._isGateway ? PolicyTarget._workloads(this.meshService) : PolicyTarget.service(this.meshService);
  }

  /**
   * An operation at the ports of the workload: the named ones, or all that are not known to speak something else.
   *
   * Istio warns of a DENY rule that says nothing of ports. Where there is none to leave out, it is that of Istio's agent, which no policy guards.
   * @internal
   */
  public _at(operation: AuthorizationOperation): AuthorizationOperation {
    if (this.isNamed) {
      return { ...operation, ports: this.portNumbers };
    }
    const opaque = this.opaqueNumbers();
    return { ...operation, notPorts: opaque.length > 0 ? opaque : [AGENT_PORT] };
  }

  /**
   * A policy of the construct is written for the ports of now; a port of another protocol that the Service gets later is reported at synth,
   * because the policy would close it.
   * @internal
   */
  public _checkLaterPorts(construct: Construct): void {
    construct.node.addValidation({
      validate: () => {
        const added = this.otherPorts().filter(({ number }) => !this.others.some(port => port.number === number));
        return added.map(({ number }) => `port ${number} of ${this.meshService.host} was added after ${construct.node.path}, which closes it: add ports first`);
      },
    });
  }

  /**
   * Calls with an operation at ports of the Service that no rule for the workload holds at, if requests pass a waypoint, now or as soon as the
   * program says so: there a request still goes to the Service, and rules have to name its ports. Not where they are the workload's.
   * @internal
   */
  public _atWaypoint(operation: AuthorizationOperation, call: (operation: AuthorizationOperation) => void): void {
    const numbers = distinct(this.ports.map(port => port.number));
    const held = this.opaqueNumbers();
    const isMissing = this.isNamed ? numbers.some(number => !this.portNumbers.includes(number)) : numbers.some(number => held.includes(number));
    if (!this._isGateway && isMissing) {
      withWaypointOf(this.meshService, () => call({ ...operation, ports: numbers }));
    }
  }

  /** Ports of other protocols: of the workload and, for a waypoint, of the Service. */
  private opaqueNumbers(): number[] {
    const requests = this.portNumbers;
    const known = this.others.flatMap(port => [workloadPort(port), port.number]);
    return distinct(known.filter(number => !requests.includes(number)));
  }

  private otherPorts(): ServicePort[] {
    const ports = this.portSource();
    return this.isNamed || this._isGateway ? [] : this.meshService.ports.filter(({ number }) => !ports.some(port => port.number === number));
  }
}

function workloadPort({ number, targetPort }: ServicePort): number {
  return targetPort ?? number;
}

/** Probes and metrics, served by Istio's agent beside the proxy. */
const AGENT_PORT = 15020;

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
      why: 'a policy on requests that does not know which ports speak something else would close them',
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
