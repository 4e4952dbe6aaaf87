# Managed by cdk8s-istio. "npx cdk8s-istio update" rewrites this file and "update --check" fails where it differs.
# To keep it yourself, name it under "cdk8s-istio": { "unmanaged": [...] } in package.json.
# Written by policy.RegoBundle of cdk8s-istio. Rules and exceptions of your own go into files of their own beside this one.
package cdk8s_istio.policies

import rego.v1

# Put it into the namespace of the workloads; for the whole mesh leave the selector out.
deny_ignored_peer_authentication contains fault(field, words) if {
	is_kind("security.istio.io", "PeerAuthentication")
	some field in ignored_peer_authentication
	words := "the policy selects workloads from the root namespace, where Istio ignores it, so the mode it asks for does not hold"
}

ignored_peer_authentication contains "spec.selector" if {
	input.metadata.namespace == "istio-system"
	count(input.spec.selector.matchLabels) > 0
}
