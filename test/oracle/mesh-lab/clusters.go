package main

import (
	"strings"

	clusterv3 "github.com/envoyproxy/go-control-plane/envoy/config/cluster/v3"
	mutationv3 "github.com/envoyproxy/go-control-plane/envoy/config/common/mutation_rules/v3"
	corev3 "github.com/envoyproxy/go-control-plane/envoy/config/core/v3"
	endpointv3 "github.com/envoyproxy/go-control-plane/envoy/config/endpoint/v3"
	headermutationv3 "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/http/header_mutation/v3"
	upstreamcodecv3 "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/http/upstream_codec/v3"
	hcmv3 "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/network/http_connection_manager/v3"
	httpv3 "github.com/envoyproxy/go-control-plane/envoy/extensions/upstreams/http/v3"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/anypb"
)

const httpOptions = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions"

// cluster adapts a cluster: pods are where the stage has them, and whatever is not a pod of the lab is the echo.
func (s *stage) cluster(p *proxy, source *clusterv3.Cluster) *clusterv3.Cluster {
	adapted := proto.Clone(source).(*clusterv3.Cluster)
	assignment := adapted.GetLoadAssignment()
	if endpoints := p.endpoints[source.GetName()]; endpoints != nil {
		assignment = proto.Clone(endpoints).(*endpointv3.ClusterLoadAssignment)
	}
	if source.GetType() == clusterv3.Cluster_ORIGINAL_DST {
		assignment = &endpointv3.ClusterLoadAssignment{Endpoints: []*endpointv3.LocalityLbEndpoints{{
			LbEndpoints: []*endpointv3.LbEndpoint{{HostIdentifier: &endpointv3.LbEndpoint_Endpoint{Endpoint: &endpointv3.Endpoint{}}}},
		}}}
		adapted.LbPolicy, adapted.LbConfig = clusterv3.Cluster_ROUND_ROBIN, nil
	}
	if assignment == nil {
		assignment = &endpointv3.ClusterLoadAssignment{}
	}
	for _, locality := range assignment.GetEndpoints() {
		for _, endpoint := range locality.GetLbEndpoints() {
			s.place(strings.HasPrefix(source.GetName(), "inbound|"), endpoint.GetEndpoint())
		}
	}
	adapted.ClusterDiscoveryType = &clusterv3.Cluster_Type{Type: clusterv3.Cluster_STATIC}
	adapted.EdsClusterConfig, adapted.CleanupInterval, adapted.Filters, adapted.AltStatName = nil, nil, nil, ""
	adapted.LoadAssignment = assignment
	adapted.UpstreamBindConfig = nil
	if !strings.HasPrefix(source.GetName(), "inbound|") {
		adapted.UpstreamBindConfig = &corev3.BindConfig{SourceAddress: socket(s.loopback(p.workload), 0).GetSocketAddress()}
	}
	markHop(adapted, p.workload.String()+" "+source.GetName())
	s.adapt(p, adapted)
	adapted.Name = s.clusterName(p.workload, source.GetName())
	assignment.ClusterName = adapted.Name
	return adapted
}

// place moves an endpoint to this machine. A proxied pod is its proxy; what has none, and what is behind a proxy, is the echo.
func (s *stage) place(inbound bool, endpoint *endpointv3.Endpoint) {
	at := endpoint.GetAddress().GetSocketAddress()
	if !inbound {
		for _, pod := range s.workloads {
			if s.proxies[pod] != nil && pod.ip() == at.GetAddress() {
				endpoint.Address = socket(s.loopback(pod), s.port(at.GetPortValue()))
				return
			}
		}
	}
	endpoint.Address, endpoint.Hostname = socket("127.0.0.1", s.echoPort), ""
	endpoint.AdditionalAddresses, endpoint.HealthCheckConfig = nil, nil
}

// markHop lets every request that a cluster carries, copies and repetitions too, say so in a header.
func markHop(cluster *clusterv3.Cluster, name string) {
	options := &httpv3.HttpProtocolOptions{}
	if existing := cluster.GetTypedExtensionProtocolOptions()[httpOptions]; existing != nil {
		unpacked(existing, options)
	} else {
		options.UpstreamProtocolOptions = &httpv3.HttpProtocolOptions_ExplicitHttpConfig_{
			ExplicitHttpConfig: &httpv3.HttpProtocolOptions_ExplicitHttpConfig{
				ProtocolConfig: &httpv3.HttpProtocolOptions_ExplicitHttpConfig_HttpProtocolOptions{},
			},
		}
	}
	options.HttpFilters = []*hcmv3.HttpFilter{
		{Name: "envoy.filters.http.header_mutation", ConfigType: &hcmv3.HttpFilter_TypedConfig{TypedConfig: packed(&headermutationv3.HeaderMutation{
			Mutations: &headermutationv3.Mutations{RequestMutations: []*mutationv3.HeaderMutation{appendHeader(headerHop, name)}},
		})}},
		{Name: "envoy.filters.http.upstream_codec", ConfigType: &hcmv3.HttpFilter_TypedConfig{TypedConfig: packed(&upstreamcodecv3.UpstreamCodec{})}},
	}
	cluster.TypedExtensionProtocolOptions = map[string]*anypb.Any{httpOptions: packed(options)}
}

func appendHeader(name, value string) *mutationv3.HeaderMutation {
	return &mutationv3.HeaderMutation{Action: &mutationv3.HeaderMutation_Append{Append: &corev3.HeaderValueOption{
		Header: &corev3.HeaderValue{Key: name, Value: value}, AppendAction: corev3.HeaderValueOption_APPEND_IF_EXISTS_OR_ADD,
	}}}
}
