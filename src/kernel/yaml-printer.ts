import { CODES } from './codes';
import { fail } from './fail';
import { FieldPath, fieldPathText } from './field-path';
import { byCodePoint } from './order';
import { isLiteral, LONGEST_KEY, LoneSurrogate, numberToken, stringToken } from './yaml-scalar';

/** Nesting beyond this is refused, in printing and in reading. */
export const DEEPEST_NESTING = 1000;

/**
 * One Kubernetes document as YAML text that every reader understands alike.
 *
 * `apiVersion`, `kind` and `metadata` come first, all other keys by code point; lists keep their order. LF, one line end at
 * the end, no anchors, tags or folded lines. Keys whose value is `undefined` are left out, `null` is written.
 *
 * Fails with UNPRINTABLE_VALUE, naming the field, on what YAML or JSON cannot hold: numbers that are not finite, bigint,
 * functions, class instances, cycles, `undefined` in a list, lone surrogates, keys over 1024 characters, 1000 levels.
 */
export function printYaml(object: object): string {
  const outer = out;
  out = '';
  try {
    return printDocument(object as Fields);
  } catch (error) {
    if (error instanceof Unprintable || error instanceof LoneSurrogate) {
      return failAtCulprit(object);
    }
    throw error;
  } finally {
    out = outer;
  }
}

/** Several documents as one text, separated by `---`. */
export function printYamlStream(objects: readonly object[]): string {
  const parts: string[] = [];
  for (let i = 0; i < objects.length; i += PART) {
    parts.push(objects.slice(i, i + PART).map(printYaml).join(SEPARATOR));
  }
  return parts.join(SEPARATOR);
}

const SEPARATOR = '---\n';

/** Documents joined at a time: until it is joined, the text of a document is a tree of its pieces, several times as large. */
const PART = 100;

/** One value as the token that stands after a colon: `cart`, `"8080"`, `8080`, `true`, `null`. */
export function printScalar(value: string | number | boolean | null): string {
  const what = unprintableScalar(value);
  if (what) {
    fail({ code: CODES.UNPRINTABLE_VALUE, what, fix: 'Give a text, a finite number, true, false or null.' });
  }
  return typeof value === 'string' ? stringToken(value) : typeof value === 'number' ? numberToken(value) : String(value);
}

type Fields = Readonly<Record<string, unknown>>;

/** Inside: something cannot be printed. Only then somebody looks for where it is. */
class Unprintable extends RangeError {}

/** The text so far. Every line brings its own line end at its start, so that a key and its indentation are one kept text. */
let out = '';

function printDocument(object: Fields): string {
  if (!isMap(object)) {
    throw new Unprintable();
  }
  return mapLines(object, 0, true, 1, ROOT_SHAPES) ? out + '\n' : '{}\n';
}

/** Writes the lines of a map; the first key goes `onLine`, the one that is begun (behind a dash), if there is one. False for a map without values. */
function mapLines(map: Fields, level: number, onLine: boolean, depth: number, shapes = SHAPES): boolean {
  const shape = shapes.of(map);
  const { keys } = shape;
  const { bare, spaced } = shape.levels[level] ?? shapeAt(shape, level);
  let written = !onLine;
  let any = false;
  for (let i = 0; i < keys.length; i++) {
    const value = map[keys[i]];
    if (value === undefined) {
      continue;
    }
    any = true;
    if (typeof value !== 'object' || value === null) {
      out += written ? spaced[i] : `${shape.tokens[i]} `;
      scalar(value, level);
    } else {
      out += written ? bare[i] : shape.tokens[i];
      container(value, level, depth);
    }
    written = true;
  }
  return any;
}

/** Writes a list or map behind its key. Lists stand at the indentation of their key, as kubectl writes them. */
function container(value: object, level: number, depth: number): void {
  if (depth > DEEPEST_NESTING) {
    throw new Unprintable();
  }
  if (Array.isArray(value)) {
    if (value.length === 0) {
      out += ' []';
    } else {
      listLines(value, level, false, depth + 1);
    }
  } else if (!mapLines(isMap(value) ? value : refuse(), level + 1, false, depth + 1)) {
    out += ' {}';
  }
}

function listLines(list: readonly unknown[], level: number, afterDash: boolean, depth: number): void {
  if (depth > DEEPEST_NESTING) {
    throw new Unprintable();
  }
  const dash = `${lineStart(level)}- `;
  for (let i = 0; i < list.length; i++) {
    const item = list[i];
    out += i === 0 && afterDash ? '- ' : dash;
    if (typeof item !== 'object' || item === null) {
      scalar(item, level);
    } else if (Array.isArray(item)) {
      if (item.length === 0) {
        out += '[]';
      } else {
        listLines(item, level + 1, true, depth + 1);
      }
    } else if (!mapLines(isMap(item) ? item : refuse(), level + 1, true, depth + 1)) {
      out += '{}';
    }
  }
}

/** Writes a scalar; text of several lines as a literal block where all readers agree on it. */
function scalar(value: unknown, level: number): void {
  switch (typeof value) {
    case 'string':
      out += isLiteral(value) ? literal(value, level + 1) : stringToken(value);
      break;
    case 'number':
      out += Number.isFinite(value) ? numberToken(value) : refuse();
      break;
    case 'boolean':
      out += value ? 'true' : 'false';
      break;
    default:
      out += value === null ? 'null' : refuse();
  }
}

function literal(text: string, level: number): string {
  const complete = text.endsWith('\n');
  const lines = (complete ? text.slice(0, -1) : text).replace(/\n(?!\n)/g, lineStart(level));
  return `${complete ? '|' : '|-'}${lineStart(level)}${lines}`;
}

/** A line end and the indentation of the next line. */
const LINE_STARTS: string[] = [];

function lineStart(level: number): string {
  return LINE_STARTS[level] ??= `\n${'  '.repeat(level)}`;
}

/** The keys of a map in the order they are printed, and the token (colon included) of each. */
interface Shape {
  /** In the order of the map. */
  readonly given: readonly string[];
  readonly keys: readonly string[];
  readonly tokens: readonly string[];
  /** The tokens with line end and indentation, by level: bare for lists and maps, with a space for scalars. */
  readonly levels: { readonly bare: readonly string[]; readonly spaced: readonly string[] }[];
}

function shapeAt(shape: Shape, level: number): Shape['levels'][number] {
  const bare = shape.tokens.map(token => lineStart(level) + token);
  return shape.levels[level] = { bare, spaced: bare.map(token => `${token} `) };
}

/** Maps repeat their keys from object to object: order and tokens are kept per list of keys, up to a bound. */
class Shapes {
  private readonly byFirstKey = new Map<string, Shape[]>();
  private kept = 0;

  constructor(private readonly leading: readonly string[]) {
  }

  public of(map: Fields): Shape {
    const given = Object.keys(map);
    if (given.length > MOST_KEYS || given.length === 0) {
      return this.shapeOf(given);
    }
    const shapes = this.byFirstKey.get(given[0]);
    for (let i = 0; shapes !== undefined && i < shapes.length; i++) {
      if (isSame(shapes[i].given, given)) {
        return shapes[i];
      }
    }
    const shape = this.shapeOf(given);
    if (shapes === undefined && this.kept < MOST_SHAPES) {
      this.kept++;
      this.byFirstKey.set(given[0], [shape]);
    } else if (shapes !== undefined && shapes.length < SHAPES_OF_ONE_KEY) {
      shapes.push(shape);
    }
    return shape;
  }

  private shapeOf(given: readonly string[]): Shape {
    const leading = this.leading.filter(key => given.includes(key));
    const keys = [...leading, ...given.filter(key => !leading.includes(key)).sort(byCodePoint)];
    return { given, keys, tokens: keys.map(keyToken), levels: [] };
  }
}

const MOST_KEYS = 24;
const MOST_SHAPES = 1000;
const SHAPES_OF_ONE_KEY = 16;
const SHAPES = new Shapes([]);
const ROOT_SHAPES = new Shapes(['apiVersion', 'kind', 'metadata']);

function isSame(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) {
    return false;
  }
  for (let i = 0; i < a.length; i++) {
    if (a[i] !== b[i]) {
      return false;
    }
  }
  return true;
}

function keyToken(key: string): string {
  const token = stringToken(key);
  return token.length > LONGEST_KEY ? refuse() : `${token}:`;
}

/** A literal object, also one without prototype or of another realm; not a Date, a Map or an instance of a user's class. */
function isMap(value: object): value is Fields {
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || (Object.getPrototypeOf(prototype) === null && !Array.isArray(value));
}

function refuse(): never {
  throw new Unprintable();
}

/** Finds the first value that cannot be printed and fails with its path. Walks without recursion: the depth may be the fault. */
function failAtCulprit(root: object): never {
  const open: { value: unknown; path: FieldPath; above: readonly object[] }[] = [{ value: root, path: [], above: [] }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { value, path, above } = next;
    if (typeof value !== 'object' || value === null) {
      report(root, path, path.length === 0 ? 'A document must be a map.' : unprintableScalar(value));
      continue;
    }
    report(root, path, unprintableContainer(value, above));
    const inside = [...above, value];
    const steps = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
    for (const step of steps.reverse()) {
      const child = (value as Record<string | number, unknown>)[step];
      report(root, path, typeof step === 'string' ? unprintableKey(step) : undefined);
      if (child !== undefined || Array.isArray(value)) {
        open.push({ value: child, path: [...path, step], above: inside });
      }
    }
  }
  return fail({ code: CODES.UNPRINTABLE_VALUE, what: 'The document cannot be written as YAML.', where: subject(root), fix: 'Give plain values.' });
}

function report(root: object, path: FieldPath, what: string | undefined): void {
  if (what) {
    const shown = path.length > 12 ? [...path.slice(0, 12), '…'] : path;
    fail({
      code: CODES.UNPRINTABLE_VALUE,
      what,
      where: [subject(root), fieldPathText(shown)].filter(Boolean).join(', '),
      fix: 'Give plain values: maps, lists, texts, finite numbers, true, false, null.',
    });
  }
}

function unprintableContainer(value: object, above: readonly object[]): string | undefined {
  if (above.includes(value)) {
    return 'The value contains itself, and YAML without anchors cannot say that.';
  }
  if (above.length > DEEPEST_NESTING) {
    return `The value is nested more than ${DEEPEST_NESTING} levels deep.`;
  }
  if (Array.isArray(value)) {
    return above.length === 0 ? 'A document must be a map.' : undefined;
  }
  return isMap(value) ? undefined : `An instance of ${value.constructor?.name || 'a class'} is no plain value.`;
}

function unprintableKey(key: string): string | undefined {
  const what = unprintableScalar(key);
  if (what) {
    return what.replace(/^The text/, 'The key');
  }
  return stringToken(key).length > LONGEST_KEY ? `The key "${key.slice(0, 40)}…" is longer than ${LONGEST_KEY} characters.` : undefined;
}

function unprintableScalar(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return hasLoneSurrogate(value)
        ? `The text ${JSON.stringify(value.slice(0, 40))} holds half of a surrogate pair, which is no character.` : undefined;
    case 'number':
      return Number.isFinite(value) ? undefined : `The number ${value} is not finite.`;
    case 'boolean':
      return undefined;
    case 'undefined':
      return 'A list has an item that is undefined.';
    default:
      return value === null ? undefined : `A ${typeof value} is no value of a manifest.`;
  }
}

function hasLoneSurrogate(text: string): boolean {
  return /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(text);
}

function subject(root: object): string {
  const { kind, metadata } = root as { kind?: unknown; metadata?: { name?: unknown; namespace?: unknown } };
  const name = [metadata?.namespace, metadata?.name].filter(part => typeof part === 'string').join('/');
  return typeof kind === 'string' ? `${kind} ${name}`.trim() : '';
}
