package main

import (
	"fmt"

	clusterv3 "github.com/envoyproxy/go-control-plane/envoy/config/cluster/v3"
	corev3 "github.com/envoyproxy/go-control-plane/envoy/config/core/v3"
	listenerv3 "github.com/envoyproxy/go-control-plane/envoy/config/listener/v3"
	tlsv3 "github.com/envoyproxy/go-control-plane/envoy/extensions/transport_sockets/tls/v3"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/durationpb"
)

// stage makes one Envoy play all proxies of a mesh, for one row.
//
// Every pod has an address of its own on the loopback interface, at which the listeners of its proxy really listen; so a request walks
// from proxy to proxy over real connections, with real mutual TLS. A stage has addresses and cluster names that no other has: what a
// proxy remembers (ejected hosts, token buckets, connections) is forgotten from row to row.
type stage struct {
	*meshed
	number    int
	lot       *lot
	shift     bool
	mesh      *authority
	world     *authority
	echoPort  uint32
	hopLog    string
	clusters  []*clusterv3.Cluster
	listeners []*listenerv3.Listener
	// Proxies whose programs are left out.
	lacking map[string]bool
	// Whether some route copies requests.
	copies bool
	// Numbers of dice: how many sides those of splits and those of percentages have.
	splits, fractions sides
}

// loopback is a pod's address on this machine.
func (s *stage) loopback(pod *workload) string { return s.lot.address(s.number, pod.index+1) }

// entryAddress is where the proxy listens at which a row's requests enter.
func (s *stage) entryAddress() (string, uint32) { return s.lot.address(s.number, 254), 15001 }

func (s *stage) clusterName(pod *workload, name string) string {
	return fmt.Sprintf("%d/%s/%s", s.number, pod, name)
}

// furnish gives Envoy the clusters of all proxies, and the listeners that other proxies call.
func (s *stage) furnish() {
	for _, pod := range s.workloads {
		p := s.proxies[pod]
		if p == nil {
			continue
		}
		for _, cluster := range p.clusters {
			s.clusters = append(s.clusters, s.cluster(p, cluster))
		}
		for _, listener := range p.listeners {
			switch {
			case pod.router && listener.GetAddress().GetSocketAddress().GetProtocol() == corev3.SocketAddress_TCP:
				s.addForProxies(p, listener, listener.GetAddress().GetSocketAddress().GetPortValue())
			case listener.GetName() == "virtualInbound":
				var ports []uint32
				for _, port := range s.podPorts(pod) {
					ports = append(ports, uint32(port))
				}
				if len(ports) > 0 {
					s.addForProxies(p, listener, ports...)
				}
			}
		}
	}
}

// addForProxies adds a listener at the pod's own address.
func (s *stage) addForProxies(p *proxy, source *listenerv3.Listener, ports ...uint32) {
	for index := range ports {
		ports[index] = s.port(ports[index])
	}
	s.followPorts(s.add(p, source, "", s.loopback(p.workload), ports...))
}

// add adds a copy of a listener that listens at other places.
func (s *stage) add(p *proxy, source *listenerv3.Listener, kind, address string, ports ...uint32) *listenerv3.Listener {
	added := s.listener(p, source)
	added.Name = fmt.Sprintf("%d/%s/%s%s", s.number, p.workload, source.GetName(), kind)
	added.Address = socket(address, ports[0])
	added.AdditionalAddresses = nil
	for _, port := range ports[1:] {
		added.AdditionalAddresses = append(added.AdditionalAddresses, &listenerv3.AdditionalAddress{Address: socket(address, port)})
	}
	s.listeners = append(s.listeners, added)
	return added
}

func socket(address string, port uint32) *corev3.Address {
	return &corev3.Address{Address: &corev3.Address_SocketAddress{SocketAddress: &corev3.SocketAddress{
		Address: address, PortSpecifier: &corev3.SocketAddress_PortValue{PortValue: port},
	}}}
}

// adapt changes what listeners and clusters have in common: names of clusters, and where keys and certificates come from.
func (s *stage) adapt(p *proxy, message proto.Message) {
	names := map[string]string{}
	for _, cluster := range p.clusters {
		names[cluster.GetName()] = s.clusterName(p.workload, cluster.GetName())
	}
	(&rewriter{strings: names, message: func(message proto.Message) {
		switch each := message.(type) {
		case *tlsv3.CommonTlsContext:
			s.inlineSecrets(p, each)
		case *corev3.GrpcService:
			each.Timeout = durationpb.New(patience)
		}
	}}).rewrite(message)
}
