# Managed by cdk8s-istio. "npx cdk8s-istio update" rewrites this file and "update --check" fails where it differs.
# To keep it yourself, name it under "cdk8s-istio": { "unmanaged": [...] } in package.json.
# Written by policy.RegoBundle of cdk8s-istio. Rules and exceptions of your own go into files of their own beside this one.
package cdk8s_istio.policies_test

import data.cdk8s_istio.policies
import rego.v1

# a certificate that is checked
test_unverified_destination_a_certificate_that_is_checked if {
	found := policies.deny_unverified_destination with input as {
		"apiVersion": "networking.istio.io/v1",
		"kind": "DestinationRule",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"host": "api.example.com", "trafficPolicy": {"tls": {"mode": "SIMPLE"}}},
	}
	found == set()
}

# any certificate
test_unverified_destination_any_certificate if {
	found := policies.deny_unverified_destination with input as {
		"apiVersion": "networking.istio.io/v1",
		"kind": "DestinationRule",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"host": "api.example.com", "trafficPolicy": {"tls": {"mode": "SIMPLE", "insecureSkipVerify": true}}},
	}
	found == {"DestinationRule shop/sample spec.trafficPolicy.tls.insecureSkipVerify: insecureSkipVerify takes any certificate, so whoever answers is believed to be the destination"}
}

# any certificate at a port
test_unverified_destination_any_certificate_at_a_port if {
	found := policies.deny_unverified_destination with input as {
		"apiVersion": "networking.istio.io/v1",
		"kind": "DestinationRule",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"host": "api.example.com", "trafficPolicy": {"portLevelSettings": [{"port": {"number": 443}, "tls": {"mode": "SIMPLE", "insecureSkipVerify": true}}]}},
	}
	found == {"DestinationRule shop/sample spec.trafficPolicy.portLevelSettings[0].tls.insecureSkipVerify: insecureSkipVerify takes any certificate, so whoever answers is believed to be the destination"}
}

# the check said to be done
test_unverified_destination_the_check_said_to_be_done if {
	found := policies.deny_unverified_destination with input as {
		"apiVersion": "networking.istio.io/v1",
		"kind": "DestinationRule",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"host": "api.example.com", "trafficPolicy": {"tls": {"mode": "SIMPLE", "insecureSkipVerify": false}}},
	}
	found == set()
}
