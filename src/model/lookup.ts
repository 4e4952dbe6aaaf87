/**
 * The answer to "what does this name mean?" in three values. It is never a guess: where the environment does not hold enough
 * to decide, the answer says what is missing.
 */
export type Lookup<T> = Yes<T> | No | CannotTell;

/** The name means this. */
export interface Yes<T> {
  readonly answer: 'yes';
  readonly value: T;
}

/** The name means nothing. */
export interface No {
  readonly answer: 'no';
  /** What was looked at, as the end of a sentence: `namespace "shop" has no such Service`. */
  readonly because: string;
  /** The existing name nearest to it, spelt as the reader would write it in this place. */
  readonly nearest?: string;
  /** The full form of `nearest`: the key under which the model knows it. */
  readonly nearestKey?: string;
  /** How to fix it where no nearest name says it. */
  readonly fix?: string;
  /** The namespaces it means something to, when there are some. */
  readonly seenFrom?: readonly string[];
}

/** It takes more than this environment to decide. */
export interface CannotTell {
  readonly answer: 'cannot tell';
  readonly because: string;
}

/** The answer "yes, it means this". */
export function yes<T>(value: T): Yes<T> {
  return { answer: 'yes', value };
}

/** The answer "no, nothing is called so". */
export function no(because: string, more: Omit<No, 'answer' | 'because'> = {}): No {
  return { answer: 'no', because, ...more };
}

/** The answer "somebody else knows". */
export function cannotTell(because: string): CannotTell {
  return { answer: 'cannot tell', because };
}
