# Managed by cdk8s-istio. "npx cdk8s-istio update" rewrites this file and "update --check" fails where it differs.
# To keep it yourself, name it under "cdk8s-istio": { "unmanaged": [...] } in package.json.
# Written by policy.RegoBundle of cdk8s-istio. Rules and exceptions of your own go into files of their own beside this one.
package cdk8s_istio.policies_test

import data.cdk8s_istio.policies
import rego.v1

# a host outside with outlier detection
test_external_without_outlier_detection_a_host_outside_with_outlier_detection if {
	found := policies.deny_external_without_outlier_detection with input as {
		"apiVersion": "networking.istio.io/v1",
		"kind": "DestinationRule",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"host": "api.example.com", "trafficPolicy": {"outlierDetection": {"interval": "10s"}}},
	}
	found == set()
}

# a host outside without traffic policy
test_external_without_outlier_detection_a_host_outside_without_traffic_policy if {
	found := policies.deny_external_without_outlier_detection with input as {
		"apiVersion": "networking.istio.io/v1",
		"kind": "DestinationRule",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"host": "api.example.com"},
	}
	found == {"DestinationRule shop/sample spec.trafficPolicy: the host lies outside of the cluster and no outlier detection holds here, so an address that fails keeps getting requests"}
}

# only TLS
test_external_without_outlier_detection_only_tls if {
	found := policies.deny_external_without_outlier_detection with input as {
		"apiVersion": "networking.istio.io/v1",
		"kind": "DestinationRule",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"host": "api.example.com", "trafficPolicy": {"tls": {"mode": "SIMPLE"}}},
	}
	found == {"DestinationRule shop/sample spec.trafficPolicy: the host lies outside of the cluster and no outlier detection holds here, so an address that fails keeps getting requests"}
}

# an empty block, which means Envoy’s defaults
test_external_without_outlier_detection_an_empty_block_which_means_envoy_s_defaults if {
	found := policies.deny_external_without_outlier_detection with input as {
		"apiVersion": "networking.istio.io/v1",
		"kind": "DestinationRule",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"host": "api.example.com", "trafficPolicy": {"outlierDetection": {}}},
	}
	found == set()
}

# turned off by zero
test_external_without_outlier_detection_turned_off_by_zero if {
	found := policies.deny_external_without_outlier_detection with input as {
		"apiVersion": "networking.istio.io/v1",
		"kind": "DestinationRule",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"host": "api.example.com", "trafficPolicy": {"outlierDetection": {"consecutive5xxErrors": 0}}},
	}
	found == {"DestinationRule shop/sample spec.trafficPolicy: the host lies outside of the cluster and no outlier detection holds here, so an address that fails keeps getting requests"}
}

# errors of gateways instead of all
test_external_without_outlier_detection_errors_of_gateways_instead_of_all if {
	found := policies.deny_external_without_outlier_detection with input as {
		"apiVersion": "networking.istio.io/v1",
		"kind": "DestinationRule",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"host": "api.example.com", "trafficPolicy": {"outlierDetection": {"consecutive5xxErrors": 0, "consecutiveGatewayErrors": 5}}},
	}
	found == set()
}

# errors of connections instead of answers
test_external_without_outlier_detection_errors_of_connections_instead_of_answers if {
	found := policies.deny_external_without_outlier_detection with input as {
		"apiVersion": "networking.istio.io/v1",
		"kind": "DestinationRule",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"host": "api.example.com", "trafficPolicy": {"outlierDetection": {"consecutive5xxErrors": 0, "splitExternalLocalOriginErrors": true}}},
	}
	found == set()
}

# a port that takes it away again
test_external_without_outlier_detection_a_port_that_takes_it_away_again if {
	found := policies.deny_external_without_outlier_detection with input as {
		"apiVersion": "networking.istio.io/v1",
		"kind": "DestinationRule",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"host": "api.example.com", "trafficPolicy": {"outlierDetection": {}, "portLevelSettings": [{"port": {"number": 443}, "tls": {"mode": "SIMPLE"}}]}},
	}
	found == {"DestinationRule shop/sample spec.trafficPolicy.portLevelSettings[0]: the host lies outside of the cluster and no outlier detection holds here, so an address that fails keeps getting requests"}
}

# only at the port
test_external_without_outlier_detection_only_at_the_port if {
	found := policies.deny_external_without_outlier_detection with input as {
		"apiVersion": "networking.istio.io/v1",
		"kind": "DestinationRule",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"host": "api.example.com", "trafficPolicy": {"portLevelSettings": [{"port": {"number": 443}, "outlierDetection": {}}]}},
	}
	found == set()
}

# in every subset
test_external_without_outlier_detection_in_every_subset if {
	found := policies.deny_external_without_outlier_detection with input as {
		"apiVersion": "networking.istio.io/v1",
		"kind": "DestinationRule",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"host": "api.example.com", "subsets": [{"name": "eu", "labels": {"region": "eu"}, "trafficPolicy": {"outlierDetection": {}}}]},
	}
	found == set()
}

# in one of two subsets
test_external_without_outlier_detection_in_one_of_two_subsets if {
	found := policies.deny_external_without_outlier_detection with input as {
		"apiVersion": "networking.istio.io/v1",
		"kind": "DestinationRule",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"host": "api.example.com", "subsets": [{"name": "eu", "labels": {"region": "eu"}, "trafficPolicy": {"outlierDetection": {}}}, {"name": "us", "labels": {"region": "us"}}]},
	}
	found == {"DestinationRule shop/sample spec.trafficPolicy: the host lies outside of the cluster and no outlier detection holds here, so an address that fails keeps getting requests"}
}

# a port of a subset that takes it away again
test_external_without_outlier_detection_a_port_of_a_subset_that_takes_it_away_again if {
	found := policies.deny_external_without_outlier_detection with input as {
		"apiVersion": "networking.istio.io/v1",
		"kind": "DestinationRule",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"host": "api.example.com", "trafficPolicy": {"outlierDetection": {}}, "subsets": [{"name": "eu", "labels": {"region": "eu"}, "trafficPolicy": {"portLevelSettings": [{"port": {"number": 443}, "tls": {"mode": "SIMPLE"}}]}}]},
	}
	found == {"DestinationRule shop/sample spec.subsets[0].trafficPolicy.portLevelSettings[0]: the host lies outside of the cluster and no outlier detection holds here, so an address that fails keeps getting requests"}
}

# a service of the cluster
test_external_without_outlier_detection_a_service_of_the_cluster if {
	found := policies.deny_external_without_outlier_detection with input as {
		"apiVersion": "networking.istio.io/v1",
		"kind": "DestinationRule",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"host": "cart.shop.svc.cluster.local", "trafficPolicy": {"tls": {"mode": "ISTIO_MUTUAL"}}},
	}
	found == set()
}
