# Managed by cdk8s-istio. "npx cdk8s-istio update" rewrites this file and "update --check" fails where it differs.
# To keep it yourself, name it under "cdk8s-istio": { "unmanaged": [...] } in package.json.
# Written by policy.RegoBundle of cdk8s-istio. Rules and exceptions of your own go into files of their own beside this one.
package cdk8s_istio.policies_test

import data.cdk8s_istio.policies
import rego.v1

# any principal
test_any_identity_policy_any_principal if {
	found := policies.warn_any_identity_policy with input as {
		"apiVersion": "security.istio.io/v1",
		"kind": "AuthorizationPolicy",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"rules": [{"from": [{"source": {"principals": ["*"]}}]}]},
	}
	found == {"AuthorizationPolicy shop/sample spec.rules[0]: the rule matches every request with an identity of the mesh, so any workload may do everything; \"*\" does not mean anyone"}
}

# any namespace
test_any_identity_policy_any_namespace if {
	found := policies.warn_any_identity_policy with input as {
		"apiVersion": "security.istio.io/v1",
		"kind": "AuthorizationPolicy",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"rules": [{"from": [{"source": {"namespaces": ["*"]}}]}]},
	}
	found == {"AuthorizationPolicy shop/sample spec.rules[0]: the rule matches every request with an identity of the mesh, so any workload may do everything; \"*\" does not mean anyone"}
}

# any principal, any path
test_any_identity_policy_any_principal_any_path if {
	found := policies.warn_any_identity_policy with input as {
		"apiVersion": "security.istio.io/v1",
		"kind": "AuthorizationPolicy",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"rules": [{"from": [{"source": {"principals": ["*"]}}], "to": [{"operation": {"paths": ["/*"]}}]}]},
	}
	found == {"AuthorizationPolicy shop/sample spec.rules[0]: the rule matches every request with an identity of the mesh, so any workload may do everything; \"*\" does not mean anyone"}
}

# anybody, which is worse and another rule
test_any_identity_policy_anybody_which_is_worse_and_another_rule if {
	found := policies.warn_any_identity_policy with input as {
		"apiVersion": "security.istio.io/v1",
		"kind": "AuthorizationPolicy",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"rules": [{}]},
	}
	found == set()
}

# any principal for one path
test_any_identity_policy_any_principal_for_one_path if {
	found := policies.warn_any_identity_policy with input as {
		"apiVersion": "security.istio.io/v1",
		"kind": "AuthorizationPolicy",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"rules": [{"from": [{"source": {"principals": ["*"]}}], "to": [{"operation": {"paths": ["/health"]}}]}]},
	}
	found == set()
}

# any principal of one namespace
test_any_identity_policy_any_principal_of_one_namespace if {
	found := policies.warn_any_identity_policy with input as {
		"apiVersion": "security.istio.io/v1",
		"kind": "AuthorizationPolicy",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"rules": [{"from": [{"source": {"principals": ["*"], "namespaces": ["shop"]}}]}]},
	}
	found == set()
}

# any principal with a token
test_any_identity_policy_any_principal_with_a_token if {
	found := policies.warn_any_identity_policy with input as {
		"apiVersion": "security.istio.io/v1",
		"kind": "AuthorizationPolicy",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"rules": [{"from": [{"source": {"principals": ["*"], "requestPrincipals": ["*"]}}]}]},
	}
	found == set()
}

# any principal is denied
test_any_identity_policy_any_principal_is_denied if {
	found := policies.warn_any_identity_policy with input as {
		"apiVersion": "security.istio.io/v1",
		"kind": "AuthorizationPolicy",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"action": "DENY", "rules": [{"from": [{"source": {"principals": ["*"]}}]}]},
	}
	found == set()
}

# principals by prefix
test_any_identity_policy_principals_by_prefix if {
	found := policies.warn_any_identity_policy with input as {
		"apiVersion": "security.istio.io/v1",
		"kind": "AuthorizationPolicy",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"rules": [{"from": [{"source": {"principals": ["cluster.local/ns/shop/*"]}}]}]},
	}
	found == set()
}
