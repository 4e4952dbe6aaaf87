# Managed by cdk8s-istio. "npx cdk8s-istio update" rewrites this file and "update --check" fails where it differs.
# To keep it yourself, name it under "cdk8s-istio": { "unmanaged": [...] } in package.json.
# Written by policy.RegoBundle of cdk8s-istio. Rules and exceptions of your own go into files of their own beside this one.
package cdk8s_istio.policies_test

import data.cdk8s_istio.policies
import rego.v1

# the header added to requests
test_rate_limit_by_header_the_header_added_to_requests if {
	found := policies.warn_rate_limit_by_header with input as {
		"apiVersion": "networking.istio.io/v1",
		"kind": "VirtualService",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"hosts": ["cart"], "http": [{"headers": {"request": {"add": {"x-envoy-ratelimited": "true"}}}, "route": [{"destination": {"host": "cart"}}]}]},
	}
	found == {"VirtualService shop/sample spec.http[0]: the route sets x-envoy-ratelimited, which limits nothing: Envoy tells by it what its rate limit refused"}
}

# the header set on responses of one destination, in capitals
test_rate_limit_by_header_the_header_set_on_responses_of_one_destination_in_capitals if {
	found := policies.warn_rate_limit_by_header with input as {
		"apiVersion": "networking.istio.io/v1",
		"kind": "VirtualService",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"hosts": ["cart"], "http": [{"route": [{"destination": {"host": "cart"}, "headers": {"response": {"set": {"X-Envoy-RateLimited": "1"}}}}]}]},
	}
	found == {"VirtualService shop/sample spec.http[0]: the route sets x-envoy-ratelimited, which limits nothing: Envoy tells by it what its rate limit refused"}
}

# the header removed
test_rate_limit_by_header_the_header_removed if {
	found := policies.warn_rate_limit_by_header with input as {
		"apiVersion": "networking.istio.io/v1",
		"kind": "VirtualService",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"hosts": ["cart"], "http": [{"headers": {"response": {"remove": ["x-envoy-ratelimited"]}}, "route": [{"destination": {"host": "cart"}}]}]},
	}
	found == set()
}

# another header
test_rate_limit_by_header_another_header if {
	found := policies.warn_rate_limit_by_header with input as {
		"apiVersion": "networking.istio.io/v1",
		"kind": "VirtualService",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"hosts": ["cart"], "http": [{"headers": {"request": {"set": {"x-team": "shop"}}}, "route": [{"destination": {"host": "cart"}}]}]},
	}
	found == set()
}

# no headers
test_rate_limit_by_header_no_headers if {
	found := policies.warn_rate_limit_by_header with input as {
		"apiVersion": "networking.istio.io/v1",
		"kind": "VirtualService",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"hosts": ["cart"], "http": [{"route": [{"destination": {"host": "cart"}}]}]},
	}
	found == set()
}
