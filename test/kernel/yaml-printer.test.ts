import * as fc from 'fast-check';
import * as jsYaml from 'js-yaml';
import * as yaml from 'yaml';
import { hostileTexts } from './hostile-text';
import { byCodePoint } from '../../src/kernel/order';
import { printScalar, printYaml, printYamlStream } from '../../src/kernel/yaml-printer';

const READERS: Record<string, (text: string) => any> = {
  'js-yaml': text => jsYaml.load(text),
  'yaml in 1.1 mode': text => yaml.parse(text, { version: '1.1', uniqueKeys: false, maxAliasCount: -1 }),
  'yaml in 1.2 mode': text => yaml.parse(text, { version: '1.2', uniqueKeys: false, maxAliasCount: -1 }),
};

describe.each(Object.entries(READERS))('%s reads back what is printed', (_, read) => {
  const texts = hostileTexts(8_000, 20_261_121);

  test('every hostile text as a list item', () => {
    expect(read(printYaml({ list: texts })).list).toEqual(texts);
  });

  test('every hostile text as a value', () => {
    const values = Object.fromEntries(texts.map((text, i) => [`k${i}`, text]));
    expect(Object.entries(read(printYaml(values)))).toEqual(Object.entries(values).sort(([a], [b]) => byCodePoint(a, b)));
  });

  test('every hostile text as a key', () => {
    const keys = [...new Set(texts)].filter(text => text !== '__proto__');
    const document = read(printYaml({ data: keys.map(key => ({ [key]: 'v' })) }));
    expect(document.data.map((map: object) => Object.keys(map))).toEqual(keys.map(key => [key]));
  });
});

test('any JSON document reads back equal', () => {
  const read = READERS['js-yaml'];
  fc.assert(fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 5 })), document => {
    const plain = JSON.parse(JSON.stringify(document));
    expect(JSON.parse(JSON.stringify(read(printYaml(plain))))).toEqual(plain);
  }), { numRuns: 300, seed: 7 });
});

test('a document prints as kubectl would write it, identity first', () => {
  expect(printYaml({
    spec: { hosts: ['*'], http: [{ route: [{ weight: 0 }], match: [] }], empty: {}, left: undefined, nothing: null },
    metadata: { namespace: 'shop', name: 'cart' },
    kind: 'VirtualService',
    apiVersion: 'networking.istio.io/v1',
  })).toBe(`apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: cart
  namespace: shop
spec:
  empty: {}
  hosts:
  - "*"
  http:
  - match: []
    route:
    - weight: 0
  nothing: null
`);
});

test('keys are sorted by code point, not by UTF-16 unit', () => {
  expect(printYaml({ '\u{10000}': 1, '\uff5e': 2, 'b': 3, 'B': 4, '10': 5, '9': 6 })).toBe('"10": 5\n"9": 6\nB: 4\nb: 3\n"\uff5e": 2\n"\u{10000}": 1\n');
});

test('lists in lists, empty maps and undefined values keep their shape', () => {
  expect(printYaml({ a: [[1, [2]], [], {}, { b: undefined }, { c: [{ d: 1, e: 2 }] }] })).toBe(
    'a:\n- - 1\n  - - 2\n- []\n- {}\n- {}\n- c:\n  - d: 1\n    e: 2\n');
});

test('text of several lines is a literal block where every reader agrees on it, else quoted', () => {
  expect(printYaml({ a: 'x\n\n  y\nz\n', b: 'x\ny' })).toBe('a: |\n  x\n\n    y\n  z\nb: |-\n  x\n  y\n');
  expect(printYaml({ a: ['x\ny\n'] })).toBe('a:\n- |\n  x\n  y\n');
  for (const odd of [' x\ny', 'x \ny', 'x\ny ', 'x\ny\n\n', '\nx', 'x\ty\nz', 'x\r\ny', 'é\ny', 'x\n']) {
    expect(printYaml({ odd })).not.toContain('|');
  }
});

test.each([
  ['cart', 'cart'], ['cart.shop.svc.cluster.local', 'cart.shop.svc.cluster.local'], ['/cart', '"/cart"'], ['8080', '"8080"'], ['', '""'],
  ['yes', '"yes"'], ['Off', '"Off"'], ['e8', '"e8"'], ['*.example.com', '"*.example.com"'], ['10s', '"10s"'],
  ['a"b\\', '"a\\"b\\\\"'], ['\u2028', '"\\u2028"'], ['\u0085', '"\\x85"'], ['😀', '"😀"'], ['\u{10ffff}', '"\\U0010ffff"'],
  [0, '0'], [-0, '0'], [1.5, '1.5'], [1e21, '1.0e+21'], [1.5e-9, '1.5e-9'], [true, 'true'], [null, 'null'],
])('the scalar %j is printed %s', (value, token) => {
  expect(printScalar(value)).toBe(token);
});

class Money {
  public readonly value = '5';
}
const cycle: Record<string, any> = { kind: 'Config', metadata: { name: 'loop', namespace: 'shop' } };
cycle.spec = { again: cycle };

test.each<[string, object, RegExp]>([
  ['a number that is not finite', { spec: { a: NaN } }, /NaN is not finite.*\n.*spec\.a/],
  ['undefined in a list', { spec: { a: [1, undefined] } }, /undefined.*\n.*spec\.a\[1\]/],
  ['a hole in a list', { a: [, 1] }, /undefined/], // eslint-disable-line no-sparse-arrays
  ['a Date', { a: { b: new Date(0) } }, /instance of Date.*\n.*a\.b/],
  ['an instance of a class with a value', { a: [new Money()] }, /instance of Money/],
  ['a Map', { a: new Map() }, /instance of Map/],
  ['a function', { a: () => 1 }, /function is no value/],
  ['a bigint', { a: 10n }, /bigint is no value/],
  ['a lone surrogate', { a: 'x\ud800y' }, /half of a surrogate pair.*\n.*a/],
  ['a lone surrogate in a key', { a: { '\udc00': 1 } }, /The key .*half of a surrogate pair/],
  ['a key over 1024 characters', { a: { ['k'.repeat(1100)]: 1 } }, /longer than 1024.*\n.*a/],
  ['a cycle', cycle, /contains itself.*\n.*Config shop\/loop, spec\.again/],
  ['a list as document', [1], /must be a map/],
])('%s fails with MESH0010 and its field', (_, document, words) => {
  expect(() => printYaml(document)).toThrow(expect.objectContaining({ code: 'MESH0010', message: expect.stringMatching(words) }));
});

test('a hundred thousand levels fail with a code, not with a stack overflow', () => {
  for (const wrap of [(inner: unknown) => ({ a: inner }), (inner: unknown) => [inner]]) {
    let deep: unknown = 1;
    for (let i = 0; i < 100_000; i++) {
      deep = wrap(deep);
    }
    expect(() => printYaml({ deep })).toThrow(expect.objectContaining({ code: 'MESH0010', what: expect.stringContaining('levels deep') }));
  }
});

test('keys that JavaScript knows are kept, also in objects without prototype', () => {
  const document = JSON.parse('{"data":{"__proto__":"a","constructor":"b","toString":"c","":"d"}}');
  expect(printYaml(document)).toBe('data:\n  "": d\n  __proto__: a\n  constructor: b\n  toString: c\n');
  expect(printYaml(Object.assign(Object.create(null), { a: 1 }))).toBe('a: 1\n');
});

test('documents of a stream are separated', () => {
  expect(printYamlStream([{ a: 1 }, { b: 2 }])).toBe('a: 1\n---\nb: 2\n');
});
