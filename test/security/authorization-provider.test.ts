import { App, Chart, Duration } from 'cdk8s';
import { AuthorizationProvider, AuthorizerOutage, MeshService } from '../../src';

const chart = new Chart(new App(), 'auth', { namespace: 'auth' });
const opa = new MeshService(chart, 'Opa', { name: 'opa', ports: [{ name: 'grpc', number: 9191 }] });
const proxy = new MeshService(chart, 'Proxy', { name: 'proxy', ports: [{ name: 'http', number: 80, targetPort: 4180 }, { name: 'metrics', number: 81 }] });

test('a gRPC authorizer is asked at the port of its Service, for a second, and refuses while it is down', () => {
  expect(AuthorizationProvider.grpc('opa', { service: opa }).toExtensionProvider()).toEqual({
    name: 'opa', envoyExtAuthzGrpc: { service: 'auth/opa.auth.svc.cluster.local', port: 9191, timeout: '1s', failOpen: false },
  });
});

test('an HTTP authorizer gets the token and the cookies, and what else is said', () => {
  expect(AuthorizationProvider.http('proxy', {
    service: proxy,
    port: 'http',
    timeout: Duration.millis(250),
    outage: AuthorizerOutage.LET_PASS,
    statusOnError: 503,
    pathPrefix: '/check',
    requestHeaders: ['x-team-*'],
    headersToService: ['x-user'],
    headersToClient: ['location'],
  }).toExtensionProvider()).toEqual({
    name: 'proxy',
    envoyExtAuthzHttp: {
      service: 'auth/proxy.auth.svc.cluster.local',
      port: 80,
      timeout: '0.25s',
      failOpen: true,
      statusOnError: '503',
      pathPrefix: '/check',
      includeRequestHeadersInCheck: ['x-team-*'],
      headersToUpstreamOnAllow: ['x-user'],
      headersToDownstreamOnDeny: ['location'],
    },
  });
  expect(AuthorizationProvider.http('proxy', { service: proxy, port: 'http' }).toExtensionProvider().envoyExtAuthzHttp.includeRequestHeadersInCheck)
    .toEqual(['authorization', 'cookie']);
});

test('a host outside of the cluster has no namespace', () => {
  const service = MeshService.fromHost(chart, 'Host', 'auth.example.com');
  expect(() => AuthorizationProvider.grpc('x', { service })).toThrow(/MESH0002[\s\S]*`port`/);
});

test.each<[string, () => unknown, RegExp]>([
  ['a name in capitals', () => AuthorizationProvider.fromName('OPA'), /MESH0003/],
  ['a name with a point', () => AuthorizationProvider.fromName('my.opa'), /MESH0003/],
  ['no name', () => AuthorizationProvider.fromName(''), /MESH0003/],
  ['several ports and none named', () => AuthorizationProvider.grpc('x', { service: proxy }), /MESH0002[\s\S]*`port`/],
  ['an unknown port', () => AuthorizationProvider.grpc('x', { service: proxy, port: 'grpc' }), /MESH0006/],
  ['a path prefix without slash', () => AuthorizationProvider.http('x', { service: opa, pathPrefix: 'check' }), /MESH0001[\s\S]*"\/check"/],
  ['a lone star for headers', () => AuthorizationProvider.http('x', { service: opa, headersToService: ['*'] }), /MESH0003[\s\S]*every request is refused/],
  ['a header with a space', () => AuthorizationProvider.http('x', { service: opa, requestHeaders: ['x team'] }), /MESH0003/],
  ['an empty list of headers', () => AuthorizationProvider.http('x', { service: opa, requestHeaders: [] }), /MESH0011/],
  ['a status that lets pass', () => AuthorizationProvider.grpc('x', { service: opa, statusOnError: 200 }), /MESH0001/],
  ['no time', () => AuthorizationProvider.grpc('x', { service: opa, timeout: Duration.millis(0) }), /MESH0004/],
  ['the configuration of a foreign provider', () => AuthorizationProvider.fromName('theirs').toExtensionProvider(), /MESH0001[\s\S]*its owner/],
])('refuses %s', (_, make, error) => {
  expect(make).toThrow(error);
});

test('what is handed out can be changed without changing the provider', () => {
  const provider = AuthorizationProvider.grpc('opa', { service: opa });
  provider.toExtensionProvider().envoyExtAuthzGrpc.failOpen = true;
  expect(provider.toExtensionProvider().envoyExtAuthzGrpc.failOpen).toBe(false);
});
