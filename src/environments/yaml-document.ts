import {
  Alias, Composer as NodeComposer, CST, Document, isAlias, isMap, isScalar, isSeq, LineCounter, Pair, Parser, Scalar, YAMLMap, YAMLSeq,
} from 'yaml';
import { illegalCharacter, syntax, syntaxProblem, tooDeep, TextProblem } from './text-problem';
import { readPlain, ScalarReading } from './yaml-scalar-reading';
import { CODES } from '../kernel/codes';
import { FieldPath } from '../kernel/field-path';
import { DEEPEST_NESTING } from '../kernel/yaml-printer';

/** One document of a text: its value as Kubernetes' reader sees it, and where things stand. */
export interface ReadDocument {
  readonly value: unknown;
  readonly problems: readonly TextProblem[];
}

/** Nodes that aliases of one text may add: far more than people write, far less than a bomb. */
const ALIASED_NODES = 100_000;

/**
 * All documents of a text, empty ones left out. Problems are told, never thrown; a document that cannot be understood has the
 * value undefined.
 */
export function readDocuments(text: string): ReadDocument[] {
  const illegal = illegalCharacter(text);
  if (illegal) {
    return [{ value: undefined, problems: [illegal] }];
  }
  const parsed = parse(text);
  if (!parsed) {
    return [{ value: undefined, problems: [tooDeep(1)] }];
  }
  const documents: ReadDocument[] = [];
  for (const document of parsed.documents) {
    const problems = document.errors.map(error => syntaxProblem(error.message, parsed.lines.linePos(error.pos[0]).line));
    if (problems.length > 0) {
      documents.push({ value: undefined, problems: problems.slice(0, 1) });
    } else if (holdsValue(document)) {
      documents.push(new Composer(document, parsed.lines).read());
    }
  }
  return documents;
}

/** The line of a value, by document (empty ones not counted) and path: of the key in a map, of the dash's item in a list. */
export class LineFinder {
  private readonly documents: readonly Document.Parsed[];
  private readonly lines: LineCounter;

  constructor(text: string) {
    const parsed = parse(text);
    this.lines = parsed?.lines ?? new LineCounter();
    this.documents = (parsed?.documents ?? []).filter(document => document.errors.length > 0 || holdsValue(document));
  }

  public lineOf(index: number, path: FieldPath): { line: number; column: number } {
    let node: unknown = this.documents[index]?.contents;
    let offset = (node as Scalar | undefined)?.range?.[0] ?? 0;
    for (const step of path) {
      if (isAlias(node)) {
        node = node.resolve(this.documents[index]);
      }
      if (isMap(node)) {
        const pair = pairOf(node, String(step));
        if (!pair) {
          break;
        }
        offset = (pair.key as Scalar).range?.[0] ?? offset;
        node = pair.value;
      } else if (isSeq(node) && node.items[Number(step)]) {
        node = node.items[Number(step)];
        offset = (node as Scalar).range?.[0] ?? offset;
      } else {
        break;
      }
    }
    const { line, col } = this.lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  }
}

/** Syntax only: every scalar stays a text, and resolving it the way Kubernetes does is ours. */
function parse(text: string): { documents: Document.Parsed[]; lines: LineCounter } | undefined {
  const lines = new LineCounter();
  try {
    const composer = new NodeComposer({
      schema: 'failsafe', version: '1.1', uniqueKeys: false, prettyErrors: false, strict: true, stringKeys: false, logLevel: 'silent',
    });
    return { documents: [...composer.compose(shallow(new Parser(lines.addNewLine).parse(text)))], lines };
  } catch (error) {
    if (error instanceof RangeError) {
      return undefined;
    }
    throw error;
  }
}

/**
 * Tokens of documents that are not too deep; RangeError for one that is. The composer is recursive, and a stack that runs
 * full inside of it can end the whole process (V8 cannot compile a regular expression there), which nobody catches.
 */
function* shallow(tokens: Iterable<CST.Token>): Generator<CST.Token> {
  for (const token of tokens) {
    const stack: [CST.Token, number][] = [[token, 0]];
    for (let top = stack.pop(); top; top = stack.pop()) {
      const [parent, depth] = top;
      if (depth > DEEPEST_NESTING + 2) { // the document itself is a level, and so is its last value
        throw new RangeError('too deep');
      }
      if (parent.type === 'document' && parent.value) {
        stack.push([parent.value, depth + 1]);
      } else if ('items' in parent) {
        for (const { key, value } of parent.items) {
          push(key, depth);
          push(value, depth);
        }
      }
    }
    yield token;

    function push(child: CST.Token | null | undefined, depth: number): void {
      if (child && 'items' in child) {
        stack.push([child, depth + 1]);
      }
    }
  }
}

/** A document of comments only holds nothing. */
function holdsValue({ contents }: Document.Parsed): boolean {
  const empty = isScalar(contents) && contents.type === 'PLAIN' && (contents.source ?? '') === '' && contents.tag === undefined;
  return contents !== null && !empty;
}

function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find(pair => isScalar(pair.key) && keyText(pair.key) === key);
}

/** Turns one parsed document into a value. */
class Composer {
  private readonly problems: TextProblem[] = [];
  private readonly resolving = new Set<unknown>();
  /** Anchors seen so far: an alias means the last one before it. */
  private readonly anchors = new Map<string, unknown>();
  private aliased = 0;
  private outermostAlias: unknown;

  constructor(private readonly document: Document.Parsed, private readonly lines: LineCounter) {
  }

  public read(): ReadDocument {
    try {
      return { value: this.value(this.document.contents, [], 0), problems: this.problems };
    } catch (error) {
      if (error instanceof Unreadable) {
        return { value: undefined, problems: [...this.problems, error.problem] };
      }
      throw error;
    }
  }

  private value(node: unknown, path: FieldPath, depth: number): unknown {
    if (depth > DEEPEST_NESTING) {
      throw new Unreadable(tooDeep(this.line(node)));
    }
    if (this.resolving.size > 0 && ++this.aliased > ALIASED_NODES) {
      throw new Unreadable(syntax('The aliases of the document unfold to more than 100,000 values.', this.line(this.outermostAlias), 'Write the values out.'));
    }
    const { anchor } = (node ?? {}) as { anchor?: string };
    if (anchor !== undefined) {
      this.anchors.set(anchor, node);
    }
    if (isScalar(node)) {
      return this.scalar(node, path);
    }
    if (isMap(node)) {
      return this.map(node, path, depth);
    }
    if (isSeq(node)) {
      return (node as YAMLSeq).items.map((item, i) => this.value(item, [...path, i], depth + 1));
    }
    return isAlias(node) ? this.alias(node, path, depth) : null;
  }

  private alias(node: Alias, path: FieldPath, depth: number): unknown {
    const target = this.anchors.get(node.source);
    if (target === undefined || this.resolving.has(target) || contains(target, node)) {
      throw new Unreadable(syntax(`The alias *${node.source} leads to itself or to nothing.`, this.line(node), 'Write the value out.'));
    }
    if (this.resolving.size === 0) {
      this.outermostAlias = node;
    }
    this.resolving.add(target);
    const value = this.value(target, path, depth + 1);
    this.resolving.delete(target);
    return value;
  }

  private map(node: YAMLMap, path: FieldPath, depth: number): unknown {
    const fields: Record<string, unknown> = {};
    const own = new Set<string>();
    const merged: unknown[] = [];
    for (const pair of node.items) {
      if (isMergeKey(pair.key)) {
        merged.push(pair.value);
        continue;
      }
      const key = this.key(pair.key, path);
      if (own.has(key)) {
        this.problems.push({
          code: CODES.READ_DUPLICATE_KEY,
          rule: 'duplicate-key',
          severity: 'error',
          message: `The key ${JSON.stringify(key)} is there twice in one map.`,
          why: 'Kubernetes refuses it, and other readers keep the last one silently.',
          fix: 'Remove one of the two.',
          line: this.line(pair.key),
          path: [...path, key],
        });
      }
      own.add(key);
      put(fields, key, this.value(pair.value, [...path, key], depth + 1));
    }
    for (const source of merged) {
      this.merge(fields, own, source, path, depth);
    }
    return fields;
  }

  private merge(fields: Record<string, unknown>, own: Set<string>, source: unknown, path: FieldPath, depth: number): void {
    const value = this.value(source, path, depth + 1);
    for (const map of Array.isArray(value) ? value : [value]) {
      if (map === null || typeof map !== 'object' || Array.isArray(map)) {
        throw new Unreadable(syntax('A merge key (<<) takes a map or a list of maps.', this.line(source), 'Write the fields out.'));
      }
      for (const key of Object.keys(map).filter(inherited => !own.has(inherited))) {
        own.add(key);
        put(fields, key, map[key]);
      }
    }
  }

  private key(node: unknown, path: FieldPath): string {
    const target = isAlias(node) ? this.anchors.get(node.source) : node;
    if (node === null || !isScalar(target)) {
      throw new Unreadable(syntax('A key of a map must be a text.', this.line(node), 'Write a text as key.'));
    }
    const key = keyText(target);
    const reading = readScalar(target);
    if (reading?.value === null) {
      throw new Unreadable(syntax('A key of a map is empty.', this.line(node), 'Write a text as key, "" for the empty one.'));
    }
    if (reading?.doubt) {
      this.doubt(reading, target, [...path, key], 'The key');
    }
    return key;
  }

  private scalar(node: Scalar, path: FieldPath): unknown {
    const reading = readScalar(node);
    if (!reading) {
      throw new Unreadable(syntax(`The tag ${node.tag} has no meaning in a manifest.`, this.line(node), 'Remove the tag.'));
    }
    if (reading.doubt) {
      this.doubt(reading, node, path, 'The value');
    }
    return reading.value;
  }

  private doubt(reading: ScalarReading, node: Scalar, path: FieldPath, what: string): void {
    const text = String(node.source ?? node.value);
    const number = typeof reading.value === 'number' && Number.isSafeInteger(reading.value) ? ` or ${reading.value} for the number` : '';
    const truth = typeof reading.value === 'boolean' ? ` or ${reading.value} for the truth value` : '';
    this.problems.push({
      code: CODES.SCALAR,
      rule: 'ambiguous-scalar',
      severity: reading.refused ? 'error' : 'warning',
      message: `${what} is ambiguous: ${reading.doubt}.`,
      why: reading.refused ? 'The API server refuses it.' : 'Tools that read the same file do different things with it.',
      fix: `Write ${JSON.stringify(text)} for the text${number}${truth}.`,
      line: this.line(node),
      path,
    });
  }

  private line(node: unknown): number {
    const offset = (node as Scalar | null)?.range?.[0];
    return offset === undefined ? 1 : this.lines.linePos(offset).line;
  }
}

/** Inside: the rest of the document cannot be read. */
class Unreadable extends RangeError {
  constructor(public readonly problem: TextProblem) {
    super();
  }
}

/** A scalar by its tag, or by Kubernetes' rules where it is plain and has none; undefined for tags without a meaning here. */
function readScalar(node: Scalar): ScalarReading | undefined {
  const text = String(node.source ?? node.value ?? '');
  const tag = node.tag?.replace(/^tag:yaml\.org,2002:/, '!!');
  switch (tag) {
    case undefined:
      return node.type === 'PLAIN' ? readPlain(text) : { value: text };
    case '!': case '!!str':
      return { value: text };
    case '!!int': case '!!float': case '!!bool': case '!!null':
      return readPlain(text);
    default:
      return undefined;
  }
}

function keyText(node: Scalar): string {
  const value = readScalar(node)?.value;
  return value === undefined || value === null ? String(node.source ?? node.value ?? '') : String(value);
}

function isMergeKey(node: unknown): boolean {
  return isScalar(node) && node.type === 'PLAIN' && node.source === '<<' && node.tag === undefined;
}

/** Also `__proto__` becomes a field like any other. */
function put(fields: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(fields, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    fields[key] = value;
  }
}

/** Whether an alias stands inside of what it names. */
function contains(target: unknown, alias: Alias): boolean {
  const outer = (target as Scalar).range;
  const inner = alias.range;
  return !!outer && !!inner && outer[0] <= inner[0] && inner[1] <= outer[1];
}
