import type { PolicyTarget } from './policy-target';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';

/** A rule as it is written, as far as its ports. */
interface WrittenRule {
  readonly to?: readonly { readonly operation?: { readonly ports?: readonly string[] } }[];
}

/**
 * Fails where a policy names ports, and none of them is one that requests go to at the waypoint of its service: that is the port of the
 * Service, not of the workload. A DENY rule would match nothing, and everybody would get through.
 */
export function requireWaypointPorts(target: PolicyTarget | undefined, rules: readonly object[] | undefined, where: string): void {
  const known = target?._portsAtWaypoint ?? [];
  const named = known.length === 0 ? [] : (rules as readonly WrittenRule[] | undefined)?.flatMap(
    rule => (rule.to ?? []).flatMap(({ operation }) => operation?.ports ?? []),
  ) ?? [];
  if (named.length > 0 && !named.some(port => known.includes(port))) {
    fail({
      code: CODES.UNKNOWN_WAYPOINT_PORT,
      what: `ports ${named.join(', ')} in a policy that a waypoint enforces`,
      where,
      why: 'requests come to the waypoint with the port of the Service, so that the rules would match none of them',
      fix: `use ${known.join(', ')}`,
    });
  }
}
