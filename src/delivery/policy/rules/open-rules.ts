import { listOf, mapOf } from '../reading';
import { Json } from '../rule-definition';

/** Values that let everything through, by the field that lists them. */
export type OpenValues = Readonly<Record<string, readonly string[]>>;

const ANY_OPERATION: OpenValues = { methods: ['*'], hosts: ['*'], paths: ['*', '/*', '/{**}'] };

/** Fields of addresses: a range whose length is 0 is all of them, whatever stands before it. */
const ADDRESS_FIELDS = ['ipBlocks', 'remoteIpBlocks'];

/** Sources that everybody is. */
export const ANYBODY: OpenValues = { ipBlocks: ['0.0.0.0/0', '::/0'], remoteIpBlocks: ['0.0.0.0/0', '::/0'] };

/** Sources that everybody in the mesh is: `*` asks for some identity, so that plain text is refused and everything else is not. */
export const ANY_IDENTITY: OpenValues = { ...ANYBODY, principals: ['*'], namespaces: ['*'], trustDomains: ['*'] };

/** The rules of an ALLOW policy that take every operation without conditions from these sources, with their numbers. */
export function openRules(object: Json, sources: OpenValues): number[] {
  const { action = 'ALLOW', rules } = mapOf(object.spec);
  return action !== 'ALLOW' ? [] : listOf(rules)
    .map((rule, index): [Json, number] => [mapOf(rule), index])
    .filter(([rule]) => isOpenList(rule.from, 'source', sources) && isOpenList(rule.to, 'operation', ANY_OPERATION) && listOf(rule.when).length === 0)
    .map(([, index]) => index);
}

/** One open entry opens the list, and so does a list without entries. */
function isOpenList(value: Json, part: string, open: OpenValues): boolean {
  const entries = listOf(value);
  return entries.length === 0 || entries.some(entry => isOpen(mapOf(mapOf(entry)[part]), open));
}

/** A field that is empty, or lists something that lets everything through, restricts nothing; one that is not known restricts. */
function isOpen(part: Record<string, Json>, open: OpenValues): boolean {
  return Object.entries(part).every(([field, values]) =>
    listOf(values).length === 0 || listOf(values).some(value => isOpenValue(field, value, open)));
}

function isOpenValue(field: string, value: Json, open: OpenValues): boolean {
  return open[field]?.includes(value) || (field in open && ADDRESS_FIELDS.includes(field) && String(value).endsWith('/0'));
}

/** `open_rules(sources)` of Rego, for both rules that need it. */
export const OPEN_RULES_IN_REGO = `any_operation := ${inRego(ANY_OPERATION)}

# Everybody, and everybody in the mesh: "*" asks for some identity.
anybody := ${inRego(ANYBODY)}

any_identity := ${inRego(ANY_IDENTITY)}

# The rules of an ALLOW policy that take every operation without conditions from these sources.
open_rules(sources) := {i |
	object.get(input.spec, "action", "ALLOW") == "ALLOW"
	some i, rule in input.spec.rules
	is_open_list(object.get(rule, "from", []), "source", sources)
	is_open_list(object.get(rule, "to", []), "operation", any_operation)
	count(object.get(rule, "when", [])) == 0
}

# One open entry opens the list, and so does a list without entries.
is_open_list(entries, _, _) if count(entries) == 0

is_open_list(entries, part, open) if {
	some entry in entries
	every field, values in object.get(entry, part, {}) {
		restricts_nothing(field, values, open)
	}
}

restricts_nothing(_, values, _) if count(values) == 0

restricts_nothing(field, values, open) if {
	some value in values
	value in open[field]
}

# A range of addresses whose length is 0 is all of them.
restricts_nothing(field, values, open) if {
	field in {${ADDRESS_FIELDS.map(field => JSON.stringify(field)).join(', ')}}
	open[field]
	some value in values
	endswith(value, "/0")
}
`;

/** The rules of an ALLOW policy in CEL. */
export const ALLOW_RULES_IN_CEL = 'has(object.spec) && has(object.spec.rules) && (!has(object.spec.action) || object.spec.action == "ALLOW")'
  + ' ? object.spec.rules : []';

/** The variables that `isOpenInCel` reads. */
export const OPEN_VALUES_IN_CEL = {
  anyOperation: JSON.stringify(ANY_OPERATION),
  anybody: JSON.stringify(ANYBODY),
  anyIdentity: JSON.stringify(ANY_IDENTITY),
};

/** True in CEL where a rule called `rule` is open to the sources of that variable. */
export function isOpenInCel(sources: 'anybody' | 'anyIdentity'): string {
  return `${isOpenListInCel('from', 'source', sources)} && ${isOpenListInCel('to', 'operation', 'anyOperation')} && (!has(rule.when) || size(rule.when) == 0)`;
}

/** `dyn`: the fields are gone through by name, whatever they are. */
function isOpenListInCel(list: string, part: string, open: keyof typeof OPEN_VALUES_IN_CEL): string {
  return `(!has(rule.${list}) || size(rule.${list}) == 0 || rule.${list}.exists(entry, !has(entry.${part})`
    + ` || [dyn(entry.${part})].exists(part, part.all(field, size(part[field]) == 0`
    + ` || (field in variables.${open} && part[field].exists(value, value in variables.${open}[field]`
    + ` || (field in ${JSON.stringify(ADDRESS_FIELDS)} && value.endsWith("/0"))))))))`;
}

function inRego(open: OpenValues): string {
  return `{\n${Object.entries(open).map(([field, values]) => `\t"${field}": ${JSON.stringify(values).replace(/,/g, ', ')},\n`).join('')}}`;
}
