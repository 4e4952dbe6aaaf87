package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

func newObserved(sent int) observed {
	return observed{
		Sent: sent, To: map[string]float64{}, Mirrored: map[string]float64{}, Via: []string{}, Statuses: map[int]int{},
		Attempts: []int{}, Hops: []string{}, Answer: map[string]string{},
	}
}

// observe sums up what became of all requests.
func observe(requests []sent, d door, s *stage) observed {
	o := newObserved(len(requests))
	o.Statistical = s.splits.connections && len(requests) == drawnConnections
	percent := 100 / float64(len(requests))
	ways := map[string]int{}
	for index := range requests {
		request := &requests[index]
		if request.reply.closed {
			o.Closed++
		} else if request.reply.status > 0 {
			o.Statuses[request.reply.status]++
		}
		if index == 0 || request.reply.seconds < o.Seconds {
			o.Seconds = request.reply.seconds
		}
		if len(o.Answer) == 0 {
			for name, values := range request.reply.header {
				o.Answer[strings.ToLower(name)] = strings.Join(values, ",")
			}
		}
		if count := len(request.arrivals); count > 0 {
			last := request.arrivals[count-1]
			o.To[request.destination(last, d)] += percent
			if !slices.Contains(o.Attempts, count) {
				o.Attempts = append(o.Attempts, count)
			}
			if o.Transport == "" {
				o.Transport = request.transport(last)
			}
			if o.Sees == nil && !last.isTCP {
				o.Sees = &sees{Path: last.path, Host: last.host, Headers: last.headers}
			}
		}
		copied := map[string]bool{}
		for _, each := range request.copies {
			if name := request.destination(each, d); !copied[name] {
				copied[name] = true
				o.Mirrored[name] += percent
			}
		}
		for _, each := range request.way {
			if pod := s.workload(each.Proxy); pod != nil && pod.router && !slices.Contains(o.Via, each.Proxy) {
				o.Via = append(o.Via, each.Proxy)
			}
		}
		ways[request.story(s.lacking)]++
	}
	slices.Sort(o.Attempts)
	for _, story := range slices.Sorted(maps.Keys(ways)) {
		o.Hops = append(o.Hops, fmt.Sprintf("%d of %d:\n%s", ways[story], len(requests), story))
	}
	return o
}

// destination is the last cluster on the way that leads out of a proxy.
func (r *sent) destination(a arrival, d door) string {
	name := d.direct
	for _, hop := range a.hops {
		if _, cluster, _ := strings.Cut(hop, " "); !strings.HasPrefix(cluster, "inbound|") && !strings.HasPrefix(cluster, "Inbound") {
			name = destination(cluster)
		}
	}
	if len(a.hops) == 0 {
		for _, hop := range r.way {
			if !hop.isInbound() && hop.cluster() != "" {
				name = destination(hop.cluster())
			}
		}
	}
	return name
}

// transport is how the last connection before the service, or before its sidecar, is made.
func (r *sent) transport(a arrival) string {
	if len(r.way) > 0 && r.way[len(r.way)-1].isInbound() {
		return r.way[len(r.way)-1].transport()
	}
	return a.transport
}

// story tells a person what happened, without what differs by chance.
func (r *sent) story(lacking map[string]bool) string {
	var lines []string
	for _, each := range r.way {
		lines = append(lines, "  "+each.String())
		if lacking[each.Proxy] {
			lines = append(lines, "  (this proxy lacks its WASM plugins here)")
		}
	}
	switch {
	case r.reply.closed:
		lines = append(lines, "  the connection is closed without an answer")
	case r.reply.status > 0:
		lines = append(lines, fmt.Sprintf("  the client sees %d", r.reply.status))
	default:
		lines = append(lines, "  the client is answered")
	}
	return strings.Join(lines, "\n")
}
