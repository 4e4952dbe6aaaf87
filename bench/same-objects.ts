import { deepStrictEqual } from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';

/** Fails unless both folders hold the same objects, however they are spread over files. */
export function requireSameObjects(stock: string, ours: string): void {
  const [left, right] = [objectsBelow(stock), objectsBelow(ours)];
  deepStrictEqual([...right.keys()].sort(), [...left.keys()].sort());
  for (const [identity, object] of left) {
    deepStrictEqual(right.get(identity), object);
  }
}

/** All objects below a folder by kind, namespace and name, without kustomizations and without what code only declares. */
function objectsBelow(folder: string, found = new Map<string, unknown>()): Map<string, unknown> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== '_known') {
      objectsBelow(path, found);
    } else if (entry.name.endsWith('.yaml') && entry.name !== 'kustomization.yaml') {
      for (const document of parseAllDocuments(readFileSync(path, 'utf8'))) {
        const object = document.toJS();
        found.set(`${object.kind} ${object.metadata.namespace} ${object.metadata.name}`, object);
      }
    }
  }
  return found;
}
