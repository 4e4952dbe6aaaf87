import { App, Chart, Testing } from 'cdk8s';
import {
  AuthorizationPolicy, DataPlane, HttpMethod, JwtKeys, MeshNamespace, MeshService, MutualTlsMode, PolicyTarget, PortProtocol, RequestAuthentication,
  ServiceEntry, ServiceEntryResolution, TargetReference,
  Waypoint, WaypointAdmission, WaypointTraffic,
} from '../../src';

const shop = () => new Chart(new App(), 'shop', { namespace: 'shop' });
const service = (chart: Chart, name: string, more: object = {}) => new MeshService(chart, name, {
  name, ports: [{ name: 'http', number: 8080 }], selector: { app: name }, serviceAccount: name, ...more,
});
const objects = (chart: Chart): any[] => Testing.synth(chart);
const object = (chart: Chart, name: string) => objects(chart).find(({ metadata }) => metadata.name === name);

describe('the data plane of a namespace', () => {
  test.each<[string, (chart: Chart) => DataPlane | undefined, object]>([
    ['nothing said', () => undefined, { 'istio-injection': 'enabled' }],
    ['sidecars', () => DataPlane.sidecar(), { 'istio-injection': 'enabled' }],
    ['sidecars of a revision', () => DataPlane.sidecarRevision('1-30'), { 'istio.io/rev': '1-30' }],
    ['no mesh', () => DataPlane.none(), { 'istio-injection': 'disabled' }],
    ['ambient', () => DataPlane.ambient(), { 'istio.io/dataplane-mode': 'ambient' }],
    ['ambient without waypoint, said so', () => DataPlane.ambient({ waypoint: Waypoint.NONE }), { 'istio.io/dataplane-mode': 'ambient' }],
    ['ambient with a waypoint', chart => DataPlane.ambient({ waypoint: new Waypoint(chart, 'Waypoint') }), {
      'istio.io/dataplane-mode': 'ambient', 'istio.io/use-waypoint': 'waypoint', 'istio.io/ingress-use-waypoint': 'true',
    }],
    ['ambient, past the waypoint for ingress', chart => DataPlane.ambient({ waypoint: new Waypoint(chart, 'Waypoint'), ingressUsesWaypoint: false }), {
      'istio.io/dataplane-mode': 'ambient', 'istio.io/use-waypoint': 'waypoint',
    }],
    ['ambient with a waypoint of others', chart => DataPlane.ambient({ waypoint: Waypoint.fromName(chart, 'Waypoint', 'platform/shared') }), {
      'istio.io/dataplane-mode': 'ambient', 'istio.io/use-waypoint': 'shared', 'istio.io/use-waypoint-namespace': 'platform', 'istio.io/ingress-use-waypoint': 'true',
    }],
  ])('%s: the labels are of one family', (_, dataPlane, labels) => {
    const chart = shop();
    const namespace = new MeshNamespace(chart, 'Namespace', { name: 'shop', dataPlane: dataPlane(chart) });
    expect(namespace.namespace.toJson().metadata.labels).toEqual(labels);
  });

  test.each<[string, (chart: Chart) => unknown, RegExp]>([
    ['a revision that is no label', () => DataPlane.sidecarRevision('1 30'), /MESH0003/],
    ['an empty revision', () => DataPlane.sidecarRevision(''), /MESH0003/],
    ['ingress through no waypoint', () => DataPlane.ambient({ ingressUsesWaypoint: true }), /MESH0002/],
    ['ingress through Waypoint.NONE', () => DataPlane.ambient({ waypoint: Waypoint.NONE, ingressUsesWaypoint: false }), /MESH0002/],
    ['a waypoint without traffic', chart => new MeshNamespace(chart, 'N', {
      name: 'shop', dataPlane: DataPlane.ambient({ waypoint: new Waypoint(chart, 'W', { traffic: WaypointTraffic.NONE }) }),
    }), /MESH0028.*\n.*\n.*\n.*WaypointTraffic\.SERVICE/],
    ['a waypoint that wants other labels', chart => new MeshNamespace(chart, 'N', {
      name: 'shop', dataPlane: DataPlane.ambient({ waypoint: new Waypoint(chart, 'W', { namespace: 'p', admission: WaypointAdmission.labelled({ team: 'a' }) }) }),
    }), /MESH0028/],
    ['a label of the data plane', chart => new MeshNamespace(chart, 'N', { name: 'shop', labels: { 'istio.io/use-waypoint': 'w' } }), /MESH0002/],
    ['no mutual TLS in the ambient mesh', chart => new MeshNamespace(chart, 'N', {
      name: 'shop', dataPlane: DataPlane.ambient(), mutualTls: MutualTlsMode.DISABLE,
    }), /MESH0002/],
    ['a waypoint called none', chart => new Waypoint(chart, 'W', { name: 'none' }), /MESH0003/],
    ['a waypoint of others called none', chart => Waypoint.fromName(chart, 'W', 'shop/none'), /MESH0003/],
    ['a reference without namespace', chart => Waypoint.fromName(chart, 'W', 'waypoint'), /MESH0003.*\n.*\n.*\n.*namespace\/name/],
    ['the reference none', chart => Waypoint.fromName(chart, 'W', 'none'), /MESH0003.*\n.*\n.*\n.*Waypoint\.NONE/],
    ['an admission of nobody', () => WaypointAdmission.namespaces(), /MESH0011/],
    ['an admission by no label', () => WaypointAdmission.labelled({}), /MESH0011/],
    ['a waypoint without namespace', () => new Waypoint(new Chart(new App(), 'c'), 'W'), /MESH0203/],
    ['a policy for no waypoint', () => TargetReference.waypoint(Waypoint.NONE), /MESH0001/],
    ['ingress for a service without waypoint of its own', chart => service(chart, 'cart', { ingressUsesWaypoint: true }), /MESH0002/],
  ])('refuses %s', (_, program, error) => {
    expect(() => program(shop())).toThrow(error);
  });
});

test.each([
  'istio-injection', 'istio.io/rev', 'istio.io/dataplane-mode', 'istio.io/use-waypoint', 'istio.io/use-waypoint-namespace', 'istio.io/ingress-use-waypoint',
])('the label %s is said by the data plane only', label => {
  expect(() => new MeshNamespace(shop(), 'Namespace', { name: 'shop', labels: { [label]: 'x' } })).toThrow(/MESH0002/);
});

test.each<[string, object]>([
  ['denial by default', { denyByDefault: true }],
  ['mutual TLS', { mutualTls: MutualTlsMode.STRICT }],
])('%s where nothing enforces it is refused', (_, props) => {
  expect(() => new MeshNamespace(shop(), 'Namespace', { name: 'shop', dataPlane: DataPlane.none(), ...props })).toThrow(/MESH0002[^]*nothing enforces/);
});

describe('a waypoint', () => {
  test.each<[WaypointTraffic, string]>([
    [WaypointTraffic.SERVICE, 'service'],
    [WaypointTraffic.WORKLOAD, 'workload'],
    [WaypointTraffic.ALL, 'all'],
    [WaypointTraffic.NONE, 'none'],
  ])('for %s says so by its label', (traffic, label) => {
    expect(new Waypoint(shop(), 'Waypoint', { traffic }).toJson().metadata.labels).toEqual({ 'istio.io/waypoint-for': label });
  });

  test.each<[string, WaypointAdmission | undefined, object]>([
    ['its own namespace by default', undefined, { from: 'Same' }],
    ['namespaces by name', WaypointAdmission.namespaces('a', 'b'), {
      from: 'Selector', selector: { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: ['a', 'b'] }] },
    }],
    ['namespaces by labels', WaypointAdmission.labelled({ team: 'a' }), { from: 'Selector', selector: { matchLabels: { team: 'a' } } }],
    ['every namespace', WaypointAdmission.everyNamespace(), { from: 'All' }],
  ])('admits %s', (_, admission, namespaces) => {
    expect(new Waypoint(shop(), 'Waypoint', { admission }).toJson()).toEqual({
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'Gateway',
      metadata: { name: 'waypoint', namespace: 'shop', labels: { 'istio.io/waypoint-for': 'service' } },
      spec: { gatewayClassName: 'istio-waypoint', listeners: [{ name: 'mesh', port: 15008, protocol: 'HBONE', allowedRoutes: { namespaces } }] },
    });
  });

  test('is called by the service account that an annotation gives it', () => {
    const waypoint = new Waypoint(shop(), 'Waypoint', { annotations: { 'gateway.istio.io/service-account': 'proxy' } });
    expect(waypoint.waypointPrincipal).toBe('cluster.local/ns/shop/sa/proxy');
  });

  test('admits by labels that the namespace has', () => {
    const chart = shop();
    const waypoint = new Waypoint(chart, 'Waypoint', { namespace: 'platform', admission: WaypointAdmission.labelled({ team: 'a' }) });
    new MeshNamespace(chart, 'Namespace', { name: 'shop', labels: { team: 'a' }, dataPlane: DataPlane.ambient({ waypoint }) });
    expect(object(chart, 'shop').metadata.labels).toMatchObject({ 'istio.io/use-waypoint-namespace': 'platform' });
  });
});

describe('policies of the ambient mesh', () => {
  /** The namespace is declared before or after what lives in it. */
  const orders: [string, boolean][] = [['before', true], ['after', false]];

  test.each(orders)('go to the waypoint when the namespace is declared %s its services', (_, before) => {
    const chart = shop();
    const waypoint = new Waypoint(chart, 'Waypoint');
    const declare = () => new MeshNamespace(chart, 'Namespace', { name: 'shop', dataPlane: DataPlane.ambient({ waypoint }) });
    if (before) {
      declare();
    }
    const cart = service(chart, 'cart');
    cart.connections.allowFrom(service(chart, 'frontend'), { to: [{ methods: [HttpMethod.GET] }] });
    new RequestAuthentication(chart, 'Login', {
      target: PolicyTarget.service(cart), jwtRules: [{ issuer: 'https://login.example.com', keys: JwtKeys.uri('https://login.example.com/jwks') }],
    });
    if (!before) {
      declare();
    }
    const targetRefs = [{ group: '', kind: 'Service', name: 'cart' }];
    expect(object(chart, 'cart-allow').spec).toMatchObject({ targetRefs, rules: [{ to: [{ operation: { methods: ['GET'] } }] }] });
    expect(object(chart, 'cart-allow').spec).not.toHaveProperty('selector');
    expect(object(chart, 'login').spec).toMatchObject({ targetRefs });
    expect(object(chart, 'cart-through-waypoint').spec).toEqual({
      selector: { matchLabels: { app: 'cart' } }, action: 'ALLOW', rules: [{ from: [{ source: { principals: ['cluster.local/ns/shop/sa/waypoint'] } }] }],
    });
  });

  test('stay with the workloads where there is no waypoint, and where the waypoint is for workloads only', () => {
    for (const dataPlane of [
      () => DataPlane.ambient(), (chart: Chart) => DataPlane.ambient({ waypoint: new Waypoint(chart, 'Waypoint', { traffic: WaypointTraffic.WORKLOAD }) }),
    ]) {
      const chart = shop();
      new MeshNamespace(chart, 'Namespace', { name: 'shop', dataPlane: dataPlane(chart) });
      service(chart, 'cart').connections.allowFrom(service(chart, 'frontend'));
      expect(object(chart, 'cart-allow').spec).toMatchObject({ selector: { matchLabels: { app: 'cart' } } });
      expect(object(chart, 'cart-through-waypoint')).toBeUndefined();
    }
  });

  test('go to the waypoint of the service itself, and nowhere when it opts out', () => {
    const chart = shop();
    const waypoint = new Waypoint(chart, 'Waypoint');
    new MeshNamespace(chart, 'Namespace', { name: 'shop', dataPlane: DataPlane.ambient({ waypoint }) });
    const own = Waypoint.fromName(chart, 'Own', 'platform/shared');
    service(chart, 'cart', { waypoint: own }).connections.allowFrom(service(chart, 'frontend', { waypoint: Waypoint.NONE }));
    service(chart, 'stock', { waypoint: Waypoint.NONE }).connections.allowFromNamespace('shop');
    expect(object(chart, 'cart-through-waypoint').spec.rules[0].from[0].source.principals).toEqual(['cluster.local/ns/platform/sa/shared']);
    expect(object(chart, 'stock-allow').spec).toHaveProperty('selector');
    expect(object(chart, 'stock-through-waypoint')).toBeUndefined();
  });

  test('name a service whose labels are not known, when its waypoint is', () => {
    const chart = shop();
    new MeshNamespace(chart, 'Namespace', { name: 'shop', dataPlane: DataPlane.ambient({ waypoint: new Waypoint(chart, 'Waypoint') }) });
    const policy = AuthorizationPolicy.deny(chart, 'Deny', { target: PolicyTarget.service(service(chart, 'cart', { selector: undefined })), rules: [{ everyRequest: true }] });
    expect(policy.namespaceName).toBe('shop');
    expect(policy.toJson().spec.targetRefs).toEqual([{ group: '', kind: 'Service', name: 'cart' }]);
  });

  test('name a ServiceEntry that has a waypoint of its own', () => {
    const chart = shop();
    const waypoint = new Waypoint(chart, 'Waypoint');
    const entry = new ServiceEntry(chart, 'Payments', {
      hosts: ['api.payments.example'], ports: [{ name: 'http', number: 80, protocol: PortProtocol.HTTP }], resolution: ServiceEntryResolution.dns(), waypoint, ingressUsesWaypoint: false,
    });
    AuthorizationPolicy.deny(chart, 'Deny', { target: PolicyTarget.references(TargetReference.serviceEntry(entry)), rules: [{ everyRequest: true }] });
    expect(object(chart, 'payments').metadata.labels).toEqual({ 'istio.io/use-waypoint': 'waypoint' });
    expect(object(chart, 'deny').spec.targetRefs).toEqual([{ group: 'networking.istio.io', kind: 'ServiceEntry', name: 'payments' }]);
  });

  test('deny by default at the waypoint and at the workloads, which let the waypoint in', () => {
    const chart = shop();
    new MeshNamespace(chart, 'Namespace', { name: 'shop', dataPlane: DataPlane.ambient({ waypoint: new Waypoint(chart, 'Waypoint') }), denyByDefault: true });
    expect(object(chart, 'deny-by-default').spec).toEqual({});
    expect(object(chart, 'deny-by-default-waypoint').spec).toEqual({ targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'waypoint' }] });
    expect(object(chart, 'through-waypoint').spec.rules).toEqual([{ from: [{ source: { principals: ['cluster.local/ns/shop/sa/waypoint'] } }] }]);
  });

  test.each<[string, WaypointTraffic, boolean, boolean, RegExp | undefined]>([
    ['a waypoint for services', WaypointTraffic.SERVICE, false, false, undefined],
    ['a waypoint for all traffic', WaypointTraffic.ALL, false, false, /MESH0029/],
    ['a waypoint for all traffic that denies by default', WaypointTraffic.ALL, true, false, undefined],
    ['a waypoint for all traffic in a namespace that denies by default', WaypointTraffic.ALL, false, true, undefined],
  ])('trust %s only where nothing passes it unchecked', (_, traffic, waypointDenies, namespaceDenies, error) => {
    const chart = shop();
    service(chart, 'cart').connections.allowFrom(service(chart, 'frontend'));
    const waypoint = new Waypoint(chart, 'Waypoint', { traffic, denyByDefault: waypointDenies });
    new MeshNamespace(chart, 'Namespace', { name: 'shop', dataPlane: DataPlane.ambient({ waypoint }), denyByDefault: namespaceDenies });
    if (error) {
      expect(() => objects(chart)).toThrow(error);
    } else {
      expect(object(chart, 'cart-through-waypoint')).toBeDefined();
    }
  });

  test('trust each of several waypoints that deny by default', () => {
    const chart = shop();
    const [first, second] = ['first', 'second'].map(name => new Waypoint(chart, name, { name, traffic: WaypointTraffic.ALL, denyByDefault: true }));
    service(chart, 'cart', { waypoint: first }).connections.allowFromNamespace('web');
    service(chart, 'stock', { waypoint: second }).connections.allowFromNamespace('web');
    expect(object(chart, 'cart-through-waypoint')).toBeDefined();
    expect(object(chart, 'stock-through-waypoint')).toBeDefined();
  });

  test('deny by default at a waypoint of another namespace that denies by itself', () => {
    const chart = shop();
    const waypoint = new Waypoint(chart, 'Waypoint', {
      name: 'shared', namespace: 'platform', admission: WaypointAdmission.namespaces('shop'), denyByDefault: true,
    });
    const namespace = new MeshNamespace(chart, 'Namespace', { name: 'shop', dataPlane: DataPlane.ambient({ waypoint }), denyByDefault: true });
    expect(namespace.waypointDenial).toBeUndefined();
    expect(namespace.throughWaypoint?.toJson().spec.rules[0].from[0].source.principals).toEqual(['cluster.local/ns/platform/sa/shared']);
    expect(waypoint.denial?.toJson()).toMatchObject({
      metadata: { name: 'shared-deny-by-default', namespace: 'platform' },
      spec: { targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'shared' }] },
    });
    expect(object(chart, 'shared-deny-by-default')).toBeDefined();
  });

  test.each<[string, number[][], RegExp | undefined]>([
    ['the port of the Service', [[8080]], undefined],
    ['the port of the workload', [[80]], /MESH0030.*\n.*\n.*\n.*use 8080/],
    ['both', [[80], [8080]], undefined],
    ['none', [], undefined],
  ])('that name %s at a waypoint', (_, ports, error) => {
    const chart = shop();
    const cart = service(chart, 'cart', { ports: [{ name: 'http', number: 8080, targetPort: 80 }] });
    new MeshNamespace(chart, 'Namespace', { name: 'shop', dataPlane: DataPlane.ambient({ waypoint: new Waypoint(chart, 'Waypoint') }) });
    const policy = AuthorizationPolicy.deny(chart, 'Deny', {
      target: PolicyTarget.service(cart), rules: ports.length === 0 ? [{ everyRequest: true }] : ports.map(each => ({ to: [{ ports: each }] })),
    });
    if (error) {
      expect(() => policy.toJson()).toThrow(error);
    } else {
      expect(policy.toJson().spec.rules).toHaveLength(Math.max(ports.length, 1));
    }
  });

  test('of one app say nothing of another', () => {
    new MeshNamespace(shop(), 'Namespace', { name: 'shop', dataPlane: DataPlane.ambient({ waypoint: Waypoint.fromName(shop(), 'W', 'shop/waypoint') }) });
    const chart = shop();
    service(chart, 'cart').connections.allowFrom(service(chart, 'frontend'));
    expect(object(chart, 'cart-allow').spec).toHaveProperty('selector');
  });
});
