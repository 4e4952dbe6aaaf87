# Written by policy.RegoBundle of cdk8s-istio. Rules and exceptions of your own go into files of their own beside this one.
package cdk8s_istio.policies

import rego.v1

# Name the image by digest (`oci://…@sha256:…`), or give `sha256`.
deny_unpinned_wasm_plugin contains fault(field, words) if {
	is_kind("extensions.istio.io", "WasmPlugin")
	some field in unpinned_wasm_plugin
	words := "the module is named without digest, so whoever may push can change what runs in the proxies"
}

unpinned_wasm_plugin contains "spec.url" if {
	object.get(input.spec, "sha256", "") == ""
	not startswith(input.spec.url, "file://")
	not regex.match(`^(oci://)?[A-Za-z0-9.-]+(:[0-9]+)?(/[A-Za-z0-9._-]+)*(:[A-Za-z0-9._-]+)?@sha256:[0-9a-f]{64}$`, input.spec.url)
}
