import { Construct } from 'constructs';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { nonEmptyList } from '../networking/field-checks';
import { IMeshService } from '../networking/mesh-service';
import { WorkloadSelector } from '../networking/workload-selector';
import { MutualTlsMode } from '../security/mutual-tls-mode';
import { PeerAuthentication } from '../security/peer-authentication';

/**
 * How far a namespace is on the way to mutual TLS. The steps in their order; a namespace takes one after the other, and can go back by one.
 */
export class MutualTlsStep {
  /** First: all workloads take mutual TLS and plain text. Nobody is cut off; callers with a sidecar already use mutual TLS. */
  public static permissive(): MutualTlsStep {
    return new MutualTlsStep(MutualTlsMode.PERMISSIVE, []);
  }

  /** Then: the workloads of these services take mutual TLS only, all others both. At least one service (MESH0011). */
  public static strictFor(services: IMeshService[]): MutualTlsStep {
    return new MutualTlsStep(MutualTlsMode.PERMISSIVE, nonEmptyList(services, 'MutualTlsStep.strictFor')!);
  }

  /** Last: all workloads take mutual TLS only, also those that come later. */
  public static strict(): MutualTlsStep {
    return new MutualTlsStep(MutualTlsMode.STRICT, []);
  }

  private constructor(
    /** The mode of workloads that have none of their own. */
    public readonly namespaceMode: MutualTlsMode,
    private readonly services: readonly IMeshService[],
  ) {}

  /** Services whose workloads are strict before the namespace is. */
  public get strictServices(): IMeshService[] {
    return [...this.services];
  }
}

/** A port at which a workload goes on taking plain text when it is strict elsewhere. */
export interface PlaintextPort {
  /** The service, whose labels are known (MESH0012). */
  readonly service: IMeshService;
  /** Name of the Service's port (MESH0006). The workload's port that it leads to is the one that is opened. */
  readonly port: string;
  /** Why, and until when: `probes of the old load balancer, until MESH-42`. Written as an annotation. Not empty (MESH0021). */
  readonly reason: string;
}

/** Props of a migration to mutual TLS. */
export interface MutualTlsMigrationProps {
  /** Name of the namespace. Not Istio's root namespace (MESH0019). */
  readonly namespace: string;
  /** Where the migration is. */
  readonly step: MutualTlsStep;
  /**
   * Ports that stay open for plain text. They have an effect where the workload is strict.
   * @default - none
   */
  readonly plaintextPorts?: PlaintextPort[];
}

/**
 * A namespace on its way from plain text to mutual TLS.
 *
 * Emits a PeerAuthentication `default` for the namespace (PERMISSIVE, in the last step STRICT) and one named as the service for each workload
 * that is strict before the namespace is, or that keeps ports for plain text. `MeshNamespace` with `mutualTls` has the same `default`:
 * leave it out there.
 *
 * Promise: callers in plain text reach a workload until the step that makes it strict, and from then on only the ports that are named with a
 * reason; callers with mutual TLS reach all ports in every step.
 */
export class MutualTlsMigration extends Construct {
  /** The mode of the namespace. */
  public readonly namespaceMode: PeerAuthentication;
  /** The modes of single workloads, in the order of their names. */
  public readonly workloadModes: PeerAuthentication[];

  constructor(scope: Construct, id: string, props: MutualTlsMigrationProps) {
    super(scope, id);
    const { namespace, step, plaintextPorts } = props;
    this.namespaceMode = new PeerAuthentication(this, 'Namespace', { name: 'default', namespace, mutualTls: step.namespaceMode });
    const open = plaintextPorts ?? [];
    open.forEach((port, i) => this.requireReason(port, `${this.node.path} plaintextPorts[${i}]`));
    const strict = step.namespaceMode === MutualTlsMode.STRICT ? open.map(({ service }) => service) : step.strictServices;
    this.workloadModes = this.distinct(strict, namespace)
      .map(service => this.workloadMode(service, open.filter(port => port.service.host === service.host)));
  }

  private workloadMode(service: IMeshService, open: readonly PlaintextPort[]): PeerAuthentication {
    const ports = open.map(({ port, reason }) => ({ number: workloadPort(service, port), reason }));
    return new PeerAuthentication(this, service.serviceName, {
      name: service.serviceName,
      namespace: service.serviceNamespace,
      annotations: ports.length === 0 ? undefined
        : Object.fromEntries(ports.map(({ number, reason }) => [`cdk8s-istio/plaintext-${number}`, reason])),
      mutualTls: MutualTlsMode.STRICT,
      selector: WorkloadSelector.service(service),
      portLevelMutualTls: ports.length === 0 ? undefined : Object.fromEntries(ports.map(({ number }) => [number, MutualTlsMode.PERMISSIVE])),
    });
  }

  /** Each service once, by name. Two services of one workload would be two objects of which Istio takes the older. */
  private distinct(services: readonly IMeshService[], namespace: string): IMeshService[] {
    const byWorkload = new Map<string, IMeshService>();
    for (const service of services) {
      const workload = JSON.stringify(Object.entries(WorkloadSelector.service(service)._render()).sort(([a], [b]) => a < b ? -1 : 1));
      const twin = byWorkload.get(workload);
      if (service.serviceNamespace !== namespace || (twin !== undefined && twin.host !== service.host)) {
        fail({
          code: CODES.ARGUMENTS_CONFLICT,
          what: twin ? `${service.host} and ${twin.host} have the same workload` : `${service.host} in the migration of the namespace ${namespace}`,
          where: `construct ${this.node.path}`,
          why: twin ? 'each would write a PeerAuthentication, and Istio takes the older of the two' : 'its workload is in another namespace',
          fix: twin ? 'name one of the two, with all ports' : 'give its namespace a migration of its own',
        });
      }
      byWorkload.set(workload, service);
    }
    return [...byWorkload.values()].sort((a, b) => a.serviceName < b.serviceName ? -1 : 1);
  }

  private requireReason({ service, port, reason }: PlaintextPort, where: string): void {
    if (reason.trim() === '') {
      fail({
        code: CODES.MISSING_REASON,
        what: `the port ${port} of ${service.host} is opened for plain text without a reason`,
        where,
        why: 'nobody dares to close a port again of which nobody knows why it was opened',
        fix: 'say who needs it, and until when: reason: \'probes of the old load balancer, until MESH-42\'',
      });
    }
  }
}

/** The number of the workload's port behind a port of the Service. */
function workloadPort(service: IMeshService, name: string): number {
  service.port(name);
  const { number, targetPort } = service.ports.find(port => port.name === name)!;
  return targetPort ?? number;
}
