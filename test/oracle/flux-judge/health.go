package main

import (
	"context"

	"github.com/fluxcd/cli-utils/pkg/kstatus/polling/engine"
	"github.com/fluxcd/cli-utils/pkg/kstatus/status"
	"github.com/fluxcd/pkg/apis/kustomize"
	"github.com/fluxcd/pkg/runtime/cel"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// verdict is how healthy Flux takes an object for.
type verdict struct {
	// By is `expression` where a health check covers the object, else `built-in`.
	By string `json:"by"`
	// Status is a word of kstatus: Current, InProgress, Failed, Terminating, NotFound, Unknown.
	Status string `json:"status"`
	// Message is the built-in check's reason; empty for expressions.
	Message string `json:"message,omitempty"`
	// Error is why the check itself failed; Flux then waits until its timeout.
	Error string `json:"error,omitempty"`
}

type readers struct {
	expressions *cel.StatusReader
}

func newReaders(checks []kustomize.CustomHealthCheck) (*readers, error) {
	create, err := cel.NewStatusReader(checks)
	if err != nil {
		return nil, err
	}
	return &readers{expressions: create(nil).(*cel.StatusReader)}, nil
}

func (r *readers) judge(ctx context.Context, content map[string]any) verdict {
	object := &unstructured.Unstructured{Object: content}
	if r.expressions.Supports(object.GroupVersionKind().GroupKind()) {
		return r.byExpression(ctx, object)
	}
	result, err := status.Compute(object)
	if err != nil {
		return verdict{By: "built-in", Status: string(status.UnknownStatus), Error: err.Error()}
	}
	return verdict{By: "built-in", Status: string(result.Status), Message: result.Message}
}

func (r *readers) byExpression(ctx context.Context, object *unstructured.Unstructured) verdict {
	var live engine.ClusterReader
	said, err := r.expressions.ReadStatusForObject(ctx, live, object)
	if err == nil {
		err = said.Error
	}
	if err != nil {
		return verdict{By: "expression", Status: string(status.UnknownStatus), Error: err.Error()}
	}
	return verdict{By: "expression", Status: string(said.Status)}
}
