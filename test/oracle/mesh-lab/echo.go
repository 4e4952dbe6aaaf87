package main

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

// The headers with which the lab follows its requests.
const (
	headerID     = "x-lab-id"
	headerHop    = "x-lab-hop"
	headerMirror = "x-lab-mirror"
	headerDice   = "x-lab-dice"
	headerLuck   = "x-lab-luck"
)

// arrival is a request, or a bare connection, that came to a service.
type arrival struct {
	id, remote string
	// The clusters that carried it, as `namespace/name cluster`.
	hops       []string
	mirror     bool
	transport  string
	path, host string
	headers    map[string]string
	isTCP      bool
}

// echo stands for every service, in the mesh and outside: it takes plain text and TLS, HTTP 1 and 2, and bytes.
type echo struct {
	listener  net.Listener
	incoming  chan net.Conn
	world     *authority
	mutex     sync.Mutex
	arrivals  []arrival
	behaviour behaviour
}

func startEcho(world *authority) (*echo, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	e := &echo{listener: listener, incoming: make(chan net.Conn), world: world}
	protocols := &http.Protocols{}
	protocols.SetHTTP1(true)
	protocols.SetUnencryptedHTTP2(true)
	server := &http.Server{Handler: e, Protocols: protocols}
	go func() { _ = server.Serve(httpConnections{e}) }()
	go e.accept()
	return e, nil
}

func (e *echo) port() uint32 { return uint32(e.listener.Addr().(*net.TCPAddr).Port) }

// begin forgets what arrived and behaves from now on as a row wants it.
func (e *echo) begin(behaviour behaviour) {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	e.arrivals, e.behaviour = nil, behaviour
}

func (e *echo) arrived() []arrival {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	return append([]arrival(nil), e.arrivals...)
}

func (e *echo) record(a arrival) behaviour {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	e.arrivals = append(e.arrivals, a)
	return e.behaviour
}

func (e *echo) accept() {
	for {
		connection, err := e.listener.Accept()
		if err != nil {
			return
		}
		go e.serve(&peeked{Conn: connection, reader: bufio.NewReader(connection), transport: "plaintext"})
	}
}

// serve finds out what a client speaks by its first bytes.
func (e *echo) serve(connection *peeked) {
	first, err := connection.reader.Peek(1)
	if err != nil {
		connection.Close()
		return
	}
	if first[0] == 0x16 {
		secure := tls.Server(connection, &tls.Config{GetCertificate: e.certificate, ClientAuth: tls.RequestClientCert})
		if secure.Handshake() != nil {
			connection.Close()
			return
		}
		connection = &peeked{Conn: secure, reader: bufio.NewReader(secure), transport: transportOf(secure.ConnectionState().PeerCertificates)}
	}
	start, err := connection.reader.Peek(4)
	if err == nil && isHTTP(string(start)) {
		e.incoming <- connection
		return
	}
	e.record(arrival{remote: connection.RemoteAddr().String(), transport: connection.transport, isTCP: true})
	_, _ = connection.Write([]byte("ok"))
	connection.Close()
}

func isHTTP(start string) bool {
	for _, method := range []string{"GET ", "POST", "PUT ", "HEAD", "DELE", "OPTI", "PATC", "TRAC", "CONN", "PRI "} {
		if start == method {
			return true
		}
	}
	return false
}

// certificate is whatever the client asks for: the lab judges the client's side.
func (e *echo) certificate(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	name := hello.ServerName
	if name == "" {
		name = "server-without-name"
	}
	return e.world.host(name).pair()
}

func transportOf(client []*x509.Certificate) string {
	switch {
	case len(client) == 0:
		return "tls"
	case len(client[0].URIs) > 0 && client[0].URIs[0].Scheme == "spiffe":
		return "istio-mutual"
	default:
		return "mutual-tls"
	}
}

func (e *echo) ServeHTTP(writer http.ResponseWriter, request *http.Request) {
	a := arrival{
		id: request.Header.Get(headerID), remote: request.RemoteAddr, mirror: request.Header.Get(headerMirror) != "",
		path: request.RequestURI, host: request.Host, headers: map[string]string{}, transport: "plaintext",
	}
	if remote, transport, found := strings.Cut(request.RemoteAddr, " "); found {
		a.remote, a.transport = remote, transport
	}
	for _, value := range request.Header.Values(headerHop) {
		for _, hop := range strings.Split(value, ",") {
			if hop = strings.TrimSpace(hop); len(a.hops) == 0 || a.hops[len(a.hops)-1] != hop {
				a.hops = append(a.hops, hop)
			}
		}
	}
	for name, values := range request.Header {
		if name = strings.ToLower(name); !strings.HasPrefix(name, "x-lab-") {
			a.headers[name] = strings.Join(values, ",")
		}
	}
	behaviour := e.record(a)
	if behaviour.DelaySeconds > 0 {
		select {
		case <-time.After(time.Duration(behaviour.DelaySeconds * float64(time.Second))):
		case <-request.Context().Done():
			return
		}
	}
	if behaviour.Status == 0 {
		behaviour.Status = http.StatusOK
	}
	writer.WriteHeader(behaviour.Status)
}

// peeked is a connection whose first bytes have been looked at. Its address tells the HTTP server how it is made.
type peeked struct {
	net.Conn
	reader    *bufio.Reader
	transport string
}

func (p *peeked) Read(bytes []byte) (int, error) { return p.reader.Read(bytes) }

func (p *peeked) RemoteAddr() net.Addr { return remote{p.Conn.RemoteAddr().String()} }

type remote struct{ text string }

func (remote) Network() string  { return "tcp" }
func (r remote) String() string { return r.text }

// httpConnections hands the connections that speak HTTP to the server.
type httpConnections struct{ *echo }

func (h httpConnections) Accept() (net.Conn, error) {
	connection, open := <-h.incoming
	if !open {
		return nil, errors.New("closed")
	}
	if p, is := connection.(*peeked); is {
		return tagged{p}, nil
	}
	return connection, nil
}

func (h httpConnections) Close() error   { return nil }
func (h httpConnections) Addr() net.Addr { return h.listener.Addr() }

// tagged says in its address how the connection is made, which is all that a handler sees of it.
type tagged struct{ *peeked }

func (t tagged) RemoteAddr() net.Addr {
	return remote{t.Conn.RemoteAddr().String() + " " + t.transport}
}
