import { manifestsOf } from './manifests';
import { examine } from '../../src/analysis/analyzer';
import { CODES } from '../../src/kernel/codes';

const workload = (name: string, namespace: string = 'shop', more: string = `serviceAccountName: ${name}, `) => `
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: ${namespace} }
spec: { ports: [{ name: http, port: 80 }], selector: { app: ${name} } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: ${namespace} }
spec: { template: { metadata: { labels: { app: ${name} } }, spec: { ${more}containers: [] } } }
`;
const policy = (name: string, rules: string, more: string = `selector: { matchLabels: { app: ${name} } }`, namespace: string = 'shop') => `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: ${name}, namespace: ${namespace} }
spec: { ${[more, rules].filter(text => text).join(', ')} }
`;
const admits = (...sources: string[]) => `rules: [{ from: [${sources.map(source => `{ source: { ${source} } }`).join(', ')}] }]`;
const routes = (spec: string) => `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: routes, namespace: shop }
spec: { ${spec} }
`;
const GATEWAY = `${workload('ingress', 'edge')}---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: public, namespace: edge }
spec: { selector: { app: ingress }, servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ["*"] }] }
`;
const SHOP = [workload('cart'), workload('reviews'), GATEWAY];
const CART_FOR_FRONTEND = policy('cart', admits('principals: [cluster.local/ns/shop/sa/frontend]'));
const AT_GATEWAY = routes('hosts: [shop.example.com], gateways: [edge/public], http: [{ route: [{ destination: { host: cart } }] }]');
const ON_MESH = routes('hosts: [cart], http: [{ route: [{ destination: { host: reviews } }], mirror: { host: cart } }]');

function said(...documents: string[]) {
  const { findings, undecided } = examine(manifestsOf(documents.join('---')), { minor: '1.31' });
  return {
    found: findings.map(({ code, field, message }) => [code, field, /service accounts? (.*) to/.exec(message)?.[1]]),
    undecided: undecided.filter(({ rule }) => rule === 'route-to-refusing-service').map(({ because }) => because),
  };
}

const GATEWAY_REFUSED = [[CODES.ROUTE_TO_REFUSING_SERVICE, 'spec.http[0].route[0].destination.host', '"edge/ingress"']];
const FRONTEND_REFUSED = [[CODES.ROUTE_TO_REFUSING_SERVICE, 'spec.http[0].route[0].destination.host', '"shop/frontend"']];

test.each<[string, string[], unknown[]]>([
  ['a gateway that is not among the callers', [CART_FOR_FRONTEND, AT_GATEWAY], GATEWAY_REFUSED],
  ['a policy of the namespace that allows nothing', [policy('none', '', ''), AT_GATEWAY], GATEWAY_REFUSED],
  ['a policy of the root namespace that allows nothing', [policy('none', '', '', 'istio-system'), AT_GATEWAY], GATEWAY_REFUSED],
  ['another namespace', [policy('cart', admits('namespaces: [shop]')), AT_GATEWAY], GATEWAY_REFUSED],
  ['another service account', [policy('cart', admits('serviceAccounts: [ingress]')), AT_GATEWAY], GATEWAY_REFUSED],
  ['the same identity with a condition that it does not meet', [policy('cart', admits('principals: ["*"], namespaces: [shop]')), AT_GATEWAY], GATEWAY_REFUSED],
  ['callers of a host that lead to another service', [CART_FOR_FRONTEND, policy('reviews', admits('principals: [cluster.local/ns/shop/sa/batch]')), ON_MESH], FRONTEND_REFUSED],
  ['no policy', [AT_GATEWAY], []],
  ['a policy for other workloads', [policy('reviews', admits('namespaces: [shop]')), AT_GATEWAY], []],
  ['the identity of the gateway', [policy('cart', admits('principals: [cluster.local/ns/edge/sa/ingress]')), AT_GATEWAY], []],
  ['one policy of two', [CART_FOR_FRONTEND, policy('too', admits('namespaces: [edge]'), 'selector: { matchLabels: { app: cart } }'), AT_GATEWAY], []],
  ['its namespace', [policy('cart', admits('namespaces: [edge]')), AT_GATEWAY], []],
  ['its service account', [policy('cart', admits('serviceAccounts: [edge/ingress]')), AT_GATEWAY], []],
  ['a pattern', [policy('cart', admits('principals: ["*/ns/edge/*"]')), AT_GATEWAY], []],
  ['everybody', [policy('cart', 'rules: [{ to: [{ operation: { paths: ["/"] } }] }]'), AT_GATEWAY], []],
  ['whoever has a token', [policy('cart', admits('requestPrincipals: ["*"]')), AT_GATEWAY], []],
  ['a policy that denies', [policy('cart', `action: DENY, ${admits('namespaces: [edge]')}`), AT_GATEWAY], []],
  ['a policy that is only tried', [CART_FOR_FRONTEND.replace('namespace: shop }', 'namespace: shop, annotations: { istio.io/dry-run: "true" } }'), AT_GATEWAY], []],
  ['a policy of a waypoint', [policy('cart', admits('namespaces: [shop]'), 'targetRefs: [{ kind: Service, group: "", name: cart }]'), AT_GATEWAY], []],
  ['callers of the same host', [CART_FOR_FRONTEND, routes('hosts: [cart], http: [{ route: [{ destination: { host: cart } }] }]')], []],
  ['callers to whom the routes are not exported', [
    policy('cart', admits('principals: [cluster.local/ns/other/sa/frontend]')), policy('reviews', admits('namespaces: [elsewhere]')),
    ON_MESH.replace('hosts:', 'exportTo: ["."], hosts:'),
  ], []],
  ['callers of other namespaces than a route is for', [
    CART_FOR_FRONTEND, policy('reviews', admits('namespaces: [edge]')),
    ON_MESH.replace('http: [{ ', 'http: [{ match: [{ sourceNamespace: edge }], '),
  ], []],
  ['callers of the namespace that a route is for', [
    CART_FOR_FRONTEND, policy('reviews', admits('namespaces: [edge]')),
    ON_MESH.replace('http: [{ ', 'http: [{ match: [{ sourceNamespace: shop }], '),
  ], FRONTEND_REFUSED],
  ['callers whose labels decide', [
    CART_FOR_FRONTEND, policy('reviews', admits('namespaces: [edge]')),
    ON_MESH.replace('http: [{ ', 'http: [{ match: [{ sourceLabels: { app: batch } }], '),
  ], []],
  ['a policy that is only tried, by another word', [CART_FOR_FRONTEND.replace('namespace: shop }', 'namespace: shop, annotations: { istio.io/dry-run: "T" } }'), AT_GATEWAY], []],
  ['a leg that is for sidecars only', [
    policy('cart', admits('principals: [cluster.local/ns/shop/sa/frontend]')),
    routes('hosts: [shop.example.com], gateways: [mesh, edge/public], http: [{ match: [{ gateways: [mesh] }], route: [{ destination: { host: cart } }] }]'),
  ], []],
])('judges %s', (_, documents, expected) => {
  expect(said(...SHOP, ...documents)).toEqual({ found: expected, undecided: [] });
});

test('a gateway whose service account is not at hand leaves the question open where there are policies', () => {
  const foreign = AT_GATEWAY.replace('edge/public', 'others/public');
  expect(said(...SHOP, CART_FOR_FRONTEND, foreign)).toEqual({ found: [], undecided: [expect.stringContaining('gateway "others/public"')] });
  expect(said(...SHOP, foreign)).toEqual({ found: [], undecided: [] });
});
