import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, Chart, Duration } from 'cdk8s';
import {
  AuthorizationPolicy, Environment, Findings, Fleet, FleetReport, Gateway, HttpAction, LocalRateLimit, MeshService, policy, PolicyRulePack,
  RateLimitPoint, Server, TrafficSplit, VirtualService,
} from '../../src';
import { RULES } from '../../src/analysis/rules';
import { POLICY_RULES } from '../../src/delivery/policy/rules';

const { PolicyRule } = policy;

let outdir: string;

beforeEach(() => {
  outdir = join(fs.mkdtempSync(join(tmpdir(), 'policy-pack-')), 'dist');
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => {
  jest.restoreAllMocks();
  process.exitCode = undefined;
  fs.rmSync(join(outdir, '..'), { recursive: true, force: true });
});

function examine(pack: PolicyRulePack, fill: (chart: Chart, environment: Environment) => void): FleetReport {
  const fleet = new Fleet({ outdir });
  fleet.addRulePack(pack);
  const environment = fleet.addEnvironment('production');
  fill(new Chart(environment, 'shop', { namespace: 'shop' }), environment);
  return fleet.examine();
}

const said = ({ findings }: FleetReport): string[] => findings.map(({ severity, code, object, field }) => [severity, code, object?.kind, object?.name, field].filter(Boolean).join(' '));

/** A route from the gateway to the cart. */
function cartBehindGateway(chart: Chart, timeout?: Duration): { ingress: MeshService; routes: VirtualService } {
  const ingress = new MeshService(chart, 'Ingress', {
    name: 'ingressgateway', ports: [{ name: 'http', number: 80 }], selector: { istio: 'ingressgateway' }, serviceAccount: 'ingressgateway',
  });
  const gateway = new Gateway(chart, 'Public', { name: 'public', selector: { istio: 'ingressgateway' }, servers: [Server.http(['shop.example.com'])] });
  const cart = new MeshService(chart, 'Cart', { name: 'cart', ports: [{ name: 'http', number: 8080 }], selector: { app: 'cart' } });
  const routes = new VirtualService(chart, 'Routes', { name: 'cart', hosts: ['shop.example.com'], gateways: [gateway] });
  routes.addHttpRoute('cart', { action: HttpAction.route(TrafficSplit.to(cart)), timeout, retries: { attempts: 2 } });
  return { ingress, routes };
}

test('the rules refuse at synth what they refuse in CI, at the field and the construct, and warn of what they warn of there', () => {
  const report = examine(new PolicyRulePack(), chart => {
    cartBehindGateway(chart);
    AuthorizationPolicy.allowAll(chart, 'Everything');
  });
  expect(said(report).sort()).toEqual([
    'error allow-all-policy AuthorizationPolicy everything spec.rules[0]',
    'error route-without-timeout VirtualService cart spec.http[0]',
    'warning gateway-without-rate-limit Gateway public',
  ]);
  expect(report.findings.find(({ code }) => code === 'route-without-timeout')).toMatchObject({
    pack: 'policy',
    message: 'The route has no timeout, so a stuck backend holds all of its callers.',
    fix: 'Set `timeout`; for streams one that is longer than any of them.',
    constructPath: 'shop/Routes',
    file: 'test/environments/policy-rule-pack.test.ts',
  });
});

test('a mesh that keeps the rules has no finding', () => {
  const report = examine(new PolicyRulePack(), chart => {
    const { ingress } = cartBehindGateway(chart, Duration.seconds(3));
    new LocalRateLimit(chart, 'Limit', { at: RateLimitPoint.gateway(ingress), requests: 100 });
  });
  expect(said(report)).toEqual([]);
});

test('only the rules that are named are looked at', () => {
  const report = examine(new PolicyRulePack({ rules: [PolicyRule.GATEWAY_WITHOUT_RATE_LIMIT] }), chart => void cartBehindGateway(chart));
  expect(said(report)).toEqual(['warning gateway-without-rate-limit Gateway public']);
});

test('a pack without rules is refused', () => {
  expect(() => new PolicyRulePack({ rules: [] })).toThrow(expect.objectContaining({ code: 'MESH0001' }));
});

test('an exception is an acknowledgement by the name of the rule', () => {
  const report = examine(new PolicyRulePack({ rules: [PolicyRule.ROUTE_WITHOUT_TIMEOUT] }), chart => {
    const { routes } = cartBehindGateway(chart);
    Findings.of(routes).acknowledge({ ruleId: 'route-without-timeout', reason: 'carries streams' });
  });
  expect(report.findings).toEqual([]);
  expect(report.acknowledged).toHaveLength(1);
});

test.each<[string, object | undefined, boolean]>([
  ['no EnvoyFilter', undefined, true],
  ['a rate limit at other workloads', { workloadSelector: { labels: { app: 'cart' } }, configPatches: [limit('envoy.filters.http.local_ratelimit')] }, true],
  ['another filter', { workloadSelector: { labels: { istio: 'ingressgateway' } }, configPatches: [limit('envoy.filters.http.lua')] }, true],
  ['a local limit', { workloadSelector: { labels: { istio: 'ingressgateway' } }, configPatches: [limit('envoy.filters.http.local_ratelimit')] }, false],
  ['a global limit for the whole namespace', { configPatches: [limit('envoy.filters.http.ratelimit')] }, false],
])('a gateway with %s', (_title, spec, warned) => {
  const report = examine(new PolicyRulePack({ rules: [PolicyRule.GATEWAY_WITHOUT_RATE_LIMIT] }), chart => {
    cartBehindGateway(chart);
    if (spec) {
      new ApiObject(chart, 'Filter', { apiVersion: 'networking.istio.io/v1alpha3', kind: 'EnvoyFilter', metadata: { name: 'limit' }, spec } as any);
    }
  });
  expect(said(report).filter(line => line.includes('gateway-without-rate-limit'))).toHaveLength(warned ? 1 : 0);
});

test('a gateway that no route names is nobody’s concern', () => {
  const report = examine(new PolicyRulePack({ rules: [PolicyRule.GATEWAY_WITHOUT_RATE_LIMIT] }), chart => {
    new Gateway(chart, 'Public', { name: 'public', selector: { istio: 'ingressgateway' }, servers: [Server.http(['shop.example.com'])] });
  });
  expect(said(report).filter(line => line.includes('gateway-without-rate-limit'))).toEqual([]);
});

test('what the library looks for in every fleet is not looked for twice: the rule is named as it is there', () => {
  const here = new PolicyRulePack().rules().map(({ ruleId }) => ruleId);
  for (const { rule, checkedAs } of POLICY_RULES) {
    const ours = RULES.find(({ code }) => code === checkedAs);
    expect([rule, here.includes(rule), ours?.name]).toEqual([rule, checkedAs === undefined, checkedAs === undefined ? undefined : rule]);
  }
});

function limit(name: string): object {
  return { applyTo: 'HTTP_FILTER', match: { context: 'GATEWAY' }, patch: { operation: 'INSERT_BEFORE', value: { name } } };
}
