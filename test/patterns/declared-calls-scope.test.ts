import { App, Chart } from 'cdk8s';
import {
  CanaryRelease, DeclaredCallsScope, DelegateVirtualService, Destination, DestinationRule, EgressGateway, EgressHost, EgressPort, ExportTo,
  ExternalService, Gateway, HttpAction, HttpService, MeshService, SidecarOutboundTrafficPolicy, TrafficSplit, VirtualService,
} from '../../src';

function mesh() {
  const app = new App();
  const chart = (name: string) => new Chart(app, name, { namespace: name });
  const [shop, billing] = [chart('shop'), chart('billing')];
  const service = (scope: Chart, name: string, more: object = {}) =>
    new MeshService(scope, name, { name, ports: [{ name: 'http', number: 8080 }], selector: { app: name }, serviceAccount: name, ...more });
  const all = () => [...shop.toJson(), ...billing.toJson()];
  const hosts = () => Object.fromEntries(all().filter(({ kind }) => kind === 'Sidecar').map(({ metadata, spec }) => [metadata.name, spec.egress[0].hosts]));
  const exports = () => Object.fromEntries(all().filter(({ kind }) => ['VirtualService', 'DestinationRule', 'ServiceEntry'].includes(kind))
    .map(({ kind, metadata, spec }) => [`${kind} ${metadata.name}`, spec.exportTo]));
  return { app, shop, billing, service, hosts, exports, cart: service(shop, 'cart'), frontend: service(shop, 'frontend'), invoices: service(billing, 'invoices') };
}

describe('what callers know', () => {
  test('is what they call, whenever that is declared, and the root namespace', () => {
    const { shop, cart, frontend, invoices, hosts } = mesh();
    cart.connections.allowFrom(frontend);
    new DeclaredCallsScope(shop, 'Scope', { callers: [frontend, cart] });
    invoices.connections.allowFrom(cart);
    expect(hosts()).toEqual({
      frontend: ['istio-system/*', 'shop/cart.shop.svc.cluster.local'],
      cart: ['istio-system/*', 'billing/invoices.billing.svc.cluster.local'],
    });
  });

  test('does not depend on the order in which it is declared', () => {
    const [one, other] = [false, true].map(reversed => {
      const { shop, billing, service, frontend, hosts, cart, invoices } = mesh();
      new DeclaredCallsScope(shop, 'Scope', { callers: [frontend] });
      const callees = [cart, invoices, service(billing, 'a'), service(shop, 'b')];
      (reversed ? callees.reverse() : callees).forEach(callee => callee.connections.allowFrom(frontend));
      return JSON.stringify(hosts());
    });
    expect(other).toBe(one);
  });

  test('is nothing but the root namespace where nothing is declared', () => {
    const { shop, cart, hosts } = mesh();
    new DeclaredCallsScope(shop, 'Scope', { callers: [cart] });
    expect(hosts()).toEqual({ cart: ['istio-system/*'] });
  });

  test('holds what their namespace may call', () => {
    const { shop, cart, invoices, hosts } = mesh();
    invoices.connections.allowFromNamespace('shop');
    new DeclaredCallsScope(shop, 'Scope', { callers: [cart] });
    expect(hosts()).toEqual({ cart: ['istio-system/*', 'billing/invoices.billing.svc.cluster.local'] });
  });

  test('holds what is declared with another handle of the same service', () => {
    const { shop, billing, service, cart, invoices, hosts } = mesh();
    invoices.connections.allowFrom(service(billing, 'cart', { namespace: 'shop' }));
    new DeclaredCallsScope(shop, 'Scope', { callers: [cart] });
    expect(hosts()).toEqual({ cart: ['istio-system/*', 'billing/invoices.billing.svc.cluster.local'] });
  });

  test('holds external services, and the egress gateway on the way', () => {
    const { shop, service, cart, hosts } = mesh();
    const gateway = service(shop, 'egress', { namespace: 'istio-egress' });
    const payments = new ExternalService(shop, 'Payments', { host: 'api.payments.example', port: EgressPort.tls(), egressGateway: EgressGateway.fromGateway(gateway) });
    payments.connections.allowFrom(cart);
    new DeclaredCallsScope(shop, 'Scope', { callers: [cart] });
    expect(hosts()).toEqual({ cart: ['istio-system/*', 'shop/api.payments.example', 'istio-egress/egress.istio-egress.svc.cluster.local'] });
  });

  test('holds the namespaces in which the routes of a callee are kept: Istio looks for VirtualServices there only', () => {
    const { shop, billing, cart, frontend, hosts } = mesh();
    cart.connections.allowFrom(frontend);
    new DeclaredCallsScope(shop, 'Scope', { callers: [frontend] });
    new VirtualService(billing, 'Routes', { hosts: [cart.host], http: [{ name: 'all', action: HttpAction.route(TrafficSplit.to(cart)) }] });
    expect(hosts()).toEqual({ frontend: ['istio-system/*', 'shop/cart.shop.svc.cluster.local', 'billing/cart.shop.svc.cluster.local'] });
  });

  test('holds what is named besides, and nothing that this takes in already', () => {
    const { shop, cart, frontend, hosts } = mesh();
    cart.connections.allowFrom(frontend);
    new DeclaredCallsScope(shop, 'Scope', {
      callers: [frontend], alsoReachable: [EgressHost.namespace('observability'), EgressHost.sameNamespace(), EgressHost.namespace('istio-system', 'istiod.istio-system.svc.cluster.local')],
    });
    expect(hosts()).toEqual({ frontend: ['istio-system/*', 'observability/*', './*'] });
  });
});

test.each([
  ['are cut by default', undefined, 'REGISTRY_ONLY'],
  ['pass where that is said', SidecarOutboundTrafficPolicy.allowAny(), 'ALLOW_ANY'],
])('calls that nobody declared %s', (_, outboundTrafficPolicy, mode) => {
  const { shop, cart } = mesh();
  const { sidecars: [sidecar] } = new DeclaredCallsScope(shop, 'Scope', { callers: [cart], outboundTrafficPolicy });
  expect(sidecar.toJson()).toMatchObject({
    metadata: { name: 'cart', namespace: 'shop' }, spec: { workloadSelector: { labels: { app: 'cart' } }, outboundTrafficPolicy: { mode } },
  });
});

describe('who knows the callees', () => {
  test('is their own namespace and those of their callers', () => {
    const { shop, billing, cart, invoices, exports } = mesh();
    new HttpService(billing, 'Routing', { service: invoices });
    new DeclaredCallsScope(shop, 'Scope', { callees: [invoices] });
    invoices.connections.allowFrom(cart);
    expect(exports()).toEqual({ 'DestinationRule invoices': ['.', 'shop'], 'VirtualService invoices': ['.', 'shop'] });
  });

  test('is their own namespace alone where nobody else calls', () => {
    const { shop, cart, frontend, exports } = mesh();
    new CanaryRelease(shop, 'Release', { service: cart, stable: { labels: { version: 'v1' } }, canary: { labels: { version: 'v2' } }, canaryPercent: 0 });
    new DeclaredCallsScope(shop, 'Scope', { callees: [cart] });
    cart.connections.allowFrom(frontend);
    expect(exports()).toEqual({ 'DestinationRule cart': ['.'], 'VirtualService cart': ['.'] });
  });

  test('is a gateway too, and the namespace of its Gateway', () => {
    const { shop, service, cart, exports } = mesh();
    const gateway = Gateway.fromName(shop, 'Public', 'edge/public');
    new HttpService(shop, 'Routing', { service: cart, hosts: ['shop.example.com'], gateways: [gateway] });
    new DeclaredCallsScope(shop, 'Scope', { callees: [cart] });
    cart.connections.allowFromGateway(service(shop, 'ingress', { namespace: 'istio-ingress' }));
    expect(exports()).toEqual({
      'DestinationRule cart': ['.', 'edge', 'istio-ingress'],
      'VirtualService cart': ['.', 'edge', 'istio-ingress'],
      'VirtualService cart-gateway': ['.', 'edge', 'istio-ingress'],
    });
  });

  test('is the egress gateway of an external service', () => {
    const { shop, billing, service, cart, exports } = mesh();
    const gateway = service(shop, 'egress', { namespace: 'istio-egress' });
    const payments = new ExternalService(billing, 'Payments', {
      host: 'api.payments.example', port: EgressPort.tlsOrigination(), egressGateway: EgressGateway.fromGateway(gateway),
    });
    payments.connections.allowFrom(cart);
    new DeclaredCallsScope(shop, 'Scope', { callees: [payments] });
    expect(exports()).toEqual({
      'ServiceEntry api.payments.example': ['.', 'istio-egress', 'shop'],
      'DestinationRule api.payments.example': ['.', 'istio-egress', 'shop'],
      'VirtualService api.payments.example': ['.', 'istio-egress', 'shop'],
      'DestinationRule api.payments.example-egress': undefined,
    });
  });

  test('is whoever a route leads there: callers of the host that was called, mirrors and delegates included', () => {
    const { shop, billing, service, cart, invoices, exports } = mesh();
    const [next, copy, part] = ['next', 'copy', 'part'].map(name => service(billing, name));
    const delegate = new DelegateVirtualService(billing, 'Part', { http: [{ name: 'all', action: HttpAction.route(TrafficSplit.to(part)) }] });
    const routes = new VirtualService(billing, 'Routes', { hosts: [invoices.host] });
    const rules = [next, copy, part].map(each => new DestinationRule(billing, `${each.serviceName}-rule`, { service: each, subsets: { v1: { labels: {} } } }));
    new DeclaredCallsScope(shop, 'Scope', { callees: [next, copy, part] });
    expect(rules[0].toJson().spec.exportTo).toEqual(['.']);
    routes.addHttpRoute('part', { match: [{ port: 1 }], action: HttpAction.delegate(delegate) });
    routes.addHttpRoute('next', { action: HttpAction.route(TrafficSplit.to(next)), mirrors: [{ destination: copy }] });
    invoices.connections.allowFrom(cart);
    expect(exports()).toMatchObject({
      'DestinationRule next-rule': ['.', 'shop'], 'DestinationRule copy-rule': ['.', 'shop'], 'DestinationRule part-rule': ['.', 'shop'],
    });
  });

  test.each<[string, (it: ReturnType<typeof mesh>) => void, unknown]>([
    ['says exportTo itself', it => new DestinationRule(it.shop, 'Rule', { service: it.cart, exportTo: ExportTo.all(), subsets: { v1: { labels: {} } } }), ['*']],
    ['is of no callee', it => new DestinationRule(it.shop, 'Rule', { service: it.frontend, subsets: { v1: { labels: {} } } }), undefined],
    ['is of another host too', it => new VirtualService(it.shop, 'Routes', {
      hosts: [it.cart.host, it.frontend.host], http: [{ name: 'all', action: HttpAction.route(TrafficSplit.to(it.cart)) }],
    }), undefined],
    ['leads from a gateway to others too', it => new VirtualService(it.shop, 'Routes', {
      hosts: ['shop.example.com'],
      gateways: [Gateway.fromName(it.shop, 'G', 'edge/public')],
      http: [{ name: 'a', match: [{ port: 80 }], action: HttpAction.route(TrafficSplit.to(it.cart)) }, { name: 'b', action: HttpAction.route(TrafficSplit.to(Destination.host('x.y.svc.cluster.local'))) }],
    }), undefined],
  ])('is as it was where an object %s', (_, make, expected) => {
    const it = mesh();
    make(it);
    new DeclaredCallsScope(it.shop, 'Scope', { callees: [it.cart] });
    expect(Object.values(it.exports())).toEqual([expected]);
  });
});

describe('errors', () => {
  test.each<[string, (it: ReturnType<typeof mesh>) => unknown, RegExp]>([
    ['nothing to narrow', it => new DeclaredCallsScope(it.shop, 'Scope', {}), /MESH0002/],
    ['empty lists', it => new DeclaredCallsScope(it.shop, 'Scope', { callers: [], callees: [] }), /MESH0002/],
    ['a caller without labels', it => new DeclaredCallsScope(it.shop, 'Scope', { callers: [it.service(it.shop, 'x', { selector: undefined })] }), /MESH0012/],
    ['a caller that is named twice', it => new DeclaredCallsScope(it.shop, 'Scope', { callers: [it.cart, it.cart] }), /MESH0008/],
    ['two services of one workload', it => new DeclaredCallsScope(it.shop, 'Scope', { callers: [it.cart, it.service(it.shop, 'admin', { selector: { app: 'cart' } })] }),
      /MESH0008[^]*admin\.shop[^]*cart\.shop/],
  ])('%s', (_, act, message) => {
    expect(() => act(mesh())).toThrow(message);
  });
});
