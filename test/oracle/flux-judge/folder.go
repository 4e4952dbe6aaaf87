package main

import (
	"context"
	"os"
	"path/filepath"

	"github.com/fluxcd/pkg/kustomize"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// build is a folder as a Kustomization of Flux reads it.
type build struct {
	// Root is the source's folder; nothing outside of it may be read.
	Root string `json:"root"`
	// Path is `spec.path`, below the root.
	Path string `json:"path"`
	// Kustomization is the whole object of Flux: its patches, images and substitutions take part.
	Kustomization map[string]any `json:"kustomization"`
}

// built is what a folder becomes: objects in the order of Kustomize, or why not.
type built struct {
	Objects []map[string]any `json:"objects"`
	Error   string           `json:"error,omitempty"`
}

// run works on a copy: Flux writes into the folder that it reads.
func (b build) run(ctx context.Context) built {
	objects, err := b.objects(ctx)
	if err != nil {
		return built{Objects: []map[string]any{}, Error: err.Error()}
	}
	return built{Objects: objects}
}

func (b build) objects(ctx context.Context) ([]map[string]any, error) {
	root, err := os.MkdirTemp("", "flux-judge-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(root)
	if err := os.CopyFS(root, os.DirFS(b.Root)); err != nil {
		return nil, err
	}
	kustomization := unstructured.Unstructured{Object: b.Kustomization}
	folder := filepath.Join(root, b.Path)
	if _, err := kustomize.NewGenerator(root, kustomization).WriteFile(folder); err != nil {
		return nil, err
	}
	resources, err := kustomize.SecureBuild(root, folder, false)
	if err != nil {
		return nil, err
	}
	objects := []map[string]any{}
	for _, resource := range resources.Resources() {
		// No client: only what the Kustomization itself holds is substituted. An unknown variable fails, as it does since Flux 2.9.
		substituted, err := kustomize.SubstituteVariables(ctx, nil, kustomization, resource,
			kustomize.SubstituteWithDryRun(true), kustomize.SubstituteWithStrict(true))
		if err != nil {
			return nil, err
		}
		if substituted != nil {
			resource = substituted
		}
		object, err := resource.Map()
		if err != nil {
			return nil, err
		}
		objects = append(objects, object)
	}
	return objects, nil
}
