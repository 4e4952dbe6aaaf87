import { Labels } from './reading';
import { selects } from './selectors';

/** Something that picks workloads of a namespace by their labels. */
export interface Picking {
  readonly namespace: string;
  /** Undefined for all workloads of the namespace. */
  readonly selector?: Labels;
}

/**
 * Who picks a workload? Everybody is filed under the label that fewest others ask for, so that labels which all workloads of a namespace
 * carry cost nothing.
 */
export class SelectorIndex<T extends Picking> {
  private readonly filed = new Map<string, T[]>();

  constructor(all: readonly T[]) {
    const uses = new Map<string, number>();
    for (const each of all) {
      keysOf(each).forEach(key => uses.set(key, (uses.get(key) ?? 0) + 1));
    }
    for (const each of all) {
      const key = keysOf(each).reduce((rarest, next) => uses.get(next)! < uses.get(rarest)! ? next : rarest);
      const there = this.filed.get(key);
      if (there) {
        there.push(each);
      } else {
        this.filed.set(key, [each]);
      }
    }
  }

  /** Those of a namespace that pick a workload with these labels; the ones for all workloads come first. */
  public picking(namespace: string, labels: Labels): T[] {
    const found = [...this.filed.get(namespace) ?? []];
    for (const key in labels) {
      for (const each of this.filed.get(keyOf(namespace, key, labels[key])) ?? []) {
        if (selects(each.selector!, labels)) {
          found.push(each);
        }
      }
    }
    return found;
  }
}

function keysOf({ namespace, selector }: Picking): string[] {
  const pairs = Object.entries(selector ?? {});
  return pairs.length > 0 ? pairs.map(([key, value]) => keyOf(namespace, key, value)) : [namespace];
}

function keyOf(namespace: string, key: string, value: string): string {
  return `${namespace} ${key}=${value}`;
}
