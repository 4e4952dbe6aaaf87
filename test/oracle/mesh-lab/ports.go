package main

import (
	"errors"
	"fmt"
	"net"
	"syscall"

	listenerv3 "github.com/envoyproxy/go-control-plane/envoy/config/listener/v3"
	rbacv3 "github.com/envoyproxy/go-control-plane/envoy/config/rbac/v3"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/wrapperspb"
)

// Ports below are for privileged users only; the lab moves them up by this much where it is none.
const (
	firstFreePort = 1024
	portShift     = 64000
)

// shiftsPorts tells whether this process may not listen at low ports.
func shiftsPorts(l *lot) bool {
	probe, err := net.Listen("tcp", fmt.Sprintf("127.%d.255.254:1", l.number))
	if err == nil {
		probe.Close()
	}
	return errors.Is(err, syscall.EACCES)
}

// port is where a pod's port is on this machine.
func (s *stage) port(number uint32) uint32 {
	if s.shift && number < firstFreePort {
		return number + portShift
	}
	return number
}

// followPorts lets what a listener says of the port that was called mean the port where it is. A listener that is told the address by
// its client hears of the real one.
func (s *stage) followPorts(listener *listenerv3.Listener) {
	if !s.shift {
		return
	}
	(&rewriter{message: func(message proto.Message) {
		switch each := message.(type) {
		case *listenerv3.FilterChainMatch:
			if each.GetDestinationPort() != nil {
				each.DestinationPort = wrapperspb.UInt32(s.port(each.GetDestinationPort().GetValue()))
			}
		case *rbacv3.Permission:
			if rule, is := each.GetRule().(*rbacv3.Permission_DestinationPort); is {
				rule.DestinationPort = s.port(rule.DestinationPort)
			}
		case *listenerv3.ListenerFilterChainMatchPredicate:
			if ports := each.GetDestinationPortRange(); ports != nil && ports.GetEnd() == ports.GetStart()+1 {
				ports.Start = int32(s.port(uint32(ports.GetStart())))
				ports.End = ports.GetStart() + 1
			}
		}
	}}).rewrite(listener)
}
