package main

import (
	"fmt"
	"net"
	"strings"

	corev3 "github.com/envoyproxy/go-control-plane/envoy/config/core/v3"
	listenerv3 "github.com/envoyproxy/go-control-plane/envoy/config/listener/v3"
	corev1 "k8s.io/api/core/v1"
)

// The address of hosts that nothing in the cluster is called like, and of clients outside of it.
const (
	elsewhere           = "203.0.113.80"
	defaultClient       = "198.51.100.10"
	clientPort          = 40000
	clusterDomainSuffix = ".svc.cluster.local"
)

// findDoor finds where a row's client connects to, and adds the listener that takes it.
func (s *stage) findDoor(r *row, t target) (door, error) {
	switch {
	case r.From != "":
		pod := s.workload(r.From)
		if pod == nil {
			return door{}, fmt.Errorf("no workload is called %s; there are %s", r.From, s.names())
		}
		if (r.Sidecar == nil || *r.Sidecar) && pod.sidecar && !pod.router {
			return s.throughSidecar(pod, t)
		}
		return s.withoutSidecar(pod, t)
	case r.Gateway != "":
		pod := s.workload(r.Gateway)
		if pod == nil || s.proxies[pod] == nil || !pod.router {
			return door{}, fmt.Errorf("no gateway is called %s; there are %s", r.Gateway, s.names())
		}
		return s.throughGateway(pod, r, t)
	default:
		return door{}, fmt.Errorf("a row says `from` or `gateway`")
	}
}

// throughSidecar enters where iptables would send a connection of the pod: the listener of that address and port, that of the port, or the
// one for all else.
func (s *stage) throughSidecar(pod *workload, t target) (door, error) {
	address := s.resolve(pod, t.host)
	p := s.proxies[pod]
	var exact, port, rest *listenerv3.Listener
	for _, each := range p.listeners {
		at := each.GetAddress().GetSocketAddress()
		switch {
		case each.GetName() == "virtualOutbound":
			rest = each
		case each.GetName() == "virtualInbound" || int(at.GetPortValue()) != t.port:
		case at.GetAddress() == address || listensAt(each, address):
			exact = each
		case at.GetAddress() == "0.0.0.0":
			port = each
		}
	}
	for _, each := range []*listenerv3.Listener{exact, port, rest} {
		if each != nil {
			return s.enter(p, each, introduce(pod.ip(), address, t.port)), nil
		}
	}
	return door{}, fmt.Errorf("%s has no outbound listener", pod)
}

func listensAt(listener *listenerv3.Listener, address string) bool {
	for _, each := range listener.GetAdditionalAddresses() {
		if each.GetAddress().GetSocketAddress().GetAddress() == address {
			return true
		}
	}
	return false
}

// throughGateway enters at the listener behind the port of a Service that selects the gateway.
func (s *stage) throughGateway(pod *workload, r *row, t target) (door, error) {
	port := t.port
	for _, service := range s.services {
		for _, each := range service.Spec.Ports {
			if service.Namespace == pod.namespace && int(each.Port) == t.port && len(service.Spec.Selector) > 0 &&
				hasLabels(pod.labels, service.Spec.Selector) {
				port = targetPort(each, pod)
			}
		}
	}
	client := r.ClientAddress
	if client == "" {
		client = defaultClient
	}
	for _, each := range s.proxies[pod].listeners {
		at := each.GetAddress().GetSocketAddress()
		if int(at.GetPortValue()) == port && at.GetProtocol() == corev3.SocketAddress_TCP {
			return s.enter(s.proxies[pod], each, introduce(client, pod.ip(), port)), nil
		}
	}
	// Nothing listens there; so nothing listens at the stage's entry either.
	address, number := s.entryAddress()
	return door{address: net.JoinHostPort(address, fmt.Sprint(number))}, nil
}

func (s *stage) enter(p *proxy, source *listenerv3.Listener, introduction string) door {
	address, port := s.entryAddress()
	acceptClients(s.add(p, source, " (entry)", address, port))
	return door{address: net.JoinHostPort(address, fmt.Sprint(port)), introduction: introduction}
}

func introduce(client, server string, port int) string {
	family := "TCP4"
	if strings.Contains(client, ":") {
		family = "TCP6"
		if !strings.Contains(server, ":") {
			server = "::ffff:" + server
		}
	}
	return fmt.Sprintf("PROXY %s %s %s %d %d\r\n", family, client, server, clientPort, port)
}

// withoutSidecar goes where the cluster's network leads: to a pod of the service, or out into the world, which is the echo.
func (s *stage) withoutSidecar(pod *workload, t target) (door, error) {
	d := door{
		address: net.JoinHostPort("127.0.0.1", fmt.Sprint(s.echoPort)), source: s.loopback(pod), isService: true,
		direct: fmt.Sprintf("%s:%d", t.host, t.port),
	}
	service := s.serviceOf(pod, t.host)
	if service == nil {
		return d, nil
	}
	d.direct = fmt.Sprintf("%s.%s%s:%d", service.Name, service.Namespace, clusterDomainSuffix, t.port)
	pods := s.pods(service)
	for _, port := range service.Spec.Ports {
		if int(port.Port) == t.port && len(pods) > 0 {
			if s.proxies[pods[0]] != nil {
				d.isService = false
				d.address = net.JoinHostPort(s.loopback(pods[0]), fmt.Sprint(s.port(uint32(targetPort(port, pods[0])))))
			}
			return d, nil
		}
	}
	return d, fmt.Errorf("%s has no port %d with pods behind it", service.Name, t.port)
}

// resolve is what a host name means to an application in a pod.
func (s *stage) resolve(pod *workload, host string) string {
	if net.ParseIP(host) != nil {
		return host
	}
	if service := s.serviceOf(pod, host); service != nil {
		if service.Spec.ClusterIP == corev1.ClusterIPNone {
			if pods := s.pods(service); len(pods) > 0 {
				return pods[0].ip()
			}
		}
		return service.Spec.ClusterIP
	}
	if address := s.addresses[host]; address != "" {
		return address
	}
	return elsewhere
}

// serviceOf follows the search path of a pod's resolver.
func (s *stage) serviceOf(pod *workload, host string) *corev1.Service {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	for _, service := range s.services {
		full := service.Name + "." + service.Namespace
		if host == full || host == full+".svc" || host == full+clusterDomainSuffix ||
			(host == service.Name && service.Namespace == pod.namespace) {
			return service
		}
	}
	return nil
}
