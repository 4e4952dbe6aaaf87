# Managed by cdk8s-istio. "npx cdk8s-istio update" rewrites this file and "update --check" fails where it differs.
# To keep it yourself, name it under "cdk8s-istio": { "unmanaged": [...] } in package.json.
# Written by policy.RegoBundle of cdk8s-istio. Rules and exceptions of your own go into files of their own beside this one.
package cdk8s_istio.policies_test

import data.cdk8s_istio.policies
import rego.v1

# a host outside with TLS
test_external_without_tls_a_host_outside_with_tls if {
	found := policies.warn_external_without_tls with input as {
		"apiVersion": "networking.istio.io/v1",
		"kind": "DestinationRule",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"host": "api.example.com", "trafficPolicy": {"tls": {"mode": "SIMPLE"}}},
	}
	found == set()
}

# a host outside without TLS
test_external_without_tls_a_host_outside_without_tls if {
	found := policies.warn_external_without_tls with input as {
		"apiVersion": "networking.istio.io/v1",
		"kind": "DestinationRule",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"host": "api.example.com", "trafficPolicy": {"outlierDetection": {}}},
	}
	found == {"DestinationRule shop/sample spec.host: the host lies outside of the cluster and no TLS is said, so requests leave in plain text unless the clients encrypt them"}
}

# hosts outside by wildcard
test_external_without_tls_hosts_outside_by_wildcard if {
	found := policies.warn_external_without_tls with input as {
		"apiVersion": "networking.istio.io/v1",
		"kind": "DestinationRule",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"host": "*.example.com"},
	}
	found == {"DestinationRule shop/sample spec.host: the host lies outside of the cluster and no TLS is said, so requests leave in plain text unless the clients encrypt them"}
}

# a host outside with TLS at its port
test_external_without_tls_a_host_outside_with_tls_at_its_port if {
	found := policies.warn_external_without_tls with input as {
		"apiVersion": "networking.istio.io/v1",
		"kind": "DestinationRule",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"host": "api.example.com", "trafficPolicy": {"portLevelSettings": [{"port": {"number": 443}, "tls": {"mode": "SIMPLE"}}]}},
	}
	found == set()
}

# a short name
test_external_without_tls_a_short_name if {
	found := policies.warn_external_without_tls with input as {
		"apiVersion": "networking.istio.io/v1",
		"kind": "DestinationRule",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"host": "cart"},
	}
	found == set()
}

# a service
test_external_without_tls_a_service if {
	found := policies.warn_external_without_tls with input as {
		"apiVersion": "networking.istio.io/v1",
		"kind": "DestinationRule",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"host": "cart.shop.svc.cluster.local"},
	}
	found == set()
}

# a service of a cluster with another domain
test_external_without_tls_a_service_of_a_cluster_with_another_domain if {
	found := policies.warn_external_without_tls with input as {
		"apiVersion": "networking.istio.io/v1",
		"kind": "DestinationRule",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"host": "cart.shop.svc.example.com"},
	}
	found == set()
}

# every host of the mesh
test_external_without_tls_every_host_of_the_mesh if {
	found := policies.warn_external_without_tls with input as {
		"apiVersion": "networking.istio.io/v1",
		"kind": "DestinationRule",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"host": "*.local"},
	}
	found == set()
}
