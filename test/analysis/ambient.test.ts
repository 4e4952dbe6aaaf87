import { manifestsOf } from './manifests';
import { examine } from '../../src/analysis/analyzer';

const AMBIENT = `
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { istio.io/dataplane-mode: ambient } }
---
`;
const ENROLLED = `
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { istio.io/dataplane-mode: ambient, istio.io/use-waypoint: waypoint } }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: waypoint, namespace: shop }
spec: { gatewayClassName: istio-waypoint, listeners: [{ name: mesh, port: 15008, protocol: HBONE }] }
---
`;
const SIDECARS = `
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { istio-injection: enabled } }
---
`;
const CART = `
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec: { ports: [{ name: http, port: 80 }], selector: { app: cart } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: cart, namespace: shop }
spec: { template: { metadata: { labels: { app: cart } }, spec: { containers: [] } } }
---
`;
const GATEWAY = `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: public, namespace: shop }
spec: { selector: { app: cart }, servers: [] }
---
`;
const policy = (spec: string, more = '') => `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: policy, namespace: shop${more} }
spec: ${spec}
---
`;
const workload = (labels: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: cart, namespace: shop }
spec: { template: { metadata: { labels: { app: cart, ${labels} } }, spec: { containers: [] } } }
---
`;
const waypoint = (spec: string, labels = '{}') => `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: shared, namespace: platform, labels: ${labels} }
spec: { gatewayClassName: istio-waypoint, listeners: [{ name: mesh, port: 15008, protocol: HBONE${spec} }] }
---
`;
const asks = (kind: string, labels: string, apiVersion = 'v1', spec = '{ ports: [{ port: 80 }] }') => `
apiVersion: ${apiVersion}
kind: ${kind}
metadata: { name: shop${kind === 'Namespace' ? '' : ', namespace: shop'}, labels: { ${labels} } }
${kind === 'Namespace' ? '' : `spec: ${spec}`}
---
`;
const SHARED = 'istio.io/use-waypoint: shared, istio.io/use-waypoint-namespace: platform';

/** The findings of the rules up to `no-effect-in-ambient` as `code field`, the open questions as `? field`. Those after it have a file of their own. */
function said(text: string): string[] {
  const { findings, undecided, faults } = examine(manifestsOf(text), { minor: '1.31', checkObjects: false });
  expect(faults).toEqual([]);
  return [...findings.filter(({ code }) => code < 'MESH1220').map(({ code, field }) => `${code.slice(4)} ${field}`), ...undecided.filter(({ rule }) => rule !== 'selector-without-workload').map(({ field }) => `? ${field}`)];
}

describe('what ztunnel enforces', () => {
  test.each<[string, string, string[]]>([
    ['callers by identity', AMBIENT + policy('{ rules: [{ from: [{ source: { principals: [a] } }], to: [{ operation: { ports: ["80"] } }] }] }'), []],
    ['conditions on connections', AMBIENT + policy('{ rules: [{ when: [{ key: source.namespace, values: [a] }, { key: destination.port, values: ["80"] }] }] }'), []],
    ['no rules at all', AMBIENT + policy('{}'), []],
    ['methods in ALLOW', AMBIENT + policy('{ rules: [{ to: [{ operation: { methods: [GET] } }] }] }'), ['1214 spec.rules[0].to[0].operation.methods']],
    ['paths in DENY', AMBIENT + policy('{ action: DENY, rules: [{ to: [{ operation: { notPaths: [/a] } }] }] }'), ['1214 spec.rules[0].to[0].operation.notPaths']],
    ['tokens', AMBIENT + policy('{ rules: [{ from: [{ source: { requestPrincipals: ["*"] } }] }] }'), ['1214 spec.rules[0].from[0].source.requestPrincipals']],
    ['a header', AMBIENT + policy('{ rules: [{ when: [{ key: "request.headers[x]", values: [a] }] }] }'), ['1214 spec.rules[0].when[0].key']],
    ['a service account in a condition', AMBIENT + policy('{ rules: [{ when: [{ key: source.serviceAccount, values: [a] }] }] }'), ['1214 spec.rules[0].when[0].key']],
    ['two rules, each said once', AMBIENT + policy('{ rules: [{ to: [{ operation: { methods: [GET], hosts: [a] } }] }, { to: [{ operation: { paths: [/a] } }] }] }'),
      ['1214 spec.rules[0].to[0].operation.hosts', '1214 spec.rules[1].to[0].operation.paths']],
    ['AUDIT', AMBIENT + policy('{ action: AUDIT, rules: [{}] }'), ['1215 spec.action']],
    ['CUSTOM', AMBIENT + policy('{ action: CUSTOM, provider: { name: a }, rules: [{ to: [{ operation: { methods: [GET] } }] }] }'), ['1215 spec.action']],
    ['CUSTOM at the waypoint', ENROLLED + policy('{ targetRefs: [{ group: gateway.networking.k8s.io, kind: Gateway, name: waypoint }], action: CUSTOM, provider: { name: a }, rules: [{}] }'), []],
    ['trust domains', AMBIENT + policy('{ rules: [{ from: [{ source: { notTrustDomains: [a] } }] }] }'), ['1215 spec.rules[0].from[0].source.notTrustDomains']],
    ['a dry run', AMBIENT + policy('{ action: DENY, rules: [{}] }', ', annotations: { istio.io/dry-run: "true" }'), ['1215 metadata.annotations["istio.io/dry-run"]']],
    ['HTTP in a namespace of sidecars', SIDECARS + policy('{ rules: [{ to: [{ operation: { methods: [GET] } }] }] }'), []],
    ['HTTP in a namespace that is not at hand', policy('{ rules: [{ to: [{ operation: { methods: [GET] } }] }] }'), ['? spec.rules[0].to[0].operation.methods']],
    ['connections in a namespace that is not at hand', policy('{ rules: [{ from: [{ source: { namespaces: [a] } }] }] }'), []],
    ['HTTP for workloads with a proxy of their own', AMBIENT + workload('sidecar.istio.io/inject: "true"') + policy('{ selector: { matchLabels: { app: cart } }, rules: [{ to: [{ operation: { methods: [GET] } }] }] }'), []],
    ['HTTP for workloads that leave the ambient mesh', AMBIENT + workload('istio.io/dataplane-mode: none') + policy('{ selector: { matchLabels: { app: cart } }, rules: [{ to: [{ operation: { methods: [GET] } }] }] }'), []],
    ['HTTP for a single ambient workload', SIDECARS + workload('istio.io/dataplane-mode: ambient') + policy('{ selector: { matchLabels: { app: cart } }, rules: [{ to: [{ operation: { methods: [GET] } }] }] }'),
      ['1214 spec.rules[0].to[0].operation.methods']],
    ['HTTP in a namespace of sidecars, with one ambient workload', SIDECARS + workload('istio.io/dataplane-mode: ambient') + policy('{ rules: [{ to: [{ operation: { methods: [GET] } }] }] }'),
      ['1214 spec.rules[0].to[0].operation.methods']],
    ['HTTP for labels that Pods get when they run', SIDECARS + workload('istio.io/dataplane-mode: ambient') + policy('{ selector: { matchLabels: { pod-template-hash: a } }, rules: [{ to: [{ operation: { methods: [GET] } }] }] }'),
      ['1214 spec.rules[0].to[0].operation.methods']],
    ['HTTP in the root namespace, with an ambient namespace at hand', `${AMBIENT}${policy('{ action: DENY, rules: [{ to: [{ operation: { methods: [GET] } }] }] }').replace('shop', 'istio-system')}`,
      ['1214 spec.rules[0].to[0].operation.methods']],
    ['HTTP in the root namespace of sidecars', `${SIDECARS}${policy('{ action: DENY, rules: [{ to: [{ operation: { methods: [GET] } }] }] }').replace('shop', 'istio-system')}`,
      ['? spec.rules[0].to[0].operation.methods']],
    ['malformed rules', AMBIENT + policy('{ rules: [null, { to: 5, from: [null], when: [null] }, text] }'), []],
  ])('%s', (_, text, expected) => {
    expect(said(text)).toEqual(expected);
  });
});

describe('what a policy names', () => {
  const target = (kind: string, name: string, group = '""') => policy(`{ targetRefs: [{ group: ${group}, kind: ${kind}, name: ${name} }], rules: [{ to: [{ operation: { methods: [GET] } }] }] }`);
  test.each<[string, string, string[]]>([
    ['a service with the waypoint of its namespace', ENROLLED + CART + target('Service', 'cart'), []],
    ['a service without', AMBIENT + CART + target('Service', 'cart'), ['1216 spec.targetRefs[0].name']],
    ['a service that opts out', (ENROLLED + CART + target('Service', 'cart')).replace('name: cart, namespace: shop', 'name: cart, namespace: shop, labels: { istio.io/use-waypoint: none }'), ['1216 spec.targetRefs[0].name']],
    ['a service of a namespace that is not at hand', CART + target('Service', 'cart'), ['? spec.targetRefs[0].name']],
    ['a service that does not exist', ENROLLED + CART + target('Service', 'crat'), ['1216 spec.targetRefs[0].name']],
    ['a service of others', ENROLLED + target('Service', 'cart'), ['? spec.targetRefs[0].name']],
    ['the old field', ENROLLED + CART + policy('{ targetRef: { group: "", kind: Service, name: crat } }'), ['1216 spec.targetRef.name']],
    ['a Gateway', ENROLLED + target('Gateway', 'waypoint', 'gateway.networking.k8s.io'), []],
    ['a Gateway that does not exist', ENROLLED + CART + target('Gateway', 'waypiont', 'gateway.networking.k8s.io'), ['1216 spec.targetRefs[0].name']],
    ['a GatewayClass outside of the root namespace', ENROLLED + target('GatewayClass', 'istio-waypoint', 'gateway.networking.k8s.io'), ['1216 spec.targetRefs[0].name']],
    ['a GatewayClass', ENROLLED + target('GatewayClass', 'istio-waypoint', 'gateway.networking.k8s.io').replace('shop', 'istio-system'), []],
  ])('%s', (_, text, expected) => {
    expect(said(text)).toEqual(expected);
  });
});

describe('who is enrolled', () => {
  test.each<[string, string, string[]]>([
    ['a namespace that is admitted by name', asks('Namespace', SHARED) + waypoint(', allowedRoutes: { namespaces: { from: Selector, selector: { matchLabels: { kubernetes.io/metadata.name: shop } } } }'), []],
    ['a namespace that is admitted with all', asks('Namespace', SHARED) + waypoint(', allowedRoutes: { namespaces: { from: All } }'), []],
    ['a namespace that is not admitted', asks('Namespace', SHARED) + waypoint(''), ['1213 metadata.labels["istio.io/use-waypoint"]']],
    ['a namespace with the wrong labels', asks('Namespace', `${SHARED}, team: b`) + waypoint(', allowedRoutes: { namespaces: { from: Selector, selector: { matchExpressions: [{ key: team, operator: In, values: [a] }] } } }'),
      ['1213 metadata.labels["istio.io/use-waypoint"]']],
    ['a namespace that lacks what is excluded', asks('Namespace', SHARED) + waypoint(', allowedRoutes: { namespaces: { from: Selector, selector: { matchExpressions: [{ key: team, operator: DoesNotExist }, { key: x, operator: NotIn, values: [a] }] } } }'), []],
    ['a service of a namespace whose labels are not at hand', asks('Service', SHARED) + waypoint(', allowedRoutes: { namespaces: { from: Selector, selector: { matchLabels: { team: a } } } }'),
      ['? metadata.labels["istio.io/use-waypoint"]']],
    ['a listener on another port does not count', asks('Namespace', SHARED) + waypoint(', allowedRoutes: { namespaces: { from: All } }').replace('15008', '15009'), ['1213 metadata.labels["istio.io/use-waypoint"]']],
    ['a service in a waypoint for workloads', asks('Service', SHARED) + waypoint(', allowedRoutes: { namespaces: { from: All } }', '{ istio.io/waypoint-for: workload }'), ['1213 metadata.labels["istio.io/use-waypoint"]']],
    ['a workload in a waypoint for services', asks('WorkloadEntry', SHARED, 'networking.istio.io/v1', '{ address: 1.2.3.4 }') + waypoint(', allowedRoutes: { namespaces: { from: All } }'), ['1213 spec.labels["istio.io/use-waypoint"]']],
    ['a namespace in a waypoint for workloads', asks('Namespace', SHARED) + waypoint(', allowedRoutes: { namespaces: { from: All } }', '{ istio.io/waypoint-for: workload }'), []],
    ['a namespace in a waypoint for nothing', asks('Namespace', SHARED) + waypoint(', allowedRoutes: { namespaces: { from: All } }', '{ istio.io/waypoint-for: none }'), ['1213 metadata.labels["istio.io/use-waypoint"]']],
    ['a ServiceEntry in a waypoint for all', asks('ServiceEntry', SHARED, 'networking.istio.io/v1', '{ hosts: [a.example] }') + waypoint(', allowedRoutes: { namespaces: { from: All } }', '{ istio.io/waypoint-for: all }'), []],
    ['a namespace in a waypoint of others', asks('Namespace', SHARED), ['? metadata.labels["istio.io/use-waypoint"]']],
    ['a namespace in a waypoint of its own that is not there', asks('Namespace', 'istio.io/use-waypoint: waypoint'), ['1212 metadata.labels["istio.io/use-waypoint"]']],
    ['a namespace in a Gateway that is no waypoint', asks('Namespace', SHARED) + waypoint('').replace('istio-waypoint', 'istio') + asks('Namespace', '').replace('name: shop', 'name: platform'), ['1212 metadata.labels["istio.io/use-waypoint"]']],
    ['nobody, by the word none', asks('Namespace', 'istio.io/use-waypoint: none'), []],
  ])('%s', (_, text, expected) => {
    expect(said(text)).toEqual(expected);
  });
});

describe('callers whom a waypoint hides', () => {
  const SELECT = 'selector: { matchLabels: { app: cart } }';
  const admit = policy(`{ ${SELECT}, rules: [{ from: [{ source: { principals: [cluster.local/ns/shop/sa/waypoint] } }] }] }`).replace('name: policy', 'name: admit');
  test.each<[string, string, string[]]>([
    ['a denied namespace', ENROLLED + CART + policy(`{ ${SELECT}, action: DENY, rules: [{ from: [{ source: { namespaces: [batch] } }] }] }`), ['1218 spec.rules[0].from']],
    ['a denied identity in a condition', ENROLLED + CART + policy(`{ ${SELECT}, action: DENY, rules: [{ when: [{ key: source.principal, values: [a] }] }] }`), ['1218 spec.rules[0].when']],
    ['a denied address', ENROLLED + CART + policy(`{ ${SELECT}, action: DENY, rules: [{ from: [{ source: { ipBlocks: [10.0.0.1] } }] }] }`), ['? spec.rules[0].from']],
    ['all denied but the waypoint', ENROLLED + CART + policy(`{ ${SELECT}, action: DENY, rules: [{ from: [{ source: { notPrincipals: ["*/ns/shop/sa/waypoint"] } }] }] }`), []],
    ['all denied but another', ENROLLED + CART + policy(`{ ${SELECT}, action: DENY, rules: [{ from: [{ source: { notPrincipals: [cluster.local/ns/shop/sa/web] } }] }] }`), ['1218 spec.rules[0].from']],
    ['a denied port', ENROLLED + CART + policy(`{ ${SELECT}, action: DENY, rules: [{ to: [{ operation: { ports: ["22"] } }] }] }`), []],
    ['an allowed caller', ENROLLED + CART + policy(`{ ${SELECT}, rules: [{ from: [{ source: { principals: [cluster.local/ns/shop/sa/web] } }] }] }`), ['1218 spec.rules[0].from']],
    ['an allowed caller, and the waypoint by another policy', ENROLLED + CART + admit + policy(`{ ${SELECT}, rules: [{ from: [{ source: { principals: [cluster.local/ns/shop/sa/web] } }] }] }`), []],
    ['an allowed caller, and the waypoint for the whole namespace', ENROLLED + CART + admit.replace(`${SELECT}, `, '') + policy(`{ ${SELECT}, rules: [{ from: [{ source: { serviceAccounts: [web] } }] }] }`), []],
    ['the namespace of the waypoint, allowed', ENROLLED + CART + policy(`{ ${SELECT}, rules: [{ from: [{ source: { namespaces: [shop] } }] }] }`), []],
    ['everybody of the trust domain, allowed', ENROLLED + CART + policy(`{ ${SELECT}, rules: [{ from: [{ source: { principals: ["cluster.local/*"] } }] }] }`), []],
    ['the service account of the waypoint, allowed', ENROLLED + CART + policy(`{ ${SELECT}, rules: [{ from: [{ source: { serviceAccounts: [waypoint] } }] }] }`), []],
    ['a denied namespace, before no waypoint', AMBIENT + CART + policy(`{ ${SELECT}, action: DENY, rules: [{ from: [{ source: { namespaces: [batch] } }] }] }`), []],
    ['a denied namespace, before a service that opts out', (ENROLLED + CART).replace('name: cart, namespace: shop', 'name: cart, namespace: shop, labels: { istio.io/use-waypoint: none }')
      + policy(`{ ${SELECT}, action: DENY, rules: [{ from: [{ source: { namespaces: [batch] } }] }] }`), []],
    ['a namespace denied for the whole mesh, where the root namespace has a waypoint', (ENROLLED + policy('{ action: DENY, rules: [{ from: [{ source: { namespaces: [batch] } }] }] }')).replace(/shop/g, 'istio-system'), []],
    ['the workload of the waypoint itself', ENROLLED + policy('{ selector: { matchLabels: { gateway.networking.k8s.io/gateway-name: waypoint } }, action: DENY, rules: [{}] }'), ['1218 spec.selector']],
  ])('%s', (_, text, expected) => {
    expect(said(text)).toEqual(expected);
  });
});

describe('what only sidecars and waypoints carry out', () => {
  const of = (kind: string, apiVersion: string, spec: string, namespace = 'shop') => `
apiVersion: ${apiVersion}
kind: ${kind}
metadata: { name: it, namespace: ${namespace} }
spec: ${spec}
---
`;
  const authentication = (spec: string, namespace?: string) => of('RequestAuthentication', 'security.istio.io/v1', spec, namespace);
  test.each<[string, string, string[]]>([
    ['tokens', AMBIENT + authentication('{ jwtRules: [] }'), ['1217 metadata.name']],
    ['tokens by labels', ENROLLED + CART + authentication('{ selector: { matchLabels: { app: cart } } }'), ['1217 spec.selector']],
    ['tokens at the waypoint', ENROLLED + authentication('{ targetRefs: [{ group: gateway.networking.k8s.io, kind: Gateway, name: waypoint }] }'), []],
    ['tokens for the whole mesh', AMBIENT + authentication('{}', 'istio-system'), ['? metadata.name']],
    ['tokens in a namespace that is not at hand', authentication('{}'), ['? metadata.name']],
    ['a plugin', AMBIENT + of('WasmPlugin', 'extensions.istio.io/v1alpha1', '{ url: "oci://a" }'), ['1217 metadata.name']],
    ['an extension', AMBIENT + of('TrafficExtension', 'extensions.istio.io/v1alpha1', '{}'), ['1217 metadata.name']],
    ['a Sidecar', AMBIENT + of('Sidecar', 'networking.istio.io/v1', '{}'), ['1219 metadata.name']],
    ['an EnvoyFilter', AMBIENT + of('EnvoyFilter', 'networking.istio.io/v1alpha3', '{ configPatches: [] }'), ['1219 metadata.name']],
    [
      'an EnvoyFilter of a gateway', AMBIENT + CART + GATEWAY
      + of('EnvoyFilter', 'networking.istio.io/v1alpha3', '{ workloadSelector: { labels: { app: cart } }, configPatches: [] }'), [],
    ],
    [
      'an EnvoyFilter of a gateway in a namespace that is not at hand', CART + GATEWAY
      + of('EnvoyFilter', 'networking.istio.io/v1alpha3', '{ workloadSelector: { labels: { app: cart } }, configPatches: [] }'), [],
    ],
    ['an EnvoyFilter at the waypoint', ENROLLED + of('EnvoyFilter', 'networking.istio.io/v1alpha3', '{ targetRefs: [{ group: gateway.networking.k8s.io, kind: Gateway, name: waypoint }], configPatches: [] }'), []],
    ['a Sidecar in a namespace that is not at hand', of('Sidecar', 'networking.istio.io/v1', '{}'), ['? metadata.name']],
    ['a Sidecar for the whole mesh', AMBIENT + of('Sidecar', 'networking.istio.io/v1', '{}', 'istio-system'), ['? metadata.name']],
    ['a Sidecar among sidecars', SIDECARS + of('Sidecar', 'networking.istio.io/v1', '{}'), []],
    ['a PeerAuthentication', AMBIENT + of('PeerAuthentication', 'security.istio.io/v1', '{ mtls: { mode: STRICT } }'), []],
  ])('%s', (_, text, expected) => {
    expect(said(text)).toEqual(expected);
  });
});

describe('the labels of a namespace and of its workloads', () => {
  const labelled = (labels: string) => `{ apiVersion: v1, kind: Namespace, metadata: { name: shop, labels: { ${labels} } } }`;
  test.each<[string, string, string[]]>([
    ['sidecars and ambient', labelled('istio-injection: enabled, istio.io/dataplane-mode: ambient'), ['1211 metadata.labels.istio-injection']],
    ['a revision and ambient', labelled('istio.io/rev: a, istio.io/dataplane-mode: ambient'), ['1211 metadata.labels["istio.io/rev"]']],
    ['sidecars of two control planes', labelled('istio.io/rev: a, istio-injection: enabled'), ['1211 metadata.labels["istio.io/rev"]']],
    ['ambient, and sidecars off', labelled('istio-injection: disabled, istio.io/dataplane-mode: ambient'), []],
    ['a revision, and ambient off', labelled('istio.io/rev: a, istio.io/dataplane-mode: none'), []],
    ['a workload with both', workload('sidecar.istio.io/inject: "true", istio.io/dataplane-mode: ambient'), ['1211 spec.template.metadata.labels["sidecar.istio.io/inject"]']],
    ['a workload with a sidecar in an ambient namespace', AMBIENT + workload('sidecar.istio.io/inject: "true"'), []],
  ])('%s', (_, text, expected) => {
    expect(said(text)).toEqual(expected);
  });
});

test('the words say what becomes of requests', () => {
  const message = (spec: string) => examine(manifestsOf(AMBIENT + policy(spec)), { minor: '1.31', checkObjects: false }).findings[0].message;
  expect(message('{ rules: [{ to: [{ operation: { methods: [GET] } }] }] }')).toMatch(/nobody gets in by it\.$/);
  expect(message('{ action: DENY, rules: [{ to: [{ operation: { methods: [GET] } }] }] }')).toMatch(/everybody gets through\.$/);
  expect(message('{ action: DENY, rules: [{ from: [{ source: { namespaces: [a] } }], to: [{ operation: { methods: [GET] } }] }] }')).toMatch(/everybody gets through\.$/);
  expect(message('{ action: DENY, rules: [{ from: [{ source: { namespaces: [a] } }], when: [{ key: "request.headers[x]", values: [a] }] }] }')).toMatch(/everybody gets through\.$/);
  expect(message('{ action: DENY, rules: [{ to: [{ operation: { methods: [GET], ports: ["80"] } }] }] }')).toMatch(/refuses more than it says\.$/);
  expect(message('{ action: DENY, rules: [{ to: [{ operation: { methods: [GET] } }, { operation: { ports: ["80"] } }] }] }')).toMatch(/some get through\.$/);
  expect(message('{ rules: [{ from: [{ source: { trustDomains: [a] } }] }] }')).toMatch(/matches nobody\.$/);
  expect(message('{ rules: [{ from: [{ source: { trustDomains: [a], namespaces: [b] } }] }] }')).toMatch(/every trust domain\.$/);
});

test('the value that is at fault stands by itself, for reports', () => {
  const found = (spec: string, more = '') => examine(manifestsOf(AMBIENT + policy(spec, more)), { minor: '1.31', checkObjects: false }).findings.map(each => each.found);
  expect(found('{ rules: [{ to: [{ operation: { methods: [GET], hosts: [a] } }] }] }')).toEqual(['hosts, methods']);
  expect(found('{ action: AUDIT, rules: [{}] }')).toEqual(['AUDIT']);
  expect(found('{ rules: [{}] }', ', annotations: { istio.io/dry-run: "true" }')).toEqual(['true']);
  expect(found('{ rules: [{ from: [{ source: { trustDomains: [a] } }] }] }')).toEqual(['trustDomains']);
});

test('the nearest name is proposed for a waypoint and for what a policy names, whatever else is there', () => {
  const fixes = (text: string) => examine(manifestsOf(text), { minor: '1.31', checkObjects: false }).findings.map(({ fix, nearest }) => [fix, nearest]);
  expect(fixes(ENROLLED.replace('use-waypoint: waypoint', 'use-waypoint: waypiont'))).toEqual([['Did you mean "waypoint"?', 'waypoint']]);
  expect(fixes(ENROLLED + CART + CART.replace(/cart/g, 'stock') + policy('{ targetRefs: [{ group: "", kind: Service, name: crat }], rules: [{}] }')))
    .toEqual([['Did you mean "cart"?', 'cart']]);
});
