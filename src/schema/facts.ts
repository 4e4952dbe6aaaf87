import { FactNode, KindFacts } from './fact-node';
import { KINDS as KINDS_1_29, NODES as NODES_1_29 } from './facts-1.29.gen';
import { KINDS as KINDS_1_30, NODES as NODES_1_30 } from './facts-1.30.gen';
import { KINDS as KINDS_1_31, NODES as NODES_1_31 } from './facts-1.31.gen';
import { IstioMinor, ISTIO_MINORS } from './istio-version';
import { FieldPath } from '../kernel/field-path';

/** Node by number. The tables continue one another, newest minor first: an older minor lists only what differs. */
const NODES: readonly FactNode[] = [...NODES_1_31, ...NODES_1_30, ...NODES_1_29];

const KINDS: Readonly<Record<IstioMinor, ReadonlyMap<string, KindFacts>>> = {
  '1.29': byKind(KINDS_1_29),
  '1.30': byKind(KINDS_1_30),
  '1.31': byKind(KINDS_1_31),
};

/** The facts of node `number`. */
export function factNode(number: number): FactNode {
  return NODES[number];
}

/** What a minor serves, by kind. */
export function kindFacts(minor: IstioMinor): ReadonlyMap<string, KindFacts> {
  return KINDS[minor];
}

/** The facts at a path of a document of this kind (`['spec', 'http', 0, 'timeout']`); undefined where the CRD knows no such place. */
export function factAt(minor: IstioMinor, kind: string, path: FieldPath): FactNode | undefined {
  const facts = KINDS[minor].get(kind);
  let node: FactNode | undefined = facts && NODES[facts.root];
  for (const step of path) {
    const next: number | undefined = typeof step === 'number' ? node?.items : own(node?.fields, step) ?? node?.values;
    node = next === undefined ? undefined : NODES[next];
  }
  return node;
}

/** The oldest known minor whose CRD has a place or, with `value`, a value of a closed set; `'1.29'` means 1.29 or earlier. */
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

function byKind(kinds: readonly KindFacts[]): ReadonlyMap<string, KindFacts> {
  return new Map(kinds.map(facts => [facts.kind, facts]));
}

function own(fields: Readonly<Record<string, number>> | undefined, name: string): number | undefined {
  return fields && Object.prototype.hasOwnProperty.call(fields, name) ? fields[name] : undefined;
}
