import { RenderedTree } from './render';
import { ofObject, titleOf } from './structure-findings';
import { Finding } from '../analysis/finding';
import { CODES } from '../kernel/codes';
import { FieldPath, fieldPathText } from '../kernel/field-path';
import { KubernetesObject } from '../model/manifest';

/**
 * Secrets with content, and private keys in whatever object: what an environment emits lies in Git. The findings name keys, never values, and
 * nobody can acknowledge them.
 */
export function plainSecrets(tree: RenderedTree): Finding[] {
  return tree.emitted.flatMap(manifest => {
    const { path, what } = plainPart(manifest.object) ?? {};
    if (path === undefined) {
      return [];
    }
    const [field, key] = [fieldPathText(holderOf(path)), path[path.length - 1]];
    return [{
      ...ofObject(manifest, path.slice(0, 1).map(String)),
      code: CODES.PLAIN_SECRET,
      rule: 'plain-secret',
      message: `${titleOf(manifest)} holds ${what} in plain text (${field}, ${JSON.stringify(key)}).`,
      why: 'What an environment emits lies in Git, for everybody who can read the repository, for ever. Base64 hides nothing.',
      fix: 'Use secrets.GatewayTlsSecret, a SealedSecret or an ExternalSecret. If the value was ever committed, replace it: it is known.',
      field,
    }];
  });
}

/** A value that must not be there. */
interface PlainPart {
  readonly path: FieldPath;
  readonly what: 'its content' | 'a private key';
}

function plainPart(object: KubernetesObject): PlainPart | undefined {
  const content = contentOfSecret(object, []);
  const key = content ? undefined : privateKeyIn(object);
  return content ? { path: content, what: 'its content' } : key ? { path: key, what: 'a private key' } : undefined;
}

/** The first key with a value of a Secret, or of one in a list of objects. */
function contentOfSecret(value: unknown, path: FieldPath): FieldPath | undefined {
  const { apiVersion, kind, items, ...object } = (value ?? {}) as Record<string, unknown>;
  if (Array.isArray(items) && String(kind).endsWith('List')) {
    const ofItems = kind === 'List' ? {} : { apiVersion, kind: String(kind).slice(0, -'List'.length) };
    return firstOf(items.entries(), ([i, item]) => contentOfSecret({ ...ofItems, ...item }, [...path, 'items', i]));
  }
  return apiVersion !== 'v1' || kind !== 'Secret' ? undefined : firstOf(['stringData', 'data', 'binaryData'], field => {
    const filled = Object.entries(object[field] ?? {}).find(([, text]) => text !== '');
    return filled && [...path, field, filled[0]];
  });
}

/** The path below a value. It is made where a key is found, because every text of every object is looked at. */
function privateKeyIn(value: unknown): FieldPath | undefined {
  if (typeof value === 'string') {
    return isPrivateKey(value) ? [] : undefined;
  }
  if (typeof value !== 'object' || value === null) {
    return undefined;
  }
  for (const key in value) {
    const below = privateKeyIn((value as Record<string, unknown>)[key]);
    if (below) {
      return [Array.isArray(value) ? Number(key) : key, ...below];
    }
  }
  return undefined;
}

function firstOf<T>(values: Iterable<T>, find: (value: T) => FieldPath | undefined): FieldPath | undefined {
  for (const value of values) {
    const found = find(value);
    if (found) {
      return found;
    }
  }
  return undefined;
}

/** What the value stands in: the map, or the list. */
function holderOf(path: FieldPath): FieldPath {
  return path.slice(0, -1);
}

const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----|AGE-SECRET-KEY-1[0-9A-Z]{58}/;

/** `PRIVATE KEY` in base64, by the place of its first letter in a group of three: nothing is decoded that does not hold one of them. */
const ENCODED = [0, 1, 2].map(before => Buffer.from(`${' '.repeat(before)}PRIVATE KEY`).toString('base64').slice(before === 0 ? 0 : before + 1, -4));

/** No key with its frame is shorter. */
const SHORTEST = 64;

/** Private keys as OpenSSL, OpenSSH, OpenPGP and age write them, or the base64 of a text with one. */
function isPrivateKey(text: string): boolean {
  return text.length >= SHORTEST && (PRIVATE_KEY.test(text)
    || (ENCODED.some(piece => text.includes(piece)) && PRIVATE_KEY.test(Buffer.from(text, 'base64').toString('latin1'))));
}
