import { Chart, Duration, Testing } from 'cdk8s';
import fc from 'fast-check';
import { BudgetedService, CircuitBreaker, CircuitBreakerProfile, FaultDrill, HttpService, LocalityAwareService, PublicApi } from '../../src';
import {
  CircuitBreakerOptions, DelegateVirtualService, FaultAbort, FaultDelay, Gateway, HttpAction, LocalityLoadBalancing, MeshService, RedirectPath,
  RequestBudget, StringMatch, TrafficSplit, VirtualService,
} from '../../src/networking';

function setup() {
  const chart = new Chart(Testing.app(), 'shop', { namespace: 'shop' });
  const service = new MeshService(chart, 'Cart', { name: 'cart', ports: [{ name: 'http', number: 8080 }, { name: 'http-admin', number: 9090 }] });
  const gateway = Gateway.fromName(chart, 'Public', 'istio-ingress/public');
  return { chart, service, gateway };
}

describe('a service with budgets', () => {
  const budget = RequestBudget.once({ total: Duration.seconds(2) });

  test('has the same routes in the mesh and at the gateways, at the port that is named', () => {
    const { chart, service, gateway } = setup();
    const { meshRoutes, gatewayRoutes } = new BudgetedService(chart, 'Budget', {
      service,
      port: 'http',
      hosts: ['shop.example.com'],
      gateways: [gateway],
      budget,
      routes: [{ name: 'read', match: [{ method: StringMatch.exact('GET') }], budget: RequestBudget.retryUnsent({ total: Duration.seconds(1) }) }],
    });
    const seen = meshRoutes.toJson().spec.http
      .map(({ name, timeout, retries, route }: any) => [name, timeout, retries.attempts, route[0].destination.port.number]);
    expect(seen).toEqual([['read', '1s', 2, 8080], ['default', '2s', 0, 8080]]);
    expect(gatewayRoutes!.toJson().spec.http).toEqual(meshRoutes.toJson().spec.http);
  });

  test.each([
    [undefined, 20], [0, 0], [100, 100],
  ])('retries in flight are limited: %p gives %d percent', (retryPercent, percent) => {
    const { chart, service } = setup();
    const { rule } = new BudgetedService(chart, 'Budget', { service, port: 'http', budget, retryPercent, trafficPolicy: CircuitBreaker.policy() });
    expect(rule.toJson().spec.trafficPolicy).toMatchObject({ retryBudget: { percent, minRetryConcurrency: 3 }, connectionPool: {} });
  });

  test('a route named default, or two of one name, are refused', () => {
    const { chart, service } = setup();
    const route = { name: 'default', match: [{ uri: StringMatch.prefix('/a') }], budget };
    expect(() => new BudgetedService(chart, 'Budget', { service, port: 'http', budget, routes: [route] })).toThrow(expect.objectContaining({ code: 'MESH0008' }));
  });

  test('a route that matches everything is refused', () => {
    const { chart, service } = setup();
    const route = { name: 'all', match: [{ uri: StringMatch.prefix('/') }], budget };
    expect(() => new BudgetedService(chart, 'Budget', { service, port: 'http', budget, routes: [route] })).toThrow(expect.objectContaining({ code: 'MESH0007' }));
  });
});

describe('a circuit breaker', () => {
  // Envoy lets a workload go while the share of those aside, this one included, is not above the limit.
  test.each<[CircuitBreakerOptions, number | undefined, string]>([
    [{}, 50, 'unknown'],
    [{ replicas: 1 }, undefined, 'none of one'],
    [{ replicas: 2 }, 50, 'one of two'],
    [{ replicas: 3 }, 34, 'one of three'],
    [{ replicas: 3, keepReplicas: 1 }, 67, 'two of three'],
    [{ replicas: 3, keepReplicas: 0 }, 100, 'all'],
    [{ replicas: 7 }, 43, 'three of seven'],
    [{ replicas: 100, keepReplicas: 99 }, 1, 'one of a hundred'],
    [{ replicas: 250, keepReplicas: 246 }, 1, 'two of 250, for four would need a fraction of a percent'],
  ])('with %p puts at most %p percent aside: %s', (options, percent, _) => {
    expect(CircuitBreaker.policy(options).outlierDetection?.maxEjectionPercent).toBe(percent);
  });

  test('puts as many workloads aside as are not kept, by the arithmetic of Envoy', () => {
    const numbers = fc.integer({ min: 2, max: 100 }).chain(n => fc.tuple(fc.constant(n), fc.integer({ min: 0, max: n - 1 })));
    fc.assert(fc.property(numbers, ([replicas, keepReplicas]) => {
      const { maxEjectionPercent } = CircuitBreaker.policy({ replicas, keepReplicas }).outlierDetection!;
      let aside = 0;
      while (aside < replicas && 100 * (aside + 1) / replicas <= maxEjectionPercent!) {
        aside++;
      }
      expect(aside).toBe(replicas - keepReplicas);
    }));
  });

  test.each(Object.values(CircuitBreakerProfile))('never counts answers 500: profile %s', profile => {
    const { connectionPool, outlierDetection } = CircuitBreaker.policy({ profile });
    expect(outlierDetection).toMatchObject({ consecutive5xxErrors: 0, consecutiveGatewayErrors: expect.any(Number) });
    expect(connectionPool!.http!.http2MaxRequests).toBe(connectionPool!.tcp!.maxConnections);
  });

  test.each([
    [{ replicas: 0 }, 'MESH0001'], [{ replicas: 1.5 }, 'MESH0001'], [{ replicas: 3, keepReplicas: -1 }, 'MESH0001'], [{ replicas: 1, keepReplicas: 1 }, 'MESH0002'],
    [{ replicas: 250, keepReplicas: 248 }, 'MESH0002'],
  ])('refuses %p with %s', (options, code) => {
    expect(() => CircuitBreaker.policy(options)).toThrow(expect.objectContaining({ code }));
  });

  test('is the DestinationRule of the service, so that a second one is a duplicate', () => {
    const { chart, service } = setup();
    const { rule } = new CircuitBreaker(chart, 'Breaker', { service });
    expect([rule.name, rule.namespaceName, rule.host]).toEqual(['cart', 'shop', 'cart.shop.svc.cluster.local']);
  });
});

describe('a service in several localities', () => {
  test('prefers its own zone by default, and can put every workload aside', () => {
    const { chart, service } = setup();
    const { rule } = new LocalityAwareService(chart, 'Near', { service });
    expect(rule.toJson().spec.trafficPolicy).toMatchObject({
      loadBalancer: { localityLbSetting: { enabled: true } }, outlierDetection: { consecutiveGatewayErrors: 5, maxEjectionPercent: 100 },
    });
  });

  test.each([
    ['nothing counted', { consecutive5xxErrors: 0, consecutiveGatewayErrors: 0 }],
    ['failures before an answer counted as none', { consecutive5xxErrors: 0, splitExternalLocalOriginErrors: true, consecutiveLocalOriginFailures: 0 }],
    ['no workload can go', { maxEjectionPercent: 0 }],
    ['a third cannot go', { maxEjectionPercent: 33 }],
  ])('refuses an outlier detection that cannot empty a locality: %s', (_, outlierDetection) => {
    expect(() => LocalityAwareService.policy({ outlierDetection })).toThrow(expect.objectContaining({ code: 'MESH0017' }));
  });

  test.each([
    ['errors 500 counted, as Envoy does by default', {}],
    ['only failures before an answer', { consecutive5xxErrors: 0, splitExternalLocalOriginErrors: true }],
    ['a third', { maxEjectionPercent: 34 }],
  ])('takes one that can: %s', (_, outlierDetection) => {
    expect(LocalityAwareService.policy({ outlierDetection }).outlierDetection).toMatchObject(outlierDetection);
  });

  test('takes every way to prefer localities', () => {
    for (const locality of [LocalityLoadBalancing.failoverPriority('topology.kubernetes.io/region'), LocalityLoadBalancing.zoneAware()]) {
      expect(LocalityAwareService.policy({ locality }).loadBalancer!._render()).toMatchObject(locality._render());
    }
  });
});

describe('a fault drill', () => {
  const headers = { 'x-fault-drill': StringMatch.exact('yes') };
  const fault = { abort: FaultAbort.httpStatus(503, 50) };

  test('stands before each route that forwards, with all that the route does, and leaves the routes as they were', () => {
    const { chart, service, gateway } = setup();
    const { gatewayRoutes } = new PublicApi(chart, 'Api', {
      service, port: 'http', pathPrefix: '/cart', rewriteTo: '/', hosts: ['shop.example.com'], gateways: [gateway], internalHeaders: ['x-internal-user'],
    });
    gatewayRoutes.addHttpRoute('moved', { match: [{ uri: StringMatch.prefix('/old') }], action: HttpAction.redirect({ path: RedirectPath.full('/new') }) });
    const before = gatewayRoutes.toJson().spec.http;
    FaultDrill.forTesters(chart, 'Drill', { routes: [gatewayRoutes], headers, fault });
    const { name, match, fault: made, ...same } = gatewayRoutes.toJson().spec.http[0];
    const { name: _name, match: original, ...others } = before[0];
    expect(name).toBe('fault-drill-cart');
    expect(match).toEqual(original.map((each: object) => ({ ...each, headers: { 'x-fault-drill': { exact: 'yes' } } })));
    expect(made).toEqual({ abort: { httpStatus: 503, percentage: { value: 50 } } });
    expect(same).toEqual(others);
    expect(gatewayRoutes.toJson().spec.http.slice(1)).toEqual(before);
  });

  test('asks for all headers, and hits routes that come later too', () => {
    const { chart, service } = setup();
    const routes = new VirtualService(chart, 'Routes', { hosts: [service.host] });
    FaultDrill.forTesters(chart, 'Drill', { routes: [routes], headers: { ...headers, 'x-tester': StringMatch.present() }, fault });
    routes.addHttpRoute('all', { action: HttpAction.route(TrafficSplit.to(service.port('http'))) });
    expect(routes.toJson().spec.http[0].match).toEqual([{ headers: { 'x-fault-drill': { exact: 'yes' }, 'x-tester': {} } }]);
  });

  test.each([
    ['the same', StringMatch.exact('yes'), undefined],
    ['another', StringMatch.exact('no'), expect.objectContaining({ code: 'MESH0002', what: expect.stringContaining('X-Fault-Drill') })],
  ])('of a header that the route matches too: %s condition', (_, condition, error) => {
    const { chart, service } = setup();
    const routes = new VirtualService(chart, 'Routes', { hosts: [service.host] });
    routes.addHttpRoute('some', { match: [{ headers: { 'X-Fault-Drill': condition } }], action: HttpAction.route(TrafficSplit.to(service.port('http'))) });
    FaultDrill.forTesters(chart, 'Drill', { routes: [routes], headers, fault });
    const written = () => routes.toJson().spec.http[0].match;
    error ? expect(written).toThrow(error) : expect(written()).toEqual([{ headers: { 'x-fault-drill': { exact: 'yes' } } }]);
  });

  test('where no route forwards, or a route has a fault, is refused', () => {
    const { chart, service } = setup();
    const moved = new VirtualService(chart, 'Moved', { hosts: ['old.shop'] });
    moved.addHttpRoute('moved', { action: HttpAction.redirect({ path: RedirectPath.full('/new') }) });
    const broken = new VirtualService(chart, 'Broken', { hosts: [service.host] });
    broken.addHttpRoute('all', { action: HttpAction.route(TrafficSplit.to(service.port('http'))), fault });
    FaultDrill.forTesters(chart, 'Drill', { routes: [moved, broken], headers, fault });
    expect(() => moved.toJson()).toThrow(expect.objectContaining({ code: 'MESH0002' }));
    expect(() => broken.toJson()).toThrow(expect.objectContaining({ code: 'MESH0008', what: expect.stringContaining('"all"') }));
  });

  test('two of one name in one place are refused; of two names the later comes first', () => {
    const { chart, service } = setup();
    const { meshRoutes } = new HttpService(chart, 'Routing', { service, port: 'http' });
    const drill = { routes: [meshRoutes], headers, fault };
    FaultDrill.forTesters(chart, 'One', drill);
    expect(() => FaultDrill.forTesters(chart, 'Two', drill)).toThrow(expect.objectContaining({ code: 'MESH0008' }));
    FaultDrill.forTesters(chart, 'Three', { ...drill, routeName: 'other' });
    expect(meshRoutes.toJson().spec.http.map((route: any) => route.name)).toEqual(['other-cart', 'fault-drill-cart', 'cart']);
  });

  test('for everybody hits every route that forwards, also those that come later, and no redirect', () => {
    const { chart, service } = setup();
    const routes = new VirtualService(chart, 'Routes', { hosts: [service.host] });
    routes.addHttpRoute('moved', { match: [{ uri: StringMatch.prefix('/old') }], action: HttpAction.redirect({ path: RedirectPath.full('/new') }) });
    FaultDrill.forEverybody(chart, 'Drill', { routes: [routes], fault: { delay: FaultDelay.fixed(Duration.seconds(1), 0) } });
    routes.addHttpRoute('all', { action: HttpAction.route(TrafficSplit.to(service.port('http'))) });
    expect(routes.toJson().spec.http.map((route: any) => route.fault)).toEqual([undefined, { delay: { fixedDelay: '1s', percentage: { value: 0 } } }]);
  });

  test('for everybody goes through a route that delegates, whose routes take it over', () => {
    const { chart, service } = setup();
    const routes = new VirtualService(chart, 'Routes', { hosts: [service.host] });
    routes.addHttpRoute('team', { action: HttpAction.delegate(DelegateVirtualService.fromName(chart, 'Team', 'team/cart')) });
    FaultDrill.forEverybody(chart, 'Drill', { routes: [routes], fault });
    expect(routes.toJson().spec.http[0].fault).toEqual({ abort: { httpStatus: 503, percentage: { value: 50 } } });
  });

  test('for everybody and a route with a fault of its own are refused', () => {
    const { chart, service } = setup();
    const routes = new VirtualService(chart, 'Routes', { hosts: [service.host] });
    routes.addHttpRoute('all', { action: HttpAction.route(TrafficSplit.to(service.port('http'))), fault });
    FaultDrill.forEverybody(chart, 'Drill', { routes: [routes], fault });
    expect(() => routes.toJson()).toThrow(expect.objectContaining({ code: 'MESH0008', what: expect.stringContaining('"all"') }));
  });

  test('without routes is refused', () => {
    const { chart } = setup();
    expect(() => FaultDrill.forEverybody(chart, 'Drill', { routes: [], fault })).toThrow(expect.objectContaining({ code: 'MESH0011' }));
  });
});
