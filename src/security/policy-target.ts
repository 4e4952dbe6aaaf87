import { TargetReference } from './target-reference';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import type { IMeshService } from '../networking/mesh-service';
import { deniesByDefault, trafficOf, waypointOf } from '../networking/namespace-registry';
import type { IWaypoint } from '../networking/waypoint-reference';
import { WaypointTraffic } from '../networking/waypoint-traffic';
import { WorkloadSelector } from '../networking/workload-selector';

/**
 * What a policy applies to inside its namespace: workloads by their labels, or objects by reference (waypoints and gateways of the Gateway API).
 * A policy without target applies to all workloads of its namespace; in Istio's root namespace, to all workloads of the mesh.
 *
 * Istio fields `spec.selector` and `spec.targetRefs`, of which only one can be set.
 * @see https://istio.io/latest/docs/reference/config/security/authorization-policy/#AuthorizationPolicy
 */
export class PolicyTarget {
  /**
   * A service: its workloads, or the service itself where its requests pass a waypoint, which alone reads HTTP and sees who calls. The policy
   * must be in the namespace of the service. Fails with MESH0012 if the labels of the workloads are needed and not known.
   */
  public static service(service: IMeshService): PolicyTarget {
    const selector = service.selector === undefined && waypointOf(service) ? undefined : WorkloadSelector.service(service);
    return new PolicyTarget(selector, undefined, service);
  }

  /**
   * The workloads of a service, waypoint or not. Fails with MESH0012 if their labels are not known.
   * @internal
   */
  public static _workloads(service: IMeshService): PolicyTarget {
    return new PolicyTarget(WorkloadSelector.service(service), undefined);
  }

  /**
   * The workloads of a service that trust a waypoint. Fails with MESH0012 if their labels are not known, and when it is written with MESH0029
   * where the waypoint lets requests pass unchecked: policies about a service say nothing of requests to addresses of pods
   * (`buildWaypointInternal` of `listener_waypoint.go`).
   * @internal
   */
  public static _behind(service: IMeshService, waypoint: IWaypoint): PolicyTarget {
    const requireChecked = () => {
      if (trafficOf(waypoint) === WaypointTraffic.ALL && !deniesByDefault(service, waypoint)) {
        fail({
          code: CODES.UNCHECKED_AT_WAYPOINT,
          what: `the workloads of ${service.host} trust the waypoint ${waypoint.waypointName}, which lets requests to addresses of pods pass unchecked`,
          where: `connections of ${service.host} (construct ${service.node.path})`,
          why: 'rules about a service hold for requests to the service; whoever addresses a pod would get in',
          fix: 'give the waypoint traffic: WaypointTraffic.SERVICE, or denyByDefault: true',
        });
      }
    };
    return new PolicyTarget(WorkloadSelector.service(service), undefined, undefined, requireChecked);
  }

  /** Workloads with all of these labels. At least one label. */
  public static labels(labels: { [key: string]: string }): PolicyTarget {
    return new PolicyTarget(WorkloadSelector.labels(labels), undefined);
  }

  /** Objects by reference, 1–16: the policy is enforced by their waypoint or gateway, never by sidecars. */
  public static references(...references: TargetReference[]): PolicyTarget {
    if (references.length === 0 || references.length > 16) {
      fail({
        code: references.length === 0 ? CODES.AMBIGUOUS_POLICY : CODES.INVALID_ARGUMENT,
        what: `a policy with ${references.length} target references`,
        why: 'without references it would apply to the whole namespace; Istio takes 16 at most',
        fix: 'name 1 to 16 references; for the whole namespace leave the target out',
      });
    }
    return new PolicyTarget(undefined, references);
  }

  private constructor(
    private readonly selector: WorkloadSelector | undefined, private readonly references: readonly TargetReference[] | undefined,
    private readonly service?: IMeshService, private readonly requireChecked?: () => void,
  ) {}

  /**
   * The namespaces that the target comes from, where it comes from services.
   * @internal
   */
  public get _namespaces(): string[] {
    const all = [this.service?.serviceNamespace ?? this.selector?._namespace, ...(this.references ?? []).map(reference => reference._namespace)];
    return all.filter(namespace => namespace !== undefined);
  }

  /**
   * The ports of the Service where a waypoint enforces what is written for it, as far as they are known.
   * @internal
   */
  public get _portsAtWaypoint(): string[] {
    return this.service && waypointOf(this.service) ? this.service.ports.map(({ number }) => String(number)) : [];
  }

  /** @internal */
  public _render(): object {
    this.requireChecked?.();
    if (this.service && waypointOf(this.service)) {
      return { targetRefs: [TargetReference.service(this.service)._render()] };
    }
    return this.selector
      ? { selector: { matchLabels: this.selector._render() } }
      : { targetRefs: this.references!.map(reference => reference._render()) };
  }
}

/**
 * The namespace of a policy: what the props say, else that of its target, else (undefined) that of the chart.
 * Fails where the target lives elsewhere, because the policy would protect nothing.
 */
export function namespaceFor(targets: readonly string[], wanted: string | undefined, where: string): string | undefined {
  const namespace = wanted ?? targets[0];
  const other = targets.find(each => each !== namespace);
  if (other !== undefined) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: `a target in the namespace ${other} for a policy in the namespace ${namespace}`,
      where,
      why: 'a policy reaches targets of its own namespace only, so it would protect nothing',
      fix: `put the policy into the namespace ${other}, or leave its namespace out`,
    });
  }
  return namespace;
}
