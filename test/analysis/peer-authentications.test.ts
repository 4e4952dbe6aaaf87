import { manifestsOf } from './manifests';
import { examine } from '../../src/analysis/analyzer';

const peer = (name: string, spec: string, namespace = 'shop') => `---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: ${name}, namespace: ${namespace} }
spec: ${spec}
`;
const POD = `---
apiVersion: v1
kind: Pod
metadata: { name: cart, namespace: shop, labels: { app: cart, version: v1 } }
spec: { containers: [{ name: cart, image: cart }] }
`;
const STRICT = 'mtls: { mode: STRICT }';
const PERMISSIVE = 'mtls: { mode: PERMISSIVE }';
const CART = 'selector: { matchLabels: { app: cart } }';
const V1 = 'selector: { matchLabels: { version: v1 } }';

function found(text: string, rootNamespace?: string): string[] {
  const { findings, faults } = examine(manifestsOf(text), { minor: '1.31', rootNamespace, checkObjects: false });
  expect(faults).toEqual([]);
  return findings.filter(({ code }) => code.startsWith('MESH120')).map(({ code, message }) => `${code} ${message}`);
}

test.each<[string, string, RegExp[]]>([
  ['two for a namespace that differ', peer('b', `{ ${STRICT} }`) + peer('a', `{ ${PERMISSIVE} }`), [/MESH1202 .*"a" and "b" speak of the whole namespace "shop"/]],
  ['two for a namespace that agree', peer('a', `{ ${STRICT} }`) + peer('b', `{ ${STRICT} }`), []],
  ['an unset mode is not another one than none', peer('a', '{}') + peer('b', '{ mtls: { mode: UNSET } }'), []],
  ['two namespaces', peer('a', `{ ${STRICT} }`) + peer('b', `{ ${PERMISSIVE} }`, 'billing'), []],
  ['three for a namespace', peer('a', `{ ${STRICT} }`) + peer('b', `{ ${PERMISSIVE} }`) + peer('c', '{ mtls: { mode: DISABLE } }'), [/"a" and "b"/, /"a" and "c"/]],
  ['two selectors that meet in a workload', POD + peer('a', `{ ${CART}, ${STRICT} }`) + peer('b', `{ ${V1}, ${PERMISSIVE} }`), [/one workload of namespace "shop"/]],
  ['two selectors that meet in no workload at hand', peer('a', `{ ${CART}, ${STRICT} }`) + peer('b', `{ ${V1}, ${PERMISSIVE} }`), []],
  ['the same selector without workloads', peer('a', `{ ${CART}, ${STRICT} }`) + peer('b', `{ ${CART}, ${PERMISSIVE} }`), [/MESH1202/]],
  ['ports that differ', POD + peer('a', `{ ${CART}, ${STRICT} }`) + peer('b', `{ ${CART}, ${STRICT}, portLevelMtls: { 80: { mode: DISABLE } } }`), [/MESH1202/]],
  ['a port with two modes', POD + peer('a', `{ ${CART}, portLevelMtls: { 80: { mode: STRICT } } }`) + peer('b', `{ ${CART}, portLevelMtls: { 80: { mode: DISABLE } } }`), [/MESH1202/]],
  ['ports in another order', POD + peer('a', `{ ${CART}, portLevelMtls: { "80": {}, "8080": {} } }`) + peer('b', `{ ${CART}, portLevelMtls: { "8080": {}, "80": {} } }`), []],
  ['a namespace and its workload', POD + peer('a', `{ ${STRICT} }`) + peer('b', `{ ${CART}, ${PERMISSIVE} }`), []],
  ['an object of another API', peer('a', `{ ${STRICT} }`) + peer('b', `{ ${PERMISSIVE} }`).replace('security.istio.io/v1', 'example.com/v1'), []],
  ['one with a selector in the root namespace', POD + peer('a', `{ ${CART}, ${STRICT} }`, 'istio-system'), [/MESH1201 .*"a" .* root namespace "istio-system"/]],
  ['two that are ignored', peer('a', `{ ${CART}, ${STRICT} }`, 'istio-system') + peer('b', `{ ${CART}, ${PERMISSIVE} }`, 'istio-system'), [/MESH1201/, /MESH1201/]],
])('%s', (_, text, expected) => {
  const actual = found(text);
  expect(actual).toHaveLength(expected.length);
  expected.forEach((pattern, i) => expect(actual[i]).toMatch(pattern));
});

test('the root namespace is that of the mesh', () => {
  expect(found(POD + peer('a', `{ ${CART}, ${STRICT} }`), 'shop')).toEqual([expect.stringMatching(/MESH1201/)]);
  expect(found(POD + peer('a', `{ ${CART}, ${STRICT} }`, 'istio-system'), 'mesh-root')).toEqual([]);
});
