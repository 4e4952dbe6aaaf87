import { FieldPath, fieldPathText } from '../kernel/field-path';
import { byCodePoint } from '../kernel/order';
import { KubernetesObject, Manifest } from '../model/manifest';

/** What names an object in both sets: group, kind, namespace and name; the version may change. */
export interface ObjectName {
  /** API group; empty for the core group. */
  readonly group: string;
  readonly kind: string;
  /** Empty for objects outside of namespaces. */
  readonly namespace: string;
  readonly name: string;
}

/** One field that differs. A field that is on one side only has no value on the other. */
export interface FieldChange {
  /** `spec.http[0].route[1].weight`; entries of a list in which all have names stand by their name: `spec.subsets.canary.labels`. */
  readonly field: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** One object that differs. */
export interface ObjectChange {
  readonly object: ObjectName;
  readonly change: 'added' | 'removed' | 'changed';
  /** The fields, of an object that is in both sets. */
  readonly fields: readonly FieldChange[];
}

/** The objects and fields in which two sets of manifests differ, sorted. Two objects of one name in one set count as the last one. */
export function diffObjects(before: readonly Manifest[], after: readonly Manifest[]): ObjectChange[] {
  const [old, now] = [byName(before), byName(after)];
  const changes: ObjectChange[] = [];
  for (const key of [...new Set([...old.keys(), ...now.keys()])].sort(byCodePoint)) {
    const [was, is] = [old.get(key), now.get(key)];
    const object = nameOf((is ?? was)!);
    if (!was || !is) {
      changes.push({ object, change: is ? 'added' : 'removed', fields: [] });
    } else {
      const fields: FieldChange[] = [];
      compare(was, is, [], fields);
      if (fields.length > 0) {
        changes.push({ object, change: 'changed', fields });
      }
    }
  }
  return changes;
}

/** `VirtualService shop/cart`. */
export function objectText({ kind, namespace, name }: ObjectName): string {
  return `${kind} ${namespace === '' ? '' : `${namespace}/`}${name}`;
}

/** What names an object. */
export function nameOf({ apiVersion, kind, metadata }: KubernetesObject): ObjectName {
  const slash = String(apiVersion).indexOf('/');
  return { group: slash < 0 ? '' : apiVersion.slice(0, slash), kind, namespace: metadata.namespace ?? '', name: metadata.name };
}

function byName(manifests: readonly Manifest[]): Map<string, KubernetesObject> {
  return new Map(manifests.filter(({ origin }) => !origin.declared).map(({ object }) => {
    const { group, kind, namespace, name } = nameOf(object);
    return [[namespace, kind, name, group].join('\0'), object];
  }));
}

function compare(before: unknown, after: unknown, path: FieldPath, found: FieldChange[]): void {
  if (Object.is(before, after)) {
    return;
  }
  if (isMap(before) && isMap(after)) {
    for (const key of [...new Set([...Object.keys(before), ...Object.keys(after)])].sort(byCodePoint)) {
      compare(own(before, key), own(after, key), [...path, key], found);
    }
  } else if (Array.isArray(before) && Array.isArray(after)) {
    compareLists(before, after, path, found);
  } else {
    found.push({ field: fieldPathText(path), ...before === undefined ? {} : { before }, ...after === undefined ? {} : { after } });
  }
}

/** Entries with names are the same entry wherever they stand; when only their order differs, the order is what changed. */
function compareLists(before: readonly unknown[], after: readonly unknown[], path: FieldPath, found: FieldChange[]): void {
  const [old, now] = [namesOf(before), namesOf(after)];
  if (old && now) {
    for (const name of new Set([...old.keys(), ...now.keys()])) {
      compare(old.get(name), now.get(name), [...path, name], found);
    }
    const [order, newOrder] = [[...old.keys()].filter(name => now.has(name)), [...now.keys()].filter(name => old.has(name))];
    if (order.some((name, i) => name !== newOrder[i])) {
      found.push({ field: `${fieldPathText(path)} (order)`, before: order, after: newOrder });
    }
    return;
  }
  for (let i = 0; i < Math.max(before.length, after.length); i++) {
    compare(before[i], after[i], [...path, i], found);
  }
}

/** The entries of a list by their names; undefined unless each is a map with a name of its own. */
function namesOf(list: readonly unknown[]): Map<string, unknown> | undefined {
  const named = new Map<string, unknown>();
  for (const entry of list) {
    const name = isMap(entry) ? own(entry, 'name') : undefined;
    if (typeof name !== 'string' || named.has(name)) {
      return undefined;
    }
    named.set(name, entry);
  }
  return named;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function own(map: Record<string, unknown>, key: string): unknown {
  return Object.prototype.hasOwnProperty.call(map, key) ? map[key] : undefined;
}
