# Managed by cdk8s-istio. "npx cdk8s-istio update" rewrites this file and "update --check" fails where it differs.
# To keep it yourself, name it under "cdk8s-istio": { "unmanaged": [...] } in package.json.
# Written by policy.RegoBundle of cdk8s-istio. Rules and exceptions of your own go into files of their own beside this one.
package cdk8s_istio.policies_test

import data.cdk8s_istio.policies
import rego.v1

# a timeout
test_route_without_timeout_a_timeout if {
	found := policies.deny_route_without_timeout with input as {
		"apiVersion": "networking.istio.io/v1",
		"kind": "VirtualService",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"hosts": ["cart"], "http": [{"timeout": "3s", "route": [{"destination": {"host": "cart"}}]}]},
	}
	found == set()
}

# no timeout
test_route_without_timeout_no_timeout if {
	found := policies.deny_route_without_timeout with input as {
		"apiVersion": "networking.istio.io/v1",
		"kind": "VirtualService",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"hosts": ["cart"], "http": [{"route": [{"destination": {"host": "cart"}}]}]},
	}
	found == {"VirtualService shop/sample spec.http[0]: the route has no timeout, so a stuck backend holds all of its callers"}
}

# one route with and one without a timeout
test_route_without_timeout_one_route_with_and_one_without_a_timeout if {
	found := policies.deny_route_without_timeout with input as {
		"apiVersion": "networking.istio.io/v1",
		"kind": "VirtualService",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"hosts": ["cart"], "http": [{"match": [{"uri": {"prefix": "/a"}}], "timeout": "1s", "route": [{"destination": {"host": "cart"}}]}, {"route": [{"destination": {"host": "cart"}}]}]},
	}
	found == {"VirtualService shop/sample spec.http[1]: the route has no timeout, so a stuck backend holds all of its callers"}
}

# two routes without a timeout
test_route_without_timeout_two_routes_without_a_timeout if {
	found := policies.deny_route_without_timeout with input as {
		"apiVersion": "networking.istio.io/v1",
		"kind": "VirtualService",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"hosts": ["cart"], "http": [{"match": [{"uri": {"prefix": "/a"}}], "route": [{"destination": {"host": "cart"}}]}, {"route": [{"destination": {"host": "cart"}}]}]},
	}
	found == {
		"VirtualService shop/sample spec.http[0]: the route has no timeout, so a stuck backend holds all of its callers",
		"VirtualService shop/sample spec.http[1]: the route has no timeout, so a stuck backend holds all of its callers",
	}
}

# a timeout for streams
test_route_without_timeout_a_timeout_for_streams if {
	found := policies.deny_route_without_timeout with input as {
		"apiVersion": "networking.istio.io/v1",
		"kind": "VirtualService",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"hosts": ["cart"], "http": [{"timeout": "24h", "route": [{"destination": {"host": "cart"}}]}]},
	}
	found == set()
}

# a redirect
test_route_without_timeout_a_redirect if {
	found := policies.deny_route_without_timeout with input as {
		"apiVersion": "networking.istio.io/v1",
		"kind": "VirtualService",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"hosts": ["cart"], "http": [{"redirect": {"uri": "/shop"}}]},
	}
	found == set()
}

# a direct response
test_route_without_timeout_a_direct_response if {
	found := policies.deny_route_without_timeout with input as {
		"apiVersion": "networking.istio.io/v1",
		"kind": "VirtualService",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"hosts": ["cart"], "http": [{"directResponse": {"status": 503}}]},
	}
	found == set()
}

# a route that delegates
test_route_without_timeout_a_route_that_delegates if {
	found := policies.deny_route_without_timeout with input as {
		"apiVersion": "networking.istio.io/v1",
		"kind": "VirtualService",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"hosts": ["cart"], "http": [{"delegate": {"name": "cart-weights"}}]},
	}
	found == set()
}

# a delegate
test_route_without_timeout_a_delegate if {
	found := policies.deny_route_without_timeout with input as {
		"apiVersion": "networking.istio.io/v1",
		"kind": "VirtualService",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"http": [{"route": [{"destination": {"host": "cart"}}]}]},
	}
	found == set()
}

# routes of TCP
test_route_without_timeout_routes_of_tcp if {
	found := policies.deny_route_without_timeout with input as {
		"apiVersion": "networking.istio.io/v1",
		"kind": "VirtualService",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"hosts": ["ledger"], "tcp": [{"route": [{"destination": {"host": "ledger"}}]}]},
	}
	found == set()
}

# an older version of the kind
test_route_without_timeout_an_older_version_of_the_kind if {
	found := policies.deny_route_without_timeout with input as {
		"apiVersion": "networking.istio.io/v1beta1",
		"kind": "VirtualService",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"hosts": ["cart"], "http": [{"route": [{"destination": {"host": "cart"}}]}]},
	}
	found == {"VirtualService shop/sample spec.http[0]: the route has no timeout, so a stuck backend holds all of its callers"}
}

# the same kind of another group
test_route_without_timeout_the_same_kind_of_another_group if {
	found := policies.deny_route_without_timeout with input as {
		"apiVersion": "networking.example.com/v1",
		"kind": "VirtualService",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"hosts": ["cart"], "http": [{"route": [{"destination": {"host": "cart"}}]}]},
	}
	found == set()
}
