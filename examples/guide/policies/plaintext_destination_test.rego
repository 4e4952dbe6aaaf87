# Managed by cdk8s-istio. "npx cdk8s-istio update" rewrites this file and "update --check" fails where it differs.
# To keep it yourself, name it under "cdk8s-istio": { "unmanaged": [...] } in package.json.
# Written by policy.RegoBundle of cdk8s-istio. Rules and exceptions of your own go into files of their own beside this one.
package cdk8s_istio.policies_test

import data.cdk8s_istio.policies
import rego.v1

# nothing said
test_plaintext_destination_nothing_said if {
	found := policies.deny_plaintext_destination with input as {
		"apiVersion": "networking.istio.io/v1",
		"kind": "DestinationRule",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"host": "cart"},
	}
	found == set()
}

# mutual TLS
test_plaintext_destination_mutual_tls if {
	found := policies.deny_plaintext_destination with input as {
		"apiVersion": "networking.istio.io/v1",
		"kind": "DestinationRule",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"host": "cart", "trafficPolicy": {"tls": {"mode": "ISTIO_MUTUAL"}}},
	}
	found == set()
}

# TLS turned off
test_plaintext_destination_tls_turned_off if {
	found := policies.deny_plaintext_destination with input as {
		"apiVersion": "networking.istio.io/v1",
		"kind": "DestinationRule",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"host": "cart", "trafficPolicy": {"tls": {"mode": "DISABLE"}}},
	}
	found == {"DestinationRule shop/sample spec.trafficPolicy.tls: TLS is off (a block without mode means DISABLE), so requests go in plain text, also to workloads that could do mutual TLS"}
}

# a block without mode
test_plaintext_destination_a_block_without_mode if {
	found := policies.deny_plaintext_destination with input as {
		"apiVersion": "networking.istio.io/v1",
		"kind": "DestinationRule",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"host": "cart", "trafficPolicy": {"tls": {"sni": "cart.example.com"}}},
	}
	found == {"DestinationRule shop/sample spec.trafficPolicy.tls: TLS is off (a block without mode means DISABLE), so requests go in plain text, also to workloads that could do mutual TLS"}
}

# TLS turned off at a port
test_plaintext_destination_tls_turned_off_at_a_port if {
	found := policies.deny_plaintext_destination with input as {
		"apiVersion": "networking.istio.io/v1",
		"kind": "DestinationRule",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"host": "cart", "trafficPolicy": {"tls": {"mode": "ISTIO_MUTUAL"}, "portLevelSettings": [{"port": {"number": 9090}, "tls": {"mode": "DISABLE"}}]}},
	}
	found == {"DestinationRule shop/sample spec.trafficPolicy.portLevelSettings[0].tls: TLS is off (a block without mode means DISABLE), so requests go in plain text, also to workloads that could do mutual TLS"}
}

# TLS turned off in a subset
test_plaintext_destination_tls_turned_off_in_a_subset if {
	found := policies.deny_plaintext_destination with input as {
		"apiVersion": "networking.istio.io/v1",
		"kind": "DestinationRule",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"host": "cart", "subsets": [{"name": "v1", "labels": {"v": "1"}}, {"name": "v2", "labels": {"v": "2"}, "trafficPolicy": {"tls": {"mode": "DISABLE"}}}]},
	}
	found == {"DestinationRule shop/sample spec.subsets[1].trafficPolicy.tls: TLS is off (a block without mode means DISABLE), so requests go in plain text, also to workloads that could do mutual TLS"}
}

# TLS turned off at a port of a subset
test_plaintext_destination_tls_turned_off_at_a_port_of_a_subset if {
	found := policies.deny_plaintext_destination with input as {
		"apiVersion": "networking.istio.io/v1",
		"kind": "DestinationRule",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"host": "cart", "subsets": [{"name": "v1", "labels": {"v": "1"}, "trafficPolicy": {"portLevelSettings": [{"port": {"number": 80}, "tls": {"mode": "DISABLE"}}]}}]},
	}
	found == {"DestinationRule shop/sample spec.subsets[0].trafficPolicy.portLevelSettings[0].tls: TLS is off (a block without mode means DISABLE), so requests go in plain text, also to workloads that could do mutual TLS"}
}

# the same kind of another group
test_plaintext_destination_the_same_kind_of_another_group if {
	found := policies.deny_plaintext_destination with input as {
		"apiVersion": "networking.example.com/v1",
		"kind": "DestinationRule",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"host": "cart", "trafficPolicy": {"tls": {"mode": "DISABLE"}}},
	}
	found == set()
}
