/**
 * What is known of Istio from elsewhere, seen in the lab: were the lab to play proxies wrongly, these would differ.
 *
 * Each fact is a mesh of a few objects and the fate of a request; the mesh around them is the same for all.
 */

import { TrafficRow } from '../../../examples/pattern-story';
import { itUnless } from '../skippable';
import { differences } from './compare';
import { labSkipReason, MeshLab } from './lab';

const MINUTES = 60_000;
const reason = labSkipReason();
let lab: MeshLab;

beforeAll(async () => {
  if (!reason) {
    lab = await MeshLab.start();
  }
}, MINUTES);

afterAll(async () => {
  await lab?.stop();
});

const workload = (namespace: string, name: string, labels = `app: ${name}`) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: ${namespace} }
spec: { template: { metadata: { labels: { ${labels} } }, spec: { serviceAccountName: ${name}, containers: [{ name: ${name} }] } } }`;

const service = (namespace: string, name: string, ports: string, selector = `app: ${name}`) => `
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: ${namespace} }
spec: { selector: { ${selector} }, ports: [${ports}] }`;

/** The mesh around every fact: a caller, a service in two versions, one of TCP, one without sidecar, one at a low port, and a gateway. */
const AROUND = [
  workload('shop', 'frontend'),
  workload('shop', 'cart-v1', 'app: cart, version: v1'), workload('shop', 'cart-v2', 'app: cart, version: v2'),
  service('shop', 'cart', '{ name: http, port: 80, targetPort: 8080 }', 'app: cart'),
  workload('shop', 'ledger'), service('shop', 'ledger', '{ name: tcp, port: 3306 }'),
  workload('shop', 'legacy', 'app: legacy, sidecar.istio.io/inject: "false"'), service('shop', 'legacy', '{ name: http, port: 80, targetPort: 8080 }'),
  workload('shop', 'low'), service('shop', 'low', '{ name: http, port: 80 }'),
  workload('edge', 'gateway', 'istio: gateway'),
  service('edge', 'gateway', '{ name: http, port: 80, targetPort: 8080 }', 'istio: gateway'),
  `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: public, namespace: edge }
spec: { selector: { istio: gateway }, servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ["*"] }] }`,
];

/** An Istio object of the namespace `shop`; the spec is YAML in flow style. */
const istio = (kind: string, name: string, spec: string, namespace = 'shop') => `
apiVersion: ${/Policy|Authentication/.test(kind) ? 'security' : 'networking'}.istio.io/v1
kind: ${kind}
metadata: { name: ${name}, namespace: ${namespace} }
spec: ${spec}`;

const route = (name: string, http: string, hosts = '[cart.shop.svc.cluster.local]', rest = '') =>
  istio('VirtualService', name, `{ hosts: ${hosts}, ${rest} http: [${http}] }`);
const cart = '{ destination: { host: cart.shop.svc.cluster.local } }';
const SUBSETS = istio('DestinationRule', 'cart', `{ host: cart.shop.svc.cluster.local, subsets: [
  { name: v1, labels: { version: v1 } }, { name: v2, labels: { version: v2 } }, { name: v3, labels: { version: v3 } }] }`);
const subset = (name: string, weight?: number) =>
  `{ destination: { host: cart.shop.svc.cluster.local, subset: ${name} }${weight === undefined ? '' : `, weight: ${weight}`} }`;
const allow = (name: string, rules: string, selector = 'app: cart') =>
  istio('AuthorizationPolicy', name, `{ selector: { matchLabels: { ${selector} } }, action: ALLOW, rules: [${rules}] }`);
const deny = (name: string, rules: string, selector = 'app: cart', namespace = 'shop') =>
  istio('AuthorizationPolicy', name, `{ selector: { matchLabels: { ${selector} } }, action: DENY, rules: [${rules}] }`, namespace);

const CART = 'cart.shop.svc.cluster.local:80';
const LEDGER = 'ledger.shop.svc.cluster.local:3306';
const inMesh = { from: 'shop/frontend', url: 'http://cart.shop/' };
const plain = { ...inMesh, sidecar: false };
const client = { gateway: 'edge/gateway', url: 'http://cart.example.com/' };
const atGateway = (spec: string) => route('outside', spec, '[cart.example.com]', 'gateways: [edge/public],');

type Request = Omit<TrafficRow, 'request' | 'fate'>;
type Fact = [fact: string, objects: string[], request: Request, fate: TrafficRow['fate'], meshConfig?: object];

const FACTS: Fact[] = [
  // Routes.
  ['a service without routes is reached, with mutual TLS', [], inMesh, { to: { [CART]: 100 }, transport: 'istio-mutual' }],
  ['a prefix that is rewritten to / leaves two slashes', [route('a', `{ match: [{ uri: { prefix: /p } }], rewrite: { uri: / }, route: [${cart}] }`)],
    { ...inMesh, url: 'http://cart.shop/p/q' }, { to: { [CART]: 100 }, sees: { path: '//q' } }],
  ['no matching rule is 404 and never the service', [route('a', `{ match: [{ uri: { prefix: /p } }], route: [${cart}] }`)], inMesh, { status: 404, to: {} }],
  ['of two VirtualServices of one host on the mesh the first counts, and they do not merge', [SUBSETS,
    route('a', `{ match: [{ uri: { prefix: /a } }], route: [${subset('v1')}] }`), route('b', `{ route: [${subset('v2')}] }`)],
  { ...inMesh, url: 'http://cart.shop/b' }, { status: 404 }],
  ['at a gateway they merge, with what matches everything at the end', [SUBSETS,
    route('a', `{ route: [${subset('v2')}] }`, '[cart.example.com]', 'gateways: [edge/public],'),
    route('b', `{ match: [{ uri: { prefix: /b } }], route: [${subset('v1')}] }`, '[cart.example.com]', 'gateways: [edge/public],')],
  { ...client, url: 'http://cart.example.com/b' }, { to: { [`${CART} v1`]: 100 }, via: ['edge/gateway'] }],
  ['a subset that no rule has is 503', [route('a', `{ route: [${subset('v9')}] }`)], inMesh, { status: 503, to: {} }],
  ['a subset without workloads is 503', [SUBSETS, route('a', `{ route: [${subset('v3')}] }`)], inMesh, { status: 503, to: {} }],
  ['shares are by weight over the total', [SUBSETS, route('a', `{ route: [${subset('v1', 1)}, ${subset('v2', 2)}] }`)],
    inMesh, { to: { [`${CART} v1`]: 33.33, [`${CART} v2`]: 66.67 } }],
  ['a weight of zero is no share', [SUBSETS, route('a', `{ route: [${subset('v1', 100)}, ${subset('v2', 0)}] }`)], inMesh, { to: { [`${CART} v1`]: 100 } }],
  ['of a query only the first occurrence counts', [route('a', `{ match: [{ queryParams: { x: { exact: "1" } } }], route: [${cart}] }`)],
    { ...inMesh, url: 'http://cart.shop/?x=2&x=1' }, { status: 404 }],
  ['a host that is written with capitals is the same', [route('a', `{ route: [${cart}] }`)], { ...inMesh, headers: { host: 'CART.shop' } }, { to: { [CART]: 100 } }],
  ['a redirect keeps the query', [route('a', '{ redirect: { uri: /new } }')], { ...inMesh, url: 'http://cart.shop/old?a=1' },
    { status: 301, answer: { location: 'http://cart.shop/new?a=1' } }],
  ['copies go to a percentage, and their host is unchanged', [SUBSETS,
    route('a', `{ route: [${subset('v1')}], mirrors: [{ destination: { host: cart.shop.svc.cluster.local, subset: v2 }, percentage: { value: 12.5 } }] }`)],
  inMesh, { to: { [`${CART} v1`]: 100 }, mirrored: { [`${CART} v2`]: 12.5 }, status: 200, attempts: 1 }],
  ['a fault hits a percentage, whatever the split', [SUBSETS,
    route('a', `{ fault: { abort: { percentage: { value: 10 }, httpStatus: 418 } }, route: [${subset('v1', 50)}, ${subset('v2', 50)}] }`)],
  inMesh, { to: { [`${CART} v1`]: 45, [`${CART} v2`]: 45 }, statuses: { 200: 900, 418: 100 } }],
  ['a delay passes before the answer', [route('a', `{ fault: { delay: { percentage: { value: 100 }, fixedDelay: 1s } }, route: [${cart}] }`)],
    inMesh, { status: 200, secondsAtLeast: 1 }],
  ['two retries are the default, and not after 500', [], { ...inMesh, service: { status: 500 } }, { status: 500, attempts: 1 }],
  ['retries are tried again', [route('a', `{ retries: { attempts: 3, retryOn: 5xx }, route: [${cart}] }`)], { ...inMesh, service: { status: 500 } },
    { status: 500, attempts: 4 }],
  // Hosts outside.
  ['an unknown host is let out', [], { ...inMesh, url: 'http://api.example.com/' }, { to: { PassthroughCluster: 100 }, transport: 'plaintext' }],
  ['under REGISTRY_ONLY it is 502 where some HTTP service has the port', [], { ...inMesh, url: 'http://api.example.com/' }, { status: 502 },
    { outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } }],
  ['and the connection is closed where none has', [], { ...inMesh, url: 'http://api.example.com:1234/' }, { closed: true },
    { outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } }],
  ['a ServiceEntry is a destination, and its TLS is made by the proxy', [
    istio('ServiceEntry', 'api', '{ hosts: [api.example.com], location: MESH_EXTERNAL, resolution: DNS, ports: [{ number: 80, name: http, protocol: HTTP, targetPort: 443 }] }'),
    istio('DestinationRule', 'api', '{ host: api.example.com, trafficPolicy: { tls: { mode: SIMPLE, sni: api.example.com } } }'),
  ],
  { ...inMesh, url: 'http://api.example.com/' }, { to: { 'api.example.com:80': 100 }, transport: 'tls', status: 200 }],
  // Mutual TLS.
  ['plain text is taken as long as nothing says otherwise', [], plain, { to: { [CART]: 100 }, transport: 'plaintext' }],
  ['plain text is closed under STRICT', [istio('PeerAuthentication', 'default', '{ mtls: { mode: STRICT } }')], plain, { closed: true, to: {} }],
  ['a PeerAuthentication of the root namespace with a selector has no effect',
    [istio('PeerAuthentication', 'cart', '{ selector: { matchLabels: { app: cart } }, mtls: { mode: STRICT } }', 'istio-system')], plain, { status: 200 }],
  ['portLevelMtls speaks of the port of the pod',
    [istio('PeerAuthentication', 'cart', '{ selector: { matchLabels: { app: cart } }, mtls: { mode: STRICT }, portLevelMtls: { 8080: { mode: DISABLE } } }')],
    plain, { status: 200, transport: 'plaintext' }],
  ['and not of the port of the service',
    [istio('PeerAuthentication', 'cart', '{ selector: { matchLabels: { app: cart } }, mtls: { mode: STRICT }, portLevelMtls: { 80: { mode: DISABLE } } }')],
    plain, { closed: true }],
  ['TLS without a mesh identity fails at a workload of the mesh',
    [istio('DestinationRule', 'cart', '{ host: cart.shop.svc.cluster.local, trafficPolicy: { tls: { mode: SIMPLE } } }')], inMesh, { status: 503 }],
  ['a workload without sidecar is spoken to in plain text', [], { ...inMesh, url: 'http://legacy.shop/' },
    { to: { 'legacy.shop.svc.cluster.local:80': 100 }, transport: 'plaintext' }],
  // Policies.
  ['a policy names the account of the caller', [allow('a', '{ from: [{ source: { principals: [cluster.local/ns/shop/sa/frontend] } }] }')], inMesh, { status: 200 }],
  ['which plain text has not', [allow('a', '{ from: [{ source: { principals: [cluster.local/ns/shop/sa/frontend] } }] }')], plain, { status: 403, to: {} }],
  ['hosts of a policy compare the port', [allow('a', '{ to: [{ operation: { hosts: [cart.shop] } }] }')], { ...inMesh, headers: { host: 'cart.shop:80' } }, { status: 403 }],
  ['a path is normalized before it is compared', [deny('a', '{ to: [{ operation: { paths: [/admin] } }] }')], { ...inMesh, url: 'http://cart.shop/x/../%61dmin' }, { status: 403 }],
  ['but two slashes are not one', [deny('a', '{ to: [{ operation: { paths: [/admin] } }] }')], { ...inMesh, url: 'http://cart.shop//admin' }, { status: 200 }],
  ['two stars take the rest of a path that may be empty', [allow('a', '{ to: [{ operation: { paths: ["/bar/{**}"] } }] }')], { ...inMesh, url: 'http://cart.shop/bar/' }, { status: 200 }],
  ['and need the slash', [allow('a', '{ to: [{ operation: { paths: ["/bar/{**}"] } }] }')], { ...inMesh, url: 'http://cart.shop/bar' }, { status: 403 }],
  ['a DENY of HTTP alone closes every connection of TCP', [deny('a', '{ to: [{ operation: { methods: [GET] } }] }', 'app: ledger')],
    { ...inMesh, url: 'tcp://ledger.shop:3306' }, { closed: true, to: {} }],
  ['an ALLOW of HTTP alone allows nothing there', [allow('a', '{ to: [{ operation: { methods: [GET] } }] }', 'app: ledger')],
    { ...inMesh, url: 'tcp://ledger.shop:3306' }, { closed: true }],
  ['a port of TCP is reached without policy', [], { ...inMesh, url: 'tcp://ledger.shop:3306' }, { to: { [LEDGER]: 100 }, transport: 'istio-mutual' }],
  ['a provider that the mesh does not know denies', [
    istio('AuthorizationPolicy', 'a', '{ selector: { matchLabels: { app: cart } }, action: CUSTOM, provider: { name: nobody }, rules: [{}] }'),
  ], inMesh, { status: 403 }],
  ['a policy of the root namespace applies', [deny('a', '{}', 'app: cart', 'istio-system')], inMesh, { status: 403 }],
  ['x-forwarded-for is no source.ip at a sidecar', [deny('a', '{ when: [{ key: source.ip, values: [192.0.2.7] }] }')],
    { ...inMesh, headers: { 'x-forwarded-for': '192.0.2.7' } }, { status: 200 }],
  ['and is the remote.ip', [deny('a', '{ when: [{ key: remote.ip, values: [192.0.2.7] }] }')], { ...inMesh, headers: { 'x-forwarded-for': '192.0.2.7' } }, { status: 403 }],
  ['a policy speaks of the port of the pod, a low one too', [allow('a', '{ to: [{ operation: { ports: ["80"] } }] }', 'app: low')],
    { ...inMesh, url: 'http://low.shop/' }, { to: { 'low.shop.svc.cluster.local:80': 100 }, transport: 'istio-mutual' }],
  ['and not of another', [allow('a', '{ to: [{ operation: { ports: ["81"] } }] }', 'app: low')], { ...inMesh, url: 'http://low.shop/' }, { status: 403 }],
  ['plain text reaches a low port that is excepted from STRICT',
    [istio('PeerAuthentication', 'low', '{ selector: { matchLabels: { app: low } }, mtls: { mode: STRICT }, portLevelMtls: { 80: { mode: DISABLE } } }')],
    { ...plain, url: 'http://low.shop/' }, { status: 200 }],
  // Clients outside.
  ['a gateway knows the address of its client', [atGateway(`{ route: [${cart}] }`), deny('a', '{ from: [{ source: { remoteIpBlocks: [192.0.2.7] } }] }', 'istio: gateway', 'edge')],
    { ...client, clientAddress: '192.0.2.7' }, { status: 403 }],
  ['whatever the client says', [atGateway(`{ route: [${cart}] }`), deny('a', '{ from: [{ source: { remoteIpBlocks: [192.0.2.7] } }] }', 'istio: gateway', 'edge')],
    { ...client, clientAddress: '192.0.2.7', headers: { 'x-forwarded-for': '192.0.2.8' } }, { status: 403 }],
  ['unless it trusts a proxy before it', [atGateway(`{ route: [${cart}] }`), deny('a', '{ from: [{ source: { remoteIpBlocks: [192.0.2.7] } }] }', 'istio: gateway', 'edge')],
    { ...client, headers: { 'x-forwarded-for': '192.0.2.7' } }, { status: 403 }, { defaultConfig: { gatewayTopology: { numTrustedProxies: 1 } } }],
  ['a host that no route has is 404 at a gateway', [atGateway(`{ route: [${cart}] }`)], { ...client, url: 'http://other.example.com/' }, { status: 404 }],
  ['a port that no server has is closed', [atGateway(`{ route: [${cart}] }`)], { ...client, url: 'http://cart.example.com:81/' }, { closed: true }],
  ['a workload calls as its gateway’s identity does not', [atGateway(`{ route: [${cart}] }`), allow('a', '{ from: [{ source: { namespaces: [edge] } }] }')],
    inMesh, { status: 403 }],
];

if (reason) {
  itUnless(reason, 'the facts are seen', () => undefined);
}

for (const [fact, objects, request, fate, meshConfig] of reason ? [] : FACTS) {
  it(fact, async () => {
    const row: TrafficRow = { request: fact, ...request, fate };
    const [observed] = await lab.send({ documents: [...AROUND, ...objects], meshConfig }, [row]);
    const found = differences(row, observed);
    expect(found.length === 0 ? [] : [...found, ...observed.hops]).toEqual([]);
  }, MINUTES);
}
