/**
 * Documents that are nearly right, from a seed: real ones with some places changed, and made-up ones that follow the facts.
 * They are there to disagree on, so values sit at the edges of what the CRDs say.
 */
import { FactNode } from '../../src/schema/fact-node';
import { factAt, factNode } from '../../src/schema/facts';
import { ISTIO_KINDS } from '../../src/schema/kinds';

type Json = any;

/** Numbers from 0 to 1, the same for the same seed. (Park and Miller's generator.) */
export function randomFrom(seed: number): () => number {
  let state = seed * 7919 + 1;
  return () => {
    state = state * 48271 % 2147483647;
    return state / 2147483647;
  };
}

const VALUES: readonly Json[] = [
  null, '', 'x', 'a-b', 'A_b', '*', 'a*', '@', '/', 'ä😀', 'HTTP', 'HTTPS', 'UPSERT', 'REMOVE', 'NONE', 'DNS_ROUND_ROBIN', 'WAYPOINT', 'HOST', 'INLINE',
  0, -0.1, 1, -1, 80, 100, 101, 65535, 65536, 2147483647, 2147483648, -2147483649, 4294967295, 4294967296, 1.5, 1e21, true, false,
  [], {}, [null], [''], [{}], { a: null }, { 'a': 'b', '': 'c' }, { 'a*': 'b' }, { 80: {} }, { 0: {} }, { http: 1, ['x'.repeat(63)]: 2 }, ['1', '1'],
  '0', '0s', '1ms', '999us', '1000us', '1000µs', '0.5ms', '.5s', '1.s', '1.', 's', '1', '-1s', '+1s', '1m30s', '1.5h', '1d', '1s ', '10000000h',
  '9223372036s', '9223372037s', '1h1h', '1ms1', '0.001s', '0.0009999s', '١s',
  'http://a', 'https://a.b/c?d=%zz', 'http://a/%zz', 'http://a b', 'ftp://a', 'a/b:c', 'oci://a/b@sha256:c', 'file:///a', 'HTTP://a', '//a', '/a', ':a', 'http:',
  'http://[::1]:80/', 'http://[::1', 'http://a:b', 'http://a:1:2', 'oci://a:1:2', 'http://u:p@a', 'http://u p@a', 'http://a#%zz', 'http:a#%zz', 'http://%41', 'http://%e4',
  'http://a/\u007f', '1a://b', 'a+b://c', 'http://[fe80::1%25en0]', 'http://[1.2.3.4]', 'http://[::1.2.3.4]', 'http://<a>', 'http://a|b', 'http://a^b', 'http://ä',
  'unix://', 'unix:///a', 'unix://@a', 'unix://a', 'unix:///a/', 'unix:', '10.0.0.0/8',
  'YWJj', 'YWI=', 'YQ==', 'YQ', 'YW J', 'x'.repeat(63), 'x'.repeat(64), 'x'.repeat(253), 'x'.repeat(256), 'x'.repeat(257), '😀'.repeat(63), 'x'.repeat(2048), 'x'.repeat(2049),
  'a'.repeat(64), '0'.repeat(64),
];

/** A document with one to three places changed. Metadata is plain, because other checks judge it. */
export function mutate(document: Json, random: () => number): Json {
  const copy = { ...JSON.parse(JSON.stringify(document)), metadata: { name: 'mutated', namespace: 'shop' } };
  const times = 1 + Math.floor(random() * 3);
  for (let i = 0; i < times; i++) {
    mutateOnce(copy, random);
  }
  return copy;
}

function mutateOnce(document: Json, random: () => number): void {
  if (random() < 0.04) {
    document.apiVersion = pick(['v1', 'v1beta1', 'v1alpha3', 'v1alpha1', 'v2'].map(version => `${document.apiVersion.split('/')[0]}/${version}`), random);
    return;
  }
  if (random() < 0.02) {
    document.kind = pick([...ISTIO_KINDS.map(kind => kind.kind), 'Mystery'], random);
    return;
  }
  const places = containers(document, document.kind);
  const { value, facts } = places[Math.floor(random() * places.length)];
  if (Array.isArray(value)) {
    mutateList(value, facts, random);
  } else {
    mutateMap(value, facts, random, value === document);
  }
}

function mutateList(list: Json[], facts: FactNode | undefined, random: () => number): void {
  const index = Math.floor(random() * list.length);
  const change = random();
  if (change < 0.2 && list.length > 0) {
    list.push(JSON.parse(JSON.stringify(list[index])));
  } else if (change < 0.3) {
    list.splice(index, 1);
  } else if (change < 0.5 && facts?.items !== undefined) {
    list.push(made(factNode(facts.items), random, 3));
  } else {
    list[index] = anyValue(random);
  }
}

function mutateMap(map: Json, facts: FactNode | undefined, random: () => number, isRoot: boolean): void {
  const keys = Object.keys(map).filter(key => !isRoot || !['apiVersion', 'kind', 'metadata'].includes(key));
  const key = keys[Math.floor(random() * keys.length)];
  const known = Object.keys(facts?.fields ?? {});
  const change = random();
  if (change < 0.12 && key !== undefined) {
    delete map[key];
  } else if (change < 0.2 && key !== undefined) {
    const renamed = pick([`${key}x`, key.slice(0, -1), key.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`), '__proto__', 'constructor'], random);
    Object.defineProperty(map, renamed, { value: map[key], enumerable: true, configurable: true, writable: true });
    if (renamed !== key) {
      delete map[key];
    }
  } else if (change < 0.5 && known.length > 0) {
    const name = pick(known, random);
    map[name] = random() < 0.1 ? null : made(factNode(facts!.fields![name]), random, 3);
  } else if (change < 0.55 && facts?.values !== undefined) {
    map[pick(['', '*', 'a', '80', '0', '65536', '+80', '080', 'x'.repeat(63)], random)] = made(factNode(facts.values), random, 2);
  } else if (key !== undefined) {
    map[key] = anyValue(random);
  }
}

/** A document as YAML that every reader takes: JSON, without the one control character that JSON leaves as it is. */
export function yamlText(document: Json): string {
  return JSON.stringify(document).replace(/\u007f/g, '\\u007f');
}

/** A document of a kind with fields chosen by chance; mostly right, as far as types, ranges and enums say. */
export function madeUp(random: () => number): Json {
  const { kind, apiVersion } = pick(ISTIO_KINDS, random);
  return { apiVersion, kind, metadata: { name: 'made-up', namespace: 'shop' }, spec: made(factAt('1.31', kind, ['spec'])!, random, 7) };
}

function made(facts: FactNode, random: () => number, depth: number): Json {
  if (random() < 0.02) {
    return anyValue(random);
  }
  const size = Math.max(facts.minSize ?? 0, Math.floor(random() * 3));
  switch (facts.type) {
    case 'object':
      if (facts.fields) {
        const names = Object.keys(facts.fields).filter(name =>
          (facts.required?.includes(name) ? random() < 0.99 : depth > 0 && random() < 3 / Object.keys(facts.fields!).length));
        return Object.fromEntries(names.map(name => [name, made(factNode(facts.fields![name]), random, depth - 1)]));
      }
      return facts.values === undefined ? {} : Object.fromEntries(
        ['a', 'b-c', '80', 'd.e/f'].slice(0, size).map(key => [key, made(factNode(facts.values!), random, depth - 1)]));
    case 'array':
      return Array.from({ length: size }, () => made(factNode(facts.items!), random, depth - 1));
    case 'boolean':
      return random() < 0.5;
    case 'integer':
      return pick(random() < 0.9
        ? [facts.minimum ?? 0, facts.maximum ?? 80, 1, 80]
        : [(facts.minimum ?? 0) - 1, (facts.maximum ?? 65535) + 1], random);
    case 'number':
      return pick([facts.minimum ?? 0, 0.5, 100], random);
    default:
      return facts.enum ? pick(facts.enum, random) : text(facts, random);
  }
}

function text(facts: FactNode, random: () => number): string {
  if (facts.rules?.includes('duration-at-least-1ms') && random() < 0.8) {
    return pick(['1s', '1m30s', '0.5s', '10ms'], random);
  }
  if (facts.rules?.some(rule => rule.includes('url') || rule.includes('uri')) && random() < 0.8) {
    return pick(['https://a.example/b', 'oci://a/b:c', 'http://a'], random);
  }
  if (facts.rules?.includes('same-namespace') && random() < 0.9) {
    return '';
  }
  return random() < 0.85 ? pick(['a', 'v1', 'cart', 'Service'], random) : String(pick(VALUES.filter(value => typeof value === 'string'), random));
}

/** A fresh copy, because documents are changed in place. */
function anyValue(random: () => number): Json {
  return JSON.parse(JSON.stringify(pick(VALUES, random)));
}

function pick<T>(values: readonly T[], random: () => number): T {
  return values[Math.floor(random() * values.length)];
}

/** All maps and lists of a document outside of its metadata, with what the newest facts say of their place. */
function containers(document: Json, kind: string): { value: Json; facts?: FactNode }[] {
  const found: { value: Json; facts?: FactNode }[] = [];
  const walk = (value: Json, path: (string | number)[]) => {
    if (value === null || typeof value !== 'object') {
      return;
    }
    found.push({ value, facts: factAt('1.31', kind, path) });
    for (const [key, child] of Object.entries(value)) {
      if (path.length > 0 || key !== 'metadata') {
        walk(child, [...path, Array.isArray(value) ? Number(key) : key]);
      }
    }
  };
  walk(document, []);
  return found;
}
