import { Chart, Testing } from 'cdk8s';
import * as kplus27 from 'cdk8s-plus-27';
import * as kplus34 from 'cdk8s-plus-34';
import { CODES } from '../../src/kernel/codes';
import { DestinationRule } from '../../src/networking/destination-rule';
import { MESH_CONTEXT } from '../../src/networking/mesh-context';
import { MeshService } from '../../src/networking/mesh-service';
import { PortProtocol } from '../../src/networking/service-entry-port';

function chart(): Chart {
  return new Chart(Testing.app(), 'shop', { namespace: 'shop' });
}

describe('a declared service', () => {
  const ports = [{ name: 'http', number: 8080 }, { name: 'metrics', number: 9090 }];

  test('has a fully qualified host in the namespace of its chart', () => {
    expect(new MeshService(chart(), 'Cart', { name: 'cart', ports }).host).toBe('cart.shop.svc.cluster.local');
  });

  test('takes cluster domain and trust domain from its environment', () => {
    const scope = chart();
    scope.node.setContext(MESH_CONTEXT.clusterDomain, 'mesh.example');
    scope.node.setContext(MESH_CONTEXT.trustDomain, 'example.org');
    const cart = new MeshService(scope, 'Cart', { name: 'cart', ports, serviceAccount: 'cart' });
    expect(cart.host).toBe('cart.shop.svc.mesh.example');
    expect(cart.principal).toBe('example.org/ns/shop/sa/cart');
  });

  test('needs a namespace', () => {
    expect(() => new MeshService(Testing.chart(), 'Cart', { name: 'cart', ports })).toThrow(CODES.MISSING_NAMESPACE);
  });

  test.each<[string, object, string, string]>([
    ['a name with a dot', { name: 'cart.shop' }, CODES.INVALID_NAME, 'Service'],
    ['a name of 64 characters', { name: 'a'.repeat(64) }, CODES.INVALID_NAME, '64 characters'],
    ['a wildcard as name', { name: '*' }, CODES.INVALID_NAME, 'Service'],
    ['an empty name', { name: '' }, CODES.INVALID_NAME, 'Service'],
    ['a namespace with umlauts', { namespace: 'Läden' }, CODES.INVALID_NAME, 'namespace'],
    ['a wildcard as service account, which policies read as all of them', { serviceAccount: '*' }, CODES.INVALID_NAME, 'service account'],
    ['a service account of another namespace', { serviceAccount: 'other/sa/cart' }, CODES.INVALID_NAME, 'service account'],
    ['an empty service account', { serviceAccount: '' }, CODES.INVALID_NAME, 'service account'],
    ['no ports', { ports: [] }, CODES.INVALID_ARGUMENT, 'ports'],
    ['port 0', { ports: [{ number: 0 }] }, CODES.INVALID_ARGUMENT, 'ports[0].number'],
    ['a target port out of range', { ports: [{ number: 80, targetPort: 65536 }] }, CODES.INVALID_ARGUMENT, 'ports[0].targetPort'],
    ['a port name with blanks', { ports: [{ name: 'my port', number: 80 }] }, CODES.INVALID_NAME, 'port'],
    ['several ports, one without name', { ports: [{ name: 'http', number: 80 }, { number: 81 }] }, CODES.INVALID_NAME, 'ports[1]'],
    ['two ports of one name', { ports: [{ name: 'http', number: 80 }, { name: 'http', number: 81 }] }, CODES.DUPLICATE_MEMBER, 'http'],
    ['a label value with blanks in the selector', { selector: { app: 'my cart' } }, CODES.INVALID_NAME, 'selector'],
  ])('with %s is refused', (_, props, code, words) => {
    const make = () => new MeshService(chart(), 'Cart', { name: 'cart', ports, ...props });
    expect(make).toThrow(code);
    expect(make).toThrow(words);
  });

  test('is reached at its ports by name and by number', () => {
    const cart = new MeshService(chart(), 'Cart', { name: 'cart', ports });
    expect(cart.port('metrics').toDestinationConfig()).toEqual({ host: cart.host, port: 9090 });
    expect(cart.portNumber(1234).toDestinationConfig()).toEqual({ host: cart.host, port: 1234 });
  });

  test('is a destination without port when it has several, and with its port when it has one', () => {
    expect(new MeshService(chart(), 'Cart', { name: 'cart', ports }).toDestinationConfig()).toEqual({ host: 'cart.shop.svc.cluster.local', port: undefined });
    expect(new MeshService(chart(), 'Cart', { name: 'cart', ports: [ports[0]] }).toDestinationConfig())
      .toEqual({ host: 'cart.shop.svc.cluster.local', port: 8080 });
  });

  test('answers an unknown port with the name that was meant', () => {
    const cart = new MeshService(chart(), 'Cart', { name: 'cart', ports });
    expect(() => cart.port('htpp')).toThrow(/MESH0006: the service cart has no port "htpp"[^]*did you mean "http"\?/);
    expect(() => cart.port('grpc')).toThrow(/use one of http, metrics/);
  });

  test('adds nothing to its chart, and is known as a Service and a Deployment per version', () => {
    const scope = chart();
    const cart = new MeshService(scope, 'Cart', {
      name: 'cart', ports: [ports[0]], selector: { app: 'cart' }, serviceAccount: 'cart', versions: [{ version: 'v1' }, { version: 'v2' }],
    });
    expect(Testing.synth(scope)).toEqual([]);
    expect(cart._knownManifests()).toMatchObject([
      { kind: 'Service', metadata: { name: 'cart', namespace: 'shop' }, spec: { ports: [{ name: 'http', port: 8080 }], selector: { app: 'cart' } } },
      { kind: 'Deployment', metadata: { name: 'cart-1' }, spec: { template: { metadata: { labels: { app: 'cart', version: 'v1' } } } } },
      { kind: 'Deployment', metadata: { name: 'cart-2' }, spec: { template: { spec: { serviceAccountName: 'cart' } } } },
    ]);
  });
});

describe.each([['cdk8s-plus-27', kplus27], ['cdk8s-plus-34', kplus34]])('a service of %s', (_, kplus) => {
  function setup() {
    const scope = chart();
    const deployment = new kplus.Deployment(scope as any, 'Workload', { containers: [{ image: 'cart', portNumber: 8080 }] });
    const service = new kplus.Service(scope as any, 'Service', {
      metadata: { name: 'cart' }, selector: deployment as any, ports: [{ name: 'http', port: 80, targetPort: 8080 }],
    });
    return { scope, deployment, service };
  }

  test('is taken by structure: name, namespace, ports', () => {
    const { scope, service } = setup();
    const cart = MeshService.fromService(scope, 'Cart', service, { serviceAccount: 'cart' });
    expect(cart.host).toBe('cart.shop.svc.cluster.local');
    expect(cart.ports).toEqual([{ name: 'http', number: 80, targetPort: 8080 }]);
    expect(cart.port('http').toDestinationConfig()).toEqual({ host: 'cart.shop.svc.cluster.local', port: 80 });
    expect(cart._knownManifests()).toEqual([]);
  });

  test('takes its selector from the workload', () => {
    const { scope, deployment, service } = setup();
    const cart = MeshService.fromService(scope, 'Cart', service, { workload: deployment });
    const emitted = Testing.synth(scope).find(object => object.kind === 'Deployment');
    expect(Object.keys(cart.selector!)).not.toEqual([]);
    expect(emitted.spec.selector.matchLabels).toEqual(cart.selector);
  });

  test('sees ports that are added later', () => {
    const { scope, service } = setup();
    const cart = MeshService.fromService(scope, 'Cart', service);
    service.bind(9090, { name: 'metrics' });
    expect(cart.port('metrics').toDestinationConfig().port).toBe(9090);
  });
});

describe('a service known by its host only', () => {
  test('knows its name and namespace when the host is in the cluster', () => {
    const payments = MeshService.fromHost(chart(), 'Payments', 'payments.billing.svc.cluster.local');
    expect([payments.serviceName, payments.serviceNamespace]).toEqual(['payments', 'billing']);
    expect(payments.portNumber(8080).withSubset('v1').toDestinationConfig())
      .toEqual({ host: 'payments.billing.svc.cluster.local', port: 8080, subset: 'v1' });
  });

  test('is its host when it is outside', () => {
    const api = MeshService.fromHost(chart(), 'Api', 'api.payments.example');
    expect([api.serviceName, api.serviceNamespace]).toEqual(['api.payments.example', undefined]);
  });

  test('cannot look up ports by name, and says what to do', () => {
    expect(() => MeshService.fromHost(chart(), 'Api', 'api.payments.example').port('http')).toThrow(/MESH0006[^]*portNumber/);
  });
});

describe('the protocol of a port', () => {
  test.each<[string, object, PortProtocol | undefined]>([
    ['the name', { name: 'http', number: 1 }, PortProtocol.HTTP],
    ['the part of the name before the first dash', { name: 'http2-public', number: 1 }, PortProtocol.HTTP2],
    ['the one name with a dash', { name: 'grpc-web-public', number: 1 }, PortProtocol.GRPC_WEB],
    ['another name', { name: 'web', number: 80 }, undefined],
    ['a name that only begins so', { name: 'httpish', number: 80 }, undefined],
    ['appProtocol before the name', { name: 'http', number: 1, appProtocol: 'tcp' }, PortProtocol.TCP],
    ['appProtocol in capital letters', { name: 'a', number: 1, appProtocol: 'HTTPS' }, PortProtocol.HTTPS],
    ['appProtocol with a dash', { name: 'a', number: 1, appProtocol: 'grpc-web' }, PortProtocol.GRPC_WEB],
    ['HTTP/2 in Kubernetes’ words', { name: 'a', number: 1, appProtocol: 'kubernetes.io/h2c' }, PortProtocol.HTTP2],
    ['a web socket in Kubernetes’ words', { name: 'a', number: 1, appProtocol: 'kubernetes.io/ws' }, PortProtocol.HTTP],
    ['an encrypted web socket in Kubernetes’ words', { name: 'a', number: 1, appProtocol: 'kubernetes.io/wss' }, PortProtocol.HTTPS],
    ['appProtocol that Istio does not know', { name: 'http', number: 1, appProtocol: 'example.com/custom' }, undefined],
    ['a port at which servers speak first', { name: 'db', number: 3306 }, PortProtocol.TCP],
    ['no name', { number: 8080 }, undefined],
  ])('comes from %s', (_, port, expected) => {
    const cart = new MeshService(chart(), 'Cart', { name: 'cart', ports: [port as any] });
    expect(cart.portProtocol()).toBe(expected);
  });

  test('is asked for by the name of the port where there are several', () => {
    const cart = new MeshService(chart(), 'Cart', { name: 'cart', ports: [{ name: 'http', number: 80 }, { name: 'tcp-db', number: 1 }] });
    expect(cart.portProtocol('tcp-db')).toBe(PortProtocol.TCP);
    expect(() => cart.portProtocol()).toThrow(/MESH0002[^]*name one of http, tcp-db/);
    expect(() => cart.portProtocol('htp')).toThrow(/MESH0006[^]*"http"/);
  });

  test('is not known of a service that is known by its host', () => {
    expect(MeshService.fromHost(chart(), 'Foreign', 'a.b.svc.cluster.local').portProtocol('http')).toBeUndefined();
  });
});

describe.each([['cdk8s-plus-27', kplus27], ['cdk8s-plus-34', kplus34]])('a Deployment of %s', (_, kplus) => {
  function setup(options: object = {}) {
    const scope = chart();
    const account = new kplus.ServiceAccount(scope as any, 'Account', { metadata: { name: 'cart' } });
    const deployment = new kplus.Deployment(scope as any, 'Workload', {
      metadata: { name: 'cart' },
      serviceAccount: account as any,
      containers: [{ image: 'cart', ports: [{ name: 'http', number: 8080 }, { name: 'grpc-admin', number: 9090 }] }],
    });
    return { scope, deployment, cart: MeshService.fromDeployment(scope, 'Cart', deployment, options) };
  }

  test('becomes a destination with the Service that is made for its ports', () => {
    const { scope, cart } = setup();
    expect(cart.host).toBe('cart.shop.svc.cluster.local');
    expect(cart.port('grpc-admin').toDestinationConfig()).toEqual({ host: 'cart.shop.svc.cluster.local', port: 9090 });
    expect(cart.portProtocol('grpc-admin')).toBe(PortProtocol.GRPC);
    const [service, deployment] = ['Service', 'Deployment'].map(kind => Testing.synth(scope).find(object => object.kind === kind));
    expect(service).toMatchObject({ metadata: { name: 'cart', namespace: 'shop' }, spec: { ports: [{ name: 'http', port: 8080 }, { name: 'grpc-admin', port: 9090 }] } });
    expect(service.spec.selector).toEqual(cart.selector);
    expect(deployment.spec.selector.matchLabels).toEqual(cart.selector);
    expect(cart._knownManifests()).toEqual([]);
  });

  test('tells the identity of its workload', () => {
    expect(setup().cart.principal).toBe('cluster.local/ns/shop/sa/cart');
    expect(setup({ serviceAccount: 'other' }).cart.principal).toBe('cluster.local/ns/shop/sa/other');
  });

  test('may have a Service of another name', () => {
    expect(setup({ name: 'basket' }).cart.host).toBe('basket.shop.svc.cluster.local');
  });

  test('tells its service account to a service that has a Service of its own', () => {
    const { scope, deployment } = setup();
    const service = new kplus.Service(scope as any, 'Service', { metadata: { name: 'own' }, ports: [{ port: 80 }], selector: deployment as any });
    expect(MeshService.fromService(scope, 'Own', service, { workload: deployment }).serviceAccount).toBe('cart');
  });
});

test('a service knows the subsets that rules of the program declare for it, in the order of their names, with every handle', () => {
  const scope = chart();
  const cart = new MeshService(scope, 'Cart', { name: 'cart', ports: [{ name: 'http', number: 80 }] });
  const rule = new DestinationRule(scope, 'Rule', { service: cart, subsets: { v2: { labels: { version: 'v2' } } } });
  const v1 = rule.addSubset('v1', { labels: { version: 'v1' } });
  expect(cart.subsets).toEqual([v1, rule.subset('v2')]);
  expect(MeshService.fromHost(scope, 'Same', cart.host).subsets).toEqual(cart.subsets);
  expect(new MeshService(scope, 'Other', { name: 'other', ports: [{ number: 80 }] }).subsets).toEqual([]);
});
