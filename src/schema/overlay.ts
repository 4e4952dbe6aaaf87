import { schemaPaths } from './facts';
import { LATEST_MINOR } from './istio-version';
import { FieldPath } from '../kernel/field-path';

/** What a hand-written table says of a place of some kinds, beside the CRDs. */
export interface OverlayEntry {
  /** The kinds that have the place. */
  readonly kinds: readonly string[];
  /** The place in the words of `schemaPaths`; `**` at the start stands for any place that ends so. */
  readonly place: string;
}

/** What is read of an object; any Kubernetes object fits. */
export interface JudgedSpec {
  readonly apiVersion: string;
  readonly kind: string;
  readonly spec?: unknown;
}

/** The places of a kind that an entry stands for. */
export function placesOf(kind: string, { place }: OverlayEntry): string[] {
  const end = place.slice(2);
  return schemaPaths(LATEST_MINOR, kind).filter(path => place.startsWith('**') ? path === end || path.endsWith(`.${end}`) : path === place);
}

/** Tells every value that stands at a place of a table, in the order of the table's places. Only those places are visited. */
export function visitPlaces<T extends OverlayEntry>(
  table: readonly T[], { kind, spec }: JudgedSpec, tell: (entry: T, path: FieldPath, value: unknown) => void,
): void {
  const steps = compiled(table).get(kind) as Steps<T> | undefined;
  if (steps) {
    enter(steps, spec, 'spec', [], (entry, path, value) => tell(entry, [...path], value));
  }
}

/** The places of a kind as a tree of steps; `[]` is the step into a list. */
interface Steps<T> {
  readonly step: string;
  readonly below: Steps<T>[];
  readonly here: T[];
}

const COMPILED = new WeakMap<readonly OverlayEntry[], Map<string, Steps<OverlayEntry>>>();

function compiled(table: readonly OverlayEntry[]): Map<string, Steps<OverlayEntry>> {
  let kinds = COMPILED.get(table);
  if (!kinds) {
    COMPILED.set(table, kinds = new Map());
    for (const entry of table) {
      for (const kind of entry.kinds) {
        const root = kinds.get(kind) ?? { step: 'spec', below: [], here: [] };
        kinds.set(kind, root);
        placesOf(kind, entry).forEach(place => insert(root, place, entry));
      }
    }
  }
  return kinds;
}

function insert(root: Steps<OverlayEntry>, place: string, entry: OverlayEntry): void {
  let steps = root;
  for (const step of place.replace(/\[\]/g, '.[]').split('.')) {
    let next = steps.below.find(each => each.step === step);
    if (!next) {
      steps.below.push(next = { step, below: [], here: [] });
    }
    steps = next;
  }
  steps.here.push(entry);
}

/** `path` is one stack for the whole visit: it is copied where there is something to tell. */
function visit<T>(steps: Steps<T>, value: unknown, path: (string | number)[], tell: (entry: T, path: FieldPath, value: unknown) => void): void {
  for (const entry of steps.here) {
    tell(entry, path, value);
  }
  if (Array.isArray(value)) {
    const inList = steps.below.find(({ step }) => step === '[]');
    for (let i = 0; inList && i < value.length; i++) {
      enter(inList, value[i], i, path, tell);
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const next of steps.below) {
      const member = (value as Record<string, unknown>)[next.step];
      if (member !== undefined && Object.prototype.hasOwnProperty.call(value, next.step)) {
        enter(next, member, next.step, path, tell);
      }
    }
  }
}

function enter<T>(
  steps: Steps<T>, value: unknown, step: string | number, path: (string | number)[], tell: (entry: T, path: FieldPath, value: unknown) => void,
): void {
  if (value !== undefined && value !== null) {
    path.push(step);
    visit(steps, value, path, tell);
    path.pop();
  }
}
