# Managed by cdk8s-istio. "npx cdk8s-istio update" rewrites this file and "update --check" fails where it differs.
# To keep it yourself, name it under "cdk8s-istio": { "unmanaged": [...] } in package.json.
# Written by policy.RegoBundle of cdk8s-istio. Rules and exceptions of your own go into files of their own beside this one.
package cdk8s_istio.policies

import rego.v1

# Name the callers in `from`, or what they may do in `to`.
deny_allow_all_policy contains fault(field, words) if {
	is_kind("security.istio.io", "AuthorizationPolicy")
	some field in allow_all_policy
	words := "the rule matches every request, so everybody may do everything, whatever the other rules say"
}

allow_all_policy contains sprintf("spec.rules[%d]", [i]) if some i in open_rules(anybody)
