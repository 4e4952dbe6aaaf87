package main

import (
	"fmt"
	"net"
	"strconv"
	"sync"
	"time"

	clusterv3 "github.com/envoyproxy/go-control-plane/envoy/config/cluster/v3"
	listenerv3 "github.com/envoyproxy/go-control-plane/envoy/config/listener/v3"
	discoveryv3 "github.com/envoyproxy/go-control-plane/envoy/service/discovery/v3"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/anypb"
)

const (
	clusterType  = "type.googleapis.com/envoy.config.cluster.v3.Cluster"
	listenerType = "type.googleapis.com/envoy.config.listener.v3.Listener"
)

// How long Envoy may take to start, and to take a configuration.
const patience = 20 * time.Second

// configurator tells the one Envoy what to be, and waits until it is.
type configurator struct {
	discoveryv3.UnimplementedAggregatedDiscoveryServiceServer
	mutex   sync.Mutex
	version int
	// The stream of Envoy comes here, and stays below.
	streams chan discoveryv3.AggregatedDiscoveryService_StreamAggregatedResourcesServer
	stream  discoveryv3.AggregatedDiscoveryService_StreamAggregatedResourcesServer
	answers chan *discoveryv3.DiscoveryRequest
	// The types that Envoy has asked for.
	asked map[string]bool
}

func serveConfiguration(address string) (*configurator, error) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, err
	}
	c := &configurator{
		streams: make(chan discoveryv3.AggregatedDiscoveryService_StreamAggregatedResourcesServer, 1),
		answers: make(chan *discoveryv3.DiscoveryRequest, 100),
		asked:   map[string]bool{},
	}
	server := grpc.NewServer()
	discoveryv3.RegisterAggregatedDiscoveryServiceServer(server, c)
	go func() { _ = server.Serve(listener) }()
	return c, nil
}

// StreamAggregatedResources is called by Envoy, which asks for clusters, and for listeners once it has clusters.
func (c *configurator) StreamAggregatedResources(stream discoveryv3.AggregatedDiscoveryService_StreamAggregatedResourcesServer) error {
	c.streams <- stream
	for {
		request, err := stream.Recv()
		if err != nil {
			return err
		}
		c.answers <- request
	}
}

// configure replaces everything. The error is Envoy's, if it refuses.
func (c *configurator) configure(clusters []*clusterv3.Cluster, listeners []*listenerv3.Listener) error {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.stream == nil {
		select {
		case c.stream = <-c.streams:
		case <-time.After(patience):
			return fmt.Errorf("envoy did not connect in %s", patience)
		}
	}
	var packedClusters, packedListeners []*anypb.Any
	for _, each := range clusters {
		packedClusters = append(packedClusters, packed(each))
	}
	for _, each := range listeners {
		packedListeners = append(packedListeners, packed(each))
	}
	if err := c.send(clusterType, packedClusters); err != nil {
		return err
	}
	return c.send(listenerType, packedListeners)
}

func (c *configurator) send(kind string, resources []*anypb.Any) error {
	// What Envoy has not asked for yet it would ignore.
	if err := c.await(func(request *discoveryv3.DiscoveryRequest) bool { return c.asked[kind] }); err != nil {
		return err
	}
	c.version++
	nonce := strconv.Itoa(c.version)
	response := &discoveryv3.DiscoveryResponse{TypeUrl: kind, Resources: resources, VersionInfo: nonce, Nonce: nonce}
	if err := c.stream.Send(response); err != nil {
		return fmt.Errorf("envoy is gone: %w", err)
	}
	var refusal error
	err := c.await(func(answer *discoveryv3.DiscoveryRequest) bool {
		if answer == nil || answer.GetTypeUrl() != kind || answer.GetResponseNonce() != nonce {
			return false
		}
		if detail := answer.GetErrorDetail(); detail != nil {
			refusal = fmt.Errorf("envoy refuses: %s", detail.GetMessage())
		}
		return true
	})
	if err != nil {
		return err
	}
	return refusal
}

// await reads what Envoy says until it is enough; at first with nothing, because it may be already.
func (c *configurator) await(enough func(*discoveryv3.DiscoveryRequest) bool) error {
	timeout := time.After(patience)
	for request := (*discoveryv3.DiscoveryRequest)(nil); !enough(request); {
		select {
		case request = <-c.answers:
			c.asked[request.GetTypeUrl()] = true
		case <-timeout:
			return fmt.Errorf("envoy did not take its configuration in %s", patience)
		}
	}
	return nil
}
