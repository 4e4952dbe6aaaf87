import { Document, isMap, isScalar, isSeq, parseDocument, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import { ValueLeaf, ValueScalar, ValuesFile } from './values-file';
import { readPlain } from './yaml-scalar-reading';
import { MeshError } from '../kernel/fail';

/** What a value becomes: that of another file, or nothing. */
export interface ValueEdit {
  readonly key: string;
  /** Absent where the value goes. */
  readonly value?: ValueLeaf;
}

/**
 * The text of a values file with some values changed. Comments (the markers of image automation among them), the order and everything
 * else stay: a changed value is replaced where it stands. Only where keys come or go, or a value stands on several lines, the file is
 * printed anew.
 *
 * Fails (MESH0502) when the edited text would not say exactly what was asked for.
 */
export function editValues(text: string, file: string, edits: readonly ValueEdit[]): string {
  const edited = inPlace(text, edits) ?? printed(text, edits);
  return says(edited, text, file, edits) ? edited
    : says(printed(text, edits), text, file, edits) ? printed(text, edits)
      : ValuesFile.parse(text, file).refuse(1, 'The values cannot be edited without changing others', 'Write the values as plain YAML maps, one value a line.');
}

/** Whether two values have the same characters and the same type. */
export function isSameValue(one: ValueLeaf | undefined, other: ValueLeaf | undefined): boolean {
  const facts = (leaf: ValueLeaf | undefined) => leaf
    && JSON.stringify((leaf.items ?? [leaf.scalar]).map(scalar => scalar && [scalar.text, scalar.value]));
  return facts(one) === facts(other) && (one?.items === undefined) === (other?.items === undefined);
}

/** A value for people: as it would stand in a file. */
export function valueText(leaf: ValueLeaf | undefined): string | undefined {
  return leaf && (leaf.scalar ? writtenAs(leaf.scalar) : `[${leaf.items!.map(item => item ? writtenAs(item) : '…').join(', ')}]`);
}

/** Replaces values where they stand in the text; undefined where one of them does not stand on a line. */
function inPlace(text: string, edits: readonly ValueEdit[]): string | undefined {
  const document = parse(text);
  const pieces: { start: number; end: number; by: string }[] = [];
  for (const { key, value } of edits) {
    const node = document.getIn(key.split('.'), true);
    const onLine = isScalar(node) && !['BLOCK_FOLDED', 'BLOCK_LITERAL'].includes(node.type ?? '') || isSeq(node) && node.flow === true;
    const range = onLine ? (node as Scalar).range : undefined;
    if (!value || !range || range[0] === range[1]) {
      return undefined;
    }
    pieces.push({ start: range[0], end: range[1], by: valueText(value)! });
  }
  let edited = text;
  for (const { start, end, by } of pieces.sort((a, b) => b.start - a.start)) {
    edited = edited.slice(0, start) + by + edited.slice(end);
  }
  return edited;
}

function printed(text: string, edits: readonly ValueEdit[]): string {
  const document = parse(text);
  for (const { key, value } of edits) {
    const path = key.split('.');
    if (!value) {
      remove(document, path);
      continue;
    }
    const old = document.getIn(path, true);
    const node = nodeOf(value);
    if (isScalar(old) || isSeq(old)) {
      node.comment = old.comment;
      node.commentBefore = old.commentBefore;
    }
    if (document.contents === null) {
      (document as Document<YAMLMap>).contents = new YAMLMap();
    }
    document.setIn(path, node);
  }
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

/** Takes a value out, and the maps above it that hold nothing else. */
function remove(document: Document, path: readonly string[]): void {
  document.deleteIn(path);
  for (let above = path.slice(0, -1); above.length > 0; above = above.slice(0, -1)) {
    const map = document.getIn(above, true);
    if (!isMap(map) || map.items.length > 0) {
      break;
    }
    document.deleteIn(above);
  }
}

function nodeOf({ scalar, items }: ValueLeaf): Scalar | YAMLSeq {
  if (scalar) {
    return scalarNode(scalar);
  }
  const list = new YAMLSeq();
  list.flow = items!.length === 0;
  list.items = items!.map(item => scalarNode(item ?? { text: '', value: null }));
  return list;
}

function scalarNode(scalar: ValueScalar): Scalar {
  const node = new Scalar(scalar.text);
  node.type = isQuoted(scalar) ? 'QUOTE_DOUBLE' : 'PLAIN';
  return node;
}

/** How a scalar stands in a file: a text that needs no quotes without them. */
function writtenAs(scalar: ValueScalar): string {
  return isQuoted(scalar) ? JSON.stringify(scalar.text) : scalar.text;
}

/** Whether a text needs quotes: some reader of YAML would take it for something else without. */
function isQuoted({ text, value, doubt }: ValueScalar): boolean {
  const plain = /^[A-Za-z0-9/][A-Za-z0-9_./@:+-]*$/.test(text) && !text.endsWith(':') ? readPlain(text) : undefined;
  return typeof value === 'string' && doubt === undefined && (plain?.value !== text || plain.doubt !== undefined);
}

function parse(text: string): Document {
  return parseDocument(text, { schema: 'failsafe', version: '1.1', uniqueKeys: false });
}

/** Whether the edited text has the values that were asked for, and all others as before. */
function says(edited: string, text: string, file: string, edits: readonly ValueEdit[]): boolean {
  try {
    return holds(edited, text, file, edits);
  } catch (error) {
    if (MeshError.isMeshError(error)) {
      return false;
    }
    throw error;
  }
}

function holds(edited: string, text: string, file: string, edits: readonly ValueEdit[]): boolean {
  const wanted = new Map([...ValuesFile.parse(text, file).leaves]);
  for (const { key, value } of edits) {
    if (value) {
      wanted.set(key, value);
    } else {
      wanted.delete(key);
    }
  }
  const { leaves } = ValuesFile.parse(edited, file);
  return leaves.size === wanted.size && [...wanted].every(([key, leaf]) => isSameValue(leaf, leaves.get(key)));
}
