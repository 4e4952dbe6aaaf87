import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { DNS_SUBDOMAIN, requireName } from '../kernel/names';
import { noteSource, SourceMark } from '../kernel/source';
import type { IMeshService } from '../networking/mesh-service';
import type { ServiceEntry } from '../networking/service-entry';
import { IWaypoint, NO_WAYPOINT } from '../networking/waypoint-reference';

/** The kinds a policy can refer to. The group follows from the kind. */
export enum TargetKind {
  /** A Kubernetes Service with a waypoint. */
  SERVICE = 'Service',
  /** A ServiceEntry with a waypoint. */
  SERVICE_ENTRY = 'ServiceEntry',
  /** A Gateway of the Gateway API (not of Istio): an ingress gateway or a waypoint. */
  GATEWAY = 'Gateway',
  /** A GatewayClass, `istio-waypoint`: all waypoints of the mesh. Only from Istio's root namespace. */
  GATEWAY_CLASS = 'GatewayClass',
}

const GROUPS: Readonly<Record<TargetKind, string>> = {
  [TargetKind.SERVICE]: '',
  [TargetKind.SERVICE_ENTRY]: 'networking.istio.io',
  [TargetKind.GATEWAY]: 'gateway.networking.k8s.io',
  [TargetKind.GATEWAY_CLASS]: 'gateway.networking.k8s.io',
};

/**
 * A reference to an object of the policy's own namespace. Istio field `spec.targetRefs[]`.
 *
 * @see https://istio.io/latest/docs/reference/config/type/workload-selector/#PolicyTargetReference
 */
export class TargetReference {
  /** A service of the mesh. */
  public static service(service: IMeshService): TargetReference {
    if (service.serviceNamespace === undefined) {
      fail({
        code: CODES.INVALID_ARGUMENT,
        what: `${service.host} is no Service of the cluster`,
        where: `construct ${service.node.path}`,
        why: 'a policy refers to a Service or ServiceEntry of its own namespace',
        fix: 'refer to the ServiceEntry of the host: TargetReference.serviceEntry(entry)',
      });
    }
    return new TargetReference(TargetKind.SERVICE, service.serviceName, service.serviceNamespace, undefined);
  }

  /** A ServiceEntry of this program. */
  public static serviceEntry(entry: ServiceEntry): TargetReference {
    return new TargetReference(TargetKind.SERVICE_ENTRY, entry.name, entry.namespaceName, undefined);
  }

  /** A waypoint: all that passes it. */
  public static waypoint(waypoint: IWaypoint): TargetReference {
    if (waypoint.waypointName === NO_WAYPOINT) {
      fail({
        code: CODES.INVALID_ARGUMENT,
        what: 'a policy for no waypoint',
        why: 'Waypoint.NONE stands for the absence of a waypoint, which enforces nothing',
        fix: 'pass the waypoint',
      });
    }
    return new TargetReference(TargetKind.GATEWAY, waypoint.waypointName, waypoint.waypointNamespace, undefined);
  }

  /** An object that others own, by its name. */
  public static fromName(kind: TargetKind, name: string): TargetReference {
    return new TargetReference(kind, requireName(name, DNS_SUBDOMAIN, `${kind} of a policy`), undefined, SourceMark.here());
  }

  private constructor(
    private readonly kind: TargetKind,
    private readonly name: string,
    private readonly namespace: string | undefined,
    private readonly mark: SourceMark | undefined,
  ) {}

  /** @internal */
  public get _namespace(): string | undefined {
    return this.namespace;
  }

  /** @internal */
  public _render(): object {
    const rendered = { group: GROUPS[this.kind], kind: this.kind, name: this.name };
    if (this.mark) {
      noteSource(rendered, this.mark, 'name');
    }
    return rendered;
  }
}
