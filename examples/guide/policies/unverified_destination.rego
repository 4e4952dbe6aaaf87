# Managed by cdk8s-istio. "npx cdk8s-istio update" rewrites this file and "update --check" fails where it differs.
# To keep it yourself, name it under "cdk8s-istio": { "unmanaged": [...] } in package.json.
# Written by policy.RegoBundle of cdk8s-istio. Rules and exceptions of your own go into files of their own beside this one.
package cdk8s_istio.policies

import rego.v1

# Take it out; for a private authority give `caCertificates` or `credentialName`.
deny_unverified_destination contains fault(field, words) if {
	is_kind("networking.istio.io", "DestinationRule")
	some field in unverified_destination
	words := "insecureSkipVerify takes any certificate, so whoever answers is believed to be the destination"
}

unverified_destination contains sprintf("%s.insecureSkipVerify", [field]) if {
	some field, tls in tls_blocks
	tls.insecureSkipVerify == true
}
