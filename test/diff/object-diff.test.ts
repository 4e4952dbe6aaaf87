import { diffObjects, objectText } from '../../src/diff/object-diff';
import { manifestsOf } from '../analysis/manifests';

const object = (spec: string, name = 'a', version = 'v1') => `{apiVersion: x.example/${version}, kind: Thing, metadata: {name: ${name}, namespace: shop}, spec: ${spec}}`;

function said(before: string[], after: string[]): string[] {
  return diffObjects(manifestsOf(before.join('\n---\n')), manifestsOf(after.join('\n---\n'))).flatMap(({ object: of, change, fields }) =>
    [`${change} ${objectText(of)}`, ...fields.map(({ field, before: was, after: is }) => `${field}: ${JSON.stringify(was)} -> ${JSON.stringify(is)}`)]);
}

test.each<[string, string[], string[], string[]]>([
  ['nothing', [object('{a: 1}')], [object('{a: 1}')], []],
  ['the order of keys is none', [object('{a: 1, b: 2}')], [object('{b: 2, a: 1}')], []],
  ['a value', [object('{a: {b: 1}}')], [object('{a: {b: 2}}')], ['changed Thing shop/a', 'spec.a.b: 1 -> 2']],
  ['a field that appears and one that goes', [object('{a: 1}')], [object('{b: 0}')], ['changed Thing shop/a', 'spec.a: 1 -> undefined', 'spec.b: undefined -> 0']],
  ['objects that come and go', [object('{}', 'b')], [object('{}', 'c')], ['removed Thing shop/b', 'added Thing shop/c']],
  ['another version is a change of the same object', [object('{}')], [object('{}', 'a', 'v2')], ['changed Thing shop/a', 'apiVersion: "x.example/v1" -> "x.example/v2"']],
  ['a list with names: the entry in the middle goes', [object('{l: [{name: x, v: 1}, {name: y, v: 2}, {name: z, v: 3}]}')], [object('{l: [{name: x, v: 1}, {name: z, v: 4}]}')],
    ['changed Thing shop/a', 'spec.l.y: {"name":"y","v":2} -> undefined', 'spec.l.z.v: 3 -> 4']],
  ['a list with names: the order', [object('{l: [{name: x}, {name: y}]}')], [object('{l: [{name: y}, {name: x}]}')], ['changed Thing shop/a', 'spec.l (order): ["x","y"] -> ["y","x"]']],
  ['a list without names counts by place', [object('{l: [1, 2]}')], [object('{l: [1, 3, 4]}')], ['changed Thing shop/a', 'spec.l[1]: 2 -> 3', 'spec.l[2]: undefined -> 4']],
  ['a list without names: its first entry', [object('{l: [1, 2]}')], [object('{l: [0, 2]}')], ['changed Thing shop/a', 'spec.l[0]: 1 -> 0']],
  ['a map that becomes null', [object('{l: {a: 1}}')], [object('{l: ~}')], ['changed Thing shop/a', 'spec.l: {"a":1} -> null']],
  ['a map that becomes a list', [object('{l: {a: 1}}')], [object('{l: [1]}')], ['changed Thing shop/a', 'spec.l: {"a":1} -> [1]']],
  ['fields called like members of every object', [object('{constructor: 1}')], [object('{toString: 2}')], ['changed Thing shop/a', 'spec.constructor: 1 -> undefined', 'spec.toString: undefined -> 2']],
])('%s', (_, before, after, expected) => {
  expect(said(before, after)).toEqual(expected);
});

test('what is only declared is no object of the environment', () => {
  expect(diffObjects(manifestsOf(object('{}'), { declared: true }), [])).toEqual([]);
});

test('objects of one kind and name in two groups are two objects', () => {
  const gateway = (group: string, spec: string) => `{apiVersion: ${group}/v1, kind: Gateway, metadata: {name: edge, namespace: shop}, spec: ${spec}}`;
  const [istio, kubernetes] = ['networking.istio.io', 'gateway.networking.k8s.io'];
  expect(said([gateway(istio, '{a: 1}'), gateway(kubernetes, '{b: 1}')], [gateway(istio, '{a: 2}'), gateway(kubernetes, '{b: 1}')]))
    .toEqual(['changed Gateway shop/edge', 'spec.a: 1 -> 2']);
});
