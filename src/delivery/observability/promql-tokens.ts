/** What an expression is not, and where: the offset counts UTF-16 units from 0. */
export interface PromqlFault {
  readonly message: string;
  readonly offset: number;
}

/** Thrown inside of the parser only. */
export class PromqlProblem extends Error {
  constructor(message: string, public readonly offset: number) {
    super(message);
  }
}

export type TokenKind = 'name' | 'number' | 'duration' | 'text' | 'sign' | 'end';

/** A word of an expression. */
export interface Token {
  readonly kind: TokenKind;
  /** As it is written; of a text, what it stands for. */
  readonly text: string;
  readonly offset: number;
}

const SPACE = /(?:[ \t\r\n]|#[^\n]*)+/y;
const NAME = /[A-Za-z_:][A-Za-z0-9_:]*/y;
const NAME_IN_RANGE = /[A-Za-z_][A-Za-z0-9_]*/y;
const NUMBER = /(?:0[xX]_?[0-9A-Fa-f]+(?:_[0-9A-Fa-f]+)*|(?:[0-9]+(?:_[0-9]+)*(?:\.[0-9]*(?:_[0-9]+)*)?|\.[0-9]+(?:_[0-9]+)*)(?:[eE][+-]?[0-9]+)?)(?![A-Za-z0-9_.])/y;
const DURATION = /(?:[0-9]+(?:ms|[smhdwy]))+(?![A-Za-z0-9_])/y;
/** Units once, in this order. */
const ORDERED_DURATION = /^(?:[0-9]+y)?(?:[0-9]+w)?(?:[0-9]+d)?(?:[0-9]+h)?(?:[0-9]+m)?(?:[0-9]+s)?(?:[0-9]+ms)?$/;
const SIGN = /==|!=|<=|>=|=~|!~|[-+*/%^<>=(){}[\],:@]/y;

/** The words of an expression, the last of them `end`. */
export function tokensOf(expression: string): Token[] {
  const tokens: Token[] = [];
  let offset = 0;
  let inRange = false;
  const taken = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = offset;
    return pattern.exec(expression)?.[0];
  };
  while (offset < expression.length) {
    const space = taken(SPACE);
    if (space !== undefined) {
      offset += space.length;
      continue;
    }
    const quote = expression[offset];
    if (quote === '"' || quote === "'" || quote === '`') {
      const { value, length } = textAt(expression, offset);
      tokens.push({ kind: 'text', text: value, offset });
      offset += length;
      continue;
    }
    // Between brackets a colon parts range and step; elsewhere it is a part of names.
    const [kind, text]: readonly [TokenKind, string] = wordAt(taken, inRange) ?? unexpected(expression, offset);
    if (kind === 'duration' && !ORDERED_DURATION.test(text)) {
      throw new PromqlProblem(`the duration ${text} must name each unit once, the largest first`, offset);
    }
    inRange = text === '[' || (inRange && text !== ']');
    tokens.push({ kind, text, offset });
    offset += text.length;
  }
  return [...tokens, { kind: 'end', text: '', offset }];
}

function wordAt(taken: (pattern: RegExp) => string | undefined, inRange: boolean): [TokenKind, string] | undefined {
  const name = taken(inRange ? NAME_IN_RANGE : NAME);
  if (name !== undefined) {
    return /^(?:inf|nan)$/i.test(name) ? ['number', name] : ['name', name];
  }
  for (const [kind, pattern] of [['duration', DURATION], ['number', NUMBER], ['sign', SIGN]] as const) {
    const text = taken(pattern);
    if (text !== undefined) {
      return [kind, text];
    }
  }
  return undefined;
}

function unexpected(expression: string, offset: number): never {
  const character = String.fromCodePoint(expression.codePointAt(offset)!);
  const number = /^[0-9.]/.test(character) ? /^[0-9A-Za-z_.:]+/.exec(expression.slice(offset))![0] : undefined;
  throw new PromqlProblem(number === undefined ? `the character ${JSON.stringify(character)} cannot stand here`
    : `${JSON.stringify(number)} is neither a number nor a duration`, offset);
}

const ESCAPES: Readonly<Record<string, string>> = { 'a': '\x07', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t', 'v': '\v', '\\': '\\' };
const CODE = /\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([0-7]{3}))/y;

/** The text in quotes at a place, and how long it is written. */
function textAt(expression: string, start: number): { value: string; length: number } {
  const quote = expression[start];
  let value = '';
  let at = start + 1;
  for (; at < expression.length && expression[at] !== quote; at++) {
    const character = expression[at];
    if (quote === '`' || (character !== '\\' && character !== '\n')) {
      value += character;
    } else if (character === '\n') {
      throw new PromqlProblem('a text in quotes ends on its line', at);
    } else {
      const [meant, length] = escapeAt(expression, at, quote);
      value += meant;
      at += length - 1;
    }
  }
  if (at >= expression.length) {
    throw new PromqlProblem(`the text that begins with ${quote} has no end`, start);
  }
  return { value, length: at + 1 - start };
}

function escapeAt(expression: string, at: number, quote: string): [meant: string, length: number] {
  const next = expression[at + 1];
  const plain = next === quote ? quote : ESCAPES[next];
  if (plain !== undefined) {
    return [plain, 2];
  }
  CODE.lastIndex = at;
  const match = CODE.exec(expression);
  const code = match && (match[4] === undefined ? parseInt(match[1] ?? match[2] ?? match[3], 16) : parseInt(match[4], 8));
  const legal = code !== null && code <= (match![4] === undefined ? 0x10ffff : 255) && !(code >= 0xd800 && code < 0xe000);
  if (!legal) {
    throw new PromqlProblem(`\\${next ?? ''} is no escape; a backslash of a regular expression is written twice`, at);
  }
  return [String.fromCodePoint(code), match![0].length];
}
