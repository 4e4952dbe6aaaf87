/** What kubectl reads out of YAML documents: the reader of every cluster. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTool } from './command';

/** kubectl has no command that only reads; annotating without a server is the nearest, and the annotation is taken off again. */
const ANNOTATION = 'cdk8s-istio.oracle/read';

/** Reads all objects of a text, each with apiVersion, kind and name; throws kubectl's own words where it refuses it. */
export function readWithKubectl(text: string): Record<string, unknown>[] {
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-istio-kubectl-'));
  try {
    const file = join(folder, 'documents.yaml');
    writeFileSync(file, text);
    const { status, stdout, stderr } = runTool('kubectl', ['annotate', '--local', '-f', file, `${ANNOTATION}=yes`, '-o', 'json']);
    if (status !== 0) {
      throw new Error(stderr.trim());
    }
    return stdout.split(/^(?=\{)/m).filter((object) => object.trim()).map((object) => withoutAnnotation(JSON.parse(object)));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function withoutAnnotation(object: any): Record<string, unknown> {
  const { [ANNOTATION]: _, ...annotations } = object.metadata.annotations;
  const { annotations: __, ...metadata } = object.metadata;
  return { ...object, metadata: Object.keys(annotations).length > 0 ? { ...metadata, annotations } : metadata };
}
