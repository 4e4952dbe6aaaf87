import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Chart, Duration, Testing } from 'cdk8s';
import { Fleet } from '../../src/environments';
import { CODES } from '../../src/kernel/codes';
import { sourceAt } from '../../src/kernel/source';
import { DelegateVirtualService } from '../../src/networking/delegate-virtual-service';
import { Destination } from '../../src/networking/destination';
import { Gateway } from '../../src/networking/gateway';
import { HttpAction } from '../../src/networking/http-action';
import { FaultAbort } from '../../src/networking/http-fault';
import { HttpMatch } from '../../src/networking/http-match';
import { MeshService } from '../../src/networking/mesh-service';
import { StringMatch } from '../../src/networking/string-match';
import { TrafficSplit } from '../../src/networking/traffic-split';
import { VirtualServiceBase } from '../../src/networking/virtual-service-base';
import { FaultDrill } from '../../src/patterns/fault-drill';
import { HostRoutes, HostRoutesProps, HostTeamProps } from '../../src/patterns/host-routes';
import { PathPrefix } from '../../src/patterns/path-prefix';

const { exact, prefix, regex } = StringMatch;
const GATEWAY = { gatewayReference: 'istio-ingress/public' };
const OK = HttpAction.directResponse(200);
const FAULT = { abort: FaultAbort.httpStatus(503, 100) };

function host(props: Partial<HostRoutesProps> = {}) {
  const chart = new Chart(Testing.app(), 'shop', { namespace: 'shop' });
  const service = new MeshService(chart, 'Web', { name: 'web', ports: [{ name: 'http', number: 8080 }] });
  return { chart, service, host: new HostRoutes(chart, 'Host', { service, hosts: ['shop.example.com'], gateways: [GATEWAY], ...props }) };
}

/** Names of the routes, by VirtualService. */
function order(chart: Chart): Record<string, string[]> {
  return Object.fromEntries(Testing.synth(chart).map(({ metadata, spec }) => [metadata.name, spec.http.map(({ name }: { name: string }) => name)]));
}

/** Names of the routes of two teams with one match each, in their order. */
function orderOf(matches: { [team: string]: HttpMatch | undefined }): string[] {
  const { chart, host: routes } = host();
  for (const [team, match] of Object.entries(matches)) {
    routes.addTeam(team).addHttpRoute('all', { match: match && [match], action: OK });
  }
  return order(chart).web;
}

describe('the order of routes', () => {
  test.each<[string, HttpMatch, HttpMatch | undefined]>([
    ['an exact path before a longer prefix', { uri: exact('/a') }, { uri: prefix('/b/c/d') }],
    ['a longer prefix before a shorter one', { uri: prefix('/a/b') }, { uri: prefix('/a') }],
    ['a prefix before every path', { uri: prefix('/a') }, undefined],
    ['a regular expression by what it begins with', { uri: regex('/a/b[0-9]+') }, { uri: prefix('/a/') }],
    ['a longer prefix before a regular expression that begins shorter', { uri: prefix('/a/b/c/') }, { uri: regex('/a/b[0-9]+') }],
    ['a regular expression before the same beginning as prefix', { uri: regex('/a/[0-9]+') }, { uri: prefix('/a/') }],
    ['a path before any number of headers', { uri: prefix('/a') }, { headers: { a: exact('1'), b: exact('2') } }],
    ['a method beside the path before the path', { uri: prefix('/a'), method: exact('GET') }, { uri: prefix('/a') }],
    ['two headers before one', { headers: { a: exact('1'), b: exact('2') } }, { headers: { c: exact('3') } }],
    ['a value before a presence', { headers: { a: exact('1') } }, { headers: { a: StringMatch.present() } }],
    ['a path with its case before one without', { uri: exact('/a') }, { uri: exact('/A'), ignoreUriCase: true }],
    ['a port before none', { port: 80 }, undefined],
    ['a header before the prefix of every path', { headers: { a: StringMatch.present() } }, { uri: prefix('/') }],
    ['callers with a label before a header that is there', { sourceLabels: { app: 'x' } }, { headers: { a: StringMatch.present() } }],
    ['callers with a label of one namespace before those of all', { sourceLabels: { app: 'x' }, sourceNamespace: 'cart' }, { sourceLabels: { app: 'x' } }],
    ['callers of a namespace before all', { sourceNamespace: 'cart' }, undefined],
    ['what a header must not be before nothing', { withoutHeaders: { a: exact('1') } }, undefined],
  ])('has %s', (_, narrow, wide) => {
    expect(orderOf({ 'a-wide': wide, 'b-narrow': narrow })).toEqual(['b-narrow.all', 'a-wide.all']);
    expect(orderOf({ 'b-wide': wide, 'a-narrow': narrow })).toEqual(['a-narrow.all', 'b-wide.all']);
  });

  test('goes by the names of team and route where nothing else differs', () => {
    const { chart, host: routes } = host();
    const web = routes.addTeam('web');
    web.addHttpRoute('b', { match: [{ uri: prefix('/b') }], action: OK });
    web.addHttpRoute('a', { match: [{ uri: prefix('/a') }], action: OK });
    routes.addTeam('cart').addHttpRoute('z', { match: [{ uri: prefix('/z') }], action: OK });
    expect(order(chart).web).toEqual(['cart.z', 'web.a', 'web.b']);
  });

  test('is that of the widest match of a route', () => {
    const { chart, host: routes } = host();
    routes.addTeam('web').addHttpRoute('wide', { match: [{ uri: exact('/only/here') }, { uri: prefix('/w') }], action: OK });
    routes.addTeam('cart').addHttpRoute('narrow', { match: [{ uri: prefix('/cart') }], action: OK });
    expect(order(chart).web).toEqual(['cart.narrow', 'web.wide']);
  });

  test('is by priority first, 0 by default', () => {
    const { chart, host: routes } = host();
    const web = routes.addTeam('web', { highestPriority: 5 });
    web.addHttpRoute('maintenance', { match: [{ headers: { 'x-maintenance': StringMatch.present() } }], action: OK, priority: 5 });
    web.addHttpRoute('fallback', { match: [{ uri: prefix('/a/b/c') }], action: OK, priority: -1 });
    routes.addTeam('cart').addHttpRoute('api', { match: [{ uri: prefix('/cart') }], action: OK });
    expect(order(chart)).toEqual({ 'web': ['web.maintenance', 'cart.api', 'web.fallback'], 'web-gateway': ['web.maintenance', 'cart.api', 'web.fallback'] });
  });
});

describe('what is emitted', () => {
  test('are a VirtualService for the mesh and one for the gateways with the same routes', () => {
    const { chart, service, host: routes } = host();
    routes.addTeam('web').addHttpRoute('pages', { action: HttpAction.route(TrafficSplit.to(service)), timeout: Duration.seconds(3) });
    const [mesh, edge] = Testing.synth(chart);
    expect([mesh, edge].map(({ metadata, spec }) => [metadata.name, metadata.namespace, spec.hosts, spec.gateways])).toEqual([
      ['web', 'shop', ['web.shop.svc.cluster.local'], undefined],
      ['web-gateway', 'shop', ['shop.example.com'], ['istio-ingress/public']],
    ]);
    expect(mesh.spec.http).toEqual([{ name: 'web.pages', timeout: '3s', route: [{ destination: { host: 'web.shop.svc.cluster.local', port: { number: 8080 } } }] }]);
    expect(edge.spec.http).toEqual(mesh.spec.http);
  });

  test.each<[string, Partial<HostRoutesProps>, string[]]>([
    ['the service', { hosts: undefined, gateways: undefined }, ['web']],
    ['the first host', { service: undefined }, ['shop-example-com']],
    ['a wildcard host', { service: undefined, hosts: ['*.example.com'] }, ['any-example-com']],
    ['every host', { service: undefined, hosts: ['*'] }, ['any']],
    ['what is said', { name: 'front' }, ['front', 'front-gateway']],
    ['what is said, where nobody inside of the mesh calls', { name: 'front', service: undefined }, ['front']],
    ['the service, where callers of the mesh may use the public host', { gateways: [GATEWAY, Gateway.MESH] }, ['web', 'web-gateway']],
  ])('is named after %s', (_, props, names) => {
    const { chart, host: routes } = host(props);
    routes.addTeam('web').addHttpRoute('pages', { action: OK });
    expect(Object.keys(order(chart))).toEqual(names);
  });

  test('leaves matches for other gateways out, and routes that have no others', () => {
    const { chart, host: routes } = host();
    const web = routes.addTeam('web');
    web.addHttpRoute('inside', { match: [{ uri: prefix('/in'), gateways: [Gateway.MESH] }], action: OK });
    web.addHttpRoute('both', { match: [{ uri: prefix('/a'), gateways: [Gateway.MESH] }, { uri: prefix('/b'), gateways: [GATEWAY] }], action: OK });
    expect(order(chart)).toEqual({ 'web': ['web.inside', 'web.both'], 'web-gateway': ['web.both'] });
    expect(Testing.synth(chart)[1].spec.http[0].match).toEqual([{ uri: { prefix: '/b' }, gateways: ['istio-ingress/public'] }]);
  });

  test('claims of a token can be matched at gateways', () => {
    const match = [{ headers: { '@request.auth.claims.group': exact('staff') }, gateways: [GATEWAY] }];
    const { chart, host: routes } = host();
    const web = routes.addTeam('web');
    web.addHttpRoute('staff', { match, action: OK });
    web.addHttpRoute('pages', { action: OK });
    expect(order(chart)).toEqual({ 'web': ['web.pages'], 'web-gateway': ['web.staff', 'web.pages'] });
    expect(() => web.addHttpRoute('mesh', { match: [{ headers: match[0].headers }], action: OK })).toThrow(CODES.ARGUMENTS_CONFLICT);
  });

  test('knows the line of every contribution', () => {
    const { host: routes } = host();
    routes.addTeam('web').addHttpRoute('pages', { action: OK });
    routes.addTeam('cart').addHttpRoute('api', { match: [{ uri: prefix('/cart') }], action: OK });
    const document = routes.meshRoutes!.toJson();
    const lines = [0, 1].map(i => sourceAt(document, ['spec', 'http', i, 'match'])!.location!);
    expect(lines.map(({ file }) => file)).toEqual([__filename, __filename]);
    expect(lines[0].line - lines[1].line).toBe(1);
  });
});

test('a finding about a route points at the line of the team that contributed it', () => {
  const fleet = new Fleet({ outdir: join(tmpdir(), 'cdk8s-istio-never-written') });
  const chart = new Chart(fleet.addEnvironment('production'), 'shop', { namespace: 'shop' });
  const service = new MeshService(chart, 'Web', { name: 'web', ports: [{ name: 'http', number: 8080 }] });
  const routes = new HostRoutes(chart, 'Host', { service });
  const web = routes.addTeam('web');
  const cart = routes.addTeam('cart');
  const said = new Error().stack!.split('\n')[1];
  cart.addHttpRoute('api', { match: [{ uri: prefix('/cart') }], action: HttpAction.route(TrafficSplit.to(service.portNumber(9999))) });
  web.addHttpRoute('pages', { action: HttpAction.route(TrafficSplit.to(service)) });
  const line = Number(/:(\d+):\d+\)?$/.exec(said)![1]) + 1;
  expect(fleet.examine().findings).toMatchObject([{ code: CODES.ROUTE_TO_UNKNOWN_PORT, field: expect.stringContaining('spec.http[0]'), line }]);
});

describe('a hidden route is refused', () => {
  function hide(wide: HttpMatch[] | undefined, narrow: HttpMatch[], priority = 1, action = OK): () => unknown {
    const { chart, host: routes } = host();
    routes.addTeam('cart', { highestPriority: 1 }).addHttpRoute('all', { match: wide, action, priority });
    routes.addTeam('payments').addHttpRoute('pay', { match: narrow, action: OK });
    return () => Testing.synth(chart);
  }

  test.each<[string, HttpMatch[] | undefined, HttpMatch[]]>([
    ['every request', undefined, [{ uri: exact('/pay') }]],
    ['a prefix', [{ uri: prefix('/p') }], [{ uri: exact('/pay') }]],
    ['a prefix in the form of a regular expression', [{ uri: regex('/p.*') }], [{ uri: prefix('/pay') }]],
    ['a regular expression that takes the path', [{ uri: regex('/[a-z]+') }], [{ uri: exact('/pay') }]],
    ['a path without case', [{ uri: prefix('/PAY'), ignoreUriCase: true }], [{ uri: prefix('/pay/x') }]],
    ['a header that is there', [{ headers: { 'X-A': StringMatch.present() } }], [{ headers: { 'x-a': exact('1') } }]],
    ['a header that is not so', [{ withoutHeaders: { a: exact('1') } }], [{ withoutHeaders: { a: StringMatch.present() } }]],
    ['the sidecars of all namespaces', [{ uri: prefix('/p') }], [{ uri: prefix('/pay'), sourceNamespace: 'cart' }]],
    ['one match of several', [{ uri: exact('/a') }, { uri: prefix('/p') }], [{ uri: exact('/pay') }]],
    ['the sidecars of one namespace', [{ sourceNamespace: 'cart' }], [{ sourceNamespace: 'cart', sourceLabels: { app: 'x' } }]],
    ['the sidecars of some labels', [{ sourceLabels: { app: 'x' } }], [{ uri: exact('/pay'), sourceLabels: { app: 'x', tier: 'y' } }]],
    ['a method that the other one asks for twice', [{ method: exact('GET') }], [{ method: exact('GET'), headers: { ':method': prefix('G') } }]],
    ['a path that the other one writes as a regular expression', [{ uri: exact('/pay') }], [{ uri: regex('^/pay$') }]],
    ['a header that does not begin so', [{ withoutHeaders: { a: prefix('b') } }], [{ withoutHeaders: { a: StringMatch.present() } }]],
    ['all gateways by name', [{ gateways: [Gateway.MESH, GATEWAY] }], [{ sourceNamespace: 'cart' }]],
  ])('by %s', (_, wide, narrow) => {
    expect(hide(wide, narrow)).toThrow(CODES.HIDDEN_ROUTE);
  });

  test.each<[string, HttpMatch[], HttpMatch[]]>([
    ['a regular expression and a prefix cannot be compared', [{ uri: regex('/p[a-z/]*') }], [{ uri: prefix('/pay') }]],
    ['two regular expressions differ', [{ uri: regex('/p[a-z]*') }], [{ uri: regex('/p[a-z]+') }]],
    ['only both together take all', [{ method: exact('GET') }, { method: regex('[^G].*') }], [{ uri: exact('/pay') }]],
    ['the ports differ', [{ uri: prefix('/p'), port: 80 }], [{ uri: prefix('/pay') }]],
    ['a claim is asked for', [{ headers: { '@request.auth.claims.a': exact('1') }, gateways: [GATEWAY] }], [{ uri: prefix('/pay') }]],
    ['the callers are of another namespace', [{ sourceNamespace: 'cart' }], [{ sourceNamespace: 'web' }]],
    ['the callers have other labels', [{ sourceLabels: { app: 'x' } }], [{ sourceLabels: { app: 'y' } }]],
    ['another method is asked for', [{ method: exact('GET') }], [{ uri: exact('/pay'), method: exact('POST') }]],
    ['a scheme is asked for', [{ scheme: exact('https') }], [{ uri: exact('/pay') }]],
    ['an authority is asked for', [{ authority: exact('a.example') }], [{ uri: exact('/pay') }]],
    ['a query is asked for', [{ queryParams: { a: exact('1') } }], [{ uri: exact('/pay'), queryParams: { b: exact('1') } }]],
    ['a regular expression has its case, without a letter in it', [{ uri: regex('/[@-\\[]+') }], [{ uri: exact('/PAY'), ignoreUriCase: true }]],
    ['the path without case is the later one', [{ uri: exact('/pay') }], [{ uri: exact('/pay'), ignoreUriCase: true }]],
    ['a missing header is an empty one', [{ withoutHeaders: { a: exact('') } }], [{ withoutHeaders: { a: StringMatch.present() } }]],
    ['the alternatives begin with anything', [{ uri: prefix('/a') }], [{ uri: regex('/a|/pay') }]],
    ['the last letter is optional', [{ uri: prefix('/pa') }], [{ uri: regex('/pa?') }]],
  ])('unless %s', (_, wide, narrow) => {
    expect(hide(wide, narrow)).not.toThrow();
  });

  test('unless the earlier one delegates, and may pass requests on', () => {
    const delegate = HttpAction.delegate(DelegateVirtualService.fromName(new Chart(Testing.app(), 'other'), 'Delegate', 'cart/routes'));
    expect(hide([{ uri: prefix('/p') }], [{ uri: prefix('/pay') }], 1, delegate)).not.toThrow();
  });

  test.each<[string, StringMatch, HttpMatch, boolean]>([
    ['hidden by the same claim', exact('12'), { uri: exact('/pay'), headers: { '@request.auth.claims.a': exact('12') } }, true],
    ['not hidden by another claim', exact('12'), { headers: { '@request.auth.claims.a': exact('1') } }, false],
    ['not hidden by a prefix of a claim, which is not compared', prefix('12'), { headers: { '@request.auth.claims.a': exact('123') } }, false],
  ])('and a claim is %s', (_, claim, narrow, isHidden) => {
    const { host: routes } = host({ service: undefined });
    routes.addTeam('cart', { highestPriority: 1 }).addHttpRoute('all', { match: [{ headers: { '@request.auth.claims.a': claim } }], action: OK, priority: 1 });
    routes.addTeam('payments').addHttpRoute('pay', { match: [narrow], action: OK });
    const emit = () => routes.gatewayRoutes!.toJson();
    if (isHidden) {
      expect(emit).toThrow(CODES.HIDDEN_ROUTE);
    } else {
      expect(emit).not.toThrow();
    }
  });

  test('with the priority that would put it first, where that is what hides it', () => {
    expect(hide(undefined, [{ uri: exact('/pay') }])).toThrow('give payments.pay the priority 1 as well');
    expect(hide([{ uri: exact('/pay') }], [{ uri: exact('/pay') }], 0)).toThrow('agree on who takes these requests');
  });

  test('with both owners, their lines and the rest of the hidden routes', () => {
    const { host: routes } = host();
    routes.addTeam('cart').addHttpRoute('all', { match: [{ uri: prefix('/a') }], action: OK });
    const payments = routes.addTeam('payments');
    payments.addHttpRoute('pay', { match: [{ uri: exact('/b') }, { uri: prefix('/a') }], action: OK });
    payments.addHttpRoute('refund', { match: [{ uri: regex('/a.*') }, { uri: exact('/a/b') }], action: OK });
    let error: Error | undefined;
    try {
      routes.meshRoutes!.toJson();
    } catch (thrown) {
      error = thrown as Error;
    }
    expect(error!.message).toContain('MESH0022: match[1] of the route payments.pay of team payments is hidden by the route cart.all of team cart');
    expect(error!.message).toMatch(/payments\.pay at .*host-routes\.test\.ts:\d+, hidden by cart\.all at .*host-routes\.test\.ts:\d+; also payments\.refund at/);
    expect(error!.message.match(/also payments\.refund/g)).toHaveLength(1);
    expect(error!.message).toContain('agree on who takes these requests: narrow cart.all, or take payments.pay out');
    expect(error!.stack!.split('\n').find(line => line.startsWith('    at '))).toMatch(/host-routes\.test\.ts:\d+:\d+$/);
  });
});

describe('a team stays within what the owner granted', () => {
  function add(grant: HostTeamProps, match: HttpMatch[] | undefined, action = OK, priority?: number): () => void {
    const { host: routes } = host();
    return () => routes.addTeam('payments', grant).addHttpRoute('pay', { match, action, priority });
  }
  const paths = { pathPrefixes: ['/pay', '/refunds'] };

  test.each<[string, HttpMatch[]]>([
    ['the path itself', [{ uri: exact('/pay') }]],
    ['what lies below', [{ uri: prefix('/pay/') }, { uri: exact('/refunds/1') }]],
    ['the path and everything below', PathPrefix.of('/refunds').matches],
    ['a regular expression that begins below', [{ uri: regex('/pay/[0-9]+') }]],
    ['a regular expression that says the same as a prefix', [{ uri: regex('/pay/.*') }]],
  ])('with %s', (_, match) => {
    expect(add(paths, match)).not.toThrow();
  });

  test.each<[string, HttpMatch[] | undefined]>([
    ['every request', undefined],
    ['no path', [{ headers: { a: exact('1') } }]],
    ['a prefix that takes siblings too', [{ uri: prefix('/pay') }]],
    ['one match outside', [{ uri: exact('/pay') }, { uri: exact('/cart') }]],
    ['a regular expression that may take more', [{ uri: regex('/pay.*') }]],
    ['a regular expression with alternatives', [{ uri: regex('/pay/a|/cart') }]],
    ['other spellings of the path', [{ uri: exact('/pay'), ignoreUriCase: true }]],
  ])('not with %s', (_, match) => {
    expect(add(paths, match)).toThrow(CODES.OUTSIDE_GRANT);
  });

  test('and is told which of its paths was meant', () => {
    expect(add(paths, [{ uri: prefix('/refunds') }])).toThrow('PathPrefix.of("/refunds").matches');
    expect(add(paths, [{ uri: prefix('/cart') }])).toThrow('PathPrefix.of("/pay").matches');
  });

  test.each<[string, HttpAction]>([
    ['a service of another namespace', HttpAction.route(TrafficSplit.to(Destination.host('api.billing.svc.cluster.local')))],
    ['a host outside of the cluster', HttpAction.route(TrafficSplit.to(Destination.host('api.example.net')))],
    ['a short host, which means another one elsewhere', HttpAction.route(TrafficSplit.to(Destination.host('api')))],
    ['a delegate', HttpAction.delegate({ delegateName: 'routes' })],
  ])('not to %s', (_, action) => {
    expect(add({ namespaces: ['payments'] }, undefined, action)).toThrow(CODES.OUTSIDE_GRANT);
  });

  test('to services of its namespaces, and without forwarding at all', () => {
    expect(add({ namespaces: ['payments', 'refunds'] }, undefined, HttpAction.route(TrafficSplit.to(Destination.host('api.refunds.svc.cluster.local'))))).not.toThrow();
    expect(add({ namespaces: ['payments'] }, undefined, HttpAction.redirect({ authority: 'example.net' }))).not.toThrow();
  });

  test('also with the copies of requests', () => {
    const { host: routes } = host();
    const team = routes.addTeam('payments', { namespaces: ['payments'] });
    expect(() => team.addHttpRoute('pay', { action: OK, mirrors: [{ destination: Destination.host('spy.billing.svc.cluster.local') }] })).toThrow(CODES.OUTSIDE_GRANT);
  });

  test.each<[number | undefined, number, boolean]>([
    [undefined, 0, true],
    [undefined, -5, true],
    [undefined, 1, false],
    [5, 5, true],
    [5, 6, false],
    [-1, 0, false],
  ])('with highestPriority %s a route may have priority %s: %s', (highestPriority, priority, isLegal) => {
    const run = add({ highestPriority }, undefined, OK, priority);
    if (isLegal) {
      expect(run).not.toThrow();
    } else {
      expect(run).toThrow(CODES.OUTSIDE_GRANT);
    }
  });
});

test.each<[string, string, () => void]>([
  ['hosts without gateways', CODES.ARGUMENTS_CONFLICT, () => host({ gateways: [] })],
  ['gateways without hosts', CODES.ARGUMENTS_CONFLICT, () => host({ hosts: [] })],
  ['nobody who calls', CODES.ARGUMENTS_CONFLICT, () => host({ service: undefined, hosts: undefined, gateways: undefined })],
  ['a team with a dot in its name', CODES.INVALID_NAME, () => host().host.addTeam('a.b')],
  ['an empty list of paths', CODES.AMBIGUOUS_POLICY, () => host().host.addTeam('a', { pathPrefixes: [] })],
  ['an empty list of namespaces', CODES.AMBIGUOUS_POLICY, () => host().host.addTeam('a', { namespaces: [] })],
  ['a route without name', CODES.INVALID_NAME, () => host().host.addTeam('a').addHttpRoute('', { action: OK })],
  ['a route added past the teams', CODES.ARGUMENTS_CONFLICT, () => host().host.meshRoutes!.addHttpRoute('a', { action: OK })],
  ['a gateway that does not serve the host', CODES.UNKNOWN_MEMBER, () => host().host.addTeam('a').addHttpRoute('a', { match: [{ gateways: [{ gatewayReference: 'a/b' }] }], action: OK })],
  ['a fractional priority', CODES.INVALID_ARGUMENT, () => host().host.addTeam('a').addHttpRoute('a', { action: OK, priority: -0.5 })],
  ['a host without routes', CODES.INVALID_ARGUMENT, () => Testing.synth(host().chart)],
])('%s is refused', (_, code, run) => {
  expect(run).toThrow(code);
});

test('a team, and a name of a route, are there once', () => {
  const { host: routes } = host();
  const team = routes.addTeam('a');
  team.addHttpRoute('all', { match: [{ uri: prefix('/a') }], action: OK });
  expect(() => routes.addTeam('a')).toThrow(CODES.DUPLICATE_MEMBER);
  expect(() => team.addHttpRoute('all', { match: [{ uri: prefix('/b') }], action: OK })).toThrow(CODES.DUPLICATE_MEMBER);
});

test('the time for ordering and checking grows with the number of routes, not with its square', () => {
  const time = (count: number): number => {
    const { host: routes } = host({ hosts: undefined, gateways: undefined });
    for (let i = 0; i < count; i++) {
      routes.addTeam(`team-${i}`).addHttpRoute('api', { match: PathPrefix.of(`/team-${i}/api`).matches.map(match => ({ ...match, method: exact('GET') })), action: OK });
    }
    const start = process.hrtime.bigint();
    routes.meshRoutes!.toJson();
    return Number(process.hrtime.bigint() - start);
  };
  time(1000);
  expect(time(10_000) / time(1000)).toBeLessThan(40);
});

test.each<[string, (routes: VirtualServiceBase, chart: Chart) => void, string[]]>([
  ['for everybody', (routes, chart) => FaultDrill.forEverybody(chart, 'Drill', { routes: [routes], fault: FAULT }), ['cart.api', 'web.pages']],
  [
    'for testers', (routes, chart) => FaultDrill.forTesters(chart, 'Drill', { routes: [routes], fault: FAULT, headers: { 'x-test': exact('1') } }),
    ['fault-drill-cart.api', 'cart.api', 'fault-drill-web.pages', 'web.pages'],
  ],
])('a fault drill %s reaches the routes of all teams, each in its place', (_, drill, names) => {
  const { chart, service, host: routes } = host({ hosts: undefined, gateways: undefined });
  const action = HttpAction.route(TrafficSplit.to(service));
  drill(routes.meshRoutes!, chart);
  routes.addTeam('web').addHttpRoute('pages', { action });
  routes.addTeam('cart').addHttpRoute('api', { match: [{ uri: prefix('/cart') }], action });
  expect(Testing.synth(chart)[0].spec.http.map((route: { name: string }) => route.name)).toEqual(names);
});
