import type { Telemetry } from './telemetry';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';

/** The Telemetry of each namespace of a program that has no target, by the root of its tree. */
const TAKEN = new WeakMap<object, Map<string, Telemetry>>();

/**
 * Fails on a second Telemetry for all workloads of a namespace (of the mesh, in the root namespace): Istio follows the older one only, and which
 * one that is only the cluster knows. Objects of different revisions do not meet.
 */
export function claimTelemetryScope(telemetry: Telemetry, namespace: string | undefined): void {
  const { root } = telemetry.node;
  const taken = TAKEN.get(root) ?? new Map<string, Telemetry>();
  TAKEN.set(root, taken);
  const scope = `${namespace ?? ''} ${telemetry.metadata.getLabel('istio.io/rev') ?? ''}`;
  const first = taken.get(scope);
  if (first && stillThere(first)) {
    fail({
      code: CODES.SECOND_TELEMETRY,
      what: `a second Telemetry for all workloads of the namespace ${namespace ?? '(none)'}`,
      where: telemetry._subject,
      why: `Istio follows one of them and ignores the other; the first is ${first._subject}`,
      fix: 'say everything in one of them, or give one a target',
    });
  }
  taken.set(scope, telemetry);
}

/** A construct that was removed from the tree holds nothing any more. */
function stillThere(telemetry: Telemetry): boolean {
  return telemetry.node.scope?.node.tryFindChild(telemetry.node.id) === telemetry;
}
