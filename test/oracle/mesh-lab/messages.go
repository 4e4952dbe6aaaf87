package main

import "encoding/json"

// A mesh and the requests that are sent through it, as the TypeScript side writes them.
type meshRequest struct {
	// YAML documents: Istio's kinds, and the Services, Namespaces and workloads around them.
	Documents []string `json:"documents"`
	// What differs from Istio's default meshConfig.
	MeshConfig json.RawMessage `json:"meshConfig"`
	// Public keys that take the place of every jwksUri, because the lab fetches nothing.
	Jwks string `json:"jwks"`
	Rows []row  `json:"rows"`
}

// A row of a traffic table, without its fate: the fields of TrafficRow in examples/pattern-story.ts.
type row struct {
	From          string            `json:"from"`
	Gateway       string            `json:"gateway"`
	Sidecar       *bool             `json:"sidecar"`
	Method        string            `json:"method"`
	URL           string            `json:"url"`
	Headers       map[string]string `json:"headers"`
	Token         json.RawMessage   `json:"token"`
	ClientAddress string            `json:"clientAddress"`
	Service       behaviour         `json:"service"`
	Times         int               `json:"times"`
	// Whether the row speaks of shares, so that one request is not enough even for a slow or failing service.
	Shares bool `json:"shares"`
}

// How the services behave during a row.
type behaviour struct {
	Status       int     `json:"status"`
	DelaySeconds float64 `json:"delaySeconds"`
}

// What became of the requests of a row.
type observed struct {
	Sent int `json:"sent"`
	// Percentages of the requests sent.
	To       map[string]float64 `json:"to"`
	Mirrored map[string]float64 `json:"mirrored"`
	Via      []string           `json:"via"`
	// How many requests were answered with which status, and how many were closed without an answer.
	Statuses map[int]int `json:"statuses"`
	Closed   int         `json:"closed"`
	// Of the first request that arrived.
	Sees      *sees  `json:"sees"`
	Transport string `json:"transport"`
	// Of the first answer.
	Answer map[string]string `json:"answer"`
	// How often the service was tried: the distinct numbers, ascending.
	Attempts []int `json:"attempts"`
	// The shortest time that a request took.
	Seconds float64 `json:"seconds"`
	// Shares were drawn by dice (connections are; requests are not), so they are near the truth and not exact.
	Statistical bool `json:"statistical"`
	// For people: what every proxy on the way did, once for each kind of way.
	Hops []string `json:"hops"`
	// Why the row could not be sent at all.
	Error string `json:"error"`
}

type sees struct {
	Path    string            `json:"path"`
	Host    string            `json:"host"`
	Headers map[string]string `json:"headers"`
}
