package main

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"sort"
	"strconv"
	"strings"
	"time"
)

// How long a client waits for an answer.
const clientTimeout = 30 * time.Second

// target is a URL, taken apart without changing a byte of its path.
type target struct {
	scheme, authority, host string
	port                    int
	path                    string
}

func readTarget(url string) (target, error) {
	scheme, rest, found := strings.Cut(url, "://")
	if !found {
		return target{}, fmt.Errorf("%q has no scheme", url)
	}
	t := target{scheme: scheme, authority: rest, path: "/"}
	if index := strings.IndexAny(rest, "/?"); index >= 0 {
		t.authority, t.path = rest[:index], rest[index:]
		if t.path[0] == '?' {
			t.path = "/" + t.path
		}
	}
	t.host = t.authority
	t.port = map[string]int{"http": 80, "https": 443, "tls": 443}[scheme]
	if host, port, err := net.SplitHostPort(t.authority); err == nil {
		t.host = host
		if t.port, err = strconv.Atoi(port); err != nil {
			return t, fmt.Errorf("the port of %q is no number", url)
		}
	}
	if t.port == 0 {
		return t, fmt.Errorf("%q has no port", url)
	}
	if scheme != "http" && scheme != "https" && scheme != "tcp" && scheme != "tls" {
		return t, fmt.Errorf("the scheme of %q is none of http, https, tcp, tls", url)
	}
	return t, nil
}

// door is where a client connects to.
type door struct {
	// The address, on the loopback interface.
	address string
	// The address that the client has there. Empty: any.
	source string
	// The first line, for a listener that believes it. Empty: none.
	introduction string
	// The destination, where no proxy of the caller chooses it.
	direct string
	// Whether this is the service itself, without any proxy.
	isService bool
}

// reply is what a client sees.
type reply struct {
	// The client's address as the first proxy sees it.
	from    string
	status  int
	header  http.Header
	closed  bool
	seconds float64
}

// call sends one request, or opens one connection.
func call(d door, t target, r *row, headers map[string]string) (reply, error) {
	dialer := net.Dialer{Timeout: patience}
	if d.source != "" {
		dialer.LocalAddr = &net.TCPAddr{IP: net.ParseIP(d.source)}
	}
	started := time.Now()
	raw, err := dialer.Dial("tcp", d.address)
	if err != nil {
		// Nothing listens: what a pod refuses is a closed connection too.
		return reply{closed: true}, nil
	}
	defer raw.Close()
	_ = raw.SetDeadline(started.Add(clientTimeout))
	result := reply{from: raw.LocalAddr().String()}
	if _, err := io.WriteString(raw, d.introduction); err != nil {
		return result, err
	}
	connection, talks := net.Conn(raw), true
	if t.scheme == "https" || t.scheme == "tls" {
		// The lab looks at what proxies do, not at whom a client trusts.
		config := &tls.Config{InsecureSkipVerify: true} //nolint:gosec
		if net.ParseIP(t.host) == nil {
			config.ServerName = t.host
		}
		secure := tls.Client(raw, config)
		talks = secure.Handshake() == nil
		connection = secure
	}
	if talks {
		if t.scheme == "tcp" || t.scheme == "tls" {
			result.closed = !ping(connection)
		} else {
			result.status, result.header, result.closed = ask(connection, t, r, headers)
		}
	} else {
		result.closed = true
	}
	result.seconds = time.Since(started).Seconds()
	return result, nil
}

// ping sends a word and expects one.
func ping(connection net.Conn) bool {
	if _, err := io.WriteString(connection, "lab\n"); err != nil {
		return false
	}
	answer := make([]byte, 2)
	_, err := io.ReadFull(connection, answer)
	return err == nil && string(answer) == "ok"
}

func ask(connection net.Conn, t target, r *row, headers map[string]string) (int, http.Header, bool) {
	method := r.Method
	if method == "" {
		method = http.MethodGet
	}
	var request strings.Builder
	authority := t.authority
	for name, value := range r.Headers {
		if strings.EqualFold(name, "host") {
			authority = value
		}
	}
	fmt.Fprintf(&request, "%s %s HTTP/1.1\r\nHost: %s\r\n", method, t.path, authority)
	names := make([]string, 0, len(headers))
	for name := range headers {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		if !strings.EqualFold(name, "host") {
			fmt.Fprintf(&request, "%s: %s\r\n", name, headers[name])
		}
	}
	if method != http.MethodGet && method != http.MethodHead {
		request.WriteString("Content-Length: 0\r\n")
	}
	request.WriteString("\r\n")
	if _, err := io.WriteString(connection, request.String()); err != nil {
		return 0, nil, true
	}
	answer, err := http.ReadResponse(bufio.NewReader(connection), &http.Request{Method: method})
	if err != nil {
		return 0, nil, true
	}
	_, _ = io.Copy(io.Discard, answer.Body)
	answer.Body.Close()
	return answer.StatusCode, answer.Header, false
}
