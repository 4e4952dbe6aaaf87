import { Problem, Report } from './rule';
import { FieldPath } from '../kernel/field-path';
import { Manifest } from '../model/manifest';

/** A place that asks for a name that is not there. */
export interface Miss {
  readonly manifest: Manifest;
  readonly path: FieldPath;
  /** The full form of the name that is asked for. */
  readonly wanted: string;
  /** The full form of the existing name nearest to it. */
  readonly nearest?: string;
  readonly problem: Problem;
}

/** Where an existing name is declared, and what to say when it is the declaration that is misspelt. */
export interface Declaration {
  readonly manifest: Manifest;
  readonly path: FieldPath;
  /** What is declared, as the beginning of a sentence: `Subset "stabel"`. */
  readonly what: string;
  /** The names, as they are written there. */
  readonly written: string;
  readonly meant: string;
}

/**
 * Reports each miss where it is, with one exception: when several places ask for a name, and the nearest existing name is asked
 * for by nobody, then one letter at the declaration explains all of them, and the declaration is reported instead.
 *
 * `asked` lists the full names that are asked for, found or not; it is called only when that matters.
 */
export function reportMisses(
  report: Report, misses: readonly Miss[], asked: () => Iterable<string>, declarationOf: (miss: Miss) => Declaration | undefined,
): void {
  const byWanted = new Map<string, Miss[]>();
  for (const miss of misses) {
    const same = byWanted.get(miss.wanted);
    if (same) {
      same.push(miss);
    } else {
      byWanted.set(miss.wanted, [miss]);
    }
  }
  let used: ReadonlySet<string> | undefined;
  for (const same of byWanted.values()) {
    const [{ nearest }] = same;
    const declaration = nearest !== undefined && places(same) > 1 && !(used ??= new Set(asked())).has(nearest)
      ? declarationOf(same[0]) : undefined;
    if (declaration) {
      report.problem(declaration.manifest, declaration.path, declarationProblem(declaration, places(same), same[0].problem));
    } else {
      same.forEach(miss => report.problem(miss.manifest, miss.path, miss.problem));
    }
  }
}

function declarationProblem({ what, written, meant }: Declaration, count: number, { equals }: Problem): Problem {
  return {
    message: `${what} is used by nobody, and ${count} places ask for "${meant}", which does not exist.`,
    fix: `Did you mean "${meant}"?`,
    found: written,
    nearest: meant,
    equals,
  };
}

/** How many lines there are to change; places without a line count one by one. */
function places(misses: readonly Miss[]): number {
  return new Set(misses.map(({ manifest, path }, i) => {
    const place = manifest.origin.locate(path);
    return place ? `${place.file}:${place.line}` : i;
  })).size;
}
