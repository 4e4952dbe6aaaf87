import { buildMesh } from '../../src/model/build';
import { Manifest } from '../../src/model/manifest';
import { referencesOf } from '../../src/model/references';
import { manifestsOf } from '../analysis/manifests';

const name = ({ object: { kind, metadata } }: Manifest) => `${kind} ${metadata.namespace === undefined ? '' : `${metadata.namespace}/`}${metadata.name}`;

/** Who needs whom, by name. */
function references(text: string, declared = ''): Record<string, string[]> {
  const mesh = buildMesh([...manifestsOf(text), ...declared === '' ? [] : manifestsOf(declared, { declared: true })]);
  return Object.fromEntries([...referencesOf(mesh)].map(([from, to]) => [name(from), [...to].map(name).sort()]));
}

const virtualService = (title: string, spec: string) => `---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ${title}, namespace: shop }
spec: ${spec}
`;
const rule = (title: string, host: string, namespace = 'shop') => `---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: ${title}, namespace: ${namespace} }
spec: { host: "${host}", subsets: [{ name: v1, labels: { version: v1 } }] }
`;
const gateway = (credential: string) => `---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: public, namespace: shop }
spec:
  selector: { istio: ingress }
  servers: [{ hosts: [shop.example.com], port: { name: https, number: 443, protocol: HTTPS }, tls: { mode: MUTUAL, credentialName: ${credential} } }]
`;
const service = (title: string) => `---
apiVersion: v1
kind: Service
metadata: { name: ${title}, namespace: shop }
spec: { ports: [{ port: 80 }], selector: { app: ${title} } }
`;

describe('A VirtualService needs', () => {
  test('its gateways, also those of a match, and nothing for the mesh', () => {
    expect(references(`${gateway('tls')}${virtualService('web', '{ hosts: [w.example], gateways: [mesh], http: [{ match: [{ gateways: [public] }], route: [{ destination: { host: other.example } }] }] }')}`))
      .toEqual({ 'VirtualService shop/web': ['Gateway shop/public'] });
  });

  test('the services it sends requests and copies to, and their rules, however the host is written', () => {
    const routes = '{ hosts: [web], http: [{ route: [{ destination: { host: cart } }], mirror: { host: audit.shop.svc.cluster.local } }] }';
    expect(references(service('cart') + service('audit') + rule('cart', 'cart') + rule('audit', 'audit.shop.svc.cluster.local') + virtualService('web', routes))).toEqual({
      'VirtualService shop/web': ['DestinationRule shop/audit', 'DestinationRule shop/cart', 'Service shop/audit', 'Service shop/cart'],
      'DestinationRule shop/cart': ['Service shop/cart'],
      'DestinationRule shop/audit': ['Service shop/audit'],
    });
  });

  test('the wildcard rule that declares its subset, and no wildcard rule else', () => {
    const routes = (subset: string) => `{ hosts: [web], http: [{ route: [{ destination: { host: cart${subset} } }] }] }`;
    const wide = rule('wide', '*.shop.svc.cluster.local');
    expect(references(wide + virtualService('web', routes(', subset: v1')))).toEqual({ 'VirtualService shop/web': ['DestinationRule shop/wide'] });
    expect(references(wide + virtualService('web', routes('')))).toEqual({});
  });

  test('the parts it delegates to', () => {
    expect(references(virtualService('root', '{ hosts: [web], http: [{ delegate: { name: part } }] }') + virtualService('part', '{ http: [{ route: [{ destination: { host: x.example } }] }] }')))
      .toEqual({ 'VirtualService shop/root': ['VirtualService shop/part'] });
  });

  test('nothing that others deploy', () => {
    expect(references(virtualService('web', '{ hosts: [web], http: [{ route: [{ destination: { host: cart } }] }] }'), service('cart'))).toEqual({});
  });
});

describe('A gateway needs', () => {
  const proxy = `---
apiVersion: apps/v1
kind: Deployment
metadata: { name: ingress, namespace: edge }
spec: { selector: { matchLabels: { istio: ingress } }, template: { metadata: { labels: { istio: ingress } }, spec: { containers: [] } } }
`;
  const secret = (api: string, kind: string, title: string, namespace: string, spec = '{}') => `---
apiVersion: ${api}
kind: ${kind}
metadata: { name: ${title}, namespace: ${namespace} }
spec: ${spec}
`;

  test.each<[string, string]>([
    ['SealedSecret edge/tls', secret('bitnami.com/v1alpha1', 'SealedSecret', 'tls', 'edge')],
    ['ExternalSecret edge/vault', secret('external-secrets.io/v1', 'ExternalSecret', 'vault', 'edge', '{ target: { name: tls } }')],
    ['ExternalSecret edge/tls', secret('external-secrets.io/v1', 'ExternalSecret', 'tls', 'edge')],
    ['Certificate edge/web', secret('cert-manager.io/v1', 'Certificate', 'web', 'edge', '{ secretName: tls }')],
    ['Secret edge/tls-cacert', secret('v1', 'Secret', 'tls-cacert', 'edge')],
  ])('%s in the namespace of its proxies', (title, text) => {
    expect(references(gateway('tls') + text, proxy)['Gateway shop/public']).toEqual([title]);
  });

  test('no secret of that name in its own namespace, where its proxies run elsewhere', () => {
    expect(references(gateway('tls') + secret('bitnami.com/v1alpha1', 'SealedSecret', 'tls', 'shop'), proxy)).toEqual({});
  });

  test('the secret in its own namespace, where nothing is known of its proxies', () => {
    expect(references(gateway('tls') + secret('bitnami.com/v1alpha1', 'SealedSecret', 'tls', 'shop'))).toEqual({ 'Gateway shop/public': ['SealedSecret shop/tls'] });
  });
});

test('A policy needs the objects it names, and everything its namespace', () => {
  expect(references(`
apiVersion: v1
kind: Namespace
metadata: { name: shop }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: waypoint, namespace: shop }
spec: { gatewayClassName: istio-waypoint, listeners: [] }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: deny, namespace: shop }
spec: { targetRefs: [{ group: gateway.networking.k8s.io, kind: Gateway, name: waypoint }], action: DENY }
`)).toEqual({
    'Gateway shop/waypoint': ['Namespace shop'],
    'AuthorizationPolicy shop/deny': ['Gateway shop/waypoint', 'Namespace shop'],
  });
});

test("A policy needs the Gateway of the Gateway API, and not Istio's of that name", () => {
  const waypoint = '---\n{apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: public, namespace: shop}, spec: {gatewayClassName: istio-waypoint}}\n';
  const policy = '---\n{apiVersion: security.istio.io/v1, kind: AuthorizationPolicy, metadata: {name: deny, namespace: shop}, spec: {targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: public}]}}\n';
  expect(references(policy + gateway('tls'))).toEqual({});
  const targets = [...referencesOf(buildMesh(manifestsOf(waypoint + gateway('tls') + policy))).values()].flatMap(found => [...found]);
  expect(targets.map(({ object: { apiVersion } }) => apiVersion)).toEqual(['gateway.networking.k8s.io/v1']);
});
