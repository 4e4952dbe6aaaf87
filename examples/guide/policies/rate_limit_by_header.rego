# Managed by cdk8s-istio. "npx cdk8s-istio update" rewrites this file and "update --check" fails where it differs.
# To keep it yourself, name it under "cdk8s-istio": { "unmanaged": [...] } in package.json.
# Written by policy.RegoBundle of cdk8s-istio. Rules and exceptions of your own go into files of their own beside this one.
package cdk8s_istio.policies

import rego.v1

# Leave the header out; limit requests with LocalRateLimit or GlobalRateLimit.
warn_rate_limit_by_header contains fault(field, words) if {
	is_kind("networking.istio.io", "VirtualService")
	some field in rate_limit_by_header
	words := "the route sets x-envoy-ratelimited, which limits nothing: Envoy tells by it what its rate limit refused"
}

rate_limit_by_header contains sprintf("spec.http[%d]", [i]) if {
	some i, route in input.spec.http
	some carrier in array.concat([route], object.get(route, "route", []))
	some side in ["request", "response"]
	some verb in ["set", "add"]
	some header, _ in carrier.headers[side][verb]
	lower(header) == "x-envoy-ratelimited"
}
