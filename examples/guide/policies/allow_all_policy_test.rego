# Managed by cdk8s-istio. "npx cdk8s-istio update" rewrites this file and "update --check" fails where it differs.
# To keep it yourself, name it under "cdk8s-istio": { "unmanaged": [...] } in package.json.
# Written by policy.RegoBundle of cdk8s-istio. Rules and exceptions of your own go into files of their own beside this one.
package cdk8s_istio.policies_test

import data.cdk8s_istio.policies
import rego.v1

# a rule without parts
test_allow_all_policy_a_rule_without_parts if {
	found := policies.deny_allow_all_policy with input as {
		"apiVersion": "security.istio.io/v1",
		"kind": "AuthorizationPolicy",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"rules": [{}]},
	}
	found == {"AuthorizationPolicy shop/sample spec.rules[0]: the rule matches every request, so everybody may do everything, whatever the other rules say"}
}

# a rule without parts in a policy that says ALLOW
test_allow_all_policy_a_rule_without_parts_in_a_policy_that_says_allow if {
	found := policies.deny_allow_all_policy with input as {
		"apiVersion": "security.istio.io/v1",
		"kind": "AuthorizationPolicy",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"action": "ALLOW", "rules": [{}]},
	}
	found == {"AuthorizationPolicy shop/sample spec.rules[0]: the rule matches every request, so everybody may do everything, whatever the other rules say"}
}

# an empty list of callers
test_allow_all_policy_an_empty_list_of_callers if {
	found := policies.deny_allow_all_policy with input as {
		"apiVersion": "security.istio.io/v1",
		"kind": "AuthorizationPolicy",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"rules": [{"from": [], "to": []}]},
	}
	found == {"AuthorizationPolicy shop/sample spec.rules[0]: the rule matches every request, so everybody may do everything, whatever the other rules say"}
}

# any path
test_allow_all_policy_any_path if {
	found := policies.deny_allow_all_policy with input as {
		"apiVersion": "security.istio.io/v1",
		"kind": "AuthorizationPolicy",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"rules": [{"to": [{"operation": {"paths": ["*"]}}]}]},
	}
	found == {"AuthorizationPolicy shop/sample spec.rules[0]: the rule matches every request, so everybody may do everything, whatever the other rules say"}
}

# any path below the root
test_allow_all_policy_any_path_below_the_root if {
	found := policies.deny_allow_all_policy with input as {
		"apiVersion": "security.istio.io/v1",
		"kind": "AuthorizationPolicy",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"rules": [{"to": [{"operation": {"paths": ["/*"], "methods": ["*"]}}]}]},
	}
	found == {"AuthorizationPolicy shop/sample spec.rules[0]: the rule matches every request, so everybody may do everything, whatever the other rules say"}
}

# any path beside one path
test_allow_all_policy_any_path_beside_one_path if {
	found := policies.deny_allow_all_policy with input as {
		"apiVersion": "security.istio.io/v1",
		"kind": "AuthorizationPolicy",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"rules": [{"to": [{"operation": {"paths": ["/a", "*"]}}, {"operation": {"methods": ["GET"]}}]}]},
	}
	found == {"AuthorizationPolicy shop/sample spec.rules[0]: the rule matches every request, so everybody may do everything, whatever the other rules say"}
}

# any address
test_allow_all_policy_any_address if {
	found := policies.deny_allow_all_policy with input as {
		"apiVersion": "security.istio.io/v1",
		"kind": "AuthorizationPolicy",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"rules": [{"from": [{"source": {"ipBlocks": ["0.0.0.0/0"]}}]}]},
	}
	found == {"AuthorizationPolicy shop/sample spec.rules[0]: the rule matches every request, so everybody may do everything, whatever the other rules say"}
}

# any address, written with another one
test_allow_all_policy_any_address_written_with_another_one if {
	found := policies.deny_allow_all_policy with input as {
		"apiVersion": "security.istio.io/v1",
		"kind": "AuthorizationPolicy",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"rules": [{"from": [{"source": {"remoteIpBlocks": ["10.1.2.3/0"]}}]}]},
	}
	found == {"AuthorizationPolicy shop/sample spec.rules[0]: the rule matches every request, so everybody may do everything, whatever the other rules say"}
}

# a path that ends as a range of all addresses does
test_allow_all_policy_a_path_that_ends_as_a_range_of_all_addresses_does if {
	found := policies.deny_allow_all_policy with input as {
		"apiVersion": "security.istio.io/v1",
		"kind": "AuthorizationPolicy",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"rules": [{"to": [{"operation": {"paths": ["/a/0"]}}]}]},
	}
	found == set()
}

# an open rule behind one that is not
test_allow_all_policy_an_open_rule_behind_one_that_is_not if {
	found := policies.deny_allow_all_policy with input as {
		"apiVersion": "security.istio.io/v1",
		"kind": "AuthorizationPolicy",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"rules": [{"from": [{"source": {"namespaces": ["shop"]}}]}, {}]},
	}
	found == {"AuthorizationPolicy shop/sample spec.rules[1]: the rule matches every request, so everybody may do everything, whatever the other rules say"}
}

# a policy that allows nothing
test_allow_all_policy_a_policy_that_allows_nothing if {
	found := policies.deny_allow_all_policy with input as {
		"apiVersion": "security.istio.io/v1",
		"kind": "AuthorizationPolicy",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {},
	}
	found == set()
}

# a policy that denies everything
test_allow_all_policy_a_policy_that_denies_everything if {
	found := policies.deny_allow_all_policy with input as {
		"apiVersion": "security.istio.io/v1",
		"kind": "AuthorizationPolicy",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"action": "DENY", "rules": [{}]},
	}
	found == set()
}

# any identity
test_allow_all_policy_any_identity if {
	found := policies.deny_allow_all_policy with input as {
		"apiVersion": "security.istio.io/v1",
		"kind": "AuthorizationPolicy",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"rules": [{"from": [{"source": {"principals": ["*"]}}]}]},
	}
	found == set()
}

# any request with a token
test_allow_all_policy_any_request_with_a_token if {
	found := policies.deny_allow_all_policy with input as {
		"apiVersion": "security.istio.io/v1",
		"kind": "AuthorizationPolicy",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"rules": [{"from": [{"source": {"requestPrincipals": ["*"]}}]}]},
	}
	found == set()
}

# everybody but one
test_allow_all_policy_everybody_but_one if {
	found := policies.deny_allow_all_policy with input as {
		"apiVersion": "security.istio.io/v1",
		"kind": "AuthorizationPolicy",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"rules": [{"from": [{"source": {"notPrincipals": ["cluster.local/ns/shop/sa/batch"]}}]}]},
	}
	found == set()
}

# one caller
test_allow_all_policy_one_caller if {
	found := policies.deny_allow_all_policy with input as {
		"apiVersion": "security.istio.io/v1",
		"kind": "AuthorizationPolicy",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"rules": [{"from": [{"source": {"principals": ["cluster.local/ns/shop/sa/web"]}}]}]},
	}
	found == set()
}

# one port
test_allow_all_policy_one_port if {
	found := policies.deny_allow_all_policy with input as {
		"apiVersion": "security.istio.io/v1",
		"kind": "AuthorizationPolicy",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"rules": [{"to": [{"operation": {"ports": ["8080"]}}]}]},
	}
	found == set()
}

# every path but one
test_allow_all_policy_every_path_but_one if {
	found := policies.deny_allow_all_policy with input as {
		"apiVersion": "security.istio.io/v1",
		"kind": "AuthorizationPolicy",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"rules": [{"to": [{"operation": {"paths": ["*"], "notPaths": ["/admin"]}}]}]},
	}
	found == set()
}

# a condition
test_allow_all_policy_a_condition if {
	found := policies.deny_allow_all_policy with input as {
		"apiVersion": "security.istio.io/v1",
		"kind": "AuthorizationPolicy",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"rules": [{"when": [{"key": "request.headers[x-team]", "values": ["shop"]}]}]},
	}
	found == set()
}

# the same kind of another group
test_allow_all_policy_the_same_kind_of_another_group if {
	found := policies.deny_allow_all_policy with input as {
		"apiVersion": "security.example.com/v1",
		"kind": "AuthorizationPolicy",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"rules": [{}]},
	}
	found == set()
}
