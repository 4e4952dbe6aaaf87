import { Duration, JsonPatch, Testing } from 'cdk8s';
import * as fc from 'fast-check';
import { kitchenSink } from './kitchen-sink/virtual-service';
import { CODES } from '../../src/kernel/codes';
import { sourceAt } from '../../src/kernel/source';
import { UnmatchedPreflights } from '../../src/networking/cors-policy';
import { DelegateVirtualService } from '../../src/networking/delegate-virtual-service';
import { Destination } from '../../src/networking/destination';
import { ExportTo } from '../../src/networking/export-to';
import { Gateway } from '../../src/networking/gateway';
import { HttpAction } from '../../src/networking/http-action';
import { DirectResponseBody } from '../../src/networking/http-direct-response';
import { FaultAbort, FaultDelay, GrpcStatus } from '../../src/networking/http-fault';
import { HttpMatch } from '../../src/networking/http-match';
import { RedirectCode, RedirectPath, RedirectPort, RedirectScheme } from '../../src/networking/http-redirect';
import { HttpRewrite } from '../../src/networking/http-rewrite';
import { HttpRoute } from '../../src/networking/http-route';
import { RetryOn } from '../../src/networking/retry-on';
import { StringMatch } from '../../src/networking/string-match';
import { TrafficSplit } from '../../src/networking/traffic-split';
import { VirtualService, VirtualServiceProps } from '../../src/networking/virtual-service';
import { HttpMethod } from '../../src/security/http-method';

const cart = Destination.host('cart.shop.svc.cluster.local', { port: 8080 });
const toCart = HttpAction.route(TrafficSplit.to(cart));
const onCart = [{ uri: StringMatch.prefix('/cart') }];
const edge = { gatewayReference: 'istio-ingress/public' };

function create(props: Partial<VirtualServiceProps> = {}): VirtualService {
  return new VirtualService(Testing.chart(), 'Routes', { hosts: ['shop.example.com'], ...props });
}

/** What one route becomes, without its name and without the destination that every route here has. */
function rendered(route: Partial<HttpRoute>, props: Partial<VirtualServiceProps> = {}): any {
  const routes = create(props);
  routes.addHttpRoute('r', { action: toCart, ...route });
  const { name, route: split, ...rest } = (routes.toJson().spec as any).http[0];
  return route.action ? { ...rest, ...(split ? { route: split } : {}) } : rest;
}

function codeOf(action: () => unknown): string | undefined {
  try {
    action();
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
  return undefined;
}

test('a VirtualService reads like the YAML it stands for', () => {
  const routes = create({ name: 'cart', namespace: 'shop', gateways: [edge] });
  routes.addHttpRoute('cart', {
    match: onCart,
    action: toCart,
    timeout: Duration.seconds(3),
    retries: { attempts: 2, perTryTimeout: Duration.seconds(1), retryOn: [RetryOn.GATEWAY_ERROR] },
  });
  expect(routes.toJson()).toEqual({
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name: 'cart', namespace: 'shop' },
    spec: {
      hosts: ['shop.example.com'],
      gateways: ['istio-ingress/public'],
      http: [{
        name: 'cart',
        match: [{ uri: { prefix: '/cart' } }],
        route: [{ destination: { host: 'cart.shop.svc.cluster.local', port: { number: 8080 } } }],
        timeout: '3s',
        retries: { attempts: 2, perTryTimeout: '1s', retryOn: 'gateway-error' },
      }],
    },
  });
});

describe('matches', () => {
  test.each<[string, HttpMatch, object]>([
    ['exact', { uri: StringMatch.exact('/a') }, { uri: { exact: '/a' } }],
    ['prefix', { uri: StringMatch.prefix('/a') }, { uri: { prefix: '/a' } }],
    ['regex', { uri: StringMatch.regex('/a.*') }, { uri: { regex: '/a.*' } }],
    ['case', { uri: StringMatch.exact('/a'), ignoreUriCase: true }, { uri: { exact: '/a' }, ignoreUriCase: true }],
    ['method', { method: StringMatch.exact('GET') }, { method: { exact: 'GET' } }],
    ['scheme', { scheme: StringMatch.exact('https') }, { scheme: { exact: 'https' } }],
    ['authority', { authority: StringMatch.prefix('a.') }, { authority: { prefix: 'a.' } }],
    ['header', { headers: { 'x-a': StringMatch.exact('') } }, { headers: { 'x-a': { exact: '' } } }],
    ['presence', { headers: { 'x-a': StringMatch.present() } }, { headers: { 'x-a': {} } }],
    ['absence', { withoutHeaders: { 'x-a': StringMatch.present() } }, { withoutHeaders: { 'x-a': {} } }],
    ['pseudo-header', { headers: { ':method': StringMatch.exact('GET') } }, { headers: { ':method': { exact: 'GET' } } }],
    ['query', { queryParams: { a: StringMatch.exact('1') } }, { queryParams: { a: { exact: '1' } } }],
    ['port', { port: 65535 }, { port: 65535 }],
    ['caller', { sourceLabels: { app: 'web' }, sourceNamespace: 'web' }, { sourceLabels: { app: 'web' }, sourceNamespace: 'web' }],
    ['gateways', { gateways: [Gateway.MESH] }, { gateways: ['mesh'] }],
    ['statistics', { name: 'm', statPrefix: 's' }, { name: 'm', statPrefix: 's' }],
    ['nothing', {}, {}],
  ])('%s', (_, match, expected) => {
    expect(rendered({ match: [match] })).toEqual({ match: [expected] });
  });

  test('several matches stay in their order', () => {
    expect(rendered({ match: [{ port: 2 }, { port: 1 }] })).toEqual({ match: [{ port: 2 }, { port: 1 }] });
  });

  test.each<[string, HttpMatch[], string]>([
    ['an empty list, which Istio reads as every request', [], CODES.AMBIGUOUS_POLICY],
    ['port 0', [{ port: 0 }], CODES.INVALID_ARGUMENT],
    ['a header with a blank', [{ headers: { 'x a': StringMatch.present() } }], CODES.INVALID_NAME],
    ['a header without name', [{ withoutHeaders: { '': StringMatch.present() } }], CODES.INVALID_NAME],
    ['an unknown pseudo-header', [{ headers: { ':foo': StringMatch.present() } }], CODES.INVALID_NAME],
    ['presence of a path', [{ uri: StringMatch.present() }], CODES.INVALID_ARGUMENT],
    ['a path that is a plain text', [{ uri: '/cart' as unknown as StringMatch }], CODES.INVALID_ARGUMENT],
    ['a header that is a plain text', [{ headers: { 'x-canary': 'true' as unknown as StringMatch } }], CODES.INVALID_ARGUMENT],
    ['a label Kubernetes refuses', [{ sourceLabels: { app: 'a b' } }], CODES.INVALID_NAME],
    ['a namespace Kubernetes refuses', [{ sourceNamespace: 'Web' }], CODES.INVALID_NAME],
    ['a claim of a JWT for sidecars', [{ headers: { '@request.auth.claims.group': StringMatch.exact('a') } }], CODES.ARGUMENTS_CONFLICT],
  ])('%s is refused', (_, match, code) => {
    expect(codeOf(() => rendered({ match }))).toBe(code);
  });

  test.each(['@request.auth.claims.group', '@request.auth.claims[group]', '@Request.Auth.Claims.a'])('the claim %s can be matched at gateways', claim => {
    expect(rendered({ match: [{ headers: { [claim]: StringMatch.exact('a') } }] }, { gateways: [edge] })).toEqual({
      match: [{ headers: { [claim]: { exact: 'a' } } }],
    });
  });

  test('a claim cannot be matched where the mesh is among the gateways', () => {
    const match = [{ headers: { '@request.auth.claims.group': StringMatch.exact('a') } }];
    expect(codeOf(() => rendered({ match }, { gateways: [edge, Gateway.MESH] }))).toBe(CODES.ARGUMENTS_CONFLICT);
  });
});

describe('actions', () => {
  test.each<[string, () => HttpAction, object]>([
    ['redirect to a path', () => HttpAction.redirect({ path: RedirectPath.full('/new') }), { redirect: { uri: '/new' } }],
    ['redirect of a prefix', () => HttpAction.redirect({ path: RedirectPath.prefix('/new') }), { redirect: { prefixRewrite: '/new' } }],
    ['redirect to https', () => HttpAction.redirect({ scheme: RedirectScheme.HTTPS, redirectCode: RedirectCode.PERMANENT_REDIRECT }),
      { redirect: { scheme: 'https', redirectCode: 308 } }],
    ['redirect to a port', () => HttpAction.redirect({ port: RedirectPort.number(8443), authority: 'a' }), { redirect: { port: 8443, authority: 'a' } }],
    ['redirect to the default port', () => HttpAction.redirect({ port: RedirectPort.PROTOCOL_DEFAULT }), { redirect: { derivePort: 'FROM_PROTOCOL_DEFAULT' } }],
    ['redirect to the same port', () => HttpAction.redirect({ port: RedirectPort.REQUEST_PORT }), { redirect: { derivePort: 'FROM_REQUEST_PORT' } }],
    ['status alone', () => HttpAction.directResponse(204), { directResponse: { status: 204 } }],
    ['text', () => HttpAction.directResponse(503, DirectResponseBody.string('')), { directResponse: { status: 503, body: { string: '' } } }],
    ['bytes', () => HttpAction.directResponse(200, DirectResponseBody.bytes('aGk=')), { directResponse: { status: 200, body: { bytes: 'aGk=' } } }],
    ['delegate', () => HttpAction.delegate({ delegateName: 'd', delegateNamespace: 'n' }), { delegate: { name: 'd', namespace: 'n' } }],
    ['delegate of the same namespace', () => HttpAction.delegate({ delegateName: 'd' }), { delegate: { name: 'd' } }],
    ['weights', () => HttpAction.route(TrafficSplit.canary(cart, cart.withSubset('v2'), 0)), {
      route: [
        { destination: { host: 'cart.shop.svc.cluster.local', port: { number: 8080 } }, weight: 100 },
        { destination: { host: 'cart.shop.svc.cluster.local', port: { number: 8080 }, subset: 'v2' }, weight: 0 },
      ],
    }],
  ])('%s', (_, action, expected) => {
    expect(rendered({ action: action() })).toEqual(expected);
  });

  test.each<[string, () => unknown, string]>([
    ['a redirect to nowhere', () => HttpAction.redirect({ redirectCode: RedirectCode.FOUND }), CODES.INVALID_ARGUMENT],
    ['a redirect to port 0', () => RedirectPort.number(0), CODES.INVALID_ARGUMENT],
    ['status 199', () => HttpAction.directResponse(199), CODES.INVALID_ARGUMENT],
    ['status 601', () => HttpAction.directResponse(601), CODES.INVALID_ARGUMENT],
    ['a body over 1 MiB', () => DirectResponseBody.string('ä'.repeat(524289)), CODES.INVALID_ARGUMENT],
    ['a body that is no base64', () => DirectResponseBody.bytes('hi!'), CODES.INVALID_ARGUMENT],
    ['redirect with rewrite', () => rendered({ action: HttpAction.redirect({ authority: 'a' }), rewrite: HttpRewrite.uri('/') }), CODES.ARGUMENTS_CONFLICT],
    ['direct response with fault',
      () => rendered({ action: HttpAction.directResponse(200), fault: { abort: FaultAbort.httpStatus(500, 1) } }), CODES.ARGUMENTS_CONFLICT],
    ['redirect of a prefix with an exact match',
      () => rendered({ match: [{ uri: StringMatch.exact('/a') }], action: HttpAction.redirect({ path: RedirectPath.prefix('/b') }) }), CODES.ARGUMENTS_CONFLICT],
  ])('%s is refused', (_, action, code) => {
    expect(codeOf(action)).toBe(code);
  });

  test('a body of exactly 1 MiB is possible', () => {
    expect(codeOf(() => DirectResponseBody.string('a'.repeat(1048576)))).toBeUndefined();
  });
});

describe('the rest of a route', () => {
  test.each<[string, Partial<HttpRoute>, object]>([
    ['no retries', { retries: { attempts: 0 } }, { retries: { attempts: 0 } }],
    ['all of retries', {
      retries: {
        attempts: 1,
        perTryTimeout: Duration.millis(1),
        retryOn: [RetryOn.SERVER_ERROR, RetryOn.status(429)],
        retryRemoteLocalities: false,
        retryIgnorePreviousHosts: false,
        backoff: Duration.millis(1500),
      },
    }, {
      retries: {
        attempts: 1, perTryTimeout: '0.001s', retryOn: '5xx,429', retryRemoteLocalities: false, retryIgnorePreviousHosts: false, backoff: '1.5s',
      },
    }],
    ['rewrite of a path', { rewrite: HttpRewrite.uri('/', { authority: 'a' }) }, { rewrite: { uri: '/', authority: 'a' } }],
    ['rewrite of a host', { rewrite: HttpRewrite.authority('a') }, { rewrite: { authority: 'a' } }],
    ['rewrite by regular expression', { rewrite: HttpRewrite.uriRegex('^/a(.*)', '\\1') }, { rewrite: { uriRegexRewrite: { match: '^/a(.*)', rewrite: '\\1' } } }],
    ['delay', { fault: { delay: FaultDelay.fixed(Duration.seconds(5), 0.0001) } }, { fault: { delay: { fixedDelay: '5s', percentage: { value: 0.0001 } } } }],
    ['abort', { fault: { abort: FaultAbort.httpStatus(503, 0) } }, { fault: { abort: { httpStatus: 503, percentage: { value: 0 } } } }],
    ['abort of gRPC', { fault: { abort: FaultAbort.grpcStatus(GrpcStatus.NOT_FOUND, 100) } }, { fault: { abort: { grpcStatus: 'NOT_FOUND', percentage: { value: 100 } } } }],
    ['mirrors', { mirrors: [{ destination: Destination.host('a.b.c'), percentage: 0 }, { destination: Destination.host('d.e.f') }] },
      { mirrors: [{ destination: { host: 'a.b.c' }, percentage: { value: 0 } }, { destination: { host: 'd.e.f' } }] }],
    ['CORS', { corsPolicy: { allowOrigins: [StringMatch.exact('https://a')], allowMethods: [HttpMethod.GET], maxAge: Duration.days(1), allowCredentials: false } },
      { corsPolicy: { allowOrigins: [{ exact: 'https://a' }], allowMethods: ['GET'], maxAge: '86400s', allowCredentials: false } }],
    ['CORS of others', { corsPolicy: { allowHeaders: ['*'], exposeHeaders: ['x-a'], unmatchedPreflights: UnmatchedPreflights.FORWARD } },
      { corsPolicy: { allowHeaders: ['*'], exposeHeaders: ['x-a'], unmatchedPreflights: 'FORWARD' } }],
    ['headers', { headers: { request: { set: { 'Host': 'a', 'x-p': '50 %%' }, remove: ['x-b'] }, response: { add: { 'x-c': '%REQ(X-REQUEST-ID)%' } } } },
      { headers: { request: { set: { 'Host': 'a', 'x-p': '50 %%' }, remove: ['x-b'] }, response: { add: { 'x-c': '%REQ(X-REQUEST-ID)%' } } } }],
  ])('%s', (_, route, expected) => {
    expect(rendered(route)).toEqual(expected);
  });

  test.each<[string, () => unknown, string]>([
    ['a timeout of 0', () => rendered({ timeout: Duration.millis(0) }), CODES.INVALID_DURATION],
    ['half a millisecond', () => rendered({ timeout: Duration.millis(0.5) }), CODES.INVALID_DURATION],
    ['-1 attempts', () => rendered({ retries: { attempts: -1 } }), CODES.INVALID_ARGUMENT],
    ['no attempts with a timeout', () => rendered({ retries: { attempts: 0, perTryTimeout: Duration.seconds(1) } }), CODES.ARGUMENTS_CONFLICT],
    ['no attempts with conditions', () => rendered({ retries: { attempts: 0, retryOn: [RetryOn.RESET] } }), CODES.ARGUMENTS_CONFLICT],
    ['no attempts, in no other locality', () => rendered({ retries: { attempts: 0, retryRemoteLocalities: false } }), CODES.ARGUMENTS_CONFLICT],
    ['retries on nothing', () => rendered({ retries: { attempts: 1, retryOn: [] } }), CODES.AMBIGUOUS_POLICY],
    ['two retry conditions in one', () => RetryOn.of('reset,5xx'), CODES.INVALID_ARGUMENT],
    ['a status nobody registered', () => RetryOn.status(599), CODES.INVALID_ARGUMENT],
    ['an empty rewrite', () => HttpRewrite.uri(''), CODES.INVALID_ARGUMENT],
    ['a rewrite that RE2 cannot read', () => HttpRewrite.uriRegex('(?=a)', 'b'), CODES.INVALID_ARGUMENT],
    ['a delay of 0', () => FaultDelay.fixed(Duration.seconds(0), 1), CODES.INVALID_DURATION],
    ['a share too small to count', () => FaultDelay.fixed(Duration.seconds(1), 0.00001), CODES.INVALID_ARGUMENT],
    ['more than all', () => FaultAbort.httpStatus(500, 101), CODES.INVALID_ARGUMENT],
    ['a fault without any', () => rendered({ fault: {} }), CODES.ARGUMENTS_CONFLICT],
    ['a mirror of 101 percent', () => rendered({ mirrors: [{ destination: cart, percentage: 101 }] }), CODES.INVALID_ARGUMENT],
    ['a maximum age of 1.5 seconds', () => rendered({ corsPolicy: { maxAge: Duration.millis(1500) } }), CODES.INVALID_DURATION],
    ['a header list in one entry', () => rendered({ corsPolicy: { allowHeaders: ['a, b'] } }), CODES.INVALID_NAME],
    ['a pseudo-header', () => rendered({ headers: { request: { set: { ':path': '/' } } } }), CODES.INVALID_NAME],
    ['the host of a response', () => rendered({ headers: { response: { set: { Host: 'a' } } } }), CODES.INVALID_NAME],
    ['removing the host', () => rendered({ headers: { request: { remove: ['host'] } } }), CODES.INVALID_NAME],
    ['a variable that is not closed', () => rendered({ headers: { request: { set: { 'x-a': '%REQ(a' } } } }), CODES.INVALID_NAME],
    ['a bad header at one destination', () => rendered({
      action: HttpAction.route(TrafficSplit.relative([{ destination: cart, weight: 1, headers: { request: { remove: [''] } } }])),
    }), CODES.INVALID_NAME],
    ['the authority twice', () => rendered({ rewrite: HttpRewrite.authority('a'), headers: { request: { set: { host: 'b' } } } }), CODES.ARGUMENTS_CONFLICT],
  ])('%s is refused', (_, action, code) => {
    expect(codeOf(action)).toBe(code);
  });
});

describe('order', () => {
  test('routes keep the order of props, then of calls', () => {
    const routes = create({ http: [{ name: 'b', match: onCart, action: toCart }] });
    routes.addHttpRoute('a', { action: toCart });
    expect((routes.toJson().spec as any).http.map((route: any) => route.name)).toEqual(['b', 'a']);
  });

  test.each<[string, HttpMatch[] | undefined]>([
    ['no match', undefined],
    ['a match without conditions', [{ name: 'x', statPrefix: 'y' }]],
    ['the prefix /', [{ uri: StringMatch.prefix('/') }]],
    ['the regular expression .*', [{ uri: StringMatch.regex('.*') }]],
    ['one of several matches that takes all', [{ port: 1 }, { headers: {} }]],
  ])('a route after one with %s is refused', (_, match) => {
    const routes = create();
    routes.addHttpRoute('first', { match, action: toCart });
    expect(codeOf(() => routes.addHttpRoute('second', { action: toCart }))).toBe(CODES.UNREACHABLE_ROUTE);
  });

  test.each<[string, HttpMatch]>([
    ['a path', { uri: StringMatch.prefix('/a') }],
    ['/ and a header', { uri: StringMatch.prefix('/'), headers: { a: StringMatch.present() } }],
    ['a missing header', { withoutHeaders: { a: StringMatch.present() } }],
    ['a port', { port: 80 }],
    ['a gateway', { gateways: [Gateway.MESH] }],
    ['a caller', { sourceLabels: { a: 'b' } }],
    ['a method', { method: StringMatch.exact('GET') }],
  ])('a route after one with a match of %s is possible', (_, match) => {
    const routes = create();
    routes.addHttpRoute('first', { match: [match], action: toCart });
    expect(codeOf(() => routes.addHttpRoute('second', { action: toCart }))).toBeUndefined();
  });

  test('the error of an unreachable route names both routes and is thrown at its line', () => {
    const routes = create({ http: [{ name: 'all', action: toCart }] });
    try {
      routes.addHttpRoute('late', { match: onCart, action: toCart });
      throw new Error('not thrown');
    } catch (error) {
      expect(String(error)).toMatch(/route "late" can never be reached/);
      expect(String(error)).toMatch(/the route "all" before it/);
      expect((error as Error).stack).toMatch(/virtual-service\.test\.ts/);
    }
  });

  test('two routes of one name are refused', () => {
    const routes = create({ http: [{ name: 'a', match: onCart, action: toCart }] });
    expect(codeOf(() => routes.addHttpRoute('a', { action: toCart }))).toBe(CODES.DUPLICATE_MEMBER);
  });

  test('a route that was refused leaves no trace', () => {
    const routes = create();
    expect(codeOf(() => routes.addHttpRoute('a', { action: toCart, match: [] }))).toBe(CODES.AMBIGUOUS_POLICY);
    expect(codeOf(() => routes.addHttpRoute('a', { action: toCart }))).toBeUndefined();
  });
});

describe('hosts', () => {
  test.each<[string, Partial<VirtualServiceProps>]>([
    ['a name', { hosts: ['shop'] }],
    ['a wildcard', { hosts: ['*.example.com'] }],
    ['a wildcard inside the label', { hosts: ['*-x.example.com'] }],
    ['an address', { hosts: ['10.1.2.3', '2001:db8::1'] }],
    ['* at gateways', { hosts: ['*'], gateways: [edge] }],
    ['a wildcard and its bare domain', { hosts: ['*.example.com', 'example.com'] }],
    ['the name of another cluster', { hosts: ['outbound_.80_._.cart.shop.svc.cluster.local'], gateways: [edge] }],
  ])('%s is possible', (_, props) => {
    expect(codeOf(() => create(props))).toBeUndefined();
  });

  test.each<[string, Partial<VirtualServiceProps>, string]>([
    ['none', { hosts: [] }, CODES.INVALID_ARGUMENT],
    ['a URL', { hosts: ['https://a.example.com'] }, CODES.INVALID_NAME],
    ['a host with port', { hosts: ['a.example.com:80'] }, CODES.INVALID_NAME],
    ['* for sidecars', { hosts: ['*'] }, CODES.ARGUMENTS_CONFLICT],
    ['* for sidecars and gateways', { hosts: ['*'], gateways: [edge, Gateway.MESH] }, CODES.ARGUMENTS_CONFLICT],
    ['one host twice', { hosts: ['a.b', 'c.d', 'a.b'] }, CODES.DUPLICATE_MEMBER],
    ['a host within a wildcard', { hosts: ['a.example.com', '*.example.com'] }, CODES.DUPLICATE_MEMBER],
    ['a wildcard within a wildcard', { hosts: ['*.example.com', '*.a.example.com'] }, CODES.DUPLICATE_MEMBER],
  ])('%s is refused', (_, props, code) => {
    expect(codeOf(() => create(props))).toBe(code);
  });
});

describe('TCP and TLS', () => {
  const split = TrafficSplit.to(Destination.host('db.shop.svc.cluster.local'));

  test('routes of connections', () => {
    const routes = create({ hosts: ['*.example.com'], gateways: [edge] });
    routes.addTlsRoute({ match: [{ sniHosts: ['a.example.com'], port: 443 }], route: split });
    routes.addTcpRoute({ match: [{ destinationSubnets: ['10.0.0.0/8'], sourceLabels: { app: 'a' }, sourceNamespace: 'n', gateways: [edge] }], route: split });
    routes.addTcpRoute({ route: split });
    const route = [{ destination: { host: 'db.shop.svc.cluster.local' } }];
    expect(routes.toJson().spec).toEqual({
      hosts: ['*.example.com'],
      gateways: ['istio-ingress/public'],
      tls: [{ match: [{ sniHosts: ['a.example.com'], port: 443 }], route }],
      tcp: [
        { match: [{ destinationSubnets: ['10.0.0.0/8'], sourceLabels: { app: 'a' }, sourceNamespace: 'n', gateways: ['istio-ingress/public'] }], route },
        { route },
      ],
    });
  });

  test.each<[string, (routes: VirtualService) => void, string]>([
    ['a TLS route without match', routes => routes.addTlsRoute({ match: [], route: split }), CODES.INVALID_ARGUMENT],
    ['a TLS match without server names', routes => routes.addTlsRoute({ match: [{ sniHosts: [] }], route: split }), CODES.INVALID_ARGUMENT],
    ['a server name outside the hosts', routes => routes.addTlsRoute({ match: [{ sniHosts: ['other.example.com'] }], route: split }), CODES.ARGUMENTS_CONFLICT],
    ['a server name with port', routes => routes.addTlsRoute({ match: [{ sniHosts: ['shop.example.com:443'] }], route: split }), CODES.INVALID_NAME],
    ['a subnet with 33 bits', routes => routes.addTcpRoute({ match: [{ destinationSubnets: ['10.0.0.0/33'] }], route: split }), CODES.INVALID_ARGUMENT],
    ['an empty list of subnets', routes => routes.addTcpRoute({ match: [{ destinationSubnets: [] }], route: split }), CODES.AMBIGUOUS_POLICY],
    ['an empty list of matches', routes => routes.addTcpRoute({ match: [], route: split }), CODES.AMBIGUOUS_POLICY],
    ['headers of a connection', routes => routes.addTcpRoute({ route: TrafficSplit.relative([{ destination: cart, weight: 1, headers: {} }]) }), CODES.ARGUMENTS_CONFLICT],
    ['a TCP route after one for every connection', routes => {
      routes.addTcpRoute({ match: [{}], route: split });
      routes.addTcpRoute({ match: [{ port: 1 }], route: split });
    }, CODES.UNREACHABLE_ROUTE],
  ])('%s is refused', (_, action, code) => {
    expect(codeOf(() => action(create()))).toBe(code);
  });
});

describe('delegates', () => {
  test('a delegate has routes and nothing else', () => {
    const delegate = new DelegateVirtualService(Testing.chart(), 'CartTeam', {
      namespace: 'shop', exportTo: ExportTo.namespaces('edge'), http: [{ name: 'cart', action: toCart }],
    });
    expect(delegate.toJson().spec).toEqual({
      exportTo: ['edge'],
      http: [{ name: 'cart', route: [{ destination: { host: 'cart.shop.svc.cluster.local', port: { number: 8080 } } }] }],
    });
    expect(rendered({ action: HttpAction.delegate(delegate) })).toEqual({ delegate: { name: 'cart-team', namespace: 'shop' } });
  });

  test('a delegate cannot delegate', () => {
    const delegate = new DelegateVirtualService(Testing.chart(), 'CartTeam');
    expect(codeOf(() => delegate.addHttpRoute('x', { action: HttpAction.delegate({ delegateName: 'y' }) }))).toBe(CODES.ARGUMENTS_CONFLICT);
  });

  test('a delegate of others is known by its name, and the line that wrote the name is noted', () => {
    const chart = Testing.chart();
    const routes = create();
    routes.addHttpRoute('x', { action: HttpAction.delegate(DelegateVirtualService.fromName(chart, 'Foreign', 'team/cart')) });
    const document = routes.toJson();
    expect(document.spec.http[0].delegate).toEqual({ name: 'cart', namespace: 'team' });
    expect(sourceAt(document, ['spec', 'http', 0, 'delegate', 'name'])?.location?.file).toBe(__filename);
  });

  test.each(['a/b/c', 'Shop/a', 'a/', ''])('%j is no reference to a delegate', reference => {
    expect(codeOf(() => DelegateVirtualService.fromName(Testing.chart(), 'Foreign', reference))).toBe(CODES.INVALID_NAME);
  });
});

describe('the object', () => {
  test('a VirtualService without routes is refused at synth', () => {
    expect(codeOf(() => create().toJson())).toBe(CODES.INVALID_ARGUMENT);
  });

  test('a VirtualService cannot be exported nowhere', () => {
    expect(codeOf(() => create({ exportTo: ExportTo.nowhere() }))).toBe(CODES.INVALID_ARGUMENT);
  });

  test('a finding on a route points at the line that added it', () => {
    const routes = create();
    routes.addHttpRoute('a', { match: onCart, action: toCart });
    routes.addHttpRoute('b', { action: toCart });
    const document = routes.toJson();
    const line = (i: number) => sourceAt(document, ['spec', 'http', i, 'match'])?.location?.line ?? 0;
    expect(line(1) - line(0)).toBe(1);
  });

  test('a patch reaches every field', () => {
    const routes = create({ http: [{ name: 'a', action: toCart }] });
    routes.addJsonPatch(JsonPatch.add('/spec/http/0/mirrorPercent', 5));
    expect((routes.toJson().spec as any).http[0].mirrorPercent).toBe(5);
  });

  test('rendering twice gives the same, and a patch of one rendering does not reach the other', () => {
    const [routes] = kitchenSink(Testing.chart());
    const before = JSON.stringify(routes._spec());
    routes.addJsonPatch(JsonPatch.remove('/spec/http/0/match/0'), JsonPatch.remove('/spec/http/0/retries/backoff'));
    routes.toJson();
    expect(JSON.stringify(routes._spec())).toBe(before);
  });

  test('any number of routes with distinct names and matches keeps names and order', () => {
    fc.assert(fc.property(fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 8 }), names => {
      const routes = create({ http: names.map(name => ({ name, match: onCart, action: toCart })) });
      routes.addHttpRoute(`${names.join('')}!`, { action: toCart });
      expect(routes.toJson().spec.http.map((route: any) => route.name)).toEqual([...names, `${names.join('')}!`]);
    }));
  });
});
