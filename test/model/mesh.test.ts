import { buildMesh } from '../../src/model/build';
import { completeGatewayName } from '../../src/model/gateways';
import { NearMissIndex, isClearSlip, isNearMiss } from '../../src/model/near-miss';
import { manifestsOf } from '../analysis/manifests';

const mesh = (text: string) => buildMesh(manifestsOf(text));
const service = (name: string, namespace: string, exportTo?: string) => `---
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: ${namespace}${exportTo === undefined ? '' : `, annotations: { networking.istio.io/exportTo: "${exportTo}" }`} }
spec: { ports: [{ port: 80 }], selector: { app: ${name} } }
`;
const rule = (name: string, namespace: string, host: string, exportTo = '["*"]') => `---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: ${name}, namespace: ${namespace} }
spec: { host: "${host}", exportTo: ${exportTo} }
`;

test('the model is frozen', () => {
  const model = mesh(service('cart', 'shop'));
  expect(Object.isFrozen(model)).toBe(true);
  expect(() => (model.hosts as unknown[]).push(1)).toThrow(TypeError);
});

describe('hosts', () => {
  test.each<[string, string, string, string | undefined]>([
    ['.', 'shop', 'yes', undefined],
    ['.', 'other', 'no', 'Service shop/cart is exported only to "shop", not to "other"'],
    ['other, third', 'third', 'yes', undefined],
    ['*', 'other', 'yes', undefined],
    ['~', 'shop', 'no', 'Service shop/cart is exported to no namespace, not to "shop"'],
  ])('a Service exported to "%s" and namespace %s: %s', (exportTo, namespace, expected, because) => {
    const found = mesh(service('cart', 'shop', exportTo)).hostRegistry.resolve('cart.shop.svc.cluster.local', namespace);
    expect(found.answer).toBe(expected);
    expect(found.answer === 'no' ? found.because : undefined).toBe(because);
  });

  test('a VirtualService exported to where a Service is seen sees it', () => {
    const { hostRegistry } = mesh(service('cart', 'shop', '.'));
    expect(hostRegistry.resolve('cart.shop.svc.cluster.local', 'other', ['shop']).answer).toBe('yes');
  });

  test('services that controllers make are there', () => {
    const { hostRegistry } = mesh(`${service('cart', 'shop')}---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: edge, namespace: shop }
spec: { gatewayClassName: istio }
---
apiVersion: flagger.app/v1beta1
kind: Canary
metadata: { name: web, namespace: shop }
spec: { targetRef: { name: web } }
`);
    for (const host of ['edge-istio', 'web', 'web-primary', 'web-canary.shop.svc.cluster.local']) {
      expect([host, hostRegistry.resolve(host, 'shop').answer]).toEqual([host, 'yes']);
    }
    expect(hostRegistry.resolve('web-backup', 'shop').answer).toBe('no');
  });

  test('ServiceEntries answer for their wildcards, as far as they are exported', () => {
    const { hostRegistry } = mesh(`
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: e, namespace: shop }
spec: { hosts: ["*.example.com"], exportTo: ["."] }
`);
    expect(hostRegistry.resolve('api.example.com', 'shop').answer).toBe('yes');
    expect(hostRegistry.resolve('example.com', 'shop').answer).toBe('cannot tell');
    expect(hostRegistry.resolve('api.example.com', 'other').answer).toBe('cannot tell');
  });

  test('another cluster domain makes other hosts', () => {
    const { hostRegistry } = buildMesh(manifestsOf(service('cart', 'shop')), { clusterDomain: 'corp.example' });
    expect(hostRegistry.resolve('cart.shop.svc.corp.example', 'shop').answer).toBe('yes');
    expect(hostRegistry.resolve('cart.shop.svc.cluster.local', 'shop').answer).toBe('cannot tell');
  });
});

describe('near misses', () => {
  test.each<[string, string, boolean]>([
    ['billing', 'biling', true], ['billing', 'bililng', true], ['billing', 'billings', true], ['billing', 'killing', true],
    ['billing', 'biing', false], ['team-1', 'team-2', false], ['team1', 'team', false], ['qa', 'qb', false], ['shop', 'shp', true], ['dev', 'de', false],
    ['shop', 'shop', false],
  ])('meant "%s", written "%s": %s', (meant, written, expected) => {
    expect(isNearMiss(written, meant)).toBe(expected);
    expect(new NearMissIndex(['other', meant]).find(written)).toEqual(expected ? [meant] : []);
  });
});

describe('near misses where both names may be there', () => {
  test.each<[string, string, boolean]>([
    ['billing', 'biling', true], ['shop/edge', 'shpo/edge', true], ['team-a', 'team-b', false], ['api.example.com', 'app.example.com', false],
    ['api.example.com', 'api.exmple.com', true], ['api.example.com', 'apiexample.com', true], ['api.example.com', 'api.example.con', false],
    ['edge-a/public', 'edge-b/public', false],
  ])('meant "%s", written "%s": %s', (meant, written, expected) => {
    expect(isClearSlip(written, meant)).toBe(expected);
  });
});

describe('gateway names', () => {
  test.each([
    ['public', 'shop/public'], ['./public', 'shop/public'], ['edge/public', 'edge/public'],
    ['public.edge', 'edge/public'], ['public.edge.svc.cluster.local', 'edge/public'],
  ])('"%s" written in namespace shop is %s', (written, key) => {
    expect(completeGatewayName(written, 'shop')).toBe(key);
  });

  test('a Gateway of the Gateway API counts, and those that Istio generates cannot be told', () => {
    const { gatewayRegistry } = mesh(`
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: edge, namespace: shop }
spec: { listeners: [{ name: http }] }
`);
    expect(gatewayRegistry.resolve('edge', 'shop').answer).toBe('yes');
    expect(gatewayRegistry.resolve('shop/edge-istio-autogenerated-k8s-gateway-http', 'shop').answer).toBe('cannot tell');
  });
});

describe('which DestinationRule a client follows', () => {
  const HOST = 'cart.shop.svc.cluster.local';
  const followed = (text: string, client: string) =>
    mesh(service('cart', 'shop') + text).destinationRuleRegistry.followedBy(client, HOST, 'shop').map(({ namespace, name }) => `${namespace}/${name}`);

  test.each<[string, string, string, string[]]>([
    ['its own namespace’s goes first', rule('own', 'web', HOST) + rule('home', 'shop', HOST), 'web', ['web/own']],
    ['its own needs no export', rule('own', 'web', HOST, '["shop"]'), 'web', ['web/own']],
    ['then the service’s', rule('home', 'shop', HOST) + rule('root', 'istio-system', HOST), 'web', ['shop/home']],
    ['the service’s only when exported', rule('home', 'shop', HOST, '["."]') + rule('root', 'istio-system', HOST), 'web', ['istio-system/root']],
    ['a third namespace’s never', rule('third', 'third', HOST), 'web', []],
    ['a wildcard at home hides the exact one elsewhere', rule('wide', 'web', '*.shop.svc.cluster.local') + rule('home', 'shop', HOST), 'web', ['web/wide']],
    ['the narrowest host wins', rule('wide', 'shop', '*.local') + rule('mid', 'shop', '*.shop.svc.cluster.local'), 'web', ['shop/mid']],
    ['several for one host act as one', rule('a', 'shop', HOST) + rule('b', 'shop', 'cart'), 'shop', ['shop/a', 'shop/b']],
  ])('%s', (_, text, client, expected) => {
    expect(followed(text, client)).toEqual(expected);
  });
});

describe('delegates', () => {
  const virtualService = (name: string, namespace: string, spec: string) => `---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ${name}, namespace: ${namespace} }
spec: ${spec}
`;
  const model = mesh(virtualService('root', 'shop', '{ hosts: [cart] }') + virtualService('part', 'shop', '{ http: [] }')
    + virtualService('hidden', 'other', '{ exportTo: ["."] }') + virtualService('shared', 'other', '{ exportTo: [shop] }'));
  const [root] = model.virtualServices;

  test.each<[Record<string, string>, string]>([
    [{ name: 'part' }, 'yes'], [{ name: 'part', namespace: 'shop' }, 'yes'], [{ name: 'shared', namespace: 'other' }, 'yes'],
    [{ name: 'hidden', namespace: 'other' }, 'no'], [{ name: 'root' }, 'cannot tell'], [{ name: 'nothing' }, 'cannot tell'], [{}, 'no'],
  ])('%j of a route of shop/root: %s', (delegate, expected) => {
    expect(model.delegates.resolve(delegate, root).answer).toBe(expected);
  });
});

describe('workloads', () => {
  test.each<[string, string, string]>([
    ['Pod', 'v1', 'metadata: { name: x, namespace: shop, labels: { app: cart } }'],
    ['Deployment', 'apps/v1', 'metadata: { name: x, namespace: shop }\nspec: { template: { metadata: { labels: { app: cart } }, spec: {} } }'],
    ['CronJob', 'batch/v1', 'metadata: { name: x, namespace: shop }\nspec: { jobTemplate: { spec: { template: { metadata: { labels: { app: cart } }, spec: {} } } } }'],
    ['Rollout', 'argoproj.io/v1alpha1', 'metadata: { name: x, namespace: shop }\nspec: { template: { metadata: { labels: { app: cart } }, spec: {} } }'],
    ['WorkloadEntry', 'networking.istio.io/v1', 'metadata: { name: x, namespace: shop }\nspec: { labels: { app: cart } }'],
    ['WorkloadGroup', 'networking.istio.io/v1', 'metadata: { name: x, namespace: shop }\nspec: { metadata: { labels: { app: cart } } }'],
  ])('a %s is one', (kind, apiVersion, rest) => {
    const { workloads } = mesh(`apiVersion: ${apiVersion}\nkind: ${kind}\n${rest}\n`);
    expect(workloads.matching({ app: 'cart' }, 'shop').map(({ manifest }) => manifest.object.kind)).toEqual([kind]);
    expect(workloads.matching({ app: 'cart' }, 'other')).toEqual([]);
    expect(workloads.matching({ app: 'cart', version: 'v1' })).toEqual([]);
  });
});
