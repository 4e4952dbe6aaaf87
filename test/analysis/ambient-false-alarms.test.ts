import { manifestsOf } from './manifests';
import { examine } from '../../src/analysis/analyzer';

const namespace = (name: string, labels: string) => `
apiVersion: v1
kind: Namespace
metadata: { name: ${name}, labels: { ${labels} } }
---
`;
const gateway = (name: string, gatewayClass: string, listener: string, more = '', home = 'shop') => `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: ${name}, namespace: ${home}${more} }
spec: { gatewayClassName: ${gatewayClass}, listeners: [{ name: mesh, ${listener} }] }
---
`;
const HBONE = 'port: 15008, protocol: HBONE';
const service = (ports: string, home = 'shop') => `
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: ${home} }
spec: { ports: [${ports}], selector: { app: cart } }
---
`;
const deployment = (name: string, labels: string, home = 'shop') => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: ${home} }
spec: { template: { metadata: { labels: { ${labels} } }, spec: { containers: [] } } }
---
`;
const policy = (name: string, spec: string, home = 'shop') => `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: ${name}, namespace: ${home} }
spec: { ${spec} }
---
`;
const AMBIENT = namespace('shop', 'istio.io/dataplane-mode: ambient');
const ENROLLED = namespace('shop', 'istio.io/dataplane-mode: ambient, istio.io/use-waypoint: waypoint');
const WAYPOINT = gateway('waypoint', 'istio-waypoint', HBONE);
const SHOP = ENROLLED + WAYPOINT + service('{ name: http, port: 80, targetPort: 8080 }') + deployment('cart', 'app: cart, tier: back');

/** The findings as `code field`, the open questions of the rules of the ambient mesh as `? rule`. */
function said(text: string): string[] {
  const { findings, undecided, faults } = examine(manifestsOf(text), { minor: '1.31', checkObjects: false });
  expect(faults).toEqual([]);
  return [...findings.map(({ code, field }) => `${code.slice(4)} ${field}`), ...undecided.filter(({ rule }) => AMBIENT_RULES.includes(rule)).map(({ rule }) => `? ${rule}`)];
}

const AMBIENT_RULES = ['unknown-waypoint', 'waypoint-refuses-enrolment', 'policy-needs-waypoint', 'http-rule-at-ztunnel', 'no-effect-in-ambient', 'policy-behind-waypoint'];

describe('waypoints that others make', () => {
  const ENROLMENT = 'metadata.labels["istio.io/use-waypoint"]';
  const far = namespace('shop', 'istio.io/use-waypoint: shared, istio.io/use-waypoint-namespace: platform');
  const bound = (listener: string, annotation: string) => far + gateway('shared', 'istio-waypoint', `${listener}, allowedRoutes: { namespaces: { from: All } }`,
    `, annotations: { ambient.istio.io/waypoint-inbound-binding: ${annotation} }`, 'platform');
  test.each<[string, string, string[]]>([
    ['by a class that Istio does not know', ENROLLED + gateway('waypoint', 'acme-waypoint', HBONE), ['? unknown-waypoint']],
    ['by Istio’s class for gateways', ENROLLED + gateway('waypoint', 'istio', 'port: 80, protocol: HTTP'), [`1212 ${ENROLMENT}`]],
    ['by Istio’s class for gateways of networks', ENROLLED + gateway('waypoint', 'istio-east-west', HBONE), [`1212 ${ENROLMENT}`]],
    ['with a listener bound by its port', bound('port: 15088, protocol: istio.io/PROXY', 'PROXY/15088'), []],
    ['with a listener bound by its protocol', bound('port: 15088, protocol: istio.io/PROXY', 'PROXY'), []],
    ['with a listener that is not the bound one', bound('port: 15089, protocol: TCP', 'PROXY/15088'), [`1213 ${ENROLMENT}`]],
    ['with a binding that Istio does not know', bound('port: 15088, protocol: TCP', 'TLS/15088'), [`1213 ${ENROLMENT}`]],
  ])('%s', (_, text, expected) => {
    expect(said(text)).toEqual(expected);
  });
});

describe('what gateways of an ambient namespace carry out', () => {
  const classic = `${deployment('ingress', 'istio: ingress')}
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: public, namespace: shop }
spec: { selector: { istio: ingress }, servers: [] }
---
`;
  const tokens = `
apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: { name: login, namespace: shop }
spec: { jwtRules: [] }
---
`;
  const filter = `
apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata: { name: filter, namespace: shop }
spec: { configPatches: [] }
---
`;
  const methods = policy('methods', 'rules: [{ to: [{ operation: { methods: [GET] } }] }]');
  test.each<[string, string, string[]]>([
    ['tokens, where gateways are alone', AMBIENT + classic + tokens, ['? policy-needs-waypoint']],
    ['tokens, where gateways of the Gateway API are alone', AMBIENT + gateway('public', 'istio', 'port: 80, protocol: HTTP') + tokens, ['? policy-needs-waypoint']],
    ['tokens, beside workloads of ztunnel', AMBIENT + classic + deployment('cart', 'app: cart') + tokens, ['? policy-needs-waypoint']],
    ['tokens, where a waypoint is alone', ENROLLED + WAYPOINT + tokens, ['1217 metadata.name']],
    ['filters, beside workloads of ztunnel', AMBIENT + classic + deployment('cart', 'app: cart') + filter, ['? no-effect-in-ambient']],
    ['filters, where a waypoint is alone', ENROLLED + WAYPOINT + filter, ['1219 metadata.name']],
    ['methods, where gateways are alone', AMBIENT + classic + methods, ['? http-rule-at-ztunnel']],
    ['methods, beside workloads of ztunnel, where nobody would get in', AMBIENT + classic + deployment('cart', 'app: cart') + methods, ['1214 spec.rules[0].to[0].operation.methods']],
  ])('%s', (_, text, expected) => {
    expect(said(text)).toEqual(expected);
  });
});

describe('callers at workloads behind a waypoint', () => {
  const web = policy('web', 'selector: { matchLabels: { app: cart } }, rules: [{ from: [{ source: { principals: [cluster.local/ns/shop/sa/web] } }] }]');
  const admit = (selector: string, home?: string) => policy('admit', `${selector}rules: [{ from: [{ source: { principals: [cluster.local/ns/shop/sa/waypoint] } }] }]`, home);
  const deny = (source: string, port: string) => policy('deny', `selector: { matchLabels: { app: cart } }, action: DENY, rules: [{ from: [{ source: { ${source} } }], to: [{ operation: { ports: ["${port}"] } }] }]`);
  test.each<[string, string, string[]]>([
    ['who are admitted beside the waypoint, by other labels', SHOP + web + admit('selector: { matchLabels: { tier: back } }, '), []],
    ['who are admitted beside the waypoint, for the whole mesh', SHOP + web + admit('', 'istio-system'), []],
    ['who are admitted beside a waypoint that is admitted elsewhere', SHOP + web + admit('selector: { matchLabels: { tier: front } }, ').replace(/$/, deployment('web', 'tier: front')), ['1218 spec.rules[0].from']],
    ['who are refused on a port that the service does not lead to', SHOP + deny('notNamespaces: [monitoring]', '9090'), []],
    ['who are refused by name on a port that the service does not lead to', SHOP + deny('namespaces: [batch]', '9090'), []],
    ['who are refused on the port that the service leads to', SHOP + deny('notNamespaces: [monitoring]', '8080'), ['1218 spec.rules[0].from']],
    ['who are refused on a port of the service, which its pods do not have', SHOP + deny('namespaces: [batch]', '80'), ['1218 spec.rules[0].from']],
    ['who are refused on a port that the service may lead to', SHOP.replace('targetPort: 8080', 'targetPort: web') + deny('namespaces: [batch]', '9090'), ['? policy-behind-waypoint']],
  ])('%s', (_, text, expected) => {
    expect(said(text)).toEqual(expected);
  });
});

describe('targets of policies that nobody enforces', () => {
  const at = (kind: string, name: string) => policy('methods', `targetRefs: [{ group: ${kind === 'Gateway' ? 'gateway.networking.k8s.io' : '""'}, kind: ${kind}, name: ${name} }], rules: [{ to: [{ operation: { methods: [GET] } }] }]`);
  const guard = policy('guard', 'rules: [{ from: [{ source: { serviceAccounts: [waypoint] } }] }]');
  test.each<[string, string, string[]]>([
    ['a service whose namespace has a waypoint for workloads', SHOP.replace('name: waypoint, namespace: shop', 'name: waypoint, namespace: shop, labels: { istio.io/waypoint-for: workload }') + at('Service', 'cart') + guard, ['1216 spec.targetRefs[0].name']],
    ['a service whose namespace has a waypoint for all', SHOP.replace('name: waypoint, namespace: shop', 'name: waypoint, namespace: shop, labels: { istio.io/waypoint-for: all }') + at('Service', 'cart') + guard, ['1224 metadata.labels["istio.io/waypoint-for"]']],
    ['another waypoint than the one that is there', ENROLLED + WAYPOINT + at('Gateway', 'entrance'), ['1216 spec.targetRefs[0].name']],
  ])('%s', (_, text, expected) => {
    expect(said(text)).toEqual(expected);
  });

  test('a service that is not among those that are declared', () => {
    const manifests = manifestsOf(ENROLLED + WAYPOINT + service('{ name: http, port: 80 }') + at('Service', 'entrance'))
      .map(each => each.object.kind === 'Service' ? { ...each, origin: { ...each.origin, declared: true, locate: () => undefined } } : each);
    expect(examine(manifests, { minor: '1.31', checkObjects: false }).findings.map(({ code }) => code)).toEqual(['MESH1216']);
  });
});
