// Command mesh-lab sends requests through Istio's own translation of a folder of manifests, run by a stock Envoy.
//
// Istio's control plane (as a module, in this process) translates the manifests for every proxy of the mesh. One Envoy plays all these
// proxies, and a small server every service. The requests of a traffic table then walk from proxy to proxy, and what became of them is
// the answer: POST /run takes a meshRequest and gives an observed for each of its rows.
package main

import (
	"encoding/json"
	"flag"
	"log"
	"net/http"
	"sync"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:0", "address at which meshes are taken")
	configuration := flag.String("xds", "127.0.0.1:0", "address at which Envoy asks for its configuration")
	hopLog := flag.String("hops", "", "file to which Envoy logs")
	flag.Parse()

	mesh, world := newAuthority("mesh"), newAuthority("world")
	echo, err := startEcho(world)
	exitOn(err)
	envoy, err := serveConfiguration(*configuration)
	exitOn(err)
	hops, err := readHops(*hopLog)
	exitOn(err)
	lot, err := claimLot()
	exitOn(err)
	l := &lab{lot: lot, shift: shiftsPorts(lot), mesh: mesh, world: world, echo: echo, envoy: envoy, hops: hops, hopLog: *hopLog}

	var one sync.Mutex
	http.HandleFunc("POST /run", func(writer http.ResponseWriter, request *http.Request) {
		// One at a time: there is one Envoy.
		one.Lock()
		defer one.Unlock()
		asked := &meshRequest{}
		if err := json.NewDecoder(request.Body).Decode(asked); err != nil {
			http.Error(writer, err.Error(), http.StatusBadRequest)
			return
		}
		translated, err := translate(asked)
		if err != nil {
			http.Error(writer, err.Error(), http.StatusUnprocessableEntity)
			return
		}
		results := []observed{}
		for index := range asked.Rows {
			results = append(results, l.run(translated, &asked.Rows[index]))
		}
		_ = json.NewEncoder(writer).Encode(results)
	})
	http.HandleFunc("GET /ready", func(writer http.ResponseWriter, _ *http.Request) { writer.WriteHeader(http.StatusOK) })
	exitOn(http.ListenAndServe(*listen, nil))
}

func exitOn(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
