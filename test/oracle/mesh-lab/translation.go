package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	clusterv3 "github.com/envoyproxy/go-control-plane/envoy/config/cluster/v3"
	endpointv3 "github.com/envoyproxy/go-control-plane/envoy/config/endpoint/v3"
	listenerv3 "github.com/envoyproxy/go-control-plane/envoy/config/listener/v3"
	routev3 "github.com/envoyproxy/go-control-plane/envoy/config/route/v3"
	networking "istio.io/api/networking/v1alpha3"
	security "istio.io/api/security/v1beta1"
	"istio.io/istio/pilot/pkg/config/kube/crd"
	"istio.io/istio/pilot/pkg/model"
	"istio.io/istio/pilot/test/xds"
	"istio.io/istio/pkg/config"
	"istio.io/istio/pkg/config/mesh"
	"istio.io/istio/pkg/test"
)

// The version that proxies say they have; it decides what Istio dares to send them.
const proxyVersion = "1.31.0"

// A proxy with all that Istio tells it.
type proxy struct {
	workload  *workload
	listeners []*listenerv3.Listener
	routes    map[string]*routev3.RouteConfiguration
	clusters  []*clusterv3.Cluster
	endpoints map[string]*endpointv3.ClusterLoadAssignment
}

// A mesh after Istio's translation.
type meshed struct {
	*world
	trustDomain string
	// The address that a host has by a ServiceEntry.
	addresses map[string]string
	proxies   map[*workload]*proxy
	// What tokens are for, by every RequestAuthentication.
	audiences []string
}

// translate runs Istio's control plane over the manifests and keeps what it would send to every proxy.
func translate(request *meshRequest) (*meshed, error) {
	w, err := readWorld(request.Documents)
	if err != nil {
		return nil, err
	}
	configs, err := readConfigs(w.istio, request.Jwks)
	if err != nil {
		return nil, err
	}
	meshConfig := mesh.DefaultMeshConfig()
	if len(request.MeshConfig) > 0 && string(request.MeshConfig) != "null" {
		if meshConfig, err = mesh.ApplyMeshConfig(string(request.MeshConfig), meshConfig); err != nil {
			return nil, fmt.Errorf("meshConfig: %w", err)
		}
	}
	result := &meshed{world: w, trustDomain: meshConfig.GetTrustDomain(), addresses: map[string]string{}, proxies: map[*workload]*proxy{}}
	for _, each := range configs {
		switch spec := each.Spec.(type) {
		case *networking.Gateway:
			w.markRouters(spec.GetSelector())
		case *security.RequestAuthentication:
			for _, rule := range spec.GetJwtRules() {
				result.audiences = append(result.audiences, rule.GetAudiences()...)
			}
		case *networking.ServiceEntry:
			for _, host := range spec.GetHosts() {
				if len(spec.GetAddresses()) > 0 {
					result.addresses[host] = strings.Split(spec.GetAddresses()[0], "/")[0]
				}
			}
		}
	}
	err = test.Wrap(func(t test.Failer) {
		server := xds.NewFakeDiscoveryServer(t, xds.FakeOptions{KubernetesObjects: w.objects(), Configs: configs, MeshConfig: meshConfig})
		for _, each := range w.workloads {
			if each.sidecar || each.router {
				result.proxies[each] = askFor(server, each)
			}
		}
	})
	return result, err
}

func (w *world) markRouters(selector map[string]string) {
	for _, each := range w.workloads {
		if len(selector) > 0 && hasLabels(each.labels, selector) {
			each.router = true
		}
	}
}

// readConfigs reads objects of Istio's kinds. All have one age, so that their names decide where Istio asks for the older one.
func readConfigs(documents []string, jwks string) ([]config.Config, error) {
	configs, _, err := crd.ParseInputs(strings.Join(documents, "\n---\n"))
	if err != nil {
		return nil, err
	}
	for index := range configs {
		configs[index].CreationTimestamp = time.Unix(0, 0)
		if authentication, is := configs[index].Spec.(*security.RequestAuthentication); is {
			for _, rule := range authentication.GetJwtRules() {
				if rule.GetJwksUri() != "" {
					rule.JwksUri, rule.Jwks = "", jwks
				}
			}
		}
	}
	return configs, nil
}

func askFor(server *xds.FakeDiscoveryServer, pod *workload) *proxy {
	kind := model.SidecarProxy
	if pod.router {
		kind = model.Router
	}
	labels := pod.object().Labels
	metadata := &model.NodeMetadata{
		Namespace: pod.namespace, Labels: labels, StaticLabels: labels, Annotations: pod.annotations, ServiceAccount: pod.serviceAccount,
		WorkloadName: pod.name, IstioVersion: proxyVersion, ClusterID: "Kubernetes", MeshID: "cluster.local",
	}
	push := server.PushContext()
	metadata.ProxyConfig = (*model.NodeMetaProxyConfig)(push.ProxyConfigs.EffectiveProxyConfig(metadata, push.Mesh))
	node := server.SetupProxy(&model.Proxy{
		Type: kind, ID: pod.name + "." + pod.namespace, ConfigNamespace: pod.namespace, IPAddresses: []string{pod.ip()},
		Labels: labels, Metadata: metadata,
		VerifiedIdentity: nil,
	})
	answer := &proxy{workload: pod, routes: map[string]*routev3.RouteConfiguration{}, endpoints: map[string]*endpointv3.ClusterLoadAssignment{}}
	answer.listeners = server.Listeners(node)
	answer.clusters = server.Clusters(node)
	for _, routes := range server.RoutesFromListeners(node, answer.listeners) {
		answer.routes[routes.GetName()] = routes
	}
	for _, endpoints := range server.Endpoints(node) {
		answer.endpoints[endpoints.GetClusterName()] = endpoints
	}
	return answer
}

// given tells whether an optional JSON value is there.
func given(value json.RawMessage) bool { return len(value) > 0 && string(value) != "null" }
