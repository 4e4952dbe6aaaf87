# Managed by cdk8s-istio. "npx cdk8s-istio update" rewrites this file and "update --check" fails where it differs.
# To keep it yourself, name it under "cdk8s-istio": { "unmanaged": [...] } in package.json.
# Written by policy.RegoBundle of cdk8s-istio. Rules and exceptions of your own go into files of their own beside this one.
package cdk8s_istio.policies_test

import data.cdk8s_istio.policies
import rego.v1

# retries
test_route_without_retries_retries if {
	found := policies.warn_route_without_retries with input as {
		"apiVersion": "networking.istio.io/v1",
		"kind": "VirtualService",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"hosts": ["cart"], "http": [{"retries": {"attempts": 2}, "route": [{"destination": {"host": "cart"}}]}]},
	}
	found == set()
}

# no retries
test_route_without_retries_no_retries if {
	found := policies.warn_route_without_retries with input as {
		"apiVersion": "networking.istio.io/v1",
		"kind": "VirtualService",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"hosts": ["cart"], "http": [{"route": [{"destination": {"host": "cart"}}]}]},
	}
	found == {"VirtualService shop/sample spec.http[0]: the route does not say retries.attempts, so Istio decides how often a failed request is sent again"}
}

# no attempts
test_route_without_retries_no_attempts if {
	found := policies.warn_route_without_retries with input as {
		"apiVersion": "networking.istio.io/v1",
		"kind": "VirtualService",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"hosts": ["cart"], "http": [{"retries": {"attempts": 0}, "route": [{"destination": {"host": "cart"}}]}]},
	}
	found == set()
}

# a block that does not say attempts
test_route_without_retries_a_block_that_does_not_say_attempts if {
	found := policies.warn_route_without_retries with input as {
		"apiVersion": "networking.istio.io/v1",
		"kind": "VirtualService",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"hosts": ["cart"], "http": [{"retries": {"retryOn": "5xx"}, "route": [{"destination": {"host": "cart"}}]}]},
	}
	found == {"VirtualService shop/sample spec.http[0]: the route does not say retries.attempts, so Istio decides how often a failed request is sent again"}
}

# the second of two routes
test_route_without_retries_the_second_of_two_routes if {
	found := policies.warn_route_without_retries with input as {
		"apiVersion": "networking.istio.io/v1",
		"kind": "VirtualService",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"hosts": ["cart"], "http": [{"match": [{"uri": {"prefix": "/a"}}], "retries": {"attempts": 1}, "route": [{"destination": {"host": "cart"}}]}, {"route": [{"destination": {"host": "cart"}}]}]},
	}
	found == {"VirtualService shop/sample spec.http[1]: the route does not say retries.attempts, so Istio decides how often a failed request is sent again"}
}

# a redirect
test_route_without_retries_a_redirect if {
	found := policies.warn_route_without_retries with input as {
		"apiVersion": "networking.istio.io/v1",
		"kind": "VirtualService",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"hosts": ["cart"], "http": [{"redirect": {"uri": "/shop"}}]},
	}
	found == set()
}

# a route that delegates
test_route_without_retries_a_route_that_delegates if {
	found := policies.warn_route_without_retries with input as {
		"apiVersion": "networking.istio.io/v1",
		"kind": "VirtualService",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"hosts": ["cart"], "http": [{"delegate": {"name": "cart-weights"}}]},
	}
	found == set()
}

# a delegate
test_route_without_retries_a_delegate if {
	found := policies.warn_route_without_retries with input as {
		"apiVersion": "networking.istio.io/v1",
		"kind": "VirtualService",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"http": [{"route": [{"destination": {"host": "cart"}}]}]},
	}
	found == set()
}
