/** A plain scalar as the readers of this world resolve it. */
export interface ScalarReading {
  /** What Kubernetes' reader (sigs.k8s.io/yaml) sees: the value that is checked. */
  readonly value: string | number | boolean | null;
  /** What is odd about it: other readers see something else, or JSON has no such value. Absent for most scalars. */
  readonly doubt?: string;
  /** True where Kubernetes refuses the file because of it. */
  readonly refused?: boolean;
}

/** Resolves a plain (unquoted) scalar. Texts that no reader takes for anything else return at once. */
export function readPlain(text: string): ScalarReading {
  if (!SPECIAL.test(text)) {
    return { value: text };
  }
  if (DECIMAL.test(text)) {
    return { value: Number(text) };
  }
  const value = kubernetes(text);
  if (typeof value === 'number' && !Number.isFinite(value)) {
    return { value: text, doubt: `Kubernetes reads ${text} as a number that JSON does not have`, refused: true };
  }
  const doubt = inexact(text, value) ?? disagreement(text, value);
  return doubt ? { value, doubt } : { value };
}

type Value = string | number | boolean | null;

/** The first characters of all that is not simply text, as in Go's table; `=` is special to YAML 1.1. */
const SPECIAL = /^(?:$|[-+.0-9~=]|[yYnNtTfFoO](?:$|[eEoOnNrRuUaAfF]))/;
const DECIMAL = /^(?:0|-?[1-9][0-9]{0,14})$/;

const WORDS = new Map<string, Value>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map(word => [word, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map(word => [word, false] as const),
  ...['', '~', 'null', 'Null', 'NULL'].map(word => [word, null] as const),
  ...['.nan', '.NaN', '.NAN'].map(word => [word, NaN] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map(word => [word, Infinity] as const),
  ...['-.inf', '-.Inf', '-.INF'].map(word => [word, -Infinity] as const),
]);
const CORE_WORDS = /^(?:true|True|TRUE|false|False|FALSE|null|Null|NULL|~|)$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const GO_INTEGER = /^([-+]?)(?:(0[xX])([0-9a-fA-F]+)|(0[bB])([01]+)|(0[oO]?)([0-7]+)|([1-9][0-9]*|0))$/;
const TIMESTAMP = /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:$|[Tt \t])/;

/** The resolver of Go's yaml v2, which Kubernetes uses: YAML 1.1 words, base prefixes of Go, no base 60, dates are text. */
function kubernetes(text: string): Value {
  const word = WORDS.get(text);
  if (word !== undefined) {
    return word;
  }
  if (/^[^-+.0-9]/.test(text) || TIMESTAMP.test(text)) {
    return text;
  }
  const plain = text.startsWith('.') ? text : text.replace(/_/g, '');
  const integer = text.startsWith('.') ? undefined : goInteger(plain);
  return integer ?? (FLOAT.test(plain) ? Number(plain) : text);
}

function goInteger(text: string): number | undefined {
  const match = GO_INTEGER.exec(text);
  if (!match) {
    return undefined;
  }
  const [, sign, hexadecimal, hexadecimalDigits, binary, binaryDigits, octal, octalDigits, digits] = match;
  const size = hexadecimal ? parseInt(hexadecimalDigits, 16) : binary ? parseInt(binaryDigits, 2) : octal ? parseInt(octalDigits, 8) : Number(digits);
  return sign === '-' && size !== 0 ? -size : size;
}

/** Whole numbers beyond 2^53, which only some readers keep exactly. */
function inexact(text: string, value: Value): string | undefined {
  return typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value) && !/[.eE]/.test(text)
    ? `${text} is too large to be kept exactly by every reader` : undefined;
}

/** What a reader of YAML 1.1 (PyYAML, older tools) or of YAML 1.2 (kustomize, most tools of today) sees instead. */
function disagreement(text: string, value: Value): string | undefined {
  for (const [reader, other] of [['YAML 1.1', yaml11(text)], ['YAML 1.2', yaml12(text)]] as const) {
    if (other !== value) {
      return `Kubernetes reads ${text === '' ? 'nothing' : text} as ${name(value)}, readers of ${reader} as ${typeof other === 'symbol' ? other.description : name(other)}`;
    }
  }
  return undefined;
}

const DATE = Symbol('a date');
const INDICATOR = Symbol('an indicator');

function yaml11(text: string): Value | symbol {
  if (/^[yYnN]$/.test(text)) {
    return text;
  }
  if (text === '=') {
    return INDICATOR;
  }
  const word = WORDS.get(text);
  if (word !== undefined) {
    return word;
  }
  if (TIMESTAMP.test(text)) {
    return DATE;
  }
  const plain = text.replace(/_/g, '');
  if (/^[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/.test(text)) {
    return Number(plain.replace(/^[-+]/, '').split(':').reduce((sum, part) => sum * 60 + Number(part), 0)) * (text.startsWith('-') ? -1 : 1);
  }
  if (/^[-+]?(?:0b[01_]+|0x[0-9a-fA-F_]+|0[0-7_]*|[1-9][0-9_]*)$/.test(text)) {
    return goInteger(plain) ?? text;
  }
  if (/^[-+]?(?:[0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*)(?:[eE][-+][0-9]+)?$/.test(text)) {
    return Number(plain);
  }
  return text;
}

function yaml12(text: string): Value {
  if (CORE_WORDS.test(text)) {
    return WORDS.get(text)!;
  }
  if (/^[-+]?[0-9]+$/.test(text)) {
    return Number(text) || 0;
  }
  if (/^0o[0-7]+$/.test(text)) {
    return parseInt(text.slice(2), 8);
  }
  return /^0x[0-9a-fA-F]+$/.test(text) || FLOAT.test(text) ? Number(text) : text;
}

function name(value: Value): string {
  return typeof value === 'string' ? `the text ${JSON.stringify(value)}` : String(value);
}
