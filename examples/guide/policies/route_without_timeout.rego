# Managed by cdk8s-istio. "npx cdk8s-istio update" rewrites this file and "update --check" fails where it differs.
# To keep it yourself, name it under "cdk8s-istio": { "unmanaged": [...] } in package.json.
# Written by policy.RegoBundle of cdk8s-istio. Rules and exceptions of your own go into files of their own beside this one.
package cdk8s_istio.policies

import rego.v1

# Set `timeout`; for streams one that is longer than any of them.
deny_route_without_timeout contains fault(field, words) if {
	is_kind("networking.istio.io", "VirtualService")
	some field in route_without_timeout
	words := "the route has no timeout, so a stuck backend holds all of its callers"
}

route_without_timeout contains sprintf("spec.http[%d]", [i]) if {
	some i in forwarding_routes
	not input.spec.http[i].timeout
}
