import { Json, PolicyCase, PolicyRuleDefinition, underscored } from './rule-definition';
import { OPEN_RULES_IN_REGO } from './rules/open-rules';
import { TRAFFIC_POLICIES_IN_REGO } from './rules/traffic-policies';

/** The package of the rules; their tests are in `<package>_test`. */
export const REGO_PACKAGE = 'cdk8s_istio.policies';

const HEADER = '# Written by policy.RegoBundle of cdk8s-istio. Rules and exceptions of your own go into files of their own beside this one.\n';

/** What several rules need. */
export function sharedRego(): string {
  return `${HEADER}package ${REGO_PACKAGE}

import rego.v1

is_kind(group, kind) if {
	input.kind == kind
	startswith(input.apiVersion, sprintf("%s/", [group]))
}

# One line per fault: kind, object, field, and what is wrong.
fault(field, words) := sprintf("%s %s/%s %s: %s", [
	input.kind,
	object.get(input.metadata, "namespace", ""),
	input.metadata.name,
	field,
	words,
])

# Routes that lead to destinations. What is delegated is passed over on both sides: timeout and retries of the delegating route
# fill those of its delegate (a VirtualService without hosts), and one object does not show both.
forwarding_routes contains i if {
	count(input.spec.hosts) > 0
	some i, route in input.spec.http
	count(object.get(route, "route", [])) > 0
}

${OPEN_RULES_IN_REGO}
${TRAFFIC_POLICIES_IN_REGO}`;
}

/** One rule. */
export function ruleRego(definition: PolicyRuleDefinition, rootNamespace: string): string {
  const { rule, severity, subject, words, fix } = definition;
  const name = underscored(rule);
  return `${HEADER}package ${REGO_PACKAGE}

import rego.v1

# ${fix}
${severity}_${name} contains fault(field, words) if {
	is_kind("${subject.group}", "${subject.kind}")
	some field in ${name}
	words := ${JSON.stringify(words)}
}

${definition.rego(rootNamespace)}
`;
}

/** The tests of one rule: what it refuses, and what it must not. */
export function ruleTestRego(definition: PolicyRuleDefinition, rootNamespace: string): string {
  const name = underscored(definition.rule);
  const tests = definition.cases.map(each => `# ${each.title}
test_${name}_${slug(each.title)} if {
	found := policies.${definition.severity}_${name} with input as ${regoValue(objectOf(definition, each, rootNamespace), '\t')}
	found == ${expectedMessages(definition, each, rootNamespace)}
}
`);
  return `${HEADER}package ${REGO_PACKAGE}_test

import data.${REGO_PACKAGE}
import rego.v1

${tests.join('\n')}`;
}

/** The object of a case. Cases are written for the root namespace `istio-system`. */
export function objectOf({ subject }: PolicyRuleDefinition, { spec, object = {} }: PolicyCase, rootNamespace: string = ROOT_NAMESPACE): Json {
  const namespace = object.namespace === ROOT_NAMESPACE ? rootNamespace : object.namespace;
  return {
    apiVersion: object.apiVersion ?? `${subject.group}/${subject.version}`,
    kind: object.kind ?? subject.kind,
    metadata: { name: 'sample', namespace: namespace ?? 'shop' },
    spec,
  };
}

const ROOT_NAMESPACE = 'istio-system';

function expectedMessages(definition: PolicyRuleDefinition, each: PolicyCase, rootNamespace: string): string {
  const { kind, metadata } = objectOf(definition, each, rootNamespace);
  const messages = each.faults.map(field => JSON.stringify(`${kind} ${metadata.namespace}/${metadata.name} ${field}: ${definition.words}`));
  switch (messages.length) {
    case 0: return 'set()';
    case 1: return `{${messages[0]}}`;
    default: return `{\n${messages.map(message => `\t\t${message},\n`).join('')}\t}`;
  }
}

function slug(title: string): string {
  return title.toLowerCase().replace(/[^a-z0-9]+/g, '_').replace(/^_|_$/g, '');
}

/** A value as `opa fmt` leaves it: one entry per line at the top, the rest on one line. */
function regoValue(value: Record<string, Json>, indent: string): string {
  return `{\n${Object.entries(value).map(([key, entry]) => `${indent}\t${JSON.stringify(key)}: ${inline(entry)},\n`).join('')}${indent}}`;
}

function inline(value: Json): string {
  if (Array.isArray(value)) {
    return `[${value.map(inline).join(', ')}]`;
  }
  return value !== null && typeof value === 'object'
    ? `{${Object.entries(value).map(([key, entry]) => `${JSON.stringify(key)}: ${inline(entry)}`).join(', ')}}`
    : JSON.stringify(value);
}
