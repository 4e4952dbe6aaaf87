import { App, Chart } from 'cdk8s';
import { sourceAt } from '../../src/kernel/source';
import {
  CaptureMode, Destination, EgressHost, EgressListener, IngressEndpoint, IngressListener, MeshService, PortProtocol, ServerCertificates, ServerTls,
  Sidecar, SidecarOutboundTrafficPolicy, SidecarProps, WorkloadSelector,
} from '../../src/networking';

function shop(): Chart {
  return new Chart(new App(), 'shop', { namespace: 'shop' });
}

function sidecar(props: SidecarProps): Sidecar {
  return new Sidecar(shop(), 'Default', { name: 'cart', ...props });
}

test('what the workloads of a service can call', () => {
  const chart = shop();
  const cart = new MeshService(chart, 'Cart', { name: 'cart', ports: [{ number: 80 }], selector: { app: 'cart' } });
  const prices = new MeshService(chart, 'Prices', { name: 'prices', namespace: 'pricing', ports: [{ number: 80 }] });
  const payments = MeshService.fromHost(chart, 'Payments', 'api.payments.example');
  expect(new Sidecar(chart, 'Scope', {
    workloadSelector: WorkloadSelector.service(cart),
    egress: [EgressListener.allPorts([
      EgressHost.sameNamespace(), EgressHost.service(prices), EgressHost.service(payments), EgressHost.namespace('istio-system'),
    ])],
    outboundTrafficPolicy: SidecarOutboundTrafficPolicy.registryOnly(),
  }).toJson()).toEqual({
    apiVersion: 'networking.istio.io/v1',
    kind: 'Sidecar',
    metadata: { name: 'scope', namespace: 'shop' },
    spec: {
      workloadSelector: { labels: { app: 'cart' } },
      egress: [{ hosts: ['./*', 'pricing/prices.pricing.svc.cluster.local', '*/api.payments.example', 'istio-system/*'] }],
      outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' },
    },
  });
});

test('workloads that call nobody', () => {
  expect(sidecar({ egress: [EgressListener.allPorts([EgressHost.none()])] }).toJson().spec).toEqual({ egress: [{ hosts: ['~/*'] }] });
});

test('hosts at a port and at a socket', () => {
  expect(sidecar({
    egress: [
      EgressListener.atPort({ number: 3306, name: 'mysql', protocol: PortProtocol.MYSQL }, [EgressHost.anyNamespace('*.db.example')], {
        bind: '127.0.0.1', captureMode: CaptureMode.NONE,
      }),
      EgressListener.atSocket('/var/run/db', [EgressHost.anyNamespace()]),
    ],
  }).toJson().spec.egress).toEqual([
    { port: { number: 3306, name: 'mysql', protocol: 'MYSQL' }, bind: '127.0.0.1', captureMode: 'NONE', hosts: ['*/*.db.example'] },
    { port: { number: 0 }, bind: 'unix:///var/run/db', hosts: ['*/*'] },
  ]);
});

test('where requests are taken and handed on', () => {
  const files = ServerCertificates.files({ serverCertificate: '/tls/tls.crt', privateKey: '/tls/tls.key' });
  expect(sidecar({
    ingress: [
      {
        port: { number: 9080, name: 'http', protocol: PortProtocol.HTTP },
        defaultEndpoint: IngressEndpoint.loopback(8080),
        connectionPool: { http: { maxRetries: 0 } },
      },
      { port: { number: 9443, protocol: PortProtocol.HTTPS }, tls: ServerTls.simpleWith(files), defaultEndpoint: IngressEndpoint.loopbackIpv6(8443) },
    ],
    inboundConnectionPool: { tcp: { maxConnections: 100 } },
  }).toJson().spec).toEqual({
    ingress: [
      { port: { number: 9080, name: 'http', protocol: 'HTTP' }, defaultEndpoint: '127.0.0.1:8080', connectionPool: { http: { maxRetries: 0 } } },
      {
        port: { number: 9443, protocol: 'HTTPS' },
        tls: { mode: 'SIMPLE', serverCertificate: '/tls/tls.crt', privateKey: '/tls/tls.key' },
        defaultEndpoint: '[::1]:8443',
      },
    ],
    inboundConnectionPool: { tcp: { maxConnections: 100 } },
  });
});

test('calls to unknown hosts go out through a proxy', () => {
  const proxy = Destination.host('egress.istio-egress.svc.cluster.local', { port: 8443 });
  expect(sidecar({ outboundTrafficPolicy: SidecarOutboundTrafficPolicy.allowAnyThrough(proxy) }).toJson().spec).toEqual({
    outboundTrafficPolicy: { mode: 'ALLOW_ANY', egressProxy: { host: 'egress.istio-egress.svc.cluster.local', port: { number: 8443 } } },
  });
});

test('a finding about a host points at the line that named it', () => {
  const hosts = [
    EgressHost.sameNamespace(),
    EgressHost.namespace('pricing'),
  ];
  const document = sidecar({ egress: [EgressListener.allPorts(hosts)] }).toJson();
  const lines = [0, 1].map(i => sourceAt(document, ['spec', 'egress', 0, 'hosts', i])!.location!.line);
  expect(lines[1] - lines[0]).toBe(1);
});

const ALL = [EgressHost.sameNamespace()];
const everything = () => EgressListener.allPorts(ALL);
const at = (number: number) => EgressListener.atPort({ number }, ALL);
const calls = (...hosts: EgressHost[]): SidecarProps => ({ egress: [EgressListener.allPorts(hosts)] });
const takes = (...ingress: Partial<IngressListener>[]): SidecarProps => ({ ingress: ingress.map(each => ({ port: { number: 80 }, ...each })) });
const files = ServerCertificates.files({ serverCertificate: '/tls/tls.crt', privateKey: '/tls/tls.key' });
const https = { port: { number: 443, protocol: PortProtocol.HTTPS } };
const through = (host: string, port?: number): SidecarProps => ({
  outboundTrafficPolicy: SidecarOutboundTrafficPolicy.allowAnyThrough(Destination.host(host, { port })),
});

test.each<[string, () => SidecarProps, RegExp]>([
  ['nothing', () => ({}), /MESH0002[^]*says nothing/],
  ['a selector alone', () => ({ workloadSelector: WorkloadSelector.labels({ app: 'cart' }) }), /MESH0002/],
  ['no egress listeners in the list', () => ({ egress: [] }), /MESH0011/],
  ['no ingress listeners in the list', () => ({ ingress: [] }), /MESH0011/],
  ['a connection pool without limits', () => ({ inboundConnectionPool: {} }), /MESH0002/],
  ['no hosts', () => calls(), /MESH0011[^]*EgressHost.none/],
  ['a short host', () => calls(EgressHost.sameNamespace('cart')), /MESH0003/],
  ['a partial wildcard', () => calls(EgressHost.sameNamespace('*-cart.example.com')), /MESH0003/],
  ['a host with namespace', () => calls(EgressHost.sameNamespace('shop/cart.example.com')), /MESH0003/],
  ['an illegal namespace', () => calls(EgressHost.namespace('Shop')), /MESH0003/],
  ['a host twice', () => calls(EgressHost.namespace('pay'), EgressHost.namespace('pay')), /MESH0008.*twice/],
  ['all hosts of the own namespace twice', () => calls(EgressHost.namespace('shop'), EgressHost.sameNamespace()), /MESH0008/],
  ['a host before all hosts of its namespace', () => calls(EgressHost.namespace('pay', 'a.example'), EgressHost.namespace('pay')), /MESH0008/],
  ['a host after all hosts of its namespace', () => calls(EgressHost.namespace('pay'), EgressHost.namespace('pay', 'a.example')), /MESH0008/],
  ['all hosts beside those of a namespace', () => calls(EgressHost.anyNamespace(), EgressHost.namespace('pay')), /MESH0008/],
  ['no host beside another', () => calls(EgressHost.none(), EgressHost.namespace('pay')), /MESH0008/],
  ['all other ports before a port', () => ({ egress: [everything(), at(80)] }), /MESH0002[^]*last/],
  ['all other ports twice', () => ({ egress: [everything(), everything()] }), /MESH0008[^]*all other ports/],
  ['an egress port twice', () => ({ egress: [at(80), at(80)] }), /MESH0008/],
  ['a socket twice', () => ({ egress: [EgressListener.atSocket('@a', ALL), EgressListener.atSocket('@a', ALL)] }), /MESH0008/],
  ['a socket that is a folder', () => ({ egress: [EgressListener.atSocket('/var/run/', ALL)] }), /MESH0001/],
  ['a socket without name', () => ({ egress: [EgressListener.atSocket('@', ALL)] }), /MESH0001/],
  ['a socket by redirection', () => ({ egress: [EgressListener.atSocket('@a', ALL, { captureMode: CaptureMode.IPTABLES })] }), /MESH0002/],
  ['egress port 0', () => ({ egress: [at(0)] }), /MESH0001/],
  ['a port name with a dot', () => ({ egress: [EgressListener.atPort({ number: 80, name: 'a.b' }, ALL)] }), /MESH0003/],
  ['a name to listen at', () => ({ egress: [EgressListener.allPorts(ALL, { bind: 'localhost' })] }), /MESH0001/],
  ['ingress port 0', () => takes({ port: { number: 0 } }), /MESH0001/],
  ['an ingress port twice', () => takes({}, {}), /MESH0008/],
  ['an ingress listener at a socket', () => takes({ bind: 'unix:///a' }), /MESH0001/],
  ['an endpoint at port 0', () => takes({ defaultEndpoint: IngressEndpoint.ownAddress(0) }), /MESH0001/],
  ['HTTP limits for TCP', () => takes({ port: { number: 80, protocol: PortProtocol.TCP }, connectionPool: { http: { maxRetries: 1 } } }), /MESH0002/],
  ['TLS on a port that is not TLS', () => takes({ tls: ServerTls.simpleWith(files) }), /MESH0002/],
  ['TLS from a Secret', () => takes({ ...https, tls: ServerTls.simple('cart-tls') }), /MESH0002[^]*credentialName/],
  ['TLS with two certificates', () => takes({ ...https, tls: ServerTls.simpleWith(ServerCertificates.secrets('a', 'b')) }), /MESH0002/],
  ['TLS for named clients', () => takes({ ...https, tls: ServerTls.mutualWith(files, { caCertificates: '/ca', subjectAltNames: ['a'] }) }), /MESH0002/],
  ['mutual TLS of the mesh', () => takes({ ...https, tls: ServerTls.istioMutual() }), /MESH0002[^]*ISTIO_MUTUAL/],
  ['TLS between clusters', () => takes({ ...https, tls: ServerTls.autoPassthrough() }), /MESH0002/],
  ['a proxy without port', () => through('egress.example.com'), /MESH0001[^]*port/],
  ['a proxy by wildcard', () => through('*.example.com', 80), /MESH0003/],
])('%s is refused', (_, props, message) => {
  expect(() => sidecar(props())).toThrow(message);
});
