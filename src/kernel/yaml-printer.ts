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
  try {
    return printDocument(object as Fields);
  } catch (error) {
    if (error instanceof Unprintable || error instanceof LoneSurrogate) {
      return failAtCulprit(object);
    }
    throw error;
  }
}

/** Several documents as one text, separated by `---`. */
export function printYamlStream(objects: readonly object[]): string {
  return objects.map(printYaml).join('---\n');
}

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

function printDocument(object: Fields): string {
  if (!isMap(object)) {
    throw new Unprintable();
  }
  const lines = mapLines(object, '', false, 1, ROOT_SHAPES);
  return lines === '' ? '{}\n' : lines;
}

/** The lines of a map; the first one goes without indentation where a dash stands before it. Empty for a map without values. */
function mapLines(map: Fields, pad: string, afterDash: boolean, depth: number, shapes = SHAPES): string {
  let text = '';
  let lead = afterDash ? '' : pad;
  const { keys, tokens } = shapes.of(map);
  for (let i = 0; i < keys.length; i++) {
    const value = map[keys[i]];
    if (value !== undefined) {
      text += lead + tokens[i] + afterKey(value, pad, depth);
      lead = pad;
    }
  }
  return text;
}

/** What follows `key:`, line end included. Lists stand at the indentation of their key, as kubectl writes them. */
function afterKey(value: unknown, pad: string, depth: number): string {
  if (typeof value !== 'object' || value === null) {
    return ' ' + scalar(value, pad);
  }
  if (depth > DEEPEST_NESTING) {
    throw new Unprintable();
  }
  if (Array.isArray(value)) {
    return value.length === 0 ? ' []\n' : '\n' + listLines(value, pad, false, depth + 1);
  }
  const lines = isMap(value) ? mapLines(value, pad + '  ', false, depth + 1) : refuse();
  return lines === '' ? ' {}\n' : '\n' + lines;
}

function listLines(list: readonly unknown[], pad: string, afterDash: boolean, depth: number): string {
  if (depth > DEEPEST_NESTING) {
    throw new Unprintable();
  }
  let text = '';
  let lead = afterDash ? '- ' : pad + '- ';
  for (let i = 0; i < list.length; i++) {
    const item = list[i];
    text += lead;
    lead = pad + '- ';
    if (typeof item !== 'object' || item === null) {
      text += scalar(item, pad);
    } else if (Array.isArray(item)) {
      text += item.length === 0 ? '[]\n' : listLines(item, pad + '  ', true, depth + 1);
    } else {
      const lines = isMap(item) ? mapLines(item, pad + '  ', true, depth + 1) : refuse();
      text += lines === '' ? '{}\n' : lines;
    }
  }
  return text;
}

/** A scalar and its line end; text of several lines as a literal block below `pad` where all readers agree on it. */
function scalar(value: unknown, pad: string): string {
  switch (typeof value) {
    case 'string':
      return isLiteral(value) ? literal(value, pad + '  ') : stringToken(value) + '\n';
    case 'number':
      return Number.isFinite(value) ? numberToken(value) + '\n' : refuse();
    case 'boolean':
      return value ? 'true\n' : 'false\n';
    default:
      return value === null ? 'null\n' : refuse();
  }
}

function literal(text: string, pad: string): string {
  const complete = text.endsWith('\n');
  const lines = (complete ? text.slice(0, -1) : text).replace(/\n(?!\n)/g, '\n' + pad);
  return `${complete ? '|' : '|-'}\n${pad}${lines}\n`;
}

/** The keys of a map in the order they are printed, and the token (colon included) of each. */
interface Shape {
  /** In the order of the map. */
  readonly given: readonly string[];
  readonly keys: readonly string[];
  readonly tokens: readonly string[];
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
    return { given, keys, tokens: keys.map(keyToken) };
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
