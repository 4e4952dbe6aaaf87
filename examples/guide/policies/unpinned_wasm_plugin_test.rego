# Managed by cdk8s-istio. "npx cdk8s-istio update" rewrites this file and "update --check" fails where it differs.
# To keep it yourself, name it under "cdk8s-istio": { "unmanaged": [...] } in package.json.
# Written by policy.RegoBundle of cdk8s-istio. Rules and exceptions of your own go into files of their own beside this one.
package cdk8s_istio.policies_test

import data.cdk8s_istio.policies
import rego.v1

# an image by digest
test_unpinned_wasm_plugin_an_image_by_digest if {
	found := policies.deny_unpinned_wasm_plugin with input as {
		"apiVersion": "extensions.istio.io/v1alpha1",
		"kind": "WasmPlugin",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"url": "oci://registry.example.com/auth@sha256:1f3870be274f6c49b3e31a0c6728957fb6f7a1b8bd1dbd3e0b8a5d1c2f0e9a77"},
	}
	found == set()
}

# an image of a registry with a port, by tag and digest
test_unpinned_wasm_plugin_an_image_of_a_registry_with_a_port_by_tag_and_digest if {
	found := policies.deny_unpinned_wasm_plugin with input as {
		"apiVersion": "extensions.istio.io/v1alpha1",
		"kind": "WasmPlugin",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"url": "oci://registry.example.com:5000/shop/auth:1.4.2@sha256:1f3870be274f6c49b3e31a0c6728957fb6f7a1b8bd1dbd3e0b8a5d1c2f0e9a77"},
	}
	found == set()
}

# an image by a part of a digest
test_unpinned_wasm_plugin_an_image_by_a_part_of_a_digest if {
	found := policies.deny_unpinned_wasm_plugin with input as {
		"apiVersion": "extensions.istio.io/v1alpha1",
		"kind": "WasmPlugin",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"url": "oci://registry.example.com/auth:1.4.2@sha256:1f3870be"},
	}
	found == {"WasmPlugin shop/sample spec.url: the module is named without digest, so whoever may push can change what runs in the proxies"}
}

# a file of a web server that is called like a digest
test_unpinned_wasm_plugin_a_file_of_a_web_server_that_is_called_like_a_digest if {
	found := policies.deny_unpinned_wasm_plugin with input as {
		"apiVersion": "extensions.istio.io/v1alpha1",
		"kind": "WasmPlugin",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"url": "https://assets.example.com/auth@sha256:1f3870be274f6c49b3e31a0c6728957fb6f7a1b8bd1dbd3e0b8a5d1c2f0e9a77"},
	}
	found == {"WasmPlugin shop/sample spec.url: the module is named without digest, so whoever may push can change what runs in the proxies"}
}

# an image by tag
test_unpinned_wasm_plugin_an_image_by_tag if {
	found := policies.deny_unpinned_wasm_plugin with input as {
		"apiVersion": "extensions.istio.io/v1alpha1",
		"kind": "WasmPlugin",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"url": "oci://registry.example.com/auth:1.4.2"},
	}
	found == {"WasmPlugin shop/sample spec.url: the module is named without digest, so whoever may push can change what runs in the proxies"}
}

# an image without scheme
test_unpinned_wasm_plugin_an_image_without_scheme if {
	found := policies.deny_unpinned_wasm_plugin with input as {
		"apiVersion": "extensions.istio.io/v1alpha1",
		"kind": "WasmPlugin",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"url": "registry.example.com/auth:1.4.2"},
	}
	found == {"WasmPlugin shop/sample spec.url: the module is named without digest, so whoever may push can change what runs in the proxies"}
}

# a file of a web server
test_unpinned_wasm_plugin_a_file_of_a_web_server if {
	found := policies.deny_unpinned_wasm_plugin with input as {
		"apiVersion": "extensions.istio.io/v1alpha1",
		"kind": "WasmPlugin",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"url": "https://assets.example.com/auth.wasm"},
	}
	found == {"WasmPlugin shop/sample spec.url: the module is named without digest, so whoever may push can change what runs in the proxies"}
}

# a file of a web server with its sum
test_unpinned_wasm_plugin_a_file_of_a_web_server_with_its_sum if {
	found := policies.deny_unpinned_wasm_plugin with input as {
		"apiVersion": "extensions.istio.io/v1alpha1",
		"kind": "WasmPlugin",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"url": "https://assets.example.com/auth.wasm", "sha256": "1f3870be274f6c49b3e31a0c6728957fb6f7a1b8bd1dbd3e0b8a5d1c2f0e9a77"},
	}
	found == set()
}

# a file of the proxy’s image
test_unpinned_wasm_plugin_a_file_of_the_proxy_s_image if {
	found := policies.deny_unpinned_wasm_plugin with input as {
		"apiVersion": "extensions.istio.io/v1alpha1",
		"kind": "WasmPlugin",
		"metadata": {"name": "sample", "namespace": "shop"},
		"spec": {"url": "file:///opt/filters/auth.wasm"},
	}
	found == set()
}
