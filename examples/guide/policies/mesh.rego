# Managed by cdk8s-istio. "npx cdk8s-istio update" rewrites this file and "update --check" fails where it differs.
# To keep it yourself, name it under "cdk8s-istio": { "unmanaged": [...] } in package.json.
# Written by policy.RegoBundle of cdk8s-istio. Rules and exceptions of your own go into files of their own beside this one.
package cdk8s_istio.policies

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

any_operation := {
	"methods": ["*"],
	"hosts": ["*"],
	"paths": ["*", "/*", "/{**}"],
}

# Everybody, and everybody in the mesh: "*" asks for some identity.
anybody := {
	"ipBlocks": ["0.0.0.0/0", "::/0"],
	"remoteIpBlocks": ["0.0.0.0/0", "::/0"],
}

any_identity := {
	"ipBlocks": ["0.0.0.0/0", "::/0"],
	"remoteIpBlocks": ["0.0.0.0/0", "::/0"],
	"principals": ["*"],
	"namespaces": ["*"],
	"trustDomains": ["*"],
}

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
	field in {"ipBlocks", "remoteIpBlocks"}
	open[field]
	some value in values
	endswith(value, "/0")
}

# The traffic policies of a DestinationRule by field: its own and those of its subsets.
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
	not regex.match(`(^|\.)svc(\.|$)`, input.spec.host)
	not endswith(input.spec.host, ".local")
}
