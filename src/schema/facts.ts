import { FactNode, KindFacts } from './fact-node';
import { IstioMinor, ISTIO_MINORS } from './istio-version';
import { KINDS as KIND_TABLES, NODES } from './minors.gen';
import { FieldPath } from '../kernel/field-path';

const KINDS: ReadonlyMap<IstioMinor, ReadonlyMap<string, KindFacts>> = new Map(
  ISTIO_MINORS.map(minor => [minor, new Map(KIND_TABLES[minor].map(facts => [facts.kind, facts]))]));

/** The facts of node `number`. */
export function factNode(number: number): FactNode {
  return NODES[number];
}

/** What a minor serves, by kind. */
export function kindFacts(minor: IstioMinor): ReadonlyMap<string, KindFacts> {
  return KINDS.get(minor)!;
}

/** The facts at a path of a document of this kind (`['spec', 'http', 0, 'timeout']`); undefined where the CRD knows no such place. */
export function factAt(minor: IstioMinor, kind: string, path: FieldPath): FactNode | undefined {
  const facts = kindFacts(minor).get(kind);
  let node: FactNode | undefined = facts && NODES[facts.root];
  for (const step of path) {
    const next: number | undefined = typeof step === 'number' ? node?.items : own(node?.fields, step) ?? node?.values;
    node = next === undefined ? undefined : NODES[next];
  }
  return node;
}

/** The oldest known minor whose CRD has a place or, with `value`, a value of a closed set; the oldest means itself or earlier. */
export function sinceOf(kind: string, path: FieldPath, value?: string): IstioMinor | undefined {
  return ISTIO_MINORS.find(minor => {
    const node = factAt(minor, kind, path);
    return node !== undefined && (value === undefined || node.enum === undefined || node.enum.includes(value));
  });
}

/**
 * All places below `spec` that a kind has, as text in code point order of the fields: `http[].match[].uri.exact`,
 * `subsets[].labels{}` (`[]` is an entry of a list, `{}` a value of a map).
 */
export function schemaPaths(minor: IstioMinor, kind: string): string[] {
  const paths: string[] = [];
  const walk = (node: FactNode | undefined, path: string) => {
    for (const [name, child] of Object.entries(node?.fields ?? {})) {
      const here = path === '' ? name : `${path}.${name}`;
      paths.push(here);
      walk(NODES[child], here);
    }
    if (node?.items !== undefined) {
      walk(NODES[node.items], `${path}[]`);
    }
    if (node?.values !== undefined) {
      walk(NODES[node.values], `${path}{}`);
    }
  };
  walk(factAt(minor, kind, ['spec']), '');
  return paths;
}

/**
 * A place of `schemaPaths` as a path that `factAt` and `sinceOf` take: an entry of a list is its first, a value of a map that of the
 * key `key`.
 */
export function fieldPathOf(place: string): FieldPath {
  return ['spec', ...place.split('.').flatMap(step => {
    const name = step.replace(/(?:\[\]|\{\})+$/, '');
    return [name, ...[...step.slice(name.length).matchAll(/\[\]|\{\}/g)].map(([mark]) => mark === '[]' ? 0 : 'key')];
  })];
}

function own(fields: Readonly<Record<string, number>> | undefined, name: string): number | undefined {
  return fields && Object.prototype.hasOwnProperty.call(fields, name) ? fields[name] : undefined;
}
