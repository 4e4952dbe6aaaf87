import { parseAllDocuments } from 'yaml';
import { KubernetesObject, Manifest } from '../../src/model/manifest';

/** The documents of a YAML text as manifests of a file; a finding's line is the number of its document, from 1. */
export function manifestsOf(text: string, more: Partial<Manifest['origin']> = {}, file = 'mesh.yaml'): Manifest[] {
  return parseAllDocuments(text)
    .map(document => document.toJS() as KubernetesObject)
    .filter(object => object !== null)
    .flatMap(object => object.kind === 'List' ? object.items as KubernetesObject[] : [object])
    .map((object, i) => ({ object, origin: { locate: (path = []) => ({ file: `${file}#${path.join('.')}`, line: i + 1 }), ...more } }));
}
