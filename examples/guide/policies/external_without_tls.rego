# Managed by cdk8s-istio. "npx cdk8s-istio update" rewrites this file and "update --check" fails where it differs.
# To keep it yourself, name it under "cdk8s-istio": { "unmanaged": [...] } in package.json.
# Written by policy.RegoBundle of cdk8s-istio. Rules and exceptions of your own go into files of their own beside this one.
package cdk8s_istio.policies

import rego.v1

# Set `tls.mode` SIMPLE (or MUTUAL); keep it as it is where the clients speak TLS themselves.
warn_external_without_tls contains fault(field, words) if {
	is_kind("networking.istio.io", "DestinationRule")
	some field in external_without_tls
	words := "the host lies outside of the cluster and no TLS is said, so requests leave in plain text unless the clients encrypt them"
}

external_without_tls contains "spec.host" if {
	is_external_host
	count(tls_blocks) == 0
}
