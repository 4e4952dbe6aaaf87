import { Testing } from 'cdk8s';
import { CODES } from '../../src/kernel/codes';
import { sourceAt } from '../../src/kernel/source';
import { CipherSuite } from '../../src/networking/cipher-suite';
import { Gateway, GatewayProps } from '../../src/networking/gateway';
import { renderGateways } from '../../src/networking/gateway-reference';
import { HttpServerProtocol, Server, TcpServerProtocol } from '../../src/networking/server';
import { ServerCertificates } from '../../src/networking/server-certificates';
import { ServerTls } from '../../src/networking/server-tls';
import { TlsVersion } from '../../src/networking/tls-version';

const hosts = ['shop.example.com'];
const pair = { serverCertificate: '/c', privateKey: '/k' };

function create(props: GatewayProps = {}): Gateway {
  return new Gateway(Testing.chart(), 'Edge', props);
}

function servers(...list: Server[]): any[] {
  return create({ servers: list }).toJson().spec.servers;
}

function codeOf(action: () => unknown): string | undefined {
  try {
    action();
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
  return undefined;
}

test('a Gateway reads like the YAML it stands for', () => {
  expect(create({ namespace: 'istio-ingress', servers: [Server.https(hosts, ServerTls.simple('shop-tls')), Server.httpsRedirect(hosts)] }).toJson()).toEqual({
    apiVersion: 'networking.istio.io/v1',
    kind: 'Gateway',
    metadata: { name: 'edge', namespace: 'istio-ingress' },
    spec: {
      selector: { istio: 'ingressgateway' },
      servers: [
        { port: { number: 443, name: 'https-443', protocol: 'HTTPS' }, hosts, tls: { mode: 'SIMPLE', credentialName: 'shop-tls' } },
        { port: { number: 80, name: 'http-80', protocol: 'HTTP' }, hosts, tls: { httpsRedirect: true } },
      ],
    },
  });
});

describe('servers', () => {
  test.each<[string, Server, object]>([
    ['http', Server.http(hosts), { port: { number: 80, name: 'http-80', protocol: 'HTTP' } }],
    ['gRPC-Web', Server.http(hosts, { protocol: HttpServerProtocol.GRPC_WEB, port: 8080 }), { port: { number: 8080, name: 'grpc-web-8080', protocol: 'GRPC-WEB' } }],
    ['HTTP proxy', Server.http(hosts, { protocol: HttpServerProtocol.HTTP_PROXY }), { port: { number: 80, name: 'http-proxy-80', protocol: 'HTTP_PROXY' } }],
    ['TCP', Server.tcp(hosts, 9000), { port: { number: 9000, name: 'tcp-9000', protocol: 'TCP' } }],
    ['MongoDB', Server.tcp(hosts, 27017, { protocol: TcpServerProtocol.MONGO }), { port: { number: 27017, name: 'mongo-27017', protocol: 'MONGO' } }],
    ['passthrough', Server.passthrough(hosts), { port: { number: 443, name: 'tls-443', protocol: 'TLS' }, tls: { mode: 'PASSTHROUGH' } }],
    ['between clusters', Server.autoPassthrough(hosts), { port: { number: 15443, name: 'tls-15443', protocol: 'TLS' }, tls: { mode: 'AUTO_PASSTHROUGH' } }],
    ['mesh', Server.tls(hosts, ServerTls.istioMutual(), { port: 15444 }), { port: { number: 15444, name: 'tls-15444', protocol: 'TLS' }, tls: { mode: 'ISTIO_MUTUAL' } }],
    ['names and address', Server.http(hosts, { portName: 'p', name: 's', bind: '10.0.0.1' }),
      { port: { number: 80, name: 'p', protocol: 'HTTP' }, name: 's', bind: '10.0.0.1' }],
    ['socket', Server.http(hosts, { bind: 'unix:///run/a.sock' }), { port: { number: 0, name: 'http-0', protocol: 'HTTP' }, bind: 'unix:///run/a.sock' }],
  ])('%s', (_, server, expected) => {
    expect(servers(server)).toEqual([{ hosts, ...expected }]);
  });

  test('derived port names are unique and keep clear of names that were given', () => {
    const names = servers(
      Server.http(['a.example.com']), Server.http(['b.example.com']), Server.http(['c.example.com'], { portName: 'http-80-2' }),
    ).map(server => server.port.name);
    expect(names).toEqual(['http-80', 'http-80-3', 'http-80-2']);
  });

  test.each([
    '*', '*.example.com', 'shop/*', './shop.example.com', '*/shop.example.com', '10.1.2.3', 'shop/*.local',
  ])('the host %s is possible', host => {
    expect(servers(Server.http([host]))[0].hosts).toEqual([host]);
  });

  test.each<[string, () => unknown, string]>([
    ['no hosts', () => Server.http([]), CODES.INVALID_ARGUMENT],
    ['a short name', () => Server.http(['shop']), CODES.INVALID_NAME],
    ['a wildcard inside', () => Server.http(['*shop.example.com']), CODES.INVALID_NAME],
    ['a wildcard at the end', () => Server.http(['shop.*']), CODES.INVALID_NAME],
    ['two slashes', () => Server.http(['a/b/c.example.com']), CODES.INVALID_NAME],
    ['no namespace before the slash', () => Server.http(['/a.example.com']), CODES.INVALID_NAME],
    ['no host after the slash', () => Server.http(['shop/']), CODES.INVALID_NAME],
    ['port 0', () => Server.tcp(hosts, 0), CODES.INVALID_ARGUMENT],
    ['port 65536', () => Server.http(hosts, { port: 65536 }), CODES.INVALID_ARGUMENT],
    ['a host name as address', () => Server.http(hosts, { bind: 'localhost' }), CODES.INVALID_ARGUMENT],
    ['a folder as socket', () => Server.http(hosts, { bind: 'unix:///run/' }), CODES.INVALID_ARGUMENT],
    ['one port name twice', () => create({ servers: [Server.http(hosts, { portName: 'a' }), Server.tcp(hosts, 1, { portName: 'a' })] }), CODES.DUPLICATE_MEMBER],
    ['one server name twice', () => create({ servers: [Server.http(hosts, { name: 'a' }), Server.tcp(hosts, 1, { name: 'a' })] }), CODES.DUPLICATE_MEMBER],
  ])('%s is refused', (_, action, code) => {
    expect(codeOf(action)).toBe(code);
  });
});

describe('TLS', () => {
  test.each<[string, ServerTls, object]>([
    ['versions and suites', ServerTls.simple('a', { minProtocolVersion: TlsVersion.TLS_1_2, maxProtocolVersion: TlsVersion.TLS_1_2, cipherSuites: [CipherSuite.AES128_SHA] }),
      { mode: 'SIMPLE', credentialName: 'a', minProtocolVersion: 'TLSV1_2', maxProtocolVersion: 'TLSV1_2', cipherSuites: ['AES128-SHA'] }],
    ['several secrets', ServerTls.simpleWith(ServerCertificates.secrets('rsa', 'ecdsa')), { mode: 'SIMPLE', credentialNames: ['rsa', 'ecdsa'] }],
    ['files', ServerTls.simpleWith(ServerCertificates.files(pair)), { mode: 'SIMPLE', serverCertificate: '/c', privateKey: '/k' }],
    ['pairs of files', ServerTls.simpleWith(ServerCertificates.filePairs(pair)), { mode: 'SIMPLE', tlsCertificates: [pair] }],
    ['mutual', ServerTls.mutual('a', { subjectAltNames: ['x'], insecureSkipVerify: false }),
      { mode: 'MUTUAL', credentialName: 'a', subjectAltNames: ['x'], insecureSkipVerify: false }],
    ['mutual with files', ServerTls.mutualWith(ServerCertificates.files(pair), { caCertificates: '/ca', caCrl: '/crl' }),
      { mode: 'MUTUAL', serverCertificate: '/c', privateKey: '/k', caCertificates: '/ca', caCrl: '/crl' }],
    ['optional', ServerTls.optionalMutual('a', { caCertCredentialName: 'b' }), { mode: 'OPTIONAL_MUTUAL', credentialName: 'a', caCertCredentialName: 'b' }],
    ['old clients', ServerTls.simple('a', { minProtocolVersion: TlsVersion.TLS_1_0, cipherSuites: [CipherSuite.of('ALL')] }),
      { mode: 'SIMPLE', credentialName: 'a', minProtocolVersion: 'TLSV1_0', cipherSuites: ['ALL'] }],
  ])('%s', (_, tls, expected) => {
    expect(servers(Server.https(hosts, tls))[0].tls).toEqual(expected);
  });

  test.each<[string, () => unknown, string]>([
    ['a secret without name', () => ServerTls.simple(''), CODES.INVALID_ARGUMENT],
    ['no secrets', () => ServerCertificates.secrets(), CODES.INVALID_ARGUMENT],
    ['three secrets', () => ServerCertificates.secrets('a', 'b', 'c'), CODES.INVALID_ARGUMENT],
    ['a file without key', () => ServerCertificates.files({ serverCertificate: '/c', privateKey: '' }), CODES.INVALID_ARGUMENT],
    ['a CA at a single certificate', () => ServerCertificates.files({ ...pair, caCertificates: '/ca' }), CODES.ARGUMENTS_CONFLICT],
    ['mutual with files and no CA', () => ServerTls.mutualWith(ServerCertificates.files(pair)), CODES.ARGUMENTS_CONFLICT],
    ['a CA secret beside files', () => ServerTls.mutualWith(ServerCertificates.files(pair), { caCertificates: '/ca', caCertCredentialName: 'a' }), CODES.ARGUMENTS_CONFLICT],
    ['a CA file beside a secret', () => ServerTls.mutual('a', { caCertificates: '/ca' }), CODES.ARGUMENTS_CONFLICT],
    ['a revocation list beside a secret', () => ServerTls.mutual('a', { caCrl: '/crl' }), CODES.ARGUMENTS_CONFLICT],
    ['TLS 1.0 without suites', () => ServerTls.simple('a', { minProtocolVersion: TlsVersion.TLS_1_0 }), CODES.ARGUMENTS_CONFLICT],
    ['versions the wrong way round', () => ServerTls.simple('a', { minProtocolVersion: TlsVersion.TLS_1_3, maxProtocolVersion: TlsVersion.TLS_1_2 }), CODES.ARGUMENTS_CONFLICT],
    ['a suite twice', () => ServerTls.simple('a', { cipherSuites: [CipherSuite.AES128_SHA, CipherSuite.of('AES128-SHA')] }), CODES.DUPLICATE_MEMBER],
    ['no suites', () => ServerTls.simple('a', { cipherSuites: [] }), CODES.AMBIGUOUS_POLICY],
  ])('%s is refused', (_, action, code) => {
    expect(codeOf(action)).toBe(code);
  });
});

describe('the object', () => {
  test('a Gateway without servers is refused at synth', () => {
    expect(codeOf(() => create().toJson())).toBe(CODES.INVALID_ARGUMENT);
  });

  test('a selector without labels is refused: it would stand for every workload', () => {
    expect(codeOf(() => create({ selector: {} }))).toBe(CODES.AMBIGUOUS_POLICY);
  });

  test('a name with points is refused', () => {
    expect(codeOf(() => create({ name: 'shop.example.com' }))).toBe(CODES.INVALID_NAME);
  });

  test('VirtualServices call it by namespace and name', () => {
    expect(create({ namespace: 'a', name: 'b' }).gatewayReference).toBe('a/b');
    expect(Gateway.MESH.gatewayReference).toBe('mesh');
  });

  test('a Gateway of others is known by its name, and the line that wrote the name is noted', () => {
    const rendered = renderGateways([Gateway.MESH, Gateway.fromName(Testing.chart(), 'Public', 'istio-ingress/public')]);
    expect(rendered).toEqual(['mesh', 'istio-ingress/public']);
    expect(sourceAt(rendered, [1])?.location?.file).toBe(__filename);
    expect(sourceAt(rendered, [0])).toBeUndefined();
  });

  test.each(['public', 'mesh', 'a/b/c', '/public', 'istio-ingress/', 'Istio/public'])('%s is no reference to a Gateway', reference => {
    expect(codeOf(() => Gateway.fromName(Testing.chart(), 'Public', reference))).toBe(CODES.INVALID_NAME);
  });
});
