import { TargetReference } from './target-reference';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import type { IMeshService } from '../networking/mesh-service';
import { WorkloadSelector } from '../networking/workload-selector';

/**
 * What a policy applies to inside its namespace: workloads by their labels, or objects by reference (waypoints and gateways of the Gateway API).
 * A policy without target applies to all workloads of its namespace; in Istio's root namespace, to all workloads of the mesh.
 *
 * Istio fields `spec.selector` and `spec.targetRefs`, of which only one can be set.
 * @see https://istio.io/latest/docs/reference/config/security/authorization-policy/#AuthorizationPolicy
 */
export class PolicyTarget {
  /** The workloads of a service. The policy must be in the namespace of the service. Fails with MESH0012 if its labels are not known. */
  public static service(service: IMeshService): PolicyTarget {
    return new PolicyTarget(WorkloadSelector.service(service), undefined);
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

  private constructor(private readonly selector: WorkloadSelector | undefined, private readonly references: readonly TargetReference[] | undefined) {}

  /**
   * The namespaces that the target comes from, where it comes from services.
   * @internal
   */
  public get _namespaces(): string[] {
    const all = [this.selector?._namespace, ...(this.references ?? []).map(reference => reference._namespace)];
    return all.filter(namespace => namespace !== undefined);
  }

  /** @internal */
  public _render(): object {
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
