package main

import (
	"strings"

	udpatype "github.com/cncf/xds/go/udpa/type/v1"
	xdstype "github.com/cncf/xds/go/xds/type/v3"
	accesslogv3 "github.com/envoyproxy/go-control-plane/envoy/config/accesslog/v3"
	corev3 "github.com/envoyproxy/go-control-plane/envoy/config/core/v3"
	listenerv3 "github.com/envoyproxy/go-control-plane/envoy/config/listener/v3"
	routev3 "github.com/envoyproxy/go-control-plane/envoy/config/route/v3"
	fileaccesslogv3 "github.com/envoyproxy/go-control-plane/envoy/extensions/access_loggers/file/v3"
	setfilterstatecommonv3 "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/common/set_filter_state/v3"
	setfilterstatev3 "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/http/set_filter_state/v3"
	proxyprotocolv3 "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/listener/proxy_protocol/v3"
	hcmv3 "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/network/http_connection_manager/v3"
	tcpproxyv3 "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/network/tcp_proxy/v3"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/anypb"
	"google.golang.org/protobuf/types/known/structpb"
)

// listener adapts a listener: it listens by itself, holds its routes, and logs hops for the lab.
func (s *stage) listener(p *proxy, source *listenerv3.Listener) *listenerv3.Listener {
	adapted := proto.Clone(source).(*listenerv3.Listener)
	adapted.BindToPort, adapted.UseOriginalDst = nil, nil
	var filters []*listenerv3.ListenerFilter
	for _, filter := range adapted.GetListenerFilters() {
		// The address that a client really called is its own here.
		if filter.GetName() != "envoy.filters.listener.original_dst" {
			filters = append(filters, filter)
		}
	}
	adapted.ListenerFilters = filters
	log := s.accessLog(p, source, "")
	adapted.AccessLog = s.accessLog(p, source, connectionLevel)
	chains := adapted.GetFilterChains()
	if last := adapted.GetDefaultFilterChain(); last != nil {
		chains = append(chains[:len(chains):len(chains)], last)
	}
	for _, chain := range chains {
		var kept []*listenerv3.Filter
		for _, filter := range chain.GetFilters() {
			if config := s.networkFilter(p, filter.GetTypedConfig(), log); config != nil {
				filter.ConfigType = &listenerv3.Filter_TypedConfig{TypedConfig: config}
				kept = append(kept, filter)
			}
		}
		chain.Filters = kept
	}
	s.adapt(p, adapted)
	return adapted
}

// acceptClients lets a listener take the addresses of a connection from its first line, so that the lab can be any client.
func acceptClients(listener *listenerv3.Listener) {
	for _, filter := range listener.GetListenerFilters() {
		if filter.GetName() == "envoy.filters.listener.proxy_protocol" {
			return
		}
	}
	first := &listenerv3.ListenerFilter{
		Name:       "envoy.filters.listener.proxy_protocol",
		ConfigType: &listenerv3.ListenerFilter_TypedConfig{TypedConfig: packed(&proxyprotocolv3.ProxyProtocol{})},
	}
	listener.ListenerFilters = append([]*listenerv3.ListenerFilter{first}, listener.GetListenerFilters()...)
}

// networkFilter adapts a filter; nil drops it.
func (s *stage) networkFilter(p *proxy, config *anypb.Any, log []*accesslogv3.AccessLog) *anypb.Any {
	manager, tcp := &hcmv3.HttpConnectionManager{}, &tcpproxyv3.TcpProxy{}
	switch {
	case unpacked(config, manager):
		s.manager(p, manager, log)
		return packed(manager)
	case unpacked(config, tcp):
		tcp.AccessLog = log
		s.fractionalConnections(tcp)
		return packed(tcp)
	case isStock(config):
		return config
	default:
		return nil
	}
}

func (s *stage) manager(p *proxy, manager *hcmv3.HttpConnectionManager, log []*accesslogv3.AccessLog) {
	manager.AccessLog, manager.AccessLogOptions, manager.Tracing = log, nil, nil
	if routes := manager.GetRds().GetRouteConfigName(); routes != "" {
		known := p.routes[routes]
		if known == nil {
			known = &routev3.RouteConfiguration{Name: routes}
		}
		manager.RouteSpecifier = &hcmv3.HttpConnectionManager_RouteConfig{RouteConfig: proto.Clone(known).(*routev3.RouteConfiguration)}
	}
	s.loadDice(manager.GetRouteConfig())
	var kept []*hcmv3.HttpFilter
	for _, filter := range manager.GetHttpFilters() {
		switch {
		case filter.GetName() == "istio.alpn":
			kept = append(kept, alpn())
		case filter.GetTypedConfig() != nil && isStock(filter.GetTypedConfig()):
			kept = append(kept, filter)
		case filter.GetConfigDiscovery() != nil || strings.Contains(filter.GetTypedConfig().GetTypeUrl(), ".wasm."):
			s.lacking[p.workload.String()] = true
		}
	}
	manager.HttpFilters = kept
}

// alpn stands for Istio's filter of that name: it tells the proxy of the destination that this is HTTP.
func alpn() *hcmv3.HttpFilter {
	return &hcmv3.HttpFilter{Name: "istio.alpn", ConfigType: &hcmv3.HttpFilter_TypedConfig{TypedConfig: packed(&setfilterstatev3.Config{
		OnRequestHeaders: []*setfilterstatecommonv3.FilterStateValue{{
			Key:   &setfilterstatecommonv3.FilterStateValue_ObjectKey{ObjectKey: "envoy.network.application_protocols"},
			Value: &setfilterstatecommonv3.FilterStateValue_FormatString{FormatString: text("istio-http/1.1,istio,http/1.1")},
		}},
	})}}
}

func text(format string) *corev3.SubstitutionFormatString {
	return &corev3.SubstitutionFormatString{Format: &corev3.SubstitutionFormatString_TextFormatSource{
		TextFormatSource: &corev3.DataSource{Specifier: &corev3.DataSource_InlineString{InlineString: format}},
	}}
}

// isStock tells filters of Envoy from those that only Istio's proxy has, and from programs that an agent would have to fetch.
func isStock(config *anypb.Any) bool {
	kind := config.GetTypeUrl()
	old, current := &udpatype.TypedStruct{}, &xdstype.TypedStruct{}
	if unpacked(config, old) {
		kind = old.GetTypeUrl()
	} else if unpacked(config, current) {
		kind = current.GetTypeUrl()
	}
	return strings.Contains(kind, "/envoy.extensions.") && !strings.Contains(kind, ".wasm.")
}

// accessLog writes a line for every hop. Direct addresses are those of real connections: a hop's upstream is the next one's downstream.
func (s *stage) accessLog(p *proxy, listener *listenerv3.Listener, level string) []*accesslogv3.AccessLog {
	fields := map[string]*structpb.Value{}
	for name, format := range map[string]string{
		"proxy": p.workload.String(), "level": level, "listener": listener.GetName(), "id": "%REQ(X-LAB-ID)%", "chain": "%FILTER_CHAIN_NAME%",
		"from": "%DOWNSTREAM_DIRECT_REMOTE_ADDRESS%", "to": "%UPSTREAM_LOCAL_ADDRESS%", "cluster": "%UPSTREAM_CLUSTER_RAW%",
		"route": "%ROUTE_NAME%", "status": "%RESPONSE_CODE%", "details": "%RESPONSE_CODE_DETAILS%", "flags": "%RESPONSE_FLAGS%",
		"end": "%CONNECTION_TERMINATION_DETAILS%", "upstreamFailure": "%UPSTREAM_TRANSPORT_FAILURE_REASON%",
		"downstreamFailure": "%DOWNSTREAM_TRANSPORT_FAILURE_REASON%", "tls": "%DOWNSTREAM_TLS_VERSION%",
		"peer": "%DOWNSTREAM_PEER_URI_SAN%", "subject": "%DOWNSTREAM_PEER_SUBJECT%", "sni": "%REQUESTED_SERVER_NAME%",
	} {
		fields[name] = structpb.NewStringValue(format)
	}
	return []*accesslogv3.AccessLog{{Name: "envoy.access_loggers.file", ConfigType: &accesslogv3.AccessLog_TypedConfig{
		TypedConfig: packed(&fileaccesslogv3.FileAccessLog{
			Path: s.hopLog,
			AccessLogFormat: &fileaccesslogv3.FileAccessLog_LogFormat{LogFormat: &corev3.SubstitutionFormatString{
				Format: &corev3.SubstitutionFormatString_JsonFormat{JsonFormat: &structpb.Struct{Fields: fields}},
			}},
		}),
	}}}
}
