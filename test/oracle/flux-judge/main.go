// flux-judge says what Flux's own libraries make of our delivery: how healthy an object is by a Kustomization's health check
// expressions, and what a folder becomes on its way to the cluster. A question in JSON comes in on stdin, the answer goes to stdout.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/fluxcd/pkg/apis/kustomize"
	utiljson "k8s.io/apimachinery/pkg/util/json"
)

// question is what stdin holds.
type question struct {
	// Checks is `spec.healthCheckExprs` of a Kustomization.
	Checks []kustomize.CustomHealthCheck `json:"checks"`
	// Objects are live objects, with their status.
	Objects []json.RawMessage `json:"objects"`
	// Builds are folders to be read as a Kustomization reads them.
	Builds []build `json:"builds"`
}

// answer is what stdout gets: one entry for each object and each build, in their order.
type answer struct {
	// Fault says why the checks as a whole are refused; no object is judged then.
	Fault    string    `json:"fault,omitempty"`
	Verdicts []verdict `json:"verdicts"`
	Builds   []built   `json:"builds"`
}

func main() {
	if err := run(context.Background(), os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, in io.Reader, out io.Writer) error {
	text, err := io.ReadAll(in)
	if err != nil {
		return err
	}
	var asked question
	if err := json.Unmarshal(text, &asked); err != nil {
		return err
	}
	said := answer{Verdicts: []verdict{}, Builds: []built{}}
	readers, err := newReaders(asked.Checks)
	if err != nil {
		said.Fault = err.Error()
	} else {
		for _, raw := range asked.Objects {
			// The API machinery's decoder: whole numbers stay whole, as they are in the controller.
			var object map[string]any
			if err := utiljson.Unmarshal(raw, &object); err != nil {
				return err
			}
			said.Verdicts = append(said.Verdicts, readers.judge(ctx, object))
		}
	}
	for _, wanted := range asked.Builds {
		said.Builds = append(said.Builds, wanted.run(ctx))
	}
	return json.NewEncoder(out).Encode(said)
}
