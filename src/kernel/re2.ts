/** The longest pattern that Istio takes, in bytes. */
const LONGEST = 1024;

/** Letters that mean something after a backslash in Go's regexp. */
const ESCAPES = 'aAbBCdDfnpPQrsStvwWxz';

/** The largest number of repetitions of `{…}`. */
const MOST_REPETITIONS = 1000;

/**
 * Why a text is no regular expression of RE2, as far as that shows without compiling it; undefined when nothing is found.
 *
 * Found are: more than 1024 bytes, look-around and other groups RE2 does not have, back-references, unknown escapes, quantifiers
 * after nothing or after a quantifier, parentheses and brackets that are not closed. What passes may still be refused (`[z-a]`, `\\p{x}`).
 */
export function re2Fault(pattern: string): string | undefined {
  const bytes = Buffer.byteLength(pattern);
  if (bytes > LONGEST) {
    return `it has ${bytes} bytes, and at most ${LONGEST} are possible`;
  }
  const state: State = { depth: 0, repeatable: false, quantified: false };
  for (let i = 0; i < pattern.length;) {
    const next = step(pattern, i, state);
    if (typeof next === 'string') {
      return next;
    }
    i = next;
  }
  return state.depth > 0 ? 'a parenthesis ( is not closed' : undefined;
}

interface State {
  /** Parentheses that are open. */
  depth: number;
  /** Whether a quantifier has something before it. */
  repeatable: boolean;
  /** Whether a quantifier is right before. */
  quantified: boolean;
}

/** Reads one element at a position: the position after it, or what is wrong with it. */
function step(pattern: string, i: number, state: State): number | string {
  const quantifier = quantifierAt(pattern, i);
  if (quantifier !== undefined) {
    const fault = quantifierFault(quantifier, state);
    const end = i + quantifier.length;
    state.quantified = true;
    return fault ? `${fault} at position ${i + 1}` : end + (pattern[end] === '?' ? 1 : 0);
  }
  state.quantified = false;
  const character = pattern[i];
  if (character === '(') {
    return openGroup(pattern, i, state);
  }
  state.repeatable = character !== '|';
  if (character === ')') {
    return --state.depth < 0 ? 'a parenthesis ) closes nothing' : i + 1;
  }
  if (character === '[') {
    const end = endOfClass(pattern, i);
    return end < 0 ? 'a bracket [ is not closed' : end + 1;
  }
  if (character === '\\') {
    const fault = escapeFault(pattern[i + 1], pattern[i + 2]);
    return fault ?? (pattern[i + 1] === 'Q' ? endOfQuote(pattern, i) : i + 2);
  }
  return i + 1;
}

/** `(`, `(?:`, `(?P<name>`; flags such as `(?i)` are no group, and what is before them can still be repeated. */
function openGroup(pattern: string, i: number, state: State): number | string {
  const [group, end] = GROUP.exec(pattern.slice(i))!;
  if (group === '(?') {
    return `RE2 has no group ${pattern.slice(i, i + 4)}…: no look-around`;
  }
  if (end !== ')') {
    state.depth++;
    state.repeatable = false;
  }
  return i + group.length;
}

const GROUP = /^\((?:\?(?:P?<[A-Za-z0-9_]+>|[imsU]*(?:-[imsU]+)?([:)]))?)?/;

/** `*`, `+`, `?`, `{2}`, `{2,}` or `{2,5}` at a position. Other braces are text. */
function quantifierAt(pattern: string, i: number): string | undefined {
  const character = pattern[i];
  if (character === '*' || character === '+' || character === '?') {
    return character;
  }
  return character === '{' ? /^\{[0-9]+(?:,[0-9]*)?\}/.exec(pattern.slice(i))?.[0] : undefined;
}

function quantifierFault(quantifier: string, { repeatable, quantified }: State): string | undefined {
  if (!repeatable) {
    return `nothing is there to repeat before ${quantifier}`;
  }
  if (quantified) {
    return `${quantifier} repeats a repetition`;
  }
  const [least, most] = quantifier.slice(1, -1).split(',');
  const tooMany = Number(least) > MOST_REPETITIONS || Number(most) > MOST_REPETITIONS || (most && Number(most) < Number(least));
  return tooMany ? `RE2 cannot count ${quantifier}` : undefined;
}

function escapeFault(letter: string | undefined, next: string | undefined): string | undefined {
  if (letter === undefined) {
    return 'it ends with a backslash';
  }
  if (/[1-7]/.test(letter) && !/[0-7]/.test(next ?? '')) {
    return `RE2 has no back-reference \\${letter}`;
  }
  return /[89A-Za-z]|[^\u0000-\u007f]/.test(letter) && !ESCAPES.includes(letter) ? `RE2 has no escape \\${letter}` : undefined;
}

/** The position after `\Q…\E`. */
function endOfQuote(pattern: string, start: number): number {
  const end = pattern.indexOf('\\E', start);
  return end < 0 ? pattern.length : end + 2;
}

/** Index of the `]` that closes the class, or -1. */
function endOfClass(pattern: string, start: number): number {
  let i = start + 1;
  i += pattern[i] === '^' ? 1 : 0;
  i += pattern[i] === ']' ? 1 : 0;
  for (; i < pattern.length; i++) {
    if (pattern[i] === '\\') {
      i++;
    } else if (pattern[i] === '[' && pattern[i + 1] === ':' && pattern.indexOf(':]', i + 2) > 0) {
      i = pattern.indexOf(':]', i + 2) + 1;
    } else if (pattern[i] === ']') {
      return i;
    }
  }
  return -1;
}
