import { Chart, Duration } from 'cdk8s';
import { AcmeHttpService, AcmeLatencyClass, AcmeRules } from './index';
import { Fleet, HttpAction, MeshService, TrafficSplit, VirtualService } from '../../src';

function shop(build: (chart: Chart, cart: MeshService) => void) {
  const fleet = new Fleet();
  fleet.addRulePack(new AcmeRules());
  const chart = new Chart(fleet.addEnvironment('production'), 'shop', { namespace: 'shop' });
  build(chart, new MeshService(chart, 'Cart', { name: 'cart', ports: [{ name: 'http', number: 8080 }], selector: { app: 'cart' } }));
  return fleet.examine();
}

test.each([
  [undefined, '5s', '1.666s'],
  [AcmeLatencyClass.INTERACTIVE, '1s', '0.333s'],
  [AcmeLatencyClass.BATCH, '60s', '20s'],
])('a service of latency class %s has the timeouts %s and %s, and keeps the rules of the house', (latencyClass, timeout, perTryTimeout) => {
  let routes: { spec: { http: object[] } } | undefined;
  const report = shop((chart, service) => {
    routes = new AcmeHttpService(chart, 'Routing', { service, latencyClass }).routing.meshRoutes.toJson();
  });
  expect(report.findings).toEqual([]);
  expect(routes?.spec.http[0]).toMatchObject({ timeout, retries: { attempts: 2, perTryTimeout } });
});

describe('the rule for timeouts', () => {
  const route = (options: { timeout?: Duration }) => shop((chart, cart) => {
    new VirtualService(chart, 'Routes', { name: 'cart', hosts: ['cart'] }).addHttpRoute('all', { action: HttpAction.route(TrafficSplit.to(cart)), ...options });
  }).findings.map(({ code, field }) => [code, field]);

  test('finds a route without', () => expect(route({})).toEqual([['ACME-ROUTE-TIMEOUT', 'spec.http[0]']]));
  test('finds nothing at a route with one', () => expect(route({ timeout: Duration.seconds(1) })).toEqual([]));
});

test('a destination that nobody can know is a question, not a finding', () => {
  const report = shop((chart, cart) => {
    const foreign = MeshService.fromHost(chart, 'Foreign', 'payments.billing.svc.cluster.local');
    new AcmeHttpService(chart, 'Routing', { service: cart });
    new VirtualService(chart, 'Routes', { name: 'pay', hosts: ['pay.example.com'] })
      .addHttpRoute('all', { action: HttpAction.route(TrafficSplit.to(foreign)), timeout: Duration.seconds(1) });
  });
  expect(report.findings.filter(({ pack }) => pack)).toEqual([]);
  expect(report.folders[0].undecided).toBeGreaterThan(0);
});
