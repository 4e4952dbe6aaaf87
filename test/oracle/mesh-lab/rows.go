package main

import (
	"fmt"
	"maps"
	"slices"
	"time"
)

// lab holds what all rows share.
type lab struct {
	mesh, world *authority
	echo        *echo
	envoy       *configurator
	hops        *hopReader
	hopLog      string
	lot         *lot
	shift       bool
	stages      int
}

// How long the lab waits for the first and for the last hop of every request.
const (
	hopPatience  = 5 * time.Second
	tailPatience = 300 * time.Millisecond
)

// The requests of a row where connections are drawn by chance.
const drawnConnections = 400

// sent is one request with all that is known of it afterwards.
type sent struct {
	id    string
	reply reply
	way   []hop
	// Without copies.
	arrivals []arrival
	copies   []arrival
}

// run sends the requests of a row and tells what became of them.
func (l *lab) run(m *meshed, r *row) observed {
	result, err := l.send(m, r)
	if err != nil {
		result = newObserved(0)
		result.Error = err.Error()
	}
	return result
}

func (l *lab) send(m *meshed, r *row) (observed, error) {
	t, err := readTarget(r.URL)
	if err != nil {
		return observed{}, err
	}
	if pod := m.ambient(); pod != nil {
		return observed{}, fmt.Errorf("%s is in the ambient mesh, which is beyond the lab", pod)
	}
	l.stages++
	s := &stage{meshed: m, number: l.stages, lot: l.lot, shift: l.shift, lacking: map[string]bool{}, mesh: l.mesh, world: l.world, echoPort: l.echo.port(), hopLog: l.hopLog}
	s.splits.need(1)
	s.fractions.need(1)
	s.furnish()
	d, err := s.findDoor(r, t)
	if err != nil {
		return observed{}, err
	}
	if err := l.envoy.configure(s.clusters, s.listeners); err != nil {
		return observed{}, err
	}
	l.hops.forget()
	l.echo.begin(r.Service)
	headers := maps.Clone(r.Headers)
	if headers == nil {
		headers = map[string]string{}
	}
	if given(r.Token) {
		bearer, err := token(r.Token, m.audiences)
		if err != nil {
			return observed{}, err
		}
		headers["Authorization"] = "Bearer " + bearer
	}
	times := s.times(r, t)
	requests := make([]sent, times)
	for index := range requests {
		requests[index].id = fmt.Sprintf("%d-%d", l.stages, index)
		headers[headerID] = requests[index].id
		headers[headerDice], headers[headerLuck] = s.draw(index)
		if requests[index].reply, err = call(d, t, r, headers); err != nil {
			return observed{}, err
		}
	}
	l.follow(requests, d, s)
	return observe(requests, d, s), nil
}

// times is how often a row is sent: as often as it says; once for every side of the dice; once where nothing is drawn.
func (s *stage) times(r *row, t target) int {
	switch failing := r.Service.Status >= 500 || r.Service.DelaySeconds > 0; {
	case r.Times > 0:
		return r.Times
	case failing && !r.Shares:
		// More would have the host ejected, and would take long.
		return 1
	case t.scheme != "http" && s.splits.connections:
		return drawnConnections
	case s.splits.number*s.fractions.number <= maxSides:
		return s.splits.number * s.fractions.number
	default:
		return s.splits.number / divisor(s.splits.number, s.fractions.number) * s.fractions.number
	}
}

// draw is what a request reads off the dice: every combination comes once, if there are not too many.
func (s *stage) draw(index int) (string, string) {
	luck := index
	if s.splits.number*s.fractions.number <= maxSides {
		luck = index / s.splits.number
	}
	return fmt.Sprint(index % s.splits.number), fmt.Sprint(luck % s.fractions.number * (luckSides / s.fractions.number))
}

// follow finds the hops and arrivals of every request.
func (l *lab) follow(requests []sent, d door, s *stage) {
	// The lines of a request come when it has ended, those of its last hop last; where a proxy gave up, some never do.
	l.hops.await(hopPatience, func(hops []hop) bool {
		seen := map[string]bool{}
		for _, each := range hops {
			seen[each.From] = true
		}
		return !slices.ContainsFunc(requests, func(each sent) bool { return each.reply.from != "" && !d.isService && !seen[each.reply.from] })
	})
	l.hops.await(tailPatience, func(hops []hop) bool {
		l.assign(requests, hops)
		return !slices.ContainsFunc(requests, func(each sent) bool {
			return each.reply.status+len(each.arrivals) == 0 && !each.reply.closed ||
				len(each.arrivals) > 0 && each.end() != each.arrivals[len(each.arrivals)-1].remote
		})
	})
	if s.copies {
		// Nobody waits for the answer of a copy.
		for before := -1; before != len(l.echo.arrived()); time.Sleep(100 * time.Millisecond) {
			before = len(l.echo.arrived())
		}
	}
	l.assign(requests, l.hops.hops)
}

// assign gives every request its hops and arrivals.
func (l *lab) assign(requests []sent, hops []hop) {
	arrivals := l.echo.arrived()
	for index := range requests {
		request := &requests[index]
		request.way, request.arrivals, request.copies = way(hops, request.reply.from, request.id), nil, nil
		for _, each := range arrivals {
			switch {
			case each.id == request.id && each.mirror:
				request.copies = append(request.copies, each)
			case each.id == request.id, each.isTCP && each.remote == request.end():
				request.arrivals = append(request.arrivals, each)
			}
		}
	}
}

// end is where the last known hop of a request leaves for its service.
func (r *sent) end() string {
	if len(r.way) == 0 {
		return r.reply.from
	}
	return r.way[len(r.way)-1].To
}
