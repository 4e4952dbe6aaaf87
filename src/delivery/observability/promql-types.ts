import { PromqlType } from './promql-functions';
import { PromqlProblem } from './promql-tokens';

/** What is known of a part of an expression: its type, and what may still follow it. */
export interface Part {
  readonly type: PromqlType;
  readonly offset: number;
  /** A metric with labels, a range of one, or a subquery: only those are shifted in time. */
  readonly shape: 'selector' | 'range' | 'subquery' | 'other';
  readonly shifted?: boolean;
  readonly pinned?: boolean;
}

/** How the series of two vectors find each other. */
export interface Matching {
  readonly by?: 'on' | 'ignoring';
  readonly labels: readonly string[];
  readonly include: readonly string[];
  readonly grouped: boolean;
}

/** Why an operator cannot stand between two parts; undefined where it can. */
export function binaryProblem(
  operator: string, bool: boolean, { by, labels, include, grouped }: Matching, vectors: boolean, scalars: boolean,
): string | undefined {
  if (bool && !COMPARISONS.has(operator)) {
    return `bool stands behind a comparison only, not behind ${operator}`;
  }
  if (scalars && !bool && COMPARISONS.has(operator)) {
    return `a comparison of two scalars is written ${operator} bool`;
  }
  if (SETS.has(operator) && !vectors) {
    return `${operator} takes two vectors; a number becomes one by vector(…)`;
  }
  if (!vectors && labels.length > 0) {
    return `${by} stands between two vectors only`;
  }
  if (SETS.has(operator) && grouped) {
    return `${operator} takes no group_left or group_right`;
  }
  const both = by === 'on' ? labels.find(label => include.includes(label)) : undefined;
  return both === undefined ? undefined : `the label ${both} stands in on and in the group`;
}

/** Arguments have the types that are wanted. */
export function requireTypes(name: string, parts: readonly Part[], wanted: readonly PromqlType[]): void {
  parts.forEach(({ type, offset }, i) => {
    if (type !== wanted[i]) {
      const hint = wanted[i] === 'range' && type === 'vector' ? '; add one, as [5m]' : '';
      throw new PromqlProblem(`${name} takes a ${wanted[i]}, and gets a ${type}${hint}`, offset);
    }
  });
}

const COMPARISONS = new Set(['==', '!=', '<=', '<', '>=', '>']);
const SETS = new Set(['and', 'or', 'unless']);
