# Managed by cdk8s-istio. "npx cdk8s-istio update" rewrites this file and "update --check" fails where it differs.
# To keep it yourself, name it under "cdk8s-istio": { "unmanaged": [...] } in package.json.
# Written by policy.RegoBundle of cdk8s-istio. Rules and exceptions of your own go into files of their own beside this one.
package cdk8s_istio.policies

import rego.v1

# Name the callers; keep it only where mutual TLS is all that is asked for.
warn_any_identity_policy contains fault(field, words) if {
	is_kind("security.istio.io", "AuthorizationPolicy")
	some field in any_identity_policy
	words := "the rule matches every request with an identity of the mesh, so any workload may do everything; \"*\" does not mean anyone"
}

any_identity_policy contains sprintf("spec.rules[%d]", [i]) if some i in (open_rules(any_identity) - open_rules(anybody))
