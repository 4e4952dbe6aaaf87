package main

import (
	"slices"

	mutationv3 "github.com/envoyproxy/go-control-plane/envoy/config/common/mutation_rules/v3"
	corev3 "github.com/envoyproxy/go-control-plane/envoy/config/core/v3"
	routev3 "github.com/envoyproxy/go-control-plane/envoy/config/route/v3"
	faultv3 "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/http/fault/v3"
	tcpproxyv3 "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/network/tcp_proxy/v3"
	rangev3 "github.com/envoyproxy/go-control-plane/envoy/type/v3"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/anypb"
)

const faultFilter = "envoy.filters.http.fault"

// The most sides that a die may have, so that a row stays short.
const maxSides = 1000

// sides is the number of sides that a die needs: as many different requests show exact shares.
type sides struct {
	number int
	// Whether anything is drawn for connections, which carry no header.
	connections bool
}

func (s *sides) need(number int) {
	if s.number == 0 {
		s.number = 1
	}
	if together := s.number / divisor(s.number, number) * number; together <= maxSides {
		s.number = together
	}
}

func divisor(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// loadDice makes chance obey: a split reads its draw from a header, and a route with a percentage (of copies or of faults) becomes
// routes that are chosen by another header, each with the copies and faults of its stretch of the percentage.
func (s *stage) loadDice(routes *routev3.RouteConfiguration) {
	for _, host := range routes.GetVirtualHosts() {
		var loaded []*routev3.Route
		for _, route := range host.GetRoutes() {
			if weighted := route.GetRoute().GetWeightedClusters(); weighted != nil {
				weighted.RandomValueSpecifier = &routev3.WeightedCluster_HeaderName{HeaderName: headerDice}
				total := 0
				for _, each := range weighted.GetClusters() {
					total += int(each.GetWeight().GetValue())
				}
				s.splits.need(total)
			}
			loaded = append(loaded, s.stretches(route)...)
		}
		host.Routes = loaded
	}
}

// stretches splits a route where one of its percentages ends.
func (s *stage) stretches(route *routev3.Route) []*routev3.Route {
	fault := &faultv3.HTTPFault{}
	config := route.GetTypedPerFilterConfig()[faultFilter]
	if config == nil || !unpacked(config, fault) {
		fault = nil
	}
	var ends []float64
	for _, mirror := range route.GetRoute().GetRequestMirrorPolicies() {
		s.copies = true
		mirror.RequestHeadersMutations = append(mirror.RequestHeadersMutations, &mutationv3.HeaderMutation{
			Action: &mutationv3.HeaderMutation_Append{Append: &corev3.HeaderValueOption{Header: &corev3.HeaderValue{Key: headerMirror, Value: "yes"}}},
		})
		ends = append(ends, s.share(mirror.GetRuntimeFraction().GetDefaultValue(), mirror.GetRuntimeFraction() != nil))
	}
	if fault.GetDelay() != nil {
		ends = append(ends, s.share(fault.GetDelay().GetPercentage(), true))
	}
	if fault.GetAbort() != nil {
		ends = append(ends, s.share(fault.GetAbort().GetPercentage(), true))
	}
	ends = append(ends, 1)
	slices.Sort(ends)
	var result []*routev3.Route
	start := 0.0
	for _, end := range slices.Compact(ends) {
		if end > start {
			result = append(result, s.stretch(route, fault, start, end))
			start = end
		}
	}
	return result
}

// share is a percentage as a part of 1, and asks for a die that can show it.
func (s *stage) share(percentage *rangev3.FractionalPercent, given bool) float64 {
	if !given {
		return 1
	}
	of := map[rangev3.FractionalPercent_DenominatorType]int{
		rangev3.FractionalPercent_HUNDRED: 100, rangev3.FractionalPercent_TEN_THOUSAND: 10_000, rangev3.FractionalPercent_MILLION: 1_000_000,
	}[percentage.GetDenominator()]
	part := min(int(percentage.GetNumerator()), of)
	if part > 0 && part < of {
		s.fractions.need(of / divisor(part, of))
	}
	return float64(part) / float64(of)
}

// luckSides is how the header with the second die is read: from 0 up to, and without, this number.
const luckSides = 1_000_000

// stretch is a route for the draws from `start` up to `end`, with what happens to these for sure.
func (s *stage) stretch(route *routev3.Route, fault *faultv3.HTTPFault, start, end float64) *routev3.Route {
	copied := proto.Clone(route).(*routev3.Route)
	if end < 1 {
		// The first route that matches is taken, so a stretch need not say where it starts.
		copied.GetMatch().Headers = append(copied.GetMatch().GetHeaders(), &routev3.HeaderMatcher{
			Name:                 headerLuck,
			HeaderMatchSpecifier: &routev3.HeaderMatcher_RangeMatch{RangeMatch: &rangev3.Int64Range{Start: 0, End: int64(end*luckSides + 0.5)}},
		})
	}
	if action := copied.GetRoute(); action != nil {
		var mirrors []*routev3.RouteAction_RequestMirrorPolicy
		for _, mirror := range action.GetRequestMirrorPolicies() {
			if s.share(mirror.GetRuntimeFraction().GetDefaultValue(), mirror.GetRuntimeFraction() != nil) >= end {
				mirror.RuntimeFraction = nil
				mirrors = append(mirrors, mirror)
			}
		}
		action.RequestMirrorPolicies = mirrors
	}
	if fault != nil {
		certain := proto.Clone(fault).(*faultv3.HTTPFault)
		if certain.GetDelay() != nil && s.share(certain.GetDelay().GetPercentage(), true) < end {
			certain.Delay = nil
		}
		if certain.GetAbort() != nil && s.share(certain.GetAbort().GetPercentage(), true) < end {
			certain.Abort = nil
		}
		always := &rangev3.FractionalPercent{Numerator: 100}
		if certain.GetDelay() != nil {
			certain.GetDelay().Percentage = always
		}
		if certain.GetAbort() != nil {
			certain.GetAbort().Percentage = always
		}
		filters := map[string]*anypb.Any{}
		for name, config := range copied.GetTypedPerFilterConfig() {
			filters[name] = config
		}
		filters[faultFilter] = packed(certain)
		copied.TypedPerFilterConfig = filters
	}
	return copied
}

// fractionalConnections takes note that connections are drawn by chance: no header can tell the proxy what to draw.
func (s *stage) fractionalConnections(tcp *tcpproxyv3.TcpProxy) {
	if tcp.GetWeightedClusters() != nil {
		s.splits.connections = true
	}
}
