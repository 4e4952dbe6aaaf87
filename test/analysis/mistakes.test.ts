import { manifestsOf } from './manifests';
import { examine } from '../../src/analysis/analyzer';
import { RULES } from '../../src/analysis/rules';

/** A shop as it should be: two environments of ownership (shop is ours, billing is declared, istio-ingress is somebody else's). */
const SHOP = `
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec:
  ports: [{ name: http, port: 8080, targetPort: 80 }]
  selector: { app: cart }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: cart-v1, namespace: shop }
spec: { template: { metadata: { labels: { app: cart, version: v1 } }, spec: { containers: [] } } }
---
apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: { name: cart-v2, namespace: shop }
spec: { template: { metadata: { labels: { app: cart, version: v2 } }, spec: { containers: [] } } }
---
apiVersion: v1
kind: Service
metadata: { name: reviews, namespace: shop }
spec:
  ports: [{ name: http, port: 9080 }, { name: metrics, port: 9090 }]
  selector: { app: reviews }
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: partners, namespace: shop }
spec:
  hosts: [api.payments.example, "*.partners.example"]
  ports: [{ name: tls, number: 443, protocol: TLS }]
  resolution: DNS
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: public, namespace: shop }
spec:
  selector: { istio: ingressgateway }
  servers:
    - { port: { number: 80, name: http, protocol: HTTP }, hosts: ["shop.example.com", "./internal.example.com"] }
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: edge, namespace: istio-ingress }
spec:
  selector: { istio: ingressgateway }
  servers:
    - { port: { number: 80, name: http, protocol: HTTP }, hosts: ["shop/*.example.com", "other/only.example.org"] }
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: cart, namespace: shop }
spec:
  host: cart.shop.svc.cluster.local
  subsets:
    - { name: stable, labels: { version: v1 } }
    - { name: canary, labels: { version: v2 } }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: cart, namespace: shop }
spec:
  hosts: [shop.example.com, cart]
  gateways: [public, istio-ingress/edge, mesh]
  http:
    - match: [{ headers: { x-canary: { exact: "true" } }, gateways: [public] }]
      route:
        - destination: { host: cart, subset: canary }
    - route:
        - { destination: { host: cart, subset: stable, port: { number: 8080 } }, weight: 90 }
        - { destination: { host: cart, subset: canary, port: { number: 8080 } }, weight: 10 }
      mirrors: [{ destination: { host: reviews, port: { number: 9080 } } }]
  tls:
    - match: [{ sniHosts: [api.payments.example] }]
      route: [{ destination: { host: payments.billing.svc.cluster.local } }]
  tcp:
    - route: [{ destination: { host: eu.partners.example } }]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: sidecars, namespace: shop }
spec:
  hosts: [reviews]
  http: [{ route: [{ destination: { host: reviews, port: { number: 9080 } } }] }]
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: cart, namespace: shop }
spec: { selector: { matchLabels: { app: cart } }, rules: [{}] }
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: cart, namespace: shop }
spec: { selector: { matchLabels: { app: cart, version: v1 } }, mtls: { mode: STRICT } }
`;
const DECLARED = `
apiVersion: v1
kind: Service
metadata: { name: payments, namespace: billing }
spec:
  ports: [{ name: http, port: 80 }]
  selector: { app: payments }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: payments, namespace: billing }
spec: { template: { metadata: { labels: { app: payments } }, spec: { containers: [] } } }
`;

/** The cases put VirtualServices beside those of the shop, often for the same host: host-claimed-twice has tests of its own. */
const OTHER_RULES = RULES.filter(({ name }) => name !== 'host-claimed-twice');

function answer(text: string) {
  const { findings, undecided, faults } = examine(
    [...manifestsOf(text), ...manifestsOf(DECLARED, { declared: true }, 'known.yaml')], { minor: '1.30', rules: OTHER_RULES });
  expect(faults).toEqual([]);
  return { findings, undecided };
}

/** Changes the n-th occurrence (all when `n` is 0) and says what is found: rule, object, field, wrong and right name. */
function findingsAfter(from: string, to: string, n: number): string[] {
  const parts = SHOP.split(from);
  expect(parts.length).toBeGreaterThan(n || 1);
  const text = n === 0 ? parts.join(to) : parts.slice(0, n).join(from) + to + parts.slice(n).join(from);
  return answer(text).findings.map(({ rule, object, field, found, nearest }) =>
    `${rule} ${object?.kind} ${object?.name} ${field}: ${found}${nearest === undefined ? '' : ` -> ${nearest}`}`);
}

test('the shop as it should be has no findings, and only its gateways run elsewhere', () => {
  const { findings, undecided } = answer(SHOP);
  expect(findings).toEqual([]);
  expect(undecided.map(({ object, because }) => [object.kind, object.name, because])).toEqual([
    ['Gateway', 'public', 'no workload of this environment carries "istio=ingressgateway"; gateways are often run by others'],
    ['Gateway', 'edge', 'no workload of this environment carries "istio=ingressgateway"; gateways are often run by others'],
  ]);
});

describe('one mistake is one finding, at the place to change', () => {
  test.each<[string, string, string, number, string]>([
    // hosts
    ['short host in a route', 'host: cart, subset: canary }', 'host: crat, subset: canary }', 1,
      'route-to-unknown-host VirtualService cart spec.http[0].route[0].destination.host: crat -> cart'],
    ['host of a mirror', '{ host: reviews, port', '{ host: review, port', 1,
      'route-to-unknown-host VirtualService cart spec.http[1].mirrors[0].destination.host: review -> reviews'],
    ['namespace of a declared service', 'payments.billing.svc', 'payments.biling.svc', 1,
      'route-to-unknown-host VirtualService cart spec.tls[0].route[0].destination.host: payments.biling.svc.cluster.local -> payments.billing.svc.cluster.local'],
    ['name of a declared service', 'payments.billing.svc', 'paymnts.billing.svc', 1,
      'route-to-unknown-host VirtualService cart spec.tls[0].route[0].destination.host: paymnts.billing.svc.cluster.local -> payments.billing.svc.cluster.local'],
    ['the word svc', 'payments.billing.svc', 'payments.billing.svx', 1,
      'route-to-unknown-host VirtualService cart spec.tls[0].route[0].destination.host: payments.billing.svx.cluster.local -> payments.billing.svc.cluster.local'],
    ['the word cluster', 'billing.svc.cluster.local', 'billing.svc.cluter.local', 1,
      'route-to-unknown-host VirtualService cart spec.tls[0].route[0].destination.host: payments.billing.svc.cluter.local -> payments.billing.svc.cluster.local'],
    ['the word local', 'billing.svc.cluster.local', 'billing.svc.cluster.loal', 1,
      'route-to-unknown-host VirtualService cart spec.tls[0].route[0].destination.host: payments.billing.svc.cluster.loal -> payments.billing.svc.cluster.local'],
    ['a dot too few', 'payments.billing.svc', 'paymentsbilling.svc', 1,
      'route-to-unknown-host VirtualService cart spec.tls[0].route[0].destination.host: paymentsbilling.svc.cluster.local -> payments.billing.svc.cluster.local'],
    ['a host without its tail', 'payments.billing.svc.cluster.local', 'payments.billing', 1,
      'route-to-unknown-host VirtualService cart spec.tls[0].route[0].destination.host: payments.billing -> payments.billing.svc.cluster.local'],
    ['a short host of another namespace', 'payments.billing.svc.cluster.local', 'payments', 1,
      'route-to-unknown-host VirtualService cart spec.tls[0].route[0].destination.host: payments -> payments.billing.svc.cluster.local'],
    ['a host of a wildcard ServiceEntry', 'host: eu.partners.example', 'host: eu.patners.example', 1,
      'route-to-unknown-host VirtualService cart spec.tcp[0].route[0].destination.host: eu.patners.example -> eu.partners.example'],
    ['a host of a plain ServiceEntry', 'host: eu.partners.example', 'host: api.payment.example', 1,
      'route-to-unknown-host VirtualService cart spec.tcp[0].route[0].destination.host: api.payment.example -> api.payments.example'],
    ['the host of a DestinationRule, whose subsets still count as declared', 'host: cart.shop', 'host: crt.shop', 1,
      'route-to-unknown-host DestinationRule cart spec.host: crt.shop.svc.cluster.local -> cart.shop.svc.cluster.local'],
    ['the namespace of a DestinationRule’s host', 'host: cart.shop', 'host: cart.shp', 1,
      'route-to-unknown-host DestinationRule cart spec.host: cart.shp.svc.cluster.local -> cart.shop.svc.cluster.local'],
    ['the own host of a VirtualService for sidecars', 'hosts: [reviews]', 'hosts: [revews]', 1,
      'route-to-unknown-host VirtualService sidecars spec.hosts[0]: revews -> reviews'],
    ['the name of a Service that several places ask for', 'name: reviews, namespace', 'name: reviws, namespace', 1,
      'route-to-unknown-host Service reviws metadata.name: reviws -> reviews'],
    // subsets
    ['a subset in a route', 'subset: stable', 'subset: stabel', 1,
      'route-to-unknown-subset VirtualService cart spec.http[1].route[0].destination.subset: stabel -> stable'],
    ['a subset that other routes name rightly', 'subset: canary', 'subset: canry', 2,
      'route-to-unknown-subset VirtualService cart spec.http[1].route[1].destination.subset: canry -> canary'],
    ['a subset unlike all others', 'subset: stable', 'subset: preview', 1,
      'route-to-unknown-subset VirtualService cart spec.http[1].route[0].destination.subset: preview'],
    ['the name of a subset in the DestinationRule', 'name: canary', 'name: canay', 1,
      'route-to-unknown-subset DestinationRule cart spec.subsets[1].name: canay -> canary'],
    // ports
    ['a port in a route', 'number: 8080', 'number: 8081', 1,
      'route-to-unknown-port VirtualService cart spec.http[1].route[0].destination.port.number: 8081 -> 8080'],
    ['the target port instead of the port', 'number: 8080', 'number: 80', 2,
      'route-to-unknown-port VirtualService cart spec.http[1].route[1].destination.port.number: 80 -> 8080'],
    ['a port of a service with several', 'number: 9080', 'number: 9081', 1,
      'route-to-unknown-port VirtualService cart spec.http[1].mirrors[0].destination.port.number: 9081 -> 9080'],
    ['no port of a service with several', '{ host: reviews, port: { number: 9080 } }', '{ host: reviews }', 2,
      'route-to-unknown-port VirtualService sidecars spec.http[0].route[0].destination: reviews'],
    ['the port of a Service that several routes ask for', 'port: 8080', 'port: 8088', 1,
      'route-to-unknown-port Service cart spec.ports[0].port: 8088 -> 8080'],
    // gateways
    ['a short gateway', 'gateways: [public,', 'gateways: [publc,', 1,
      'unknown-gateway VirtualService cart spec.gateways[0]: publc -> public'],
    ['the name of a gateway of another namespace', 'istio-ingress/edge', 'istio-ingress/ede', 1,
      'unknown-gateway VirtualService cart spec.gateways[1]: istio-ingress/ede -> istio-ingress/edge'],
    ['the namespace of a gateway', 'istio-ingress/edge', 'istio-ingres/edge', 1,
      'unknown-gateway VirtualService cart spec.gateways[1]: istio-ingres/edge -> istio-ingress/edge'],
    ['the gateway of all sidecars', 'edge, mesh]', 'edge, mehs]', 1,
      'unknown-gateway VirtualService cart spec.gateways[2]: mehs -> mesh'],
    ['a gateway of a match', 'gateways: [public] }', 'gateways: [pubic] }', 1,
      'unknown-gateway VirtualService cart spec.http[0].match[0].gateways[0]: pubic -> public'],
    ['a gateway of another namespace by its short name', 'istio-ingress/edge', 'edge', 1,
      'unknown-gateway VirtualService cart spec.gateways[1]: edge -> istio-ingress/edge'],
    ['the name of a Gateway that several places ask for', 'name: public', 'name: pulbic', 1,
      'unknown-gateway Gateway pulbic metadata.name: pulbic -> public'],
    // hosts of gateways
    ['a host beside the gateway’s', 'hosts: [shop.example.com, cart]', 'hosts: [shop.exmple.com, cart]', 1,
      'host-not-served-by-gateway VirtualService cart spec.hosts[0]: shop.exmple.com -> shop.example.com'],
    // selectors
    ['the selector of a policy', 'matchLabels: { app: cart }', 'matchLabels: { app: carts }', 1,
      'selector-without-workload AuthorizationPolicy cart spec.selector.matchLabels.app: app=carts -> app=cart'],
    ['a label key of a policy', 'matchLabels: { app: cart }', 'matchLabels: { ap: cart }', 1,
      'selector-without-workload AuthorizationPolicy cart spec.selector.matchLabels.ap: ap=cart -> app=cart'],
    ['the labels of a subset', 'stable, labels: { version: v1', 'stable, labels: { version: v3', 1,
      'selector-without-workload DestinationRule cart spec.subsets[0].labels.version: version=v3 -> version=v1'],
  ])('%s', (_, from, to, n, finding) => {
    expect(findingsAfter(from, to, n)).toEqual([finding]);
  });
});

describe('what others know is no finding', () => {
  test.each<[string, string, string, string]>([
    ['a host of a namespace nobody speaks of', 'payments.billing.svc', 'payments.treasury.svc', 'no Service of namespace "treasury" is emitted or declared'],
    ['a namespace that differs by a digit', 'payments.billing.svc', 'payments.billing2.svc', 'no Service of namespace "billing2" is emitted or declared'],
    ['a host outside the cluster', 'host: eu.partners.example', 'host: eu.strangers.example', 'no ServiceEntry of this environment has the host "eu.strangers.example"'],
    ['a service of another cluster domain', 'payments.billing.svc.cluster.local', 'payments.billing.svc.clusterset.local',
      'no ServiceEntry of this environment has the host "payments.billing.svc.clusterset.local"'],
    ['a gateway of a namespace nobody speaks of', 'istio-ingress/edge', 'platform/main', 'no Gateway of namespace "platform" is in this environment'],
    ['a gateway of a namespace that is only declared', 'istio-ingress/edge', 'billing/edge', 'no Gateway of namespace "billing" is in this environment'],
    ['a subset of a declared service', 'payments.billing.svc.cluster.local', 'payments.billing.svc.cluster.local, subset: v2',
      'a DestinationRule for "payments.billing.svc.cluster.local" that others deploy may declare subset "v2"'],
    ['a policy where nothing runs', 'kind: AuthorizationPolicy\nmetadata: { name: cart, namespace: shop }', 'kind: AuthorizationPolicy\nmetadata: { name: cart, namespace: empty }',
      'no workload of namespace "empty" is emitted or declared'],
    ['a policy of the root namespace', 'kind: AuthorizationPolicy\nmetadata: { name: cart, namespace: shop }\nspec: { selector: { matchLabels: { app: cart } }',
      'kind: AuthorizationPolicy\nmetadata: { name: cart, namespace: istio-system }\nspec: { selector: { matchLabels: { app: batch } }',
      'no workload of this environment carries "app=batch"; a policy of the root namespace holds for the workloads of others too'],
  ])('%s', (_, from, to, because) => {
    expect(SHOP).toContain(from);
    const { findings, undecided } = answer(SHOP.replace(from, to));
    expect(findings).toEqual([]);
    expect(undecided.map(question => question.because)).toContain(because);
  });
});

describe('gateways and hosts', () => {
  const bound = (hosts: string, gateways: string, namespace = 'shop') => answer(`${SHOP}---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: extra, namespace: ${namespace} }
spec:
  hosts: [${hosts}]
  gateways: [${gateways}]
  http: [{ redirect: { uri: / } }]
`).findings.map(({ rule, field, message }) => `${rule} ${field}: ${message}`);

  test.each<[string, string, string, string | undefined, string[]]>([
    ['a wildcard of the VirtualService overlaps a plain host', '"*.example.com"', 'public', undefined, []],
    ['an upper-case host is the same host', 'SHOP.example.com', 'public', undefined, []],
    ['the old long form names a gateway', 'shop.example.com', 'public.shop.svc.cluster.local', undefined, []],
    ['./ names a gateway of the own namespace', 'shop.example.com', './public', undefined, []],
    ['a host that no gateway serves', 'blog.example.org', 'public', undefined,
      ['host-not-served-by-gateway spec.hosts[0]: Host "blog.example.org" is not served by Gateway shop/public, which serves "shop.example.com" and "internal.example.com".']],
    ['one of two hosts that no gateway serves', 'shop.example.com, blog.example.org', 'public', undefined,
      ['host-not-served-by-gateway spec.hosts[1]: Host "blog.example.org" is not served by Gateway shop/public, which serves "shop.example.com" and "internal.example.com".']],
    ['the wrong gateway for all hosts', 'blog.example.org, www.example.org', 'public', undefined,
      ['host-not-served-by-gateway spec.gateways[0]: Gateway shop/public serves none of the hosts "blog.example.org" and "www.example.org"; it serves "shop.example.com" and "internal.example.com".']],
    ['a second gateway that serves none of them', 'internal.example.com', 'public, istio-ingress/edge', undefined, []],
    ['a host that is served to another namespace only', 'internal.example.com', 'shop/public', 'billing',
      ['host-not-served-by-gateway spec.gateways[0]: Gateway shop/public serves "internal.example.com" only to VirtualServices of namespace "shop", not of "billing".']],
    ['a gateway that others run', 'blog.example.org', 'public, platform/main', undefined,
      ['host-not-served-by-gateway spec.gateways[0]: Gateway shop/public serves none of the hosts "blog.example.org"; it serves "shop.example.com" and "internal.example.com".']],
  ])('%s', (_, hosts, gateways, namespace, findings) => {
    expect(bound(hosts, gateways, namespace)).toEqual(findings);
  });
});

describe('what works is no finding', () => {
  const service = (name: string, namespace: string, more = '') => `---
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: ${namespace}${more} }
spec: { ports: [{ name: http, port: 80 }], selector: { app: ${name} } }
`;
  const object = (apiVersion: string, kind: string, name: string, namespace: string, spec = '{}') => `---
apiVersion: ${apiVersion}
kind: ${kind}
metadata: { name: ${name}, namespace: ${namespace} }
spec: ${spec}
`;
  const istio = (kind: string, spec: string, namespace = 'shop') => object('networking.istio.io/v1', kind, 'extra', namespace, spec);
  const policy = (labels: string) => object('security.istio.io/v1', 'AuthorizationPolicy', 'extra', 'shop', `{ selector: { matchLabels: { ${labels} } }, rules: [{}] }`);
  const route = (destination: string, more = 'hosts: [reviews]') => istio('VirtualService', `{ ${more}, http: [{ route: [{ destination: { ${destination} } }] }] }`);
  const serviceEntry = (host: string) => istio('ServiceEntry', `{ hosts: [${host}], ports: [{ name: http, number: 80, protocol: HTTP }], resolution: DNS }`);
  const gatewayPod = '---\napiVersion: v1\nkind: Pod\nmetadata: { name: gateway-a, namespace: istio-ingress, labels: { istio: gateway-a } }\nspec: { containers: [] }\n';

  test.each<[string, string]>([
    ['a service of a sibling namespace', service('web', 'team-a') + route('host: web.team-b.svc.cluster.local')],
    ['a service of a namespace that is there without its Services',
      '---\napiVersion: v1\nkind: Namespace\nmetadata: { name: billings }\n' + route('host: payments.billings.svc.cluster.local')],
    ['a service of a namespace of which a policy is there',
      object('security.istio.io/v1', 'PeerAuthentication', 'default', 'billings') + route('host: payments.billings.svc.cluster.local')],
    ['a host outside the cluster whose short part differs', serviceEntry('api.trading.test') + route('host: app.trading.test')],
    ['a service that Knative makes', object('serving.knative.dev/v1', 'Service', 'hello', 'shop') + route('host: hello')],
    ['a service that an operator makes', object('kafka.strimzi.io/v1', 'Kafka', 'events', 'shop') + istio('DestinationRule', '{ host: events-kafka-bootstrap }')],
    ['a workload that an operator makes', object('kafka.strimzi.io/v1', 'Kafka', 'events', 'shop') + policy('strimzi.io/cluster: events')],
    ['the API server', service('web', 'default') + istio('DestinationRule', '{ host: kubernetes.default.svc.cluster.local }')],
    ['a service that Istio’s installer makes', service('dashboards', 'istio-system') + route('host: istio-egressgateway.istio-system.svc.cluster.local')],
    ['a gateway beside ours in a namespace of others', istio('VirtualService', '{ hosts: [a.example.com], gateways: [istio-ingress/shared], http: [{ redirect: { uri: / } }] }')],
    ['a gateway of a sibling namespace', istio('Gateway', '{ selector: { app: edge }, servers: [] }', 'edge-a')
      + istio('VirtualService', '{ hosts: [a.example.com], gateways: [edge-b/extra], http: [{ redirect: { uri: / } }] }')],
    ['a service that only the gateway sees', service('web', 'billing', ', annotations: { networking.istio.io/exportTo: istio-ingress }')
      + route('host: web.billing.svc.cluster.local', 'hosts: [web.example.com], gateways: [istio-ingress/edge]')],
    ['a host of a ServiceEntry like one of the gateway', serviceEntry('ship.example.com') + route('host: cart', 'hosts: [shop.example.com, ship.example.com], gateways: [public, mesh]')],
    ['a subset of others behind a gateway, which does not follow the rules of this namespace', istio('DestinationRule', '{ host: payments.billing.svc.cluster.local }')
      + istio('DestinationRule', '{ host: "*.local" }')
      + route('host: payments.billing.svc.cluster.local, subset: v2', 'hosts: [pay.example.com], gateways: [istio-ingress/edge]')],
    ['a service whose namespace is left to who applies it', service('web', '') + route('host: web')],
    ['a port that is the only number, for two protocols', object('v1', 'Service', 'names', 'shop', '{ ports: [{ port: 53, protocol: UDP }, { port: 53 }] }')
      + route('host: names')],
    ['the primary that Flagger makes', object('flagger.app/v1beta1', 'Canary', 'web', 'shop', '{ targetRef: { name: web } }') + policy('app: web-primary')],
    ['a subset where another rule may be narrower than the wildcard',
      object('networking.istio.io/v1', 'DestinationRule', 'extra', 'mesh', '{ host: "*.mesh.svc.cluster.local" }')
      + istio('VirtualService', '{ hosts: [web], http: [{ route: [{ destination: { host: web, subset: v2 } }] }] }', 'mesh')],
    ['a Gateway for a sibling of a workload', gatewayPod + istio('Gateway', '{ selector: { istio: gateway-b }, servers: [] }')],
  ])('%s', (_, extra) => {
    expect(answer(`${SHOP}${extra}`).findings.filter(({ layer }) => layer === 'mesh').map(({ rule, message }) => `${rule}: ${message}`)).toEqual([]);
  });
});

test('a label of a workload that several policies ask for is misspelt at the workload', () => {
  const policy = (kind: string) => `---
apiVersion: security.istio.io/v1
kind: ${kind}
metadata: { name: payments, namespace: pay }
spec: { selector: { matchLabels: { app: payments } } }
`;
  const workload = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: payments, namespace: pay }\n'
    + 'spec: { template: { metadata: { labels: { app: paymnts } }, spec: {} } }\n';
  const found = answer(workload + policy('PeerAuthentication') + policy('RequestAuthentication')).findings;
  expect(found.map(({ object, field, message }) => [object?.kind, field, message])).toEqual([[
    'Deployment', 'spec.template.metadata.labels.app', 'Label "app=paymnts" is used by nobody, and 2 places ask for "app=payments", which does not exist.',
  ]]);
});
