import { manifestsOf } from './manifests';
import { examine } from '../../src/analysis/analyzer';

const NAMESPACE = `
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { istio.io/dataplane-mode: ambient, istio.io/use-waypoint: waypoint } }
---
`;
const WAYPOINT = `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: waypoint, namespace: shop }
spec: { gatewayClassName: istio-waypoint, listeners: [{ name: mesh, port: 15008, protocol: HBONE }] }
---
`;
const CART = `
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec: { ports: [{ name: http, port: 80, targetPort: 8080 }], selector: { app: cart } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: cart, namespace: shop }
spec: { template: { metadata: { labels: { app: cart, tier: back } }, spec: { serviceAccountName: cart, containers: [] } } }
---
`;
const SHOP = NAMESPACE + WAYPOINT + CART;
const policy = (name: string, spec: string, namespace = 'shop') => `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: ${name}, namespace: ${namespace} }
spec: ${spec}
---
`;
const TARGETS = {
  service: 'targetRefs: [{ group: "", kind: Service, name: cart }]',
  gateway: 'targetRefs: [{ group: gateway.networking.k8s.io, kind: Gateway, name: waypoint }]',
  gatewayClass: 'targetRefs: [{ group: gateway.networking.k8s.io, kind: GatewayClass, name: istio-waypoint }]',
};
const NO_DELETES = 'action: DENY, rules: [{ to: [{ operation: { methods: [DELETE] } }] }]';
const AT_SERVICE = policy('no-deletes', `{ ${TARGETS.service}, ${NO_DELETES} }`);
const admits = (...principals: string[]) => `rules: [{ from: [{ source: { principals: [${principals.map(each => `cluster.local/ns/${each}`).join(', ')}] } }] }]`;
const GUARD = policy('guard', `{ ${admits('shop/sa/waypoint')} }`);
const EDGE = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ingress, namespace: edge }
spec: { template: { metadata: { labels: { istio: ingress } }, spec: { serviceAccountName: ingress, containers: [] } } }
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: public, namespace: edge }
spec: { selector: { istio: ingress }, servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: [shop.example.com] }] }
---
`;
const routes = (spec: string, name = 'cart') => `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ${name}, namespace: shop }
spec: { ${spec} }
---
`;
const FROM_EDGE = EDGE + routes('hosts: [shop.example.com], gateways: [edge/public], http: [{ route: [{ destination: { host: cart } }] }]');
const FROM_OTHERS = FROM_EDGE.slice(EDGE.length).replace('edge/public', 'others/public');
const httpRoute = (parent: string, backend = '{ name: cart, port: 80 }', namespace = 'shop') => `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: cart, namespace: ${namespace} }
spec: { parentRefs: [${parent}], rules: [{ backendRefs: [${backend}] }] }
---
`;

/** The findings of some rules as `code severity field`, the open questions as `? field`. */
function said(codes: readonly string[], text: string): string[] {
  const { findings, undecided, faults } = examine(manifestsOf(text), { minor: '1.31', checkObjects: false });
  expect(faults).toEqual([]);
  return [
    ...findings.filter(({ code }) => codes.includes(code)).map(({ code, severity, field }) => `${code.slice(4)} ${severity} ${field}`),
    ...undecided.filter(({ rule }) => RULES[rule] !== undefined && codes.includes(RULES[rule])).map(({ field }) => `? ${field}`),
  ];
}

const RULES: Readonly<Record<string, string>> = { 'ingress-past-waypoint': 'MESH1220', 'unguarded-workloads': 'MESH1221' };

describe('requests of gateways', () => {
  const PAST = ['1220 error metadata.labels["istio.io/use-waypoint"]'];
  const REFUSED = ['1220 warning metadata.labels["istio.io/use-waypoint"]'];
  const CLOSED = policy('guard', `{ ${admits('shop/sa/waypoint')} }`);
  const label = (kind: string, value: string) => SHOP.replace(
    kind === 'Namespace' ? 'istio.io/use-waypoint: waypoint' : 'name: cart, namespace: shop',
    kind === 'Namespace' ? `istio.io/use-waypoint: waypoint, istio.io/ingress-use-waypoint: ${value}` : `name: cart, namespace: shop, labels: { istio.io/ingress-use-waypoint: ${value} }`,
  );
  test.each<[string, string, string[]]>([
    ['past the policy of a service', SHOP + AT_SERVICE + FROM_EDGE, PAST],
    ['past the policy of a waypoint', SHOP + policy('deny', `{ ${TARGETS.gateway} }`) + FROM_EDGE, PAST],
    ['past the policy of all waypoints', SHOP + policy('deny', `{ ${TARGETS.gatewayClass} }`, 'istio-system') + FROM_EDGE, PAST],
    ['past the check of tokens', SHOP + AT_SERVICE.replace('AuthorizationPolicy', 'RequestAuthentication') + FROM_EDGE, PAST],
    ['past a policy that only writes logs', SHOP + policy('log', `{ ${TARGETS.service}, action: AUDIT, rules: [{}] }`) + FROM_EDGE, []],
    ['past no policy', SHOP + FROM_EDGE, []],
    ['past the policy of another service', SHOP + AT_SERVICE.replace('name: cart', 'name: other') + FROM_EDGE, []],
    ['to a service without waypoint', SHOP.replace('use-waypoint: waypoint', 'use-waypoint: none') + AT_SERVICE + FROM_EDGE, []],
    ['of a namespace that sends them through', label('Namespace', '"true"') + AT_SERVICE + FROM_EDGE, []],
    ['of a service that sends them through', label('Service', '"true"') + AT_SERVICE + FROM_EDGE, []],
    ['of a service that says so in another word', label('Service', '"T"') + AT_SERVICE + FROM_EDGE, []],
    ['of a service that says no', label('Service', '"false"') + AT_SERVICE + FROM_EDGE, PAST],
    ['of a service with a word that says nothing', label('Service', '"yes"') + AT_SERVICE + FROM_EDGE, PAST],
    ['of a headless service, whatever the label says', label('Service', '"true"').replace('spec: { ports', 'spec: { clusterIP: None, ports') + AT_SERVICE + FROM_EDGE, PAST],
    ['that the workloads refuse', SHOP + AT_SERVICE + CLOSED + FROM_EDGE, REFUSED],
    ['that all workloads of the mesh refuse', SHOP + AT_SERVICE + policy('guard', `{ ${admits('shop/sa/waypoint')} }`, 'istio-system') + FROM_EDGE, REFUSED],
    ['that a DENY policy refuses', SHOP + AT_SERVICE + policy('guard', '{ action: DENY, rules: [{ from: [{ source: { notPrincipals: ["*/ns/shop/sa/waypoint"] } }] }] }') + FROM_EDGE, REFUSED],
    ['that the workloads refuse by other labels', SHOP + AT_SERVICE + policy('guard', `{ selector: { matchLabels: { tier: back } }, ${admits('shop/sa/waypoint')} }`) + FROM_EDGE, REFUSED],
    ['that a policy for other workloads refuses', SHOP + AT_SERVICE + policy('guard', `{ selector: { matchLabels: { tier: front } }, ${admits('shop/sa/waypoint')} }`) + FROM_EDGE, PAST],
    ['that the workloads admit by name', SHOP + AT_SERVICE + policy('guard', `{ ${admits('shop/sa/waypoint', 'edge/sa/ingress')} }`) + FROM_EDGE, PAST],
    ['that the workloads admit with everybody', SHOP + AT_SERVICE + policy('open', '{ rules: [{}] }') + CLOSED + FROM_EDGE, PAST],
    ['of a gateway of others, which the workloads may admit', SHOP + AT_SERVICE + CLOSED + FROM_OTHERS, ['? spec.http[0].route[0].destination.host']],
    ['of a gateway of others, which nobody keeps out', SHOP + AT_SERVICE + FROM_OTHERS, PAST],
    ['of sidecars alone', SHOP + AT_SERVICE + routes('hosts: [cart], http: [{ route: [{ destination: { host: cart } }] }]'), []],
    ['of sidecars alone, by the match', SHOP + AT_SERVICE + EDGE + routes('hosts: [shop.example.com], gateways: [mesh, edge/public], http: [{ match: [{ gateways: [mesh] }], route: [{ destination: { host: cart } }] }]'), []],
    ['by a delegate', SHOP + AT_SERVICE + EDGE + routes('hosts: [shop.example.com], gateways: [edge/public], http: [{ delegate: { name: part } }]') + routes('http: [{ route: [{ destination: { host: cart } }] }]', 'part'), PAST],
    ['by a delegate of sidecars', SHOP + AT_SERVICE + EDGE + routes('hosts: [cart], http: [{ delegate: { name: part } }]') + routes('http: [{ route: [{ destination: { host: cart } }] }]', 'part'), []],
    ['by a mirror', SHOP + AT_SERVICE + EDGE + routes('hosts: [shop.example.com], gateways: [edge/public], http: [{ route: [{ destination: { host: a.example } }], mirror: { host: cart } }]'), PAST],
    ['by an HTTPRoute', SHOP + AT_SERVICE + httpRoute('{ name: public, namespace: edge }'), PAST],
    ['by an HTTPRoute of another namespace', SHOP + AT_SERVICE + httpRoute('{ name: public }', '{ name: cart, namespace: shop, port: 80 }', 'edge'), PAST],
    ['by an HTTPRoute of the service', SHOP + AT_SERVICE + httpRoute('{ group: "", kind: Service, name: cart }'), []],
    ['by an HTTPRoute of the waypoint', SHOP + AT_SERVICE + httpRoute('{ name: waypoint }'), []],
    ['by a malformed HTTPRoute', SHOP + AT_SERVICE + httpRoute('null, 5, { name: public }', 'null, 5'), []],
    ['to two services of one namespace, told once', SHOP + AT_SERVICE + FROM_EDGE + CART.replace(/cart/g, 'price') + AT_SERVICE.replace(/cart/g, 'price').replace('no-deletes', 'too')
      + routes('hosts: [shop.example.com], gateways: [edge/public], http: [{ route: [{ destination: { host: price } }] }]', 'price'), PAST],
    ['to a service whose Namespace is not at hand', WAYPOINT + CART.replace('name: cart, namespace: shop', 'name: cart, namespace: shop, labels: { istio.io/use-waypoint: waypoint }') + AT_SERVICE + FROM_EDGE, ['? spec.http[0].route[0].destination.host']],
  ])('%s', (_, text, expected) => {
    expect(said(['MESH1220'], text)).toEqual(expected);
  });
});

describe('workloads behind a waypoint', () => {
  const OPEN = ['1221 warning metadata.name'];
  test.each<[string, string, string[]]>([
    ['with a policy at the service, and open', SHOP + AT_SERVICE, OPEN],
    ['with a policy at the waypoint, and open', SHOP + policy('deny', `{ ${TARGETS.gateway} }`), OPEN],
    ['without policies', SHOP, []],
    ['that take the waypoint only', SHOP + AT_SERVICE + GUARD, []],
    ['that take the waypoint only, by labels', SHOP + AT_SERVICE + policy('guard', `{ selector: { matchLabels: { app: cart, tier: back } }, ${admits('shop/sa/waypoint')} }`), []],
    ['that take the namespace of the waypoint', SHOP + AT_SERVICE + policy('guard', '{ rules: [{ from: [{ source: { namespaces: [shop] } }] }] }'), []],
    ['that take nobody', SHOP + AT_SERVICE + policy('none', '{}'), []],
    ['that take everybody', SHOP + AT_SERVICE + policy('all', '{ rules: [{}] }'), OPEN],
    ['that take whoever has an identity', SHOP + AT_SERVICE + policy('all', '{ rules: [{ from: [{ source: { principals: ["*"] } }] }] }'), OPEN],
    ['that take addresses', SHOP + AT_SERVICE + policy('all', '{ rules: [{ from: [{ source: { ipBlocks: [10.0.0.0/8] } }] }] }'), OPEN],
    ['whose guard is only tried', SHOP + AT_SERVICE + GUARD.replace('namespace: shop }', 'namespace: shop, annotations: { istio.io/dry-run: "true" } }'), OPEN],
    ['whose guard has a rule on HTTP, which ztunnel drops', SHOP + AT_SERVICE + policy('guard', '{ rules: [{ from: [{ source: { principals: [a/ns/shop/sa/waypoint] } }], to: [{ operation: { methods: [GET] } }] }] }'), []],
    ['that a rule on a port guards', SHOP + AT_SERVICE + policy('guard', '{ action: DENY, rules: [{ from: [{ source: { notPrincipals: ["*/ns/shop/sa/waypoint"] } }], to: [{ operation: { ports: ["9090"] } }] }] }'), OPEN],
    ['of which the labels are not at hand', NAMESPACE + WAYPOINT + CART.split('---')[0] + `---${AT_SERVICE}` + policy('guard', `{ selector: { matchLabels: { tier: back } }, ${admits('shop/sa/waypoint')} }`), ['? metadata.name']],
    ['that are in no mesh, whatever a policy says of them', SHOP.replace('istio.io/dataplane-mode: ambient, ', '') + AT_SERVICE + GUARD, OPEN],
    ['with sidecars', SHOP.replace('istio.io/dataplane-mode: ambient, ', 'istio-injection: enabled, ') + AT_SERVICE, []],
    ['with sidecars of a revision', SHOP.replace('istio.io/dataplane-mode: ambient, ', 'istio.io/rev: stable, ') + AT_SERVICE, []],
    ['that are in the mesh by labels of their own', SHOP.replace('istio.io/dataplane-mode: ambient, ', '').replace('tier: back', 'tier: back, istio.io/dataplane-mode: ambient') + AT_SERVICE + GUARD, []],
    ['of several services, told once', SHOP + AT_SERVICE + CART.replace(/cart/g, 'price') + AT_SERVICE.replace(/cart/g, 'price').replace('no-deletes', 'too'), OPEN],
  ])('%s', (_, text, expected) => {
    expect(said(['MESH1221'], text)).toEqual(expected);
  });
});

describe('ports at a waypoint', () => {
  const at = (rule: string, target: string = TARGETS.service) => SHOP + GUARD + policy('ports', `{ ${target}, action: DENY, rules: [${rule}] }`);
  test.each<[string, string, string[]]>([
    ['of the workload', at('{ to: [{ operation: { ports: ["8080"] } }] }'), ['1222 error spec.rules[0].to[0].operation.ports']],
    ['of nobody', at('{ to: [{ operation: { ports: ["443", "8443"] } }] }'), ['1222 error spec.rules[0].to[0].operation.ports']],
    ['of the service', at('{ to: [{ operation: { ports: ["80"] } }] }'), []],
    ['of the service and of the workload', at('{ to: [{ operation: { ports: ["80", "8080"] } }] }'), []],
    ['of the workload, excepted', at('{ to: [{ operation: { notPorts: ["8080"] } }] }'), ['1222 error spec.rules[0].to[0].operation.notPorts']],
    ['of nobody, excepted', at('{ to: [{ operation: { notPorts: ["9090"] } }] }'), []],
    ['of the workload, in a condition', at('{ when: [{ key: destination.port, values: ["8080"] }] }'), ['1222 error spec.rules[0].when[0].values']],
    ['of the workload, at the waypoint itself', at('{ to: [{ operation: { ports: ["8080"] } }] }', TARGETS.gateway), []],
    ['of a service of others', at('{ to: [{ operation: { ports: ["8080"] } }] }').replace('kind: Service\nmetadata: { name: cart', 'kind: Service\nmetadata: { name: crat'), []],
    ['of the workload, at the workload', SHOP + policy('ports', '{ action: DENY, rules: [{ to: [{ operation: { ports: ["8080"] } }] }] }'), []],
    ['in malformed rules', at('null, { to: [null, { operation: 5 }], when: [null, { key: destination.port }] }'), []],
  ])('%s', (_, text, expected) => {
    expect(said(['MESH1222'], text)).toEqual(expected);
  });
});

describe('exportTo', () => {
  const cart = (exportTo: string, more = '') => routes(`exportTo: [${exportTo}], hosts: [cart]${more}, http: [{ route: [{ destination: { host: cart } }] }]`);
  const rule = (exportTo: string, namespace = 'shop') => `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: cart, namespace: ${namespace} }
spec: { host: cart.shop.svc.cluster.local, exportTo: [${exportTo}] }
---
`;
  const SHARED = SHOP.replace('use-waypoint: waypoint', 'use-waypoint: waypoint, istio.io/use-waypoint-namespace: platform')
    .replace('name: waypoint, namespace: shop', 'name: waypoint, namespace: platform').replace('HBONE }', 'HBONE, allowedRoutes: { namespaces: { from: All } } }');
  test.each<[string, string, string[]]>([
    ['of routes that a waypoint elsewhere does not see', SHARED + cart('"."'), ['1223 warning spec.exportTo']],
    ['of routes that a waypoint elsewhere sees', SHARED + cart('".", platform'), ['1223 info spec.exportTo']],
    ['of routes for everybody', SHARED + cart('"*"'), []],
    ['of routes, at home', SHOP + cart('"."'), ['1223 info spec.exportTo']],
    ['of routes, hidden from home', SHOP + cart('"other"'), ['1223 warning spec.exportTo']],
    ['of routes of gateways', SHARED + cart('"."', ', gateways: [edge/public]'), []],
    ['of settings that a waypoint elsewhere does not see', SHARED + rule('"."'), ['1223 warning spec.exportTo']],
    ['of settings beside the waypoint', SHARED + rule('"."', 'platform'), []],
    ['of settings at home', SHOP + rule('"."'), []],
    ['in a namespace of sidecars', CART + cart('"."'), []],
    ['of a host outside, in the ambient mesh', `${SHOP}
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: pay, namespace: shop }
spec: { hosts: [pay.example, pay2.example], exportTo: ["."], ports: [{ number: 443, name: tls, protocol: TLS }], resolution: DNS }
`, ['1223 info spec.exportTo']],
    ['of a service', SHOP.replace('name: cart, namespace: shop', 'name: cart, namespace: shop, annotations: { networking.istio.io/exportTo: . }'), ['1223 info metadata.annotations["networking.istio.io/exportTo"]']],
  ])('%s', (_, text, expected) => {
    expect(said(['MESH1223'], text)).toEqual(expected);
  });
});

describe('requests to addresses of pods', () => {
  const ALL = SHOP.replace('name: waypoint, namespace: shop', 'name: waypoint, namespace: shop, labels: { istio.io/waypoint-for: all }');
  test.each<[string, string, string[]]>([
    ['pass unchecked what the workloads trust', ALL + AT_SERVICE + GUARD, ['1224 error metadata.labels["istio.io/waypoint-for"]']],
    ['do not pass a waypoint for services', SHOP + AT_SERVICE + GUARD, []],
    ['are checked by a policy of the waypoint', ALL + AT_SERVICE + GUARD + policy('deny', `{ ${TARGETS.gateway} }`), []],
    ['are refused by the workloads', ALL + AT_SERVICE + policy('none', '{}'), []],
    ['need no waypoint where everybody is let in', ALL + AT_SERVICE, []],
    ['pass by the waypoint of a service', ALL.replace('istio.io/use-waypoint: waypoint ', '').replace('name: cart, namespace: shop', 'name: cart, namespace: shop, labels: { istio.io/use-waypoint: waypoint }') + AT_SERVICE + GUARD, []],
  ])('%s', (_, text, expected) => {
    expect(said(['MESH1224'], text)).toEqual(expected);
  });
});
