# Managed by cdk8s-istio. "npx cdk8s-istio update" rewrites this file and "update --check" fails where it differs.
# To keep it yourself, name it under "cdk8s-istio": { "unmanaged": [...] } in package.json.
# Written by policy.RegoBundle of cdk8s-istio. Rules and exceptions of your own go into files of their own beside this one.
package cdk8s_istio.policies

import rego.v1

# Leave `tls` out: proxies then use mutual TLS wherever the destination can.
deny_plaintext_destination contains fault(field, words) if {
	is_kind("networking.istio.io", "DestinationRule")
	some field in plaintext_destination
	words := "TLS is off (a block without mode means DISABLE), so requests go in plain text, also to workloads that could do mutual TLS"
}

plaintext_destination contains field if {
	some field, tls in tls_blocks
	object.get(tls, "mode", "DISABLE") == "DISABLE"
}
