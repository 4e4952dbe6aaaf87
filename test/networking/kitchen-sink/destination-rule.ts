import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import {
  ClientTls, ConsistentHash, DestinationRule, ExportTo, H2UpgradePolicy, HashAlgorithm, LoadBalancer, LocalityLoadBalancing, PortTrafficPolicy,
  ProxyProtocolVersion, SimpleLoadBalancer, TrafficPolicy, TunnelProtocol, WorkloadSelector,
} from '../../../src/networking';
import { IstioObject } from '../../../src/networking/istio-object';

const SECOND = Duration.seconds(1);

/** Settings that are possible for a host, a subset, and a port of either; together they reach every field and value. */
const PORT_POLICIES: readonly PortTrafficPolicy[] = [
  ...Object.values(SimpleLoadBalancer).map(algorithm => ({ loadBalancer: LoadBalancer.simple(algorithm) })),
  ...Object.values(H2UpgradePolicy).map(h2UpgradePolicy => ({ connectionPool: { http: { h2UpgradePolicy } } })),
  {
    loadBalancer: LoadBalancer.simple(SimpleLoadBalancer.ROUND_ROBIN, {
      locality: LocalityLoadBalancing.failover([{ from: 'eu', to: 'us' }], ['example.com/rack']),
      warmup: { duration: SECOND, minimumPercent: 5, aggression: 1.5 },
    }),
    connectionPool: {
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
    },
    outlierDetection: {
      consecutive5xxErrors: 0,
      consecutiveGatewayErrors: 1,
      consecutiveLocalOriginFailures: 1,
      splitExternalLocalOriginErrors: true,
      interval: SECOND,
      baseEjectionTime: SECOND,
      maxEjectionPercent: 0,
      minHealthPercent: 0,
      outlierDetectionHttpErrorCodes: [500, 503],
    },
    tls: ClientTls.mutual({
      clientCertificate: '/etc/certs/client.pem',
      privateKey: '/etc/certs/key.pem',
      caCertificates: '/etc/certs/ca.pem',
      caCrl: '/etc/certs/crl.pem',
      sni: 'api.example.com',
      subjectAltNames: ['api.example.com'],
    }),
  },
  {
    loadBalancer: LoadBalancer.consistentHash(ConsistentHash.httpHeader('x-user', HashAlgorithm.ringHash(2048)), {
      locality: LocalityLoadBalancing.distribute([{ from: 'eu/*', to: { 'eu/*': 80, 'us/*': 20 } }]),
    }),
    tls: ClientTls.simple({ insecureSkipVerify: true }),
  },
  {
    loadBalancer: LoadBalancer.consistentHash(
      ConsistentHash.httpCookie({ name: 'user', ttl: Duration.seconds(0), path: '/', attributes: [{ name: 'SameSite', value: 'Lax' }, { name: 'Secure' }] }, HashAlgorithm.maglev(65537)),
      { locality: LocalityLoadBalancing.zoneAware({ enabled: true, minClusterSize: 6, failover: [{ from: 'eu', to: 'us' }], failoverPriority: ['example.com/rack'] }) },
    ),
    tls: ClientTls.istioMutual({ sni: 'cart', subjectAltNames: ['spiffe://cluster.local/ns/shop/sa/cart'] }),
  },
  { loadBalancer: LoadBalancer.consistentHash(ConsistentHash.sourceIp()), tls: ClientTls.disable() },
  { loadBalancer: LoadBalancer.consistentHash(ConsistentHash.httpQueryParameter('user', HashAlgorithm.maglev())), tls: ClientTls.mutualFromCredential('client') },
  { loadBalancer: LoadBalancer.standard({ locality: LocalityLoadBalancing.failoverPriority('topology.kubernetes.io/zone') }), tls: ClientTls.simpleFromCredential('configmap://shop/ca') },
  { loadBalancer: LoadBalancer.standard({ locality: LocalityLoadBalancing.enabled() }) },
  { loadBalancer: LoadBalancer.standard({ locality: LocalityLoadBalancing.disabled() }) },
];

/** Settings that are possible for a host and a subset, not for a port. */
const POLICIES: readonly TrafficPolicy[] = [
  ...PORT_POLICIES.map(policy => ({ ...policy, portLevelSettings: [{ port: 8080, ...policy }] })),
  { tunnel: { protocol: TunnelProtocol.CONNECT, targetHost: 'db.example.com', targetPort: 5432 } },
  { tunnel: { protocol: TunnelProtocol.POST, targetHost: '10.1.2.3', targetPort: 5432 } },
  ...Object.values(ProxyProtocolVersion).map(proxyProtocol => ({ proxyProtocol })),
  { retryBudget: { percent: 0, minRetryConcurrency: 0, budgetInterval: Duration.millis(0) } },
];

/** Places and values of the schema that no prop reaches, with the reason. `**` stands for any place that ends so. */
export const EXCEPTIONS: Record<string, string> = {
  '**consistentHash.minimumRingSize': 'deprecated: HashAlgorithm.ringHash writes ringHash.minimumRingSize',
  '**loadBalancer.warmupDurationSecs': 'deprecated: Warmup.duration writes warmup.duration',
  '**outlierDetection.consecutiveErrors': 'deprecated: consecutive5xxErrors and consecutiveGatewayErrors',
  '**loadBalancer.simple=LEAST_CONN': 'deprecated: LEAST_REQUEST',
};

/** DestinationRules that together reach every place of the schema. */
export function kitchenSink(scope: Construct): IstioObject[] {
  const rules = POLICIES.map((trafficPolicy, i) => new DestinationRule(scope, `Policy${i}`, {
    namespace: 'shop', host: `service-${i}.shop.svc.cluster.local`, trafficPolicy, subsets: { v1: { labels: { version: 'v1' }, trafficPolicy } },
  }));
  return [
    ...rules,
    new DestinationRule(scope, 'Exported', { namespace: 'shop', host: '*.shop.svc.cluster.local', exportTo: ExportTo.all() }),
    new DestinationRule(scope, 'Selected', {
      namespace: 'shop',
      host: 'cart.shop.svc.cluster.local',
      exportTo: ExportTo.sameNamespace(),
      workloadSelector: WorkloadSelector.labels({ app: 'frontend' }),
    }),
  ];
}
