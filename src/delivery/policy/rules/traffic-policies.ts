import { listOf, mapOf } from '../reading';
import { Json } from '../rule-definition';

/** A place of a DestinationRule that may say TLS and outlier detection. */
export interface PolicyLevel {
  readonly field: string;
  readonly policy: Json;
}

/** The traffic policies of a DestinationRule: its own and those of its subsets, without the levels of ports. */
export function trafficPolicies(object: Json): PolicyLevel[] {
  const { trafficPolicy, subsets } = mapOf(object.spec);
  return [
    { field: 'spec.trafficPolicy', policy: trafficPolicy },
    ...listOf(subsets).map((subset, i) => ({ field: `spec.subsets[${i}].trafficPolicy`, policy: mapOf(subset).trafficPolicy })),
  ].filter(({ policy }) => policy !== undefined);
}

/** The levels of ports, which replace what lies above them. */
export function portLevels(object: Json): PolicyLevel[] {
  return trafficPolicies(object).flatMap(({ field, policy }) => listOf(mapOf(policy).portLevelSettings)
    .map((settings, i) => ({ field: `${field}.portLevelSettings[${i}]`, policy: settings })));
}

/** Every `tls` of a DestinationRule. */
export function tlsBlocks(object: Json): PolicyLevel[] {
  return [...trafficPolicies(object), ...portLevels(object)]
    .filter(({ policy }) => mapOf(policy).tls !== undefined)
    .map(({ field, policy }) => ({ field: `${field}.tls`, policy: mapOf(policy.tls) }));
}

/**
 * Whether the host lies outside of the cluster, as far as its name tells: it has a dot, and is no name of Kubernetes (a part `svc`) and none
 * that ends with `.local`.
 */
export function isExternalHost(host: Json): boolean {
  return typeof host === 'string' && host.includes('.') && !/(^|\.)svc(\.|$)/.test(host) && !host.endsWith('.local');
}

/** The same in Rego, for all rules about DestinationRules. */
export const TRAFFIC_POLICIES_IN_REGO = `# The traffic policies of a DestinationRule by field: its own and those of its subsets.
traffic_policies["spec.trafficPolicy"] := policy if policy := input.spec.trafficPolicy

traffic_policies[field] := policy if {
	some i, subset in input.spec.subsets
	policy := subset.trafficPolicy
	field := sprintf("spec.subsets[%d].trafficPolicy", [i])
}

# The levels of ports, which replace what lies above them.
port_levels[place] := settings if {
	some field, policy in traffic_policies
	some i, settings in policy.portLevelSettings
	place := sprintf("%s.portLevelSettings[%d]", [field, i])
}

tls_blocks[place] := policy.tls if {
	some field, policy in object.union(traffic_policies, port_levels)
	place := sprintf("%s.tls", [field])
}

# Outside of the cluster, as far as the name tells.
is_external_host if {
	contains(input.spec.host, ".")
	not regex.match(\`(^|\\.)svc(\\.|$)\`, input.spec.host)
	not endswith(input.spec.host, ".local")
}
`;

/** True in CEL for a host outside of the cluster. */
export const IS_EXTERNAL_IN_CEL = 'has(object.spec) && has(object.spec.host) && object.spec.host.contains(".")'
  + ' && !object.spec.host.matches("(^|[.])svc([.]|$)") && !object.spec.host.endsWith(".local")';

/** The levels in CEL, as variables that rules share: `policies`, and `levels` with those of ports. `dyn`: the levels are types of their own. */
export const LEVELS_IN_CEL = {
  policies: '(has(object.spec) && has(object.spec.trafficPolicy) ? [dyn(object.spec.trafficPolicy)] : [])'
    + ' + (has(object.spec) && has(object.spec.subsets)'
    + ' ? object.spec.subsets.filter(subset, has(subset.trafficPolicy)).map(subset, dyn(subset.trafficPolicy)) : [])',
};

/** True in CEL where a `tls` called `tls` somewhere in the rule matches. Needs the variable `policies`. */
export function someTlsInCel(matches: string): string {
  return `variables.policies.exists(policy, (has(policy.tls) && [policy.tls].exists(tls, ${matches}))`
    + ` || (has(policy.portLevelSettings) && policy.portLevelSettings.exists(level, has(level.tls) && [level.tls].exists(tls, ${matches}))))`;
}
