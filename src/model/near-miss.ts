import { editDistance } from '../kernel/nearest';
import { byCodePoint } from '../kernel/order';

/** Shorter names are not taken to be meant by another: `qa` and `qb` are two namespaces. */
const SHORTEST_MISSPELLING = 4;

/**
 * True when `written` is one edit away from `meant` and that edit looks like a slip: it touches no digit (`v1` and `v2`,
 * `team-1` and `team-2` are siblings) and the name that was meant is not too short.
 */
export function isNearMiss(written: string, meant: string): boolean {
  return meant.length >= SHORTEST_MISSPELLING
    && editDistance(written, meant) === 1
    && digits(written) === digits(meant);
}

/**
 * True for a near miss that is evidence even where `written` may be somebody else's: the edit lies in a part, between dots,
 * hyphens and slashes, that is itself not too short. `team-a` and `team-b`, `api.example.com` and `app.example.com` are siblings.
 */
export function isClearSlip(written: string, meant: string): boolean {
  if (!isNearMiss(written, meant)) {
    return false;
  }
  const [left, right] = [written.split(SEPARATORS), meant.split(SEPARATORS)];
  return left.length !== right.length || left.every((part, i) => part === right[i] || right[i].length >= SHORTEST_MISSPELLING);
}

const SEPARATORS = /[-./]/;

/**
 * Finds the words one edit away in time that depends on the length of the word only: two words are one edit apart exactly
 * when they share a form with at most one character left out, and then a comparison decides.
 */
export class NearMissIndex {
  private readonly forms = new Map<string, string[]>();

  constructor(words: Iterable<string>) {
    for (const word of words) {
      for (const form of formsOf(word)) {
        const sharing = this.forms.get(form);
        if (sharing) {
          sharing.push(word);
        } else {
          this.forms.set(form, [word]);
        }
      }
    }
  }

  /** The words that `written` is a near miss of, in code point order. */
  public find(written: string): string[] {
    const found = new Set<string>();
    for (const form of formsOf(written)) {
      for (const word of this.forms.get(form) ?? []) {
        if (isNearMiss(written, word)) {
          found.add(word);
        }
      }
    }
    return [...found].sort(byCodePoint);
  }
}

function formsOf(word: string): Set<string> {
  const forms = new Set([word]);
  for (let i = 0; i < word.length; i++) {
    forms.add(word.slice(0, i) + word.slice(i + 1));
  }
  return forms;
}

function digits(word: string): string {
  return word.replace(/[^0-9]/g, '');
}
