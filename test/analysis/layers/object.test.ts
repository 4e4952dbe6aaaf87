import { checkDuplicates, checkIdentity, shapeFault } from '../../../src/analysis/layers/object';
import { Manifest } from '../../../src/model/manifest';

function manifest(object: any, line = 1, declared = false): Manifest {
  return { object, origin: { declared, locate: path => ({ file: 'a.yaml', line: line + (path?.length ?? 0) }) } };
}

const service = (name: string, metadata: object = {}) => ({ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'shop', ...metadata } });

test.each<[string, unknown, string | undefined]>([
  ['a whole object', service('cart'), undefined],
  ['a text', 'x', 'The document is no map.'],
  ['a list', [], 'The document is no map.'],
  ['an object without apiVersion', { kind: 'Service', metadata: { name: 'a' } }, 'The field apiVersion is missing.'],
  ['an object with a number as kind', { apiVersion: 'v1', kind: 1, metadata: { name: 'a' } }, 'The field kind is 1, which is no text.'],
  ['an object without metadata', { apiVersion: 'v1', kind: 'Service' }, 'The field metadata is missing.'],
  ['an object without name', { apiVersion: 'v1', kind: 'Service', metadata: {} }, 'The field metadata.name is missing.'],
  ['an object with an empty name', service(''), 'The field metadata.name is empty.'],
  ['an object with a boolean namespace', service('a', { namespace: true }), 'The field metadata.namespace is true, which is no text.'],
  ['an object with a list of labels', service('a', { labels: ['x'] }), 'The field metadata.labels is no map.'],
])('the shape of %s', (_, object, message) => {
  expect(shapeFault(object)?.message).toBe(message);
});

test.each<[string, object, string[]]>([
  ['a legal object', service('cart', { labels: { 'app.kubernetes.io/name': 'cart', 'empty': '' }, annotations: { 'Any.io/key': 'any text\n' } }), []],
  ['a Service that starts with a digit', service('1cart'), ['crd metadata.name']],
  ['a Service with a point', service('a.b'), ['crd metadata.name']],
  ['a ConfigMap with points', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a.b.c' } }, []],
  ['upper case', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'Cart' } }, ['crd metadata.name']],
  ['a ClusterRole with a colon', { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'system:x' } }, []],
  ['an Istio Gateway with a point', { apiVersion: 'networking.istio.io/v1', kind: 'Gateway', metadata: { name: 'a.b' } }, ['webhook metadata.name']],
  ['a Gateway of the Gateway API with a point', { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', metadata: { name: 'a.b' } }, []],
  ['a namespace with a point', service('a', { namespace: 'a.b' }), ['crd metadata.namespace']],
  ['a label that is a number', service('a', { labels: { version: 1 } }), ['crd metadata.labels.version']],
  ['an illegal label value', service('a', { labels: { version: 'v 1' } }), ['crd metadata.labels.version']],
  ['an illegal label key', service('a', { labels: { '-x': 'v' } }), ['crd metadata.labels["-x"]']],
  ['an annotation that is a boolean', service('a', { annotations: { x: true } }), ['crd metadata.annotations.x']],
])('%s', (_, object, expected) => {
  expect(checkIdentity([manifest(object)]).map(({ layer, field }) => `${layer} ${field}`)).toEqual(expected);
});

test('a finding about a name proposes the legal one and has a place', () => {
  expect(checkIdentity([manifest(service('Cart_1'))])).toEqual([expect.objectContaining({
    code: 'MESH0202', rule: 'illegal-name', fix: 'Write "cart-1".', nearest: 'cart-1', file: 'a.yaml', line: 3,
  })]);
});

test('two objects of one identity are one finding that names both places, whatever their versions', () => {
  const first = { apiVersion: 'networking.istio.io/v1', kind: 'Gateway', metadata: { name: 'a', namespace: 'shop' } };
  const findings = checkDuplicates([manifest(first, 1), manifest({ ...first, apiVersion: 'networking.istio.io/v1beta1' }, 10)]);
  expect(findings.map(({ code, message }) => [code, message])).toEqual([['MESH0201', 'Gateway shop/a is there twice: a.yaml:1 and a.yaml:10.']]);
});

test('same names in other namespaces, kinds and groups are no duplicates, nor is what is only declared', () => {
  expect(checkDuplicates([
    manifest(service('a')), manifest(service('a', { namespace: 'other' })), manifest({ ...service('a'), kind: 'Endpoints' }),
    manifest({ apiVersion: 'networking.istio.io/v1', kind: 'Gateway', metadata: { name: 'a' } }),
    manifest({ apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', metadata: { name: 'a' } }),
    manifest(service('a'), 5, true),
  ])).toEqual([]);
});
