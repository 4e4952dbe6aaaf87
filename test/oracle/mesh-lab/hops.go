package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"time"
)

// hop is what a proxy logged of a request or a connection. An empty value is logged as null, and numbers may be numbers.
type hop struct {
	Level, Proxy, Listener, ID, Chain, From, To, Cluster, Route, Status, Details, Flags, End string
	UpstreamFailure, DownstreamFailure, TLS, Peer, Subject, SNI                              string
}

// hopReader follows the file that Envoy logs to.
type hopReader struct {
	file *os.File
	rest *bufio.Reader
	part string
	hops []hop
}

func readHops(path string) (*hopReader, error) {
	file, err := os.OpenFile(path, os.O_RDONLY|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	return &hopReader{file: file, rest: bufio.NewReader(file)}, nil
}

// forget drops what has been logged so far.
func (r *hopReader) forget() {
	r.read()
	r.hops = nil
}

// await reads until enough is logged, or until patience ends: Envoy writes a line when a request has ended, and a little later.
func (r *hopReader) await(patience time.Duration, enough func([]hop) bool) {
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		r.read()
		if enough(r.hops) {
			return
		}
	}
}

func (r *hopReader) read() {
	for {
		line, err := r.rest.ReadString('\n')
		r.part += line
		if err == io.EOF {
			return
		}
		fields := map[string]any{}
		if json.Unmarshal([]byte(r.part), &fields) == nil {
			r.hops = append(r.hops, newHop(fields))
		}
		r.part = ""
	}
}

func newHop(fields map[string]any) hop {
	field := func(name string) string {
		switch value := fields[name].(type) {
		case string:
			if value == "-" {
				return ""
			}
			return value
		case float64:
			return fmt.Sprint(value)
		default:
			return ""
		}
	}
	return hop{
		Level: field("level"), Proxy: field("proxy"), Listener: field("listener"), ID: field("id"), Chain: field("chain"), From: field("from"), To: field("to"),
		Cluster: field("cluster"), Route: field("route"), Status: field("status"), Details: field("details"), Flags: field("flags"),
		End: field("end"), UpstreamFailure: field("upstreamFailure"), DownstreamFailure: field("downstreamFailure"),
		TLS: field("tls"), Peer: field("peer"), Subject: field("subject"), SNI: field("sni"),
	}
}

// connectionLevel marks what a listener logs of a connection: all that there is to know of one that no filter took, else nothing new.
const connectionLevel = "connection"

// way is the hops of one request in their order: each comes from where the one before went to.
func way(hops []hop, from, id string) []hop {
	var result []hop
	for at := from; at != ""; {
		next := -1
		for index, each := range hops {
			better := next < 0 || each.Level != connectionLevel
			if each.From == at && (each.ID == "" || each.ID == id) && better && !contains(result, each) {
				next = index
			}
		}
		if next < 0 {
			break
		}
		result = append(result, hops[next])
		at = hops[next].To
	}
	return result
}

func contains(hops []hop, wanted hop) bool {
	for _, each := range hops {
		if each == wanted {
			return true
		}
	}
	return false
}

func (h hop) isInbound() bool { return h.Listener == "virtualInbound" }

// cluster is the name of a cluster without the stage's prefix: `<number>/<namespace>/<name>/<cluster>`.
func (h hop) cluster() string {
	if parts := strings.SplitN(h.Cluster, "/", 4); len(parts) == 4 {
		return parts[3]
	}
	return h.Cluster
}

func (h hop) transport() string {
	switch {
	case h.TLS == "":
		return "plaintext"
	case strings.HasPrefix(h.Peer, "spiffe://"):
		return "istio-mutual"
	case h.Subject != "":
		return "mutual-tls"
	default:
		return "tls"
	}
}

// String is for people.
func (h hop) String() string {
	words := []string{h.Proxy + ": listener " + h.Listener}
	say := func(label, value string) {
		if value != "" {
			words = append(words, label+value)
		}
	}
	say("chain ", h.Chain)
	say("SNI ", h.SNI)
	if h.TLS != "" {
		words = append(words, h.transport())
	}
	say("from ", h.Peer)
	say("route ", h.Route)
	say("cluster ", h.cluster())
	if h.Status != "0" {
		say("answer ", h.Status)
	}
	say("", h.Details)
	say("flags ", h.Flags)
	say("", h.End)
	say("upstream: ", h.UpstreamFailure)
	say("downstream: ", h.DownstreamFailure)
	return strings.Join(words, ", ")
}

// destination reads the name of a cluster as `host:port` or `host:port subset`; the proxy's own clusters keep their names.
func destination(cluster string) string {
	parts := strings.Split(cluster, "|")
	if len(parts) != 4 {
		// The form that gateways use for automatic passthrough: outbound_.8080_.subset_.host.
		if parts = strings.SplitN(cluster, "_.", 4); len(parts) != 4 {
			return cluster
		}
		parts[2] = strings.TrimPrefix(parts[2], "_")
	}
	name := parts[3] + ":" + parts[1]
	if parts[2] != "" {
		name += " " + parts[2]
	}
	return name
}
