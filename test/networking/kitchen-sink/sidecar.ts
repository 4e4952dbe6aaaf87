import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import {
  CaptureMode, CipherSuite, ConnectionPool, Destination, EgressHost, EgressListener, H2UpgradePolicy, IngressEndpoint, IngressListener, PortProtocol,
  ServerCertificates, ServerTls, Sidecar, SidecarOutboundTrafficPolicy, TlsVersion, WorkloadSelector,
} from '../../../src/networking';
import { IstioObject } from '../../../src/networking/istio-object';

const GATEWAY_ONLY = 'Istio’s webhook refuses it at a sidecar';

/** Places and values of the schema that no prop reaches, with the reason. */
export const EXCEPTIONS: Record<string, string> = {
  'egress[].port.targetPort': 'no effect; the webhook refuses it',
  'ingress[].port.targetPort': 'no effect; the webhook refuses it',
  'ingress[].tls.credentialName': GATEWAY_ONLY,
  'ingress[].tls.credentialNames': GATEWAY_ONLY,
  'ingress[].tls.httpsRedirect': GATEWAY_ONLY,
  'ingress[].tls.subjectAltNames': GATEWAY_ONLY,
  'ingress[].tls.tlsCertificates': GATEWAY_ONLY,
  'ingress[].tls.tlsCertificates[].caCertificates': GATEWAY_ONLY,
  'ingress[].tls.tlsCertificates[].privateKey': GATEWAY_ONLY,
  'ingress[].tls.tlsCertificates[].serverCertificate': GATEWAY_ONLY,
  'ingress[].tls.mode=ISTIO_MUTUAL': GATEWAY_ONLY,
  'ingress[].tls.mode=AUTO_PASSTHROUGH': GATEWAY_ONLY,
  'ingress[].tls.caCertCredentialName': 'a Secret, and the certificates of a sidecar are files',
};

const SECOND = Duration.seconds(1);
const POOL: ConnectionPool = {
  tcp: {
    maxConnections: 1,
    connectTimeout: SECOND,
    maxConnectionDuration: SECOND,
    idleTimeout: Duration.millis(0),
    tcpKeepalive: { probes: 3, time: SECOND, interval: SECOND },
  },
  http: {
    http1MaxPendingRequests: 0,
    http2MaxRequests: 1,
    maxRequestsPerConnection: 0,
    maxRetries: 0,
    maxConcurrentStreams: 1,
    idleTimeout: SECOND,
    useClientProtocol: false,
    http2KeepAlive: { interval: SECOND, timeout: SECOND },
  },
};
const POOLS: ConnectionPool[] = [POOL, ...Object.values(H2UpgradePolicy).map(h2UpgradePolicy => ({ http: { h2UpgradePolicy } }))];

/** Sidecars that together reach every place of the schema but the exceptions. */
export function kitchenSink(scope: Construct): IstioObject[] {
  const files = ServerCertificates.files({ serverCertificate: '/etc/tls/tls.crt', privateKey: '/etc/tls/tls.key' });
  const caCertificates = '/etc/tls/ca.crt';
  const cipherSuites = [CipherSuite.ECDHE_RSA_AES128_GCM_SHA256];
  const tls = [
    ServerTls.passthrough(),
    ServerTls.mutualWith(files, {
      caCertificates,
      caCrl: '/etc/tls/ca.crl',
      verifyCertificateSpki: ['NvqYIYSbgK2vCJpQhObf77vv+bQWtc5ek5RIOwPiC9A='],
      verifyCertificateHash: ['df6ff72fe9116521268f6f2dd4966f51df479883fe7037b39f75916ac3049d1a'],
      insecureSkipVerify: true,
    }),
    ServerTls.optionalMutualWith(files, { caCertificates }),
    ...Object.values(TlsVersion).flatMap(version => [
      ServerTls.simpleWith(files, { minProtocolVersion: version, cipherSuites }),
      ServerTls.simpleWith(files, { maxProtocolVersion: version, cipherSuites }),
    ]),
  ];
  const endpoints = [
    IngressEndpoint.loopback(8080), IngressEndpoint.loopbackIpv6(8080), IngressEndpoint.ownAddress(8080), IngressEndpoint.ownAddressIpv6(8080),
    IngressEndpoint.socket('/var/run/app'), IngressEndpoint.socket('@app'),
  ];
  const ingress: IngressListener[] = [
    { port: { number: 9000 }, bind: '127.0.0.1' },
    ...tls.map((each, i) => ({ port: { number: 9100 + i, name: `https-${i}`, protocol: i % 2 ? PortProtocol.TLS : PortProtocol.HTTPS }, tls: each })),
    ...endpoints.map((defaultEndpoint, i) => ({ port: { number: 9200 + i, protocol: PortProtocol.TCP }, defaultEndpoint })),
    ...POOLS.map((connectionPool, i) => ({ port: { number: 9300 + i, protocol: PortProtocol.HTTP }, connectionPool })),
    ...Object.values(CaptureMode).map((captureMode, i) => ({ port: { number: 9400 + i }, captureMode })),
  ];
  const egress = [
    ...Object.values(CaptureMode).map((captureMode, i) => EgressListener.atPort({ number: 9000 + i, name: `tcp-${i}`, protocol: PortProtocol.TCP },
      [EgressHost.namespace('shop'), EgressHost.anyNamespace('*.example.com')], { captureMode, bind: '127.0.0.1' })),
    EgressListener.atPort({ number: 9100 }, [EgressHost.none()]),
    EgressListener.atSocket('/var/run/mysql', [EgressHost.anyNamespace('db.example.com')], {
      portName: 'mysql', protocol: PortProtocol.MYSQL, captureMode: CaptureMode.NONE,
    }),
    EgressListener.atSocket('@redis', [EgressHost.namespace('data', 'redis.data.svc.cluster.local')]),
    EgressListener.allPorts([EgressHost.sameNamespace(), EgressHost.namespace('istio-system')]),
  ];
  const namespace = 'store';
  return [
    new Sidecar(scope, 'Everything', { namespace, workloadSelector: WorkloadSelector.labels({ app: 'cart' }), egress, ingress }),
    new Sidecar(scope, 'RegistryOnly', { namespace, outboundTrafficPolicy: SidecarOutboundTrafficPolicy.registryOnly() }),
    new Sidecar(scope, 'AllowAny', {
      namespace, workloadSelector: WorkloadSelector.labels({ app: 'any' }), outboundTrafficPolicy: SidecarOutboundTrafficPolicy.allowAny(),
    }),
    new Sidecar(scope, 'Proxy', {
      namespace,
      workloadSelector: WorkloadSelector.labels({ app: 'proxied' }),
      outboundTrafficPolicy: SidecarOutboundTrafficPolicy.allowAnyThrough(Destination.host('egress.shop.svc.cluster.local', { port: 8443, subset: 'v1' })),
    }),
    ...POOLS.map((inboundConnectionPool, i) => new Sidecar(scope, `Pool${i}`, {
      namespace, workloadSelector: WorkloadSelector.labels({ app: `pool-${i}` }), inboundConnectionPool,
    })),
  ];
}
