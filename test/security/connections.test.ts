import { App, Chart } from 'cdk8s';
import { sourceAt } from '../../src/kernel/source';
import { Gateway, IMeshService, MeshService, Server } from '../../src/networking';
import { Condition, HttpMethod } from '../../src/security';

function shop() {
  const chart = new Chart(new App(), 'shop', { namespace: 'shop' });
  const service = (name: string, more: object = {}) =>
    new MeshService(chart, name, { name, ports: [{ number: 80 }], selector: { app: name }, serviceAccount: name, ...more });
  return { chart, service, cart: service('cart') };
}

test('a service that nothing was said about has no policy', () => {
  const { chart } = shop();
  expect(chart.toJson()).toEqual([]);
});

test('all callers of a service are rules of one policy, in the order of the calls', () => {
  const { chart, service, cart } = shop();
  const ingress = service('ingress', { namespace: 'istio-ingress' });
  const first = cart.connections.allowFrom(service('frontend'), { to: [{ methods: [HttpMethod.GET], paths: ['/cart', '/cart/*'] }] });
  const second = cart.connections.allowFromGateway(ingress, { to: [{ paths: ['/public/*'] }], when: [Condition.claim('groups', 'customers')] });
  cart.connections.allowFromNamespace('billing');
  expect(second).toBe(first);
  expect(chart.toJson()).toEqual([{
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name: 'cart-allow', namespace: 'shop' },
    spec: {
      selector: { matchLabels: { app: 'cart' } },
      action: 'ALLOW',
      rules: [
        { from: [{ source: { principals: ['cluster.local/ns/shop/sa/frontend'] } }], to: [{ operation: { methods: ['GET'], paths: ['/cart', '/cart/*'] } }] },
        {
          from: [{ source: { principals: ['cluster.local/ns/istio-ingress/sa/ingress'] } }],
          to: [{ operation: { paths: ['/public/*'] } }],
          when: [{ key: 'request.auth.claims[groups]', values: ['customers'] }],
        },
        { from: [{ source: { namespaces: ['billing'] } }] },
      ],
    },
  }]);
});

test('the policy lives in the namespace of the service, wherever the handle is', () => {
  const { chart, service } = shop();
  const payments = service('payments', { namespace: 'billing' });
  payments.connections.allowFrom(service('frontend'));
  expect(chart.toJson()[0].metadata).toMatchObject({ name: 'payments-allow', namespace: 'billing' });
});

test('each rule remembers the call that made it', () => {
  const { service, cart } = shop();
  cart.connections.allowFrom(service('frontend'));
  const policy = cart.connections.allowFrom(service('batch'))!;
  expect(sourceAt(policy.toJson(), ['spec', 'rules', 1])?.location?.file).toBe(__filename);
  expect(policy._source.location?.file).toBe(__filename);
});

test.each([
  ['a caller without known service account', (it: ReturnType<typeof shop>) => it.cart.connections.allowFrom(it.service('x', { serviceAccount: undefined })), /MESH0012[^]*cart/],
  ['a Gateway in place of its workload', (it: ReturnType<typeof shop>) => it.cart.connections.allowFromGateway(
    new Gateway(it.chart, 'Public', { servers: [Server.http(['shop.example.com'])] }) as unknown as IMeshService), /MESH0001[^]*workload of the gateway/],
  ['a caller known by its host only', (it: ReturnType<typeof shop>) => it.cart.connections.allowFrom(MeshService.fromHost(it.chart, 'F', 'x.y.svc.cluster.local')), /MESH0012/],
  ['a target without known labels', (it: ReturnType<typeof shop>) => it.service('x', { selector: undefined }).connections.allowFrom(it.cart), /MESH0012/],
  ['an empty list of operations', (it: ReturnType<typeof shop>) => it.cart.connections.allowFrom(it.cart, { to: [] }), /MESH0011/],
  ['an empty list of conditions', (it: ReturnType<typeof shop>) => it.cart.connections.allowFrom(it.cart, { when: [] }), /MESH0011/],
  ['all namespaces', (it: ReturnType<typeof shop>) => it.cart.connections.allowFromNamespace('*'), /MESH0003/],
])('%s is refused', (_, call, message) => {
  expect(() => call(shop())).toThrow(message);
});

test('a call that is refused adds no rule', () => {
  const { service, cart } = shop();
  const policy = cart.connections.allowFrom(service('frontend'))!;
  expect(() => cart.connections.allowFrom(service('x', { serviceAccount: undefined }))).toThrow();
  expect(() => cart.connections.allowFrom(cart, { to: [{ paths: ['cart'] }] })).toThrow();
  expect(policy.toJson().spec.rules).toHaveLength(1);
});

test('the calls of a service are those of every handle of it, each caller once, in whatever order they were declared', () => {
  const { chart, service, cart } = shop();
  const frontend = service('frontend');
  const same = MeshService.fromHost(chart, 'Same', cart.host);
  cart.connections.allowFromNamespace('billing');
  cart.connections.allowFrom(frontend);
  cart.connections.allowFrom(frontend, { to: [{ methods: [HttpMethod.GET] }] });
  cart.connections.allowFrom(service('batch', { namespace: 'jobs' }));
  const calls = [['batch', 'jobs'], [undefined, 'billing'], ['frontend', 'shop']];
  const callsOf = ({ connections }: IMeshService) => connections.calls.map(({ caller, callerNamespace }) => [caller?.serviceName, callerNamespace]);
  expect([callsOf(cart), callsOf(same)]).toEqual([calls, calls]);
});

test('a call that was refused is no call', () => {
  const { service, cart } = shop();
  expect(() => cart.connections.allowFrom(service('x', { serviceAccount: undefined }))).toThrow();
  expect(() => cart.connections.allowFrom(service('y'), { to: [{ paths: ['no-slash'] }] })).toThrow();
  expect(cart.connections.calls).toEqual([]);
});

describe('a workload of several services', () => {
  const ADMIN = { ports: [{ name: 'http', number: 81, targetPort: 9000 }] };
  const operations = (caller: MeshService, callee: MeshService, options: object = {}) =>
    callee.connections.allowFrom(caller, options)!.toJson().spec.rules.map((rule: any) => rule.to);

  test.each<[string, object, unknown]>([
    ['the same labels', { ...ADMIN, selector: { app: 'cart' } }, [[{ operation: { ports: ['80'] } }]]],
    ['fewer labels', { ...ADMIN, selector: { app: 'cart', version: 'v2' } }, [[{ operation: { ports: ['80'] } }]]],
    ['other labels', { ...ADMIN, selector: { app: 'other' } }, [undefined]],
    ['another namespace', { ...ADMIN, selector: { app: 'cart' }, namespace: 'billing' }, [undefined]],
    ['the same port', { ports: [{ name: 'http', number: 8000, targetPort: 80 }], selector: { app: 'cart' } }, [undefined]],
    ['labels that nobody knows', { ...ADMIN, selector: undefined }, [undefined]],
  ])('opens the ports of the service alone: another with %s', (_, other, expected) => {
    const { service, cart } = shop();
    service('cart-admin', other);
    expect(operations(service('frontend'), cart)).toEqual(expected);
  });

  test('is told apart from the wider service too, whichever was declared first', () => {
    const { service } = shop();
    const canary = service('canary', { ...ADMIN, selector: { app: 'shared', version: 'v2' } });
    const policy = canary.connections.allowFrom(service('frontend'))!;
    service('all', { selector: { app: 'shared' } });
    expect(policy.toJson().spec.rules[0].to).toEqual([{ operation: { ports: ['9000'] } }]);
  });

  test('ports that a rule names stay, the others get them, and each rule remembers its call', () => {
    const { service, cart } = shop();
    service('cart-admin', { ...ADMIN, selector: { app: 'cart' } });
    expect(operations(service('frontend'), cart, { to: [{ methods: [HttpMethod.GET] }, { ports: [9000] }] })).toEqual([[
      { operation: { methods: ['GET'], ports: ['80'] } }, { operation: { ports: ['9000'] } },
    ]]);
    const policy = cart.connections.allowFrom(service('batch'))!;
    expect(sourceAt(policy.toJson(), ['spec', 'rules', 1])?.location?.file).toBe(__filename);
  });
});
