# Managed by cdk8s-istio. "npx cdk8s-istio update" rewrites this file and "update --check" fails where it differs.
# To keep it yourself, name it under "cdk8s-istio": { "unmanaged": [...] } in package.json.
# Written by policy.RegoBundle of cdk8s-istio. Rules and exceptions of your own go into files of their own beside this one.
package cdk8s_istio.policies_test

import data.cdk8s_istio.policies
import rego.v1

# a selector in the root namespace
test_ignored_peer_authentication_a_selector_in_the_root_namespace if {
	found := policies.deny_ignored_peer_authentication with input as {
		"apiVersion": "security.istio.io/v1",
		"kind": "PeerAuthentication",
		"metadata": {"name": "sample", "namespace": "istio-system"},
		"spec": {"selector": {"matchLabels": {"app": "cart"}}, "mtls": {"mode": "STRICT"}},
	}
	found == {"PeerAuthentication istio-system/sample spec.selector: the policy selects workloads from the root namespace, where Istio ignores it, so the mode it asks for does not hold"}
}

# a selector elsewhere
test_ignored_peer_authentication_a_selector_elsewhere if {
	found := policies.deny_ignored_peer_authentication with input as {
		"apiVersion": "security.istio.io/v1",
		"kind": "PeerAuthentication",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"selector": {"matchLabels": {"app": "cart"}}, "mtls": {"mode": "STRICT"}},
	}
	found == set()
}

# the whole mesh
test_ignored_peer_authentication_the_whole_mesh if {
	found := policies.deny_ignored_peer_authentication with input as {
		"apiVersion": "security.istio.io/v1",
		"kind": "PeerAuthentication",
		"metadata": {"name": "sample", "namespace": "istio-system"},
		"spec": {"mtls": {"mode": "STRICT"}},
	}
	found == set()
}

# an empty selector
test_ignored_peer_authentication_an_empty_selector if {
	found := policies.deny_ignored_peer_authentication with input as {
		"apiVersion": "security.istio.io/v1",
		"kind": "PeerAuthentication",
		"metadata": {"name": "sample", "namespace": "istio-system"},
		"spec": {"selector": {}, "mtls": {"mode": "STRICT"}},
	}
	found == set()
}
