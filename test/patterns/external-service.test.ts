import { App, Chart } from 'cdk8s';
import { Condition, EgressGateway, EgressPort, ExternalService, HttpMethod, MeshService, PortProtocol } from '../../src';

function shop() {
  const app = new App();
  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  const service = (name: string, more: object = {}) =>
    new MeshService(chart, name, { name, ports: [{ name: 'http', number: 8080 }], selector: { app: name }, serviceAccount: name, ...more });
  const gateway = service('egress', { namespace: 'istio-egress', ports: [{ name: 'status', number: 15021 }, { name: 'https', number: 443 }] });
  const through = (port: EgressPort, host: string = 'api.payments.example') =>
    new ExternalService(chart, host, { host, port, egressGateway: EgressGateway.fromGateway(gateway) });
  const direct = (port: EgressPort, more: object = {}) => new ExternalService(chart, 'Payments', { host: 'api.payments.example', port, ...more });
  const specs = (kind: string) => chart.toJson().filter(object => object.kind === kind).map(object => object.spec);
  return { app, chart, service, gateway, through, direct, specs, cart: service('cart') };
}

describe('the entry', () => {
  test.each<[string, EgressPort, object]>([
    ['HTTP', EgressPort.http(), { ports: [{ name: 'http', number: 80, protocol: 'HTTP' }], resolution: 'DNS' }],
    ['HTTP at another port', EgressPort.http(8080), { ports: [{ name: 'http', number: 8080, protocol: 'HTTP' }], resolution: 'DNS' }],
    ['TLS', EgressPort.tls(8443), { ports: [{ name: 'tls', number: 8443, protocol: 'TLS' }], resolution: 'DNS' }],
    ['TLS origination', EgressPort.tlsOrigination(), { ports: [{ name: 'http', number: 80, protocol: 'HTTP', targetPort: 443 }], resolution: 'DNS' }],
    ['TCP', EgressPort.tcp(5432, ['203.0.113.7']), {
      addresses: ['203.0.113.7'], endpoints: [{ address: '203.0.113.7' }], ports: [{ name: 'tcp', number: 5432, protocol: 'TCP' }], resolution: 'STATIC',
    }],
  ])('of %s', (_, port, expected) => {
    const { direct, specs } = shop();
    direct(port);
    expect(specs('ServiceEntry')).toEqual([{ hosts: ['api.payments.example'], ...expected }]);
  });

  test.each([EgressPort.http(), EgressPort.tls()])('of a wildcard goes where the application looked the host up', port => {
    const { chart, specs } = shop();
    const buckets = new ExternalService(chart, 'Buckets', { host: '*.buckets.example', port });
    expect(specs('ServiceEntry')).toMatchObject([{ hosts: ['*.buckets.example'], resolution: 'NONE' }]);
    expect(buckets.entry.name).toBe('any.buckets.example');
  });

  test('is alone without encryption, settings and gateway', () => {
    const { chart, direct } = shop();
    direct(EgressPort.tls());
    expect(chart.toJson()).toHaveLength(1);
  });
});

test('an external service is a handle like any other', () => {
  const { direct } = shop();
  const payments = direct(EgressPort.tlsOrigination());
  expect(payments.toDestinationConfig()).toEqual({ host: 'api.payments.example', port: 80 });
  expect(payments.port('http').toDestinationConfig()).toEqual({ host: 'api.payments.example', port: 80 });
  expect(payments.portNumber(80).toDestinationConfig()).toEqual({ host: 'api.payments.example', port: 80 });
  expect(payments.subset('eu').toDestinationConfig()).toEqual({ host: 'api.payments.example', port: 80, subset: 'eu' });
  expect(payments.portProtocol()).toBe(PortProtocol.HTTP);
  expect(payments).toMatchObject({ serviceName: 'api.payments.example', serviceNamespace: 'shop', ports: [{ name: 'http', number: 80, targetPort: 443 }], subsets: [] });
  expect(() => payments.port('https')).toThrow(/MESH0006/);
  expect(() => payments.portProtocol('tls')).toThrow(/MESH0006/);
  expect(() => payments.portNumber(443)).toThrow(/MESH0006/);
});

describe('TLS origination', () => {
  test.each<[string, EgressPort, object]>([
    ['verifies the host by the authorities of the operating system', EgressPort.tlsOrigination(),
      { mode: 'SIMPLE', sni: 'api.payments.example', subjectAltNames: ['api.payments.example'] }],
    ['keeps the other settings', EgressPort.tlsOrigination({ sni: 'eu.payments.example', caCertificates: '/etc/ca.pem' }),
      { mode: 'SIMPLE', sni: 'eu.payments.example', subjectAltNames: ['api.payments.example'], caCertificates: '/etc/ca.pem' }],
    ['takes other names of the certificate', EgressPort.tlsOrigination({ subjectAltNames: ['payments.example'] }),
      { mode: 'SIMPLE', sni: 'api.payments.example', subjectAltNames: ['payments.example'] }],
    ['takes authorities from a ConfigMap', EgressPort.tlsOrigination({ credentialName: 'configmap://shop/ca' }),
      { mode: 'SIMPLE', credentialName: 'configmap://shop/ca', sni: 'api.payments.example', subjectAltNames: ['api.payments.example'] }],
  ])('%s', (_, port, tls) => {
    const { direct, specs } = shop();
    direct(port);
    expect(specs('DestinationRule')).toEqual([{ host: 'api.payments.example', trafficPolicy: { tls } }]);
  });

  test.each<[string, EgressPort, object]>([
    ['authorities from a Secret', EgressPort.tlsOrigination({ credentialName: 'ca' }), { mode: 'SIMPLE', credentialName: 'ca' }],
    ['a client certificate', EgressPort.mutualTlsOrigination('client'), { mode: 'MUTUAL', credentialName: 'client' }],
  ])('takes %s at an egress gateway only', (_, port, tls) => {
    const { through, direct, specs } = shop();
    expect(() => direct(port)).toThrow(/MESH0002[^]*plain text[^]*egressGateway/);
    through(port);
    expect(specs('DestinationRule')[0]).toMatchObject({ trafficPolicy: { tls } });
  });

  test('is one rule with the connection settings', () => {
    const { direct, specs } = shop();
    direct(EgressPort.tlsOrigination(), { trafficPolicy: { connectionPool: { tcp: { maxConnections: 0 } } } });
    expect(specs('DestinationRule')).toMatchObject([{ trafficPolicy: { connectionPool: { tcp: { maxConnections: 0 } }, tls: { mode: 'SIMPLE' } } }]);
  });
});

describe('through an egress gateway', () => {
  test('the gateway serves the host to routes of this namespace only, and ends the mutual TLS of the mesh', () => {
    const { through, specs } = shop();
    through(EgressPort.tls());
    expect(specs('Gateway')).toEqual([{
      selector: { app: 'egress' },
      servers: [{ hosts: ['shop/api.payments.example'], port: { name: 'tls-443', number: 443, protocol: 'TLS' }, tls: { mode: 'ISTIO_MUTUAL' } }],
    }]);
  });

  test('what concerns the gateway is in its namespace, so that sidecars of every namespace find the rule', () => {
    const { through } = shop();
    const { egress, entry } = through(EgressPort.http());
    expect([egress!.gateway, egress!.rule, egress!.policy].map(({ namespaceName }) => namespaceName)).toEqual(['istio-egress', 'istio-egress', 'istio-egress']);
    expect([egress!.routes, entry].map(({ namespaceName }) => namespaceName)).toEqual(['shop', 'shop']);
  });

  test('rules of several hosts hold nothing that one of them could win: a subset each', () => {
    const { through } = shop();
    const rules = ['a.example.com', 'b.example.com'].map(host => through(EgressPort.tls(), host).egress!.rule.toJson());
    expect(rules.map(({ spec }) => [spec.host, Object.keys(spec), spec.subsets.map((subset: { name: string }) => subset.name)])).toEqual([
      ['egress.istio-egress.svc.cluster.local', ['host', 'subsets'], ['a-example-com']],
      ['egress.istio-egress.svc.cluster.local', ['host', 'subsets'], ['b-example-com']],
    ]);
  });

  test.each<[string, EgressPort, string[]]>([
    ['HTTP', EgressPort.http(), ['http']],
    ['TLS', EgressPort.tls(), ['tls', 'tcp']],
    ['TCP', EgressPort.tcp(5432, ['203.0.113.7']), ['tcp']],
  ])('%s has two legs', (_, port, protocols) => {
    const { through } = shop();
    const { spec } = through(port).egress!.routes.toJson();
    const legs = protocols.flatMap(protocol => spec[protocol]);
    expect(legs.map(({ match, route }: any) => [match[0].gateways, route[0].destination.host])).toEqual([
      [['mesh'], 'egress.istio-egress.svc.cluster.local'],
      [['istio-egress/api-payments-example-egress'], 'api.payments.example'],
    ]);
  });

  test('nobody gets out until a caller is declared', () => {
    const { through } = shop();
    expect(through(EgressPort.tls()).egress!.policy.toJson()).toMatchObject({
      metadata: { name: 'api.payments.example-allow', namespace: 'istio-egress' }, spec: { selector: { matchLabels: { app: 'egress' } } },
    });
    expect(through(EgressPort.tls(), 'b.example.com').egress!.policy.toJson().spec).not.toHaveProperty('rules');
  });

  test('a declared caller gets out to this host, with what the call says', () => {
    const { through, cart } = shop();
    const payments = through(EgressPort.tlsOrigination());
    expect(payments.connections.allowFrom(cart, { to: [{ methods: [HttpMethod.GET] }] })).toBe(payments.egress!.policy);
    payments.connections.allowFromNamespace('billing');
    expect(payments.egress!.policy.toJson().spec).toEqual({
      selector: { matchLabels: { app: 'egress' } },
      action: 'ALLOW',
      rules: [
        {
          from: [{ source: { principals: ['cluster.local/ns/shop/sa/cart'] } }],
          to: [{ operation: { methods: ['GET'] } }],
          when: [{ key: 'connection.sni', values: ['api.payments.example'] }],
        },
        { from: [{ source: { namespaces: ['billing'] } }], when: [{ key: 'connection.sni', values: ['api.payments.example'] }] },
      ],
    });
  });

  test('calls that are declared lead over the gateway', () => {
    const { through, cart, gateway } = shop();
    const payments = through(EgressPort.tls());
    payments.connections.allowFrom(cart);
    expect(payments.connections.calls.map(({ caller, callerNamespace }) => [caller?.host, callerNamespace])).toEqual([
      ['cart.shop.svc.cluster.local', 'shop'], ['egress.istio-egress.svc.cluster.local', 'istio-egress'],
    ]);
    expect(gateway.connections.calls.map(({ caller }) => caller)).toEqual([cart]);
  });

  test.each<[string, object, string | undefined, number]>([
    ['443 among several', { ports: [{ name: 'http', number: 80 }, { name: 'https', number: 443 }] }, undefined, 443],
    ['the only one', { ports: [{ name: 'tls', number: 8443 }] }, undefined, 8443],
    ['the one that is named', { ports: [{ name: 'a', number: 443 }, { name: 'b', number: 8443 }] }, 'b', 8443],
  ])('the port of the gateway is %s', (_, more, port, expected) => {
    const { service } = shop();
    expect(EgressGateway.fromGateway(service('other', more), { port }).port).toBe(expected);
  });
});

test('who called stays in the mesh: the egress gateway takes the headers off that say it', () => {
  const { through, specs } = shop();
  through(EgressPort.tlsOrigination());
  const [inside, outside] = specs('VirtualService')[0].http;
  expect(inside.headers).toBeUndefined();
  expect(outside.headers.request.remove).toEqual(expect.arrayContaining(['x-forwarded-client-cert', 'x-forwarded-for', 'x-envoy-peer-metadata']));
});

describe('the egress gateway as a service', () => {
  test.each<[string, (gateway: MeshService, cart: MeshService) => void]>([
    ['a caller', (gateway, cart) => void gateway.connections.allowFrom(cart)],
    ['a namespace', gateway => void gateway.connections.allowFromNamespace('shop')],
    ['a caller with methods', (gateway, cart) => void gateway.connections.allowFrom(cart, { to: [{ methods: [HttpMethod.GET] }] })],
  ])('does not admit %s to every host behind it', (_, allow) => {
    const { chart, gateway, through, cart } = shop();
    allow(gateway, cart);
    expect(() => chart.toJson()).not.toThrow();
    through(EgressPort.tls());
    expect(() => chart.toJson()).toThrow(/MESH0002.*as a whole[^]*externalService\.connections/);
  });

  test('may admit callers of its other servers, on a condition', () => {
    const { chart, gateway, through, cart } = shop();
    through(EgressPort.tls());
    gateway.connections.allowFrom(cart, { when: [Condition.sni('other.example.com')] });
    expect(() => chart.toJson()).not.toThrow();
  });
});

describe('directly', () => {
  test('a call is declared and enforced by nobody', () => {
    const { direct, service, specs } = shop();
    const payments = direct(EgressPort.tls());
    const batch = service('batch', { serviceAccount: undefined });
    expect(payments.connections.allowFrom(batch)).toBeUndefined();
    expect(payments.connections.allowFromNamespace('billing')).toBeUndefined();
    expect(specs('AuthorizationPolicy')).toEqual([]);
    expect(payments.connections.calls.map(({ caller, callerNamespace }) => [caller?.serviceName, callerNamespace])).toEqual([['batch', 'shop'], [undefined, 'billing']]);
  });

  test('the name of a namespace is looked at all the same', () => {
    expect(() => shop().direct(EgressPort.tls()).connections.allowFromNamespace('*')).toThrow(/MESH0003/);
  });
});

describe('errors', () => {
  type Shop = ReturnType<typeof shop>;
  test.each<[string, (it: Shop) => unknown, RegExp]>([
    ['TCP without addresses', () => EgressPort.tcp(5432, []), /MESH0011[^]*every connection/],
    ['two sources of authorities', () => EgressPort.tlsOrigination({ caCertificates: '/ca', credentialName: 'ca' }), /MESH0002/],
    ['TLS to a wildcard', it => new ExternalService(it.chart, 'X', { host: '*.example.com', port: EgressPort.tlsOrigination() }), /MESH0002[^]*one name/],
    ['a wildcard at a gateway', it => it.through(EgressPort.tls(), '*.example.com'), /MESH0002[^]*one ExternalService for each host/],
    ['a URL as host', it => new ExternalService(it.chart, 'X', { host: 'https://example.com', port: EgressPort.tls() }), /MESH0003/],
    ['every host', it => new ExternalService(it.chart, 'X', { host: '*', port: EgressPort.tls() }), /MESH0003/],
    ['no port number', it => it.direct(EgressPort.http(0)), /MESH0001/],
    ['methods on a connection', it => it.through(EgressPort.tls()).connections.allowFrom(it.cart, { to: [{ methods: [HttpMethod.GET] }] }), /MESH0025[^]*drop the rule/],
    ['methods without gateway', it => it.direct(EgressPort.http()).connections.allowFrom(it.cart, { to: [{ methods: [HttpMethod.GET] }] }), /MESH0025[^]*egress gateway/],
    ['a caller without identity at a gateway', it => it.through(EgressPort.tls()).connections.allowFrom(it.service('x', { serviceAccount: undefined })), /MESH0012/],
    ['a gateway without labels', it => EgressGateway.fromGateway(it.service('x', { selector: undefined })), /MESH0012/],
    ['a gateway with ports that are not 443', it => EgressGateway.fromGateway(it.service('x', { ports: [{ name: 'a', number: 1 }, { name: 'b', number: 2 }] })),
      /MESH0002[^]*\{ port: 'a' \}/],
    ['a port that the gateway does not have', it => EgressGateway.fromGateway(it.gateway, { port: 'htps' }), /MESH0006[^]*"https"/],
  ])('%s', (_, act, message) => {
    expect(() => act(shop())).toThrow(message);
  });
});

describe('a host that is none outside of the mesh is refused', () => {
  test.each<[string, string, string, string]>([
    ['a service of the cluster', 'cart.shop.svc.cluster.local', 'MESH0001', 'MeshService'],
    ['a URL', 'https://api.example.com/v1', 'MESH0003', 'api.example.com'],
    ['a host with its port', 'api.example.com:443', 'MESH0003', 'api.example.com'],
    ['nothing', '', 'MESH0003', 'name a host'],
  ])('%s', (_, host, code, fix) => {
    const { chart } = shop();
    expect(() => new ExternalService(chart, 'External', { host, port: EgressPort.tls() })).toThrow(expect.objectContaining({ code, fix: expect.stringContaining(fix) }));
  });
});
