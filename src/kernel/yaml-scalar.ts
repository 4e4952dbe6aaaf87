/** The longest key, as printed: readers built on libyaml's scanner give up on a key that is longer. */
export const LONGEST_KEY = 1024;

/** Thrown by `quoted` for half of a surrogate pair, which no YAML file can hold. */
export class LoneSurrogate extends RangeError {}

/**
 * A text as one YAML token that every reader resolves to the same text: plain if it looks like a name and is no word or
 * number of any YAML version, else double quoted. Throws `LoneSurrogate` for text that has no Unicode form.
 */
export function stringToken(text: string): string {
  return isPlain(text) ? text : quoted(text);
}

/**
 * A finite number as every reader resolves it: YAML 1.1 sees a number in an exponent form only with a point and a sign
 * (`1.0e+21`), and minus zero is zero.
 */
export function numberToken(value: number): string {
  const text = value === 0 ? '0' : String(value);
  const exponent = text.indexOf('e');
  return exponent < 0 || text.includes('.') ? text : `${text.slice(0, exponent)}.0${text.slice(exponent)}`;
}

/**
 * Whether a text may stand as a literal block: at least two lines of printable ASCII, without spaces at the end of a line
 * and without leading or doubled trailing line ends, so that no reader has a chomping or indentation rule to differ in.
 */
export function isLiteral(text: string): boolean {
  const firstBreak = text.indexOf('\n');
  return firstBreak > 0 && firstBreak < text.length - 1
    && text.charCodeAt(0) !== SPACE && text.charCodeAt(text.length - 1) !== SPACE
    && !text.endsWith('\n\n') && !text.includes(' \n') && !NOT_PRINTABLE_ASCII.test(text);
}

const SPACE = 0x20;
const NOT_PRINTABLE_ASCII = /[^\n -~]/;

/** Longer texts are quoted: nobody reads them as names. */
const PLAIN_LENGTH = 256;

/** Words that some reader takes for a boolean, null or a number. */
const RESERVED = new Set(['y', 'n', 'yes', 'no', 'on', 'off', 'true', 'false', 'null', 'nan', 'inf', 'infinity']);
const LONGEST_RESERVED = 8;

const LETTER = 1;
const DIGIT = 2;
const JOINT = 3;

/** What an ASCII character is to a plain text; 0 for all that needs quotes. */
const CLASSES = new Uint8Array(128);
for (const [characters, kind] of [['ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_', LETTER], ['0123456789', DIGIT], ['./-', JOINT]] as const) {
  for (const character of characters) {
    CLASSES[character.charCodeAt(0)] = kind;
  }
}

/**
 * Names, hosts, paths without a leading slash: `[A-Za-z_][A-Za-z0-9_]*([./-][A-Za-z0-9_]+)*`, no reserved word, and not `e8` or
 * `E-1`, which one reader of YAML 1.1 takes for a number. What starts with a digit or a sign is for the quotes. A loop, because
 * this is most of the work of printing.
 */
function isPlain(text: string): boolean {
  const { length } = text;
  if (length === 0 || length > PLAIN_LENGTH || CLASSES[text.charCodeAt(0)] !== LETTER) {
    return false;
  }
  let previous = LETTER;
  for (let i = 1; i < length; i++) {
    const code = text.charCodeAt(i);
    const kind = code < 128 ? CLASSES[code] : 0;
    if (kind === 0 || (kind === JOINT && previous === JOINT)) {
      return false;
    }
    previous = kind;
  }
  return previous !== JOINT && !(length <= LONGEST_RESERVED && RESERVED.has(text.toLowerCase())) && !isExponent(text);
}

/** `e8`, `E-1`. */
function isExponent(text: string): boolean {
  const first = text.charCodeAt(0);
  return (first === 0x65 || first === 0x45) && /^.-?[0-9]/.test(text);
}

/**
 * What is escaped: quotes and backslash; control characters; what is invisible, breaks lines or turns the direction of
 * text; private use and non-characters. Fixed ranges, not Unicode properties, whose extent depends on the version of Node.
 */
const ESCAPED = new RegExp('["\\\\\\x00-\\x1f\\x7f-\\xa0\\xad\\u061c\\u180e\\u200b-\\u200f\\u2028-\\u202f\\u205f-\\u206f\\u3000\\ud800-\\uf8ff\\ufe00-\\ufe0f\\ufeff\\ufff0-\\uffff]');
/** The same, with pairs of surrogates as one character. */
const EVERY_ESCAPED = new RegExp('[\\ud800-\\udbff][\\udc00-\\udfff]|["\\\\\\x00-\\x1f\\x7f-\\xa0\\xad\\u061c\\u180e\\u200b-\\u200f\\u2028-\\u202f\\u205f-\\u206f\\u3000\\ud800-\\uf8ff\\ufe00-\\ufe0f\\ufeff\\ufff0-\\uffff]', 'g');

function quoted(text: string): string {
  return ESCAPED.test(text) ? `"${text.replace(EVERY_ESCAPED, escaped)}"` : `"${text}"`;
}

function escaped(character: string): string {
  switch (character) {
    case '"': return '\\"';
    case '\\': return '\\\\';
    case '\n': return '\\n';
    case '\r': return '\\r';
    case '\t': return '\\t';
  }
  const code = character.codePointAt(0)!;
  if (code > 0xffff) {
    return isVisibleSupplementary(code) ? character : `\\U${hex(code, 8)}`;
  }
  if (code >= 0xd800 && code <= 0xdfff) {
    throw new LoneSurrogate();
  }
  return code <= 0xff ? `\\x${hex(code, 2)}` : `\\u${hex(code, 4)}`;
}

/** Letters and emoji of the supplementary planes; not the non-characters at the end of each, tags and private use. */
function isVisibleSupplementary(code: number): boolean {
  return code < 0xe0000 && code % 0x10000 < 0xfffe;
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
}
