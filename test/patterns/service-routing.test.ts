import { Chart, Duration, Testing } from 'cdk8s';
import {
  AbTest, Audience, BlueGreenRelease, BudgetedService, CanaryRelease, CircuitBreaker, FaultAbort, FaultDrill, GlobalRateLimit, HostRoutes,
  HttpService, HttpsGateway, MirroredRelease, MirrorTarget, RateLimitFailure, RateLimitPoint, RateLimitUnit, ReleaseColor,
  ServerCertificates, ServiceRoutingProps,
} from '../../src';
import { Destination, Gateway, IGateway, IMeshService, MeshService, RequestBudget, ServicePort, StringMatch } from '../../src/networking';

const HTTP: ServicePort[] = [{ name: 'http', number: 8080 }];

function setup(ports: ServicePort[] = HTTP) {
  const chart = new Chart(Testing.app(), 'shop', { namespace: 'shop' });
  return {
    chart,
    cart: new MeshService(chart, 'Cart', { name: 'cart', ports }),
    gateway: Gateway.fromName(chart, 'Public', 'istio-ingress/public'),
  };
}

const v1 = { labels: { version: 'v1' } };
const v2 = { labels: { version: 'v2' } };

/** Every pattern that routes HTTP to one service. */
const PATTERNS: [string, (chart: Chart, props: ServiceRoutingProps) => unknown][] = [
  ['HttpService', (chart, props) => new HttpService(chart, 'Pattern', props)],
  ['BudgetedService', (chart, props) => new BudgetedService(chart, 'Pattern', { ...props, budget: RequestBudget.once({ total: Duration.seconds(1) }) })],
  ['CanaryRelease', (chart, props) => new CanaryRelease(chart, 'Pattern', { ...props, stable: v1, canary: v2, canaryPercent: 1 })],
  ['BlueGreenRelease', (chart, props) => new BlueGreenRelease(chart, 'Pattern', { ...props, blue: v1, green: v2, active: ReleaseColor.BLUE })],
  ['AbTest', (chart, props) => new AbTest(chart, 'Pattern', {
    ...props, original: v1, variant: v2, audience: [Audience.header('x-beta', StringMatch.exact('1'))],
  })],
  ['MirroredRelease', (chart, props) => new MirroredRelease(chart, 'Pattern', { ...props, mirror: MirrorTarget.version({ live: v1, shadow: v2 }), percentage: 1 })],
];

describe.each(PATTERNS)('%s', (_, make) => {
  test('asks which port, where the service has several', () => {
    const { chart, cart } = setup([{ name: 'http', number: 8080 }, { name: 'http-admin', number: 9090 }]);
    expect(() => make(chart, { service: cart })).toThrow(expect.objectContaining({ code: 'MESH0002', fix: "name one: port: 'http' or port: 'http-admin'" }));
  });

  test('takes the port that is named', () => {
    const { chart, cart } = setup([{ name: 'http', number: 8080 }, { name: 'http-admin', number: 9090 }]);
    expect(() => make(chart, { service: cart, port: 'http-admin' })).not.toThrow();
  });

  test.each(['tcp-postgres', 'redis', 'udp-dns', 'mysql', 'tls'])('refuses the port %s, to which routes of HTTP do not apply', name => {
    const { chart, cart } = setup([{ name, number: 8080 }]);
    expect(() => make(chart, { service: cart })).toThrow(expect.objectContaining({ code: 'MESH0002', what: expect.stringContaining(name) }));
    expect(() => make(new Chart(chart, 'Named'), { service: cart, port: name })).toThrow(expect.objectContaining({ code: 'MESH0002' }));
  });

  test.each(['grpc-api', 'http2', 'https', 'web'])('takes the port %s', name => {
    const { chart, cart } = setup([{ name, number: 8080 }]);
    expect(() => make(chart, { service: cart })).not.toThrow();
  });

  test('refuses a service of another environment', () => {
    const { chart } = setup();
    expect(() => make(chart, { service: setup().cart })).toThrow(expect.objectContaining({ code: 'MESH0001', what: expect.stringContaining('another environment') }));
  });

  test('takes a service of which only the host is known', () => {
    const { chart } = setup();
    const service: IMeshService = MeshService.fromHost(chart, 'Foreign', 'cart.billing.svc.cluster.local');
    expect(() => make(chart, { service })).not.toThrow();
  });
});

test('a plain service refuses matches for gateways where it has none', () => {
  const { chart, cart } = setup();
  expect(() => new HttpService(chart, 'Routing', { service: cart, match: [{ uri: StringMatch.prefix('/cart') }] }))
    .toThrow(expect.objectContaining({ code: 'MESH0002', what: expect.stringContaining('match') }));
});

describe('values that a configuration file got wrong', () => {
  test.each<[string, unknown]>([['red', 'red'], ['nothing', undefined], ['null', null], ['the member', 'BLUE']])('%s is no active version', (_, active) => {
    const { chart, cart } = setup();
    expect(() => new BlueGreenRelease(chart, 'Release', { service: cart, blue: v1, green: v2, active: active as ReleaseColor }))
      .toThrow(expect.objectContaining({ code: 'MESH0001', where: 'service cart, active' }));
  });

  test('null is no share of a canary', () => {
    const { chart, cart } = setup();
    expect(() => new CanaryRelease(chart, 'Release', { service: cart, stable: v1, canary: v2, canaryPercent: null as unknown as number }))
      .toThrow(expect.objectContaining({ code: 'MESH0013', what: expect.stringContaining('canaryPercent') }));
  });

  test.each<[string, unknown]>([['nothing, which is everything to Istio,', undefined], ['null', null], ['a text', '10'], ['a list', [10]]])('%s is no share of a mirror', (_, percentage) => {
    const { chart, cart } = setup();
    expect(() => new MirroredRelease(chart, 'Release', {
      service: cart, mirror: MirrorTarget.version({ live: v1, shadow: v2 }), percentage: percentage as number,
    })).toThrow(expect.objectContaining({ code: 'MESH0001' }));
  });
});

test('a user group without name is refused, which no token has', () => {
  expect(() => Audience.userGroup('')).toThrow(expect.objectContaining({ code: 'MESH0001' }));
});

describe('what a program without types, or with an exclamation mark, leaves out is named', () => {
  const nothing: any = undefined;
  test.each<[string, (chart: Chart, cart: MeshService, gateway: IGateway) => unknown, string]>([
    ['the service', chart => new HttpService(chart, 'Routing', { service: nothing }), 'service'],
    ['a host', (chart, service, gateway) => new HttpService(chart, 'Routing', { service, hosts: [nothing], gateways: [gateway] }), 'hosts'],
    ['a gateway', (chart, service) => new HttpService(chart, 'Routing', { service, hosts: ['shop.example.com'], gateways: [nothing] }), 'gateways[0]'],
    ['a match', (chart, service, gateway) => new HttpService(chart, 'Routing', {
      service, match: [nothing], hosts: ['shop.example.com'], gateways: [gateway],
    }), 'match[0]'],
    ['the value of a label', (chart, service) => new CanaryRelease(chart, 'Release', {
      service, stable: v1, canary: { labels: { version: nothing } }, canaryPercent: 1,
    }), 'version'],
    ['the routes of a drill', (chart, service) => {
      const { meshRoutes, gatewayRoutes } = new HttpService(chart, 'Routing', { service });
      FaultDrill.forEverybody(chart, 'Drill', { routes: [meshRoutes, gatewayRoutes!], fault: { abort: FaultAbort.httpStatus(503, 1) } });
    }, 'routes[1]'],
    ['the name of a service', chart => new MeshService(chart, 'Service', { name: nothing, ports: HTTP }), 'name'],
    ['the action of a route', (chart, service) => new HostRoutes(chart, 'Routes', { service }).addTeam('web').addHttpRoute('all', { action: nothing }), 'action'],
  ])('%s', (_, make, where) => {
    const { chart, cart, gateway } = setup();
    let error: any;
    try {
      make(chart, cart, gateway);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ name: 'MeshError', code: expect.stringMatching(/^MESH000[13]$/) });
    expect(`${error.what} ${error.where}`).toContain(where);
  });
});

describe('a value outside of its closed set is refused, and never read as another one', () => {
  const wrong: any = 'NO_SUCH';
  test.each<[string, (chart: Chart, service: MeshService) => unknown]>([
    ['profile of a circuit breaker', (chart, service) => new CircuitBreaker(chart, 'Breaker', { service, profile: wrong })],
    ['floor of TLS', chart => new HttpsGateway(chart, 'Gateway', {
      certificates: [{ hosts: ['shop.example.com'], certificate: ServerCertificates.secret('shop-tls') }], tlsFloor: wrong,
    })],
    ['failure of a rate limit', (chart, service) => limit(chart, service, { onFailure: wrong })],
    ['unit of a rate limit', (chart, service) => limit(chart, service, { rules: [{ name: 'all', requests: 1, per: wrong }] })],
  ])('%s', (_, make) => {
    const { chart } = setup();
    const service = new MeshService(chart, 'Limited', { name: 'limited', ports: HTTP, selector: { app: 'limited' } });
    expect(() => make(chart, service)).toThrow(expect.objectContaining({ code: 'MESH0001', what: expect.stringContaining('NO_SUCH') }));
  });

  function limit(chart: Chart, service: MeshService, props: object) {
    return new GlobalRateLimit(chart, 'Limit', {
      at: RateLimitPoint.inbound(service),
      rules: [{ name: 'all', requests: 1, per: RateLimitUnit.SECOND }],
      rateLimitService: Destination.host('limits.example.com', { port: 8081 }),
      onFailure: RateLimitFailure.ALLOW,
      ...props,
    });
  }
});
