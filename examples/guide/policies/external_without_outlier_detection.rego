# Managed by cdk8s-istio. "npx cdk8s-istio update" rewrites this file and "update --check" fails where it differs.
# To keep it yourself, name it under "cdk8s-istio": { "unmanaged": [...] } in package.json.
# Written by policy.RegoBundle of cdk8s-istio. Rules and exceptions of your own go into files of their own beside this one.
package cdk8s_istio.policies

import rego.v1

# Set `outlierDetection` at this level; what a port says replaces the rest, and 0 errors in a row turn it off.
deny_external_without_outlier_detection contains fault(field, words) if {
	is_kind("networking.istio.io", "DestinationRule")
	some field in external_without_outlier_detection
	words := "the host lies outside of the cluster and no outlier detection holds here, so an address that fails keeps getting requests"
}

external_without_outlier_detection contains "spec.trafficPolicy" if {
	is_external_host
	not detects_beside_ports(object.get(traffic_policies, "spec.trafficPolicy", {}))
	not every_subset_detects
}

external_without_outlier_detection contains field if {
	is_external_host
	some field, settings in port_levels
	not detects(settings)
}

every_subset_detects if {
	count(input.spec.subsets) > 0
	every subset in input.spec.subsets {
		detects_beside_ports(subset.trafficPolicy)
	}
}

# Where every port says its own, nothing is left for the level above.
detects_beside_ports(policy) if detects(policy)

detects_beside_ports(policy) if count(policy.portLevelSettings) > 0

detects(policy) if {
	policy.outlierDetection
	not is_off(policy.outlierDetection)
}

is_off(detection) if {
	detection.consecutive5xxErrors == 0
	object.get(detection, "consecutiveGatewayErrors", 0) == 0
	object.get(detection, "splitExternalLocalOriginErrors", false) == false
}
