import { Chart, Duration, Testing } from 'cdk8s';
import { RE2JS } from 're2js';
import { CODES } from '../../src/kernel/codes';
import { MeshService } from '../../src/networking/mesh-service';
import { ServerCertificates } from '../../src/networking/server-certificates';
import { ApiCors, ApiCorsOptions, StatedOriginsOptions } from '../../src/patterns/api-cors';
import { HttpsGateway, HttpsGatewayProps, TlsFloor } from '../../src/patterns/https-gateway';
import { PathPrefix } from '../../src/patterns/path-prefix';
import { ApiRouteProps, PublicApi, PublicApiProps } from '../../src/patterns/public-api';
import { strictTransportSecurityHeader } from '../../src/patterns/strict-transport-security';
import { PassthroughRoute, TlsPassthrough } from '../../src/patterns/tls-passthrough';
import { HttpMethod } from '../../src/security/http-method';

const { secret } = ServerCertificates;
const GATEWAY = { gatewayReference: 'istio-ingress/public' };

function edge(): Chart {
  return new Chart(Testing.app(), 'edge', { namespace: 'istio-ingress' });
}

function service(chart: Chart, port: { name?: string; number: number; appProtocol?: string } = { name: 'http', number: 8080 }): MeshService {
  return new MeshService(chart, 'Cart', { name: 'cart', namespace: 'shop', ports: [port] });
}

interface Rewrite {
  readonly uri?: string;
  readonly uriRegexRewrite?: { readonly match: string; readonly rewrite: string };
}

describe('a path prefix', () => {
  /** What a route with the prefix makes of a path: undefined where it does not match. */
  function rewritten(prefix: string, target: string, path: string): string | undefined {
    const from = PathPrefix.of(prefix);
    for (const { uri } of from.matches) {
      const { exact, prefix: start } = uri!._render() as { exact?: string; prefix?: string };
      if (exact === path || (start !== undefined && path.startsWith(start))) {
        const { uri: text, uriRegexRewrite: pattern } = from.rewriteTo(target)._render() as Rewrite;
        return pattern ? RE2JS.compile(pattern.match).matcher(path).replaceAll(pattern.rewrite.replace('\\1', '$1')) : text + path.slice((exact ?? start)!.length);
      }
    }
    return undefined;
  }

  test.each<[string, string, string, string | undefined]>([
    ['/p', '/', '/p', '/'],
    ['/p', '/', '/p/', '/'],
    ['/p', '/', '/p/q', '/q'],
    ['/p', '/', '/p/q/', '/q/'],
    ['/p', '/', '/pq', undefined],
    ['/p', '/', '/', undefined],
    ['/p', '/v2', '/p', '/v2'],
    ['/p', '/v2', '/p/', '/v2/'],
    ['/p', '/v2', '/p/q', '/v2/q'],
    ['/p', '/v2', '/p/q/p/q', '/v2/q/p/q'],
    ['/p.q', '/v2', '/p.q/r', '/v2/r'],
    ['/p.q', '/v2', '/pxq/r', undefined],
    ['/a(b)/c+d', '/v2', '/a(b)/c+d/e', '/v2/e'],
    ['/', '/v2', '/', '/v2/'],
    ['/', '/v2', '/q', '/v2/q'],
    ['/', '/', '/q', '/q'],
  ])('%s rewritten to %s turns %s into %s', (prefix, target, path, expected) => {
    expect(rewritten(prefix, target, path)).toBe(expected);
  });

  test.each<[string, string]>([
    ['/cart/', 'write "/cart"'],
    ['cart', 'write "/cart"'],
    ['', 'write "/"'],
    ['//cart', 'write "/cart"'],
    ['/cart?page=2', 'write "/cart"'],
    ['/./cart', 'write "/cart"'],
    ['/cart/../admin', 'write segments'],
    ['/cart item', 'write segments'],
    ['/100%', 'write segments'],
    ['/a\\1', 'write segments'],
  ])('%j is none', (path, fix) => {
    expect(() => PathPrefix.of(path)).toThrow(fix);
    expect(() => PathPrefix.of('/a').rewriteTo(path)).toThrow(CODES.INVALID_ARGUMENT);
  });
});

describe('a public API', () => {
  function route(props: Partial<PublicApiProps> = {}): any {
    const chart = edge();
    new PublicApi(chart, 'Api', { service: service(chart), hosts: ['api.example.com'], gateways: [GATEWAY], pathPrefix: '/cart', ...props });
    const [{ metadata, spec }] = Testing.synth(chart);
    return { name: metadata.name, namespace: metadata.namespace, ...spec.http[0], routeName: spec.http[0].name };
  }

  test('is named after the service and lives with it', () => {
    expect(route()).toMatchObject({ namespace: 'shop', routeName: 'cart', timeout: '15s' });
    const chart = edge();
    const api = (id: string, props: Partial<PublicApiProps>): PublicApi => new PublicApi(chart, id, {
      service: service(new Chart(chart, `${id}Service`)), hosts: ['api.example.com'], gateways: [GATEWAY], pathPrefix: '/cart', ...props,
    });
    expect([api('A', {}).gatewayRoutes.name, api('B', { name: 'cart-v2' }).gatewayRoutes.name]).toEqual(['cart-gateway', 'cart-v2']);
  });

  test('leaves the path as it is unless told otherwise', () => {
    expect(route()).not.toHaveProperty('rewrite');
    expect(route({ rewriteTo: '/' }).rewrite).toEqual({ uri: '/' });
  });

  test('below / takes the whole host', () => {
    expect(route({ pathPrefix: '/' }).match).toEqual([{ uri: { prefix: '/' } }]);
  });

  test('removes internal headers in both directions, each once, and keeps other changes', () => {
    const { headers } = route({
      internalHeaders: ['X-User', 'x-powered-by'],
      headers: { request: { set: { 'x-user': 'anonymous' }, remove: ['x-user', 'x-other'] }, response: { add: { vary: 'x' }, remove: ['server-timing'] } },
    });
    expect(headers).toEqual({
      request: { set: { 'x-user': 'anonymous' }, remove: ['x-user', 'x-powered-by', 'x-other'] },
      response: { add: { vary: 'x' }, remove: ['x-envoy-upstream-service-time', 'x-powered-by', 'x-user', 'server-timing'] },
    });
    expect(route().headers).toEqual({ response: { remove: ['x-envoy-upstream-service-time', 'x-powered-by'] } });
  });

  test('tells caches that answers differ by origin where they do', () => {
    const cors = ApiCors.anyOrigin();
    expect(route({ cors }).headers.response.add).toEqual({ vary: 'Origin' });
    expect(route({ cors, headers: { response: { add: { vary: 'Accept, Origin' } } } }).headers.response.add).toEqual({ vary: 'Accept, Origin' });
  });

  test('has no CORS policy unless told otherwise', () => {
    expect(route()).not.toHaveProperty('corsPolicy');
  });

  test('is one route for a VirtualService or a team', () => {
    const props: ApiRouteProps = { service: service(edge()), pathPrefix: '/cart', timeout: Duration.seconds(3) };
    expect(PublicApi.routeFor(props)).toMatchObject({ timeout: Duration.seconds(3), match: [{}, {}] });
  });
});

describe('CORS of an API', () => {
  test('answers preflights of all origins at the proxy', () => {
    expect([ApiCors.anyOrigin(), ApiCors.origins(['https://a.example'])].map(({ policy }) => policy.unmatchedPreflights)).toEqual(['IGNORE', 'IGNORE']);
  });

  test('lets the options through, with defaults for JSON and ten minutes', () => {
    const options: StatedOriginsOptions = { allowCredentials: true, allowMethods: [HttpMethod.PUT], allowHeaders: ['x-a'], exposeHeaders: ['x-b'], maxAge: Duration.seconds(5) };
    expect(ApiCors.origins(['https://a.example'], options).policy).toMatchObject(options);
    expect(ApiCors.anyOrigin().policy).toMatchObject({ allowHeaders: ['content-type'], maxAge: Duration.minutes(10) });
  });

  test.each(['https://shop.example.com', 'http://localhost:3000', 'https://[::1]:8443', 'capacitor://localhost', 'https://a'])('takes the origin %s', origin => {
    expect(() => ApiCors.origins([origin])).not.toThrow();
  });

  test.each<[string, string]>([
    ['https://shop.example.com/', 'write "https://shop.example.com"'],
    ['https://shop.example.com/cart', 'write "https://shop.example.com"'],
    ['HTTPS://Shop.example.com', 'write "https://shop.example.com"'],
    ['https://shop.example.com:443', 'write "https://shop.example.com"'],
    ['http://shop.example.com:80', 'write "http://shop.example.com"'],
    ['shop.example.com', 'write https://shop.example.com'],
    ['https://*.example.com', 'write https://shop.example.com'],
    ['null', 'write https://shop.example.com'],
    ['*', 'use ApiCors.anyOrigin'],
  ])('refuses the origin %s', (origin, fix) => {
    expect(() => ApiCors.origins([origin])).toThrow(fix);
  });

  test.each<[string, () => void]>([
    ['every origin', () => ApiCors.anyOrigin({ allowCredentials: true } as ApiCorsOptions)],
    ['any request header', () => ApiCors.origins(['https://a.example'], { allowCredentials: true, allowHeaders: ['*'] })],
    ['any response header', () => ApiCors.origins(['https://a.example'], { allowCredentials: true, exposeHeaders: ['*'] })],
  ])('refuses credentials with %s', (_, run) => {
    expect(run).toThrow(CODES.CORS_WILDCARD);
  });

  test('without credentials wildcards are legal, and no origin is none', () => {
    expect(() => ApiCors.anyOrigin({ allowHeaders: ['*'], exposeHeaders: ['*'] })).not.toThrow();
    expect(() => ApiCors.origins([])).toThrow(CODES.AMBIGUOUS_POLICY);
  });
});

describe('an HTTPS gateway', () => {
  function gateway(props: Partial<HttpsGatewayProps> = {}): any[] {
    const chart = edge();
    new HttpsGateway(chart, 'Public', { certificates: [{ hosts: ['shop.example.com'], certificate: secret('shop-tls') }], ...props });
    return Testing.synth(chart);
  }

  test('redirects plain text and takes TLS 1.2 by default', () => {
    const [{ metadata, spec }] = gateway();
    expect(metadata).toEqual({ name: 'public', namespace: 'istio-ingress' });
    expect(spec).toEqual({
      selector: { istio: 'ingressgateway' },
      servers: [
        { port: { number: 80, name: 'http-80', protocol: 'HTTP' }, hosts: ['shop.example.com'], tls: { httpsRedirect: true } },
        { port: { number: 443, name: 'https-443', protocol: 'HTTPS' }, hosts: ['shop.example.com'], tls: { mode: 'SIMPLE', credentialName: 'shop-tls', minProtocolVersion: 'TLSV1_2' } },
      ],
    });
  });

  test('takes other ports, another floor, and no plain text at all', () => {
    const numbers = (props: Partial<HttpsGatewayProps>): number[] => gateway(props)[0].spec.servers.map((server: any) => server.port.number);
    expect(numbers({ httpPort: 8080, httpsPort: 8443 })).toEqual([8080, 8443]);
    expect(numbers({ redirectFromHttp: false })).toEqual([443]);
    expect(gateway({ tlsFloor: TlsFloor.TLS_1_3 })[0].spec.servers[1].tls.minProtocolVersion).toBe('TLSV1_3');
  });

  test('tells browsers to use https by an EnvoyFilter for its own answers', () => {
    const [{ metadata, spec }] = gateway({ strictTransportSecurity: { maxAge: Duration.days(30) }, httpsPort: 8443 }).slice(1);
    expect(metadata).toEqual({ name: 'public-strict-transport-security', namespace: 'istio-ingress' });
    expect(spec).toEqual({
      workloadSelector: { labels: { istio: 'ingressgateway' } },
      configPatches: [{
        applyTo: 'ROUTE_CONFIGURATION',
        match: { context: 'GATEWAY', routeConfiguration: { gateway: 'istio-ingress/public', portNumber: 8443 } },
        patch: {
          operation: 'MERGE',
          value: { response_headers_to_add: [{ header: { key: 'strict-transport-security', value: 'max-age=2592000' }, append_action: 'OVERWRITE_IF_EXISTS_OR_ADD' }] },
        },
      }],
    });
  });

  test.each<[string, [string[], string][], string]>([
    ['no certificate', [], CODES.INVALID_ARGUMENT],
    ['a certificate without hosts', [[[], 'a']], CODES.INVALID_ARGUMENT],
    ['one certificate twice', [[['a.example'], 'a'], [['b.example'], 'a']], CODES.DUPLICATE_MEMBER],
    ['one host with two certificates', [[['a.example'], 'a'], [['a.example'], 'b']], CODES.DUPLICATE_MEMBER],
    ['one host twice', [[['a.example', 'a.example'], 'a']], CODES.DUPLICATE_MEMBER],
    ['one host in two spellings', [[['a.example'], 'a'], [['A.example'], 'b']], CODES.DUPLICATE_MEMBER],
    ['one host for two namespaces, which the handshake does not name', [[['x/a.example'], 'a'], [['y/a.example'], 'b']], CODES.DUPLICATE_MEMBER],
    ['a host within a wildcard', [[['a.b.example'], 'a'], [['*.example'], 'b']], CODES.DUPLICATE_MEMBER],
    ['a wildcard within a wildcard', [[['*.b.example'], 'a'], [['*.example'], 'b']], CODES.DUPLICATE_MEMBER],
    ['a host beside every host', [[['*'], 'a'], [['a.example'], 'b']], CODES.DUPLICATE_MEMBER],
  ])('refuses %s', (_, certificates, code) => {
    expect(() => gateway({ certificates: certificates.map(([hosts, name]) => ({ hosts, certificate: secret(name) })) })).toThrow(code);
  });

  test.each<[string, [string[], string][]]>([
    ['the domain above a wildcard', [[['example.com'], 'a'], [['*.example.com'], 'b']]],
    ['a wildcard and a host within it, of one certificate', [[['*.example.com', 'a.example.com'], 'a']]],
    ['wildcards side by side', [[['*.a.example.com'], 'a'], [['*.b.example.com'], 'b']]],
  ])('takes %s', (_, certificates) => {
    expect(() => gateway({ certificates: certificates.map(([hosts, name]) => ({ hosts, certificate: secret(name) })) })).not.toThrow();
  });
});

describe('Strict-Transport-Security', () => {
  test.each([
    [{ maxAge: Duration.days(365) }, 'max-age=31536000'],
    [{ maxAge: Duration.seconds(0) }, 'max-age=0'],
    [{ maxAge: Duration.days(1), includeSubdomains: true }, 'max-age=86400; includeSubDomains'],
    [{ maxAge: Duration.days(730), includeSubdomains: true, preload: true }, 'max-age=63072000; includeSubDomains; preload'],
  ])('%j reads %s', (props, header) => {
    expect(strictTransportSecurityHeader(props)).toBe(header);
  });

  test.each([
    [{ maxAge: Duration.millis(1500) }, CODES.INVALID_DURATION],
    [{ maxAge: Duration.days(365), preload: true }, CODES.ARGUMENTS_CONFLICT],
    [{ maxAge: Duration.days(364), includeSubdomains: true, preload: true }, CODES.ARGUMENTS_CONFLICT],
  ])('%j is refused', (props, code) => {
    expect(() => strictTransportSecurityHeader(props)).toThrow(code);
  });
});

describe('TLS passthrough', () => {
  function passthrough(routes: Omit<PassthroughRoute, 'service'>[], port?: Parameters<typeof service>[1]): any[] {
    const chart = edge();
    const target = service(chart, port ?? { name: 'tls', number: 443 });
    new TlsPassthrough(chart, 'Vaults', { routes: routes.map(route => ({ ...route, service: target })) });
    return Testing.synth(chart);
  }

  test('serves the widest hosts, and routes the narrower ones within', () => {
    const [gateway, routes] = passthrough([{ hosts: ['a.vault.example', '*.vault.example'] }, { hosts: ['b.vault.example', 'vault.example'] }]);
    expect(gateway.spec.servers).toEqual([{ port: { number: 443, name: 'tls-443', protocol: 'TLS' }, hosts: ['*.vault.example', 'vault.example'], tls: { mode: 'PASSTHROUGH' } }]);
    expect(routes.spec.hosts).toEqual(['*.vault.example', 'vault.example']);
    expect(routes.spec.tls.map((route: any) => route.match[0].sniHosts)).toEqual([['a.vault.example', '*.vault.example'], ['b.vault.example', 'vault.example']]);
    expect([gateway, routes].map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)).toEqual(['istio-ingress/vaults', 'istio-ingress/vaults']);
  });

  test.each<[string, () => void, string]>([
    ['no route', () => passthrough([]), CODES.INVALID_ARGUMENT],
    ['a name twice', () => passthrough([{ hosts: ['a.example'] }, { hosts: ['a.example'] }]), CODES.DUPLICATE_MEMBER],
    ['a port of HTTP by its name', () => passthrough([{ hosts: ['a.example'] }], { name: 'http-web', number: 80 }), CODES.ARGUMENTS_CONFLICT],
    ['a port of gRPC-Web by its name', () => passthrough([{ hosts: ['a.example'] }], { name: 'grpc-web', number: 80 }), CODES.ARGUMENTS_CONFLICT],
    ['a port of HTTP by its protocol', () => passthrough([{ hosts: ['a.example'] }], { name: 'web', number: 80, appProtocol: 'http' }), CODES.ARGUMENTS_CONFLICT],
    ['a port of HTTP among others', () => passthrough([{ hosts: ['a.example'], port: 'http' }], { name: 'http', number: 80 }), CODES.ARGUMENTS_CONFLICT],
    ['a port that the service does not have', () => passthrough([{ hosts: ['a.example'], port: 'tls2' }]), CODES.UNKNOWN_MEMBER],
  ])('refuses %s', (_, run, code) => {
    expect(run).toThrow(code);
  });

  test.each([[{ name: 'https', number: 443 }], [{ name: 'tcp-vault', number: 443 }], [{ number: 443 }], [{ name: 'http', number: 443, appProtocol: 'tls' }]])('takes the port %j', port => {
    expect(() => passthrough([{ hosts: ['a.example'] }], port)).not.toThrow();
  });
});
