import { re2Matches } from '../../kernel/re2';
import { StringMatch } from '../../networking/string-match';

/** What a text of a request must be, in a form in which two conditions can be compared. */
export interface TextCondition {
  /** `present`: there at all, `{}`. `any`: whatever it is, `.*`. */
  readonly kind: 'present' | 'any' | 'exact' | 'prefix' | 'regex';
  /** The text, the prefix or the regular expression. */
  readonly text: string;
  /** What every text that meets the condition begins with. */
  readonly start: string;
}

/** A condition in comparable form. Regular expressions that say `exact` or `prefix` in other words become that. */
export function textCondition(match: StringMatch): TextCondition {
  const [kind, text] = (Object.entries(match._render())[0] ?? ['present', '']) as [TextCondition['kind'], string];
  return kind === 'regex' ? ofRegex(text) : { kind, text, start: text };
}

/**
 * Whether every text that meets one condition meets the other. False also stands for "cannot tell".
 *
 * Texts hold no line break: header values, paths and queries of a request never do.
 */
export function impliesText(narrow: TextCondition, wide: TextCondition): boolean {
  switch (wide.kind) {
    case 'present':
    case 'any': return true;
    case 'prefix': return narrow.kind !== 'present' && narrow.kind !== 'any' && narrow.start.startsWith(wide.text);
    case 'exact': return narrow.kind === 'exact' && narrow.text === wide.text;
    case 'regex': return narrow.kind === 'regex' ? narrow.text === wide.text : narrow.kind === 'exact' && isFullMatch(wide.text, narrow.text);
  }
}

/** How narrow a condition is: never less than that of a condition it implies. */
export function narrowness({ kind, start }: TextCondition): number {
  return kind === 'exact' ? EXACT : kind === 'regex' ? start.length + 0.5 : start.length;
}

/** More than the length of any prefix: a path has at most some ten thousand characters. */
export const EXACT = 1_000_000;

/** Whether a regular expression of RE2 takes a whole text of ASCII. For others proxies compare bytes, so we cannot tell. */
function isFullMatch(pattern: string, text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text) && re2Matches(pattern, text);
}

function ofRegex(text: string): TextCondition {
  const { start, rest } = literalStart(text);
  if (rest === '' || rest === '$') {
    return { kind: 'exact', text: start, start };
  }
  if (rest === '.*' || rest === '.*$') {
    return { kind: start === '' ? 'any' : 'prefix', text: start, start };
  }
  return { kind: 'regex', text, start };
}

/** A character that stands for itself, or one that does after a backslash. */
const LITERAL = /[A-Za-z0-9 !"#%&',/:;<=>@_`~-]|\\[./+*?()[\]{}^$\\-]/y;

/** The characters that every match begins with, and what is left of the pattern. Alternatives may begin with anything. */
function literalStart(pattern: string): { start: string; rest: string } {
  if (pattern.includes('|')) {
    return { start: '', rest: pattern };
  }
  let start = '';
  let at = pattern.startsWith('^') ? 1 : 0;
  for (;;) {
    LITERAL.lastIndex = at;
    const literal = LITERAL.exec(pattern)?.[0];
    if (literal === undefined || /^[*+?{]/.test(pattern.slice(at + literal.length))) {
      return { start, rest: pattern.slice(at) };
    }
    start += literal[literal.length - 1];
    at += literal.length;
  }
}
