# Managed by cdk8s-istio. "npx cdk8s-istio update" rewrites this file and "update --check" fails where it differs.
# To keep it yourself, name it under "cdk8s-istio": { "unmanaged": [...] } in package.json.
# Written by policy.RegoBundle of cdk8s-istio. Rules and exceptions of your own go into files of their own beside this one.
package cdk8s_istio.policies

import rego.v1

# Set `retries` with `attempts`; 0 turns them off, for what must not happen twice.
warn_route_without_retries contains fault(field, words) if {
	is_kind("networking.istio.io", "VirtualService")
	some field in route_without_retries
	words := "the route does not say retries.attempts, so Istio decides how often a failed request is sent again"
}

route_without_retries contains sprintf("spec.http[%d]", [i]) if {
	some i in forwarding_routes
	object.get(input.spec.http[i], ["retries", "attempts"], "unsaid") == "unsaid"
}
