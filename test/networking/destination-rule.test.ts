import { App, Chart, Duration } from 'cdk8s';
import { sourceAt } from '../../src/kernel/source';
import {
  ClientTls, ConsistentHash, DestinationRule, DestinationRuleProps, ExportTo, H2UpgradePolicy, HashAlgorithm, LoadBalancer, LocalityLoadBalancing,
  MeshService, ProxyProtocolVersion, SimpleLoadBalancer, TrafficPolicy, WorkloadSelector,
} from '../../src/networking';

function shop(): Chart {
  return new Chart(new App(), 'shop', { namespace: 'shop' });
}

function cart(chart: Chart, ...ports: number[]): MeshService {
  return new MeshService(chart, 'Cart', { name: 'cart', ports: ports.map(number => ({ name: `http-${number}`, number })), selector: { app: 'cart' } });
}

function policy(trafficPolicy: TrafficPolicy): any {
  return new DestinationRule(shop(), 'Rule', { host: 'cart.shop.svc.cluster.local', trafficPolicy }).toJson().spec.trafficPolicy;
}

test('a rule for a service', () => {
  const chart = shop();
  const rule = new DestinationRule(chart, 'CartRule', {
    service: cart(chart, 8080),
    trafficPolicy: {
      loadBalancer: LoadBalancer.simple(SimpleLoadBalancer.LEAST_REQUEST),
      outlierDetection: { consecutive5xxErrors: 5, interval: Duration.seconds(10) },
    },
  });
  rule.addSubset('stable', { labels: { version: 'v1' } });
  rule.addSubset('canary', { labels: { version: 'v2' }, trafficPolicy: { loadBalancer: LoadBalancer.simple(SimpleLoadBalancer.RANDOM) } });
  expect(rule.toJson()).toEqual({
    apiVersion: 'networking.istio.io/v1',
    kind: 'DestinationRule',
    metadata: { name: 'cart-rule', namespace: 'shop' },
    spec: {
      host: 'cart.shop.svc.cluster.local',
      trafficPolicy: { loadBalancer: { simple: 'LEAST_REQUEST' }, outlierDetection: { consecutive5xxErrors: 5, interval: '10s' } },
      subsets: [
        { name: 'stable', labels: { version: 'v1' } },
        { name: 'canary', labels: { version: 'v2' }, trafficPolicy: { loadBalancer: { simple: 'RANDOM' } } },
      ],
    },
  });
});

test('zero is a value', () => {
  expect(policy({
    outlierDetection: { consecutive5xxErrors: 0, maxEjectionPercent: 0 },
    connectionPool: { http: { maxRetries: 0, useClientProtocol: false }, tcp: { idleTimeout: Duration.millis(0) } },
    loadBalancer: LoadBalancer.consistentHash(ConsistentHash.httpCookie({ name: 'user', ttl: Duration.seconds(0) })),
    retryBudget: { percent: 0, minRetryConcurrency: 0 },
  })).toEqual({
    outlierDetection: { consecutive5xxErrors: 0, maxEjectionPercent: 0 },
    connectionPool: { http: { maxRetries: 0, useClientProtocol: false }, tcp: { idleTimeout: '0s' } },
    loadBalancer: { consistentHash: { httpCookie: { name: 'user', ttl: '0s' } } },
    retryBudget: { percent: 0, minRetryConcurrency: 0 },
  });
});

describe('a subset as a destination', () => {
  test('has the only port of the service', () => {
    const chart = shop();
    const subset = new DestinationRule(chart, 'Rule', { service: cart(chart, 8080) }).addSubset('v1', { labels: { version: 'v1' } });
    expect(subset.toDestinationConfig()).toEqual({ host: 'cart.shop.svc.cluster.local', subset: 'v1', port: 8080 });
  });

  test('has the port that is asked for', () => {
    const chart = shop();
    const rule = new DestinationRule(chart, 'Rule', { service: cart(chart, 8080, 9090), subsets: { v1: { labels: {} } } });
    expect(rule.subset('v1').toDestinationConfig()).toEqual({ host: 'cart.shop.svc.cluster.local', subset: 'v1', port: undefined });
    expect(rule.subset('v1').port('http-9090').toDestinationConfig()).toEqual({ host: 'cart.shop.svc.cluster.local', subset: 'v1', port: 9090 });
    expect(rule.subset('v1').portNumber(80).toDestinationConfig()).toEqual({ host: 'cart.shop.svc.cluster.local', subset: 'v1', port: 80 });
    expect(() => rule.subset('v1').port('http-909')).toThrow(/MESH0006[^]*http-9090/);
  });

  test('of a host knows no port names', () => {
    const subset = new DestinationRule(shop(), 'Rule', { host: 'api.example.com' }).addSubset('v1', { labels: {} });
    expect(subset.toDestinationConfig()).toEqual({ host: 'api.example.com', subset: 'v1' });
    expect(() => subset.port('http')).toThrow(/MESH0006[^]*portNumber/);
  });

  test('is looked up by its name, and a misspelt name is corrected', () => {
    const rule = new DestinationRule(shop(), 'Rule', { host: 'api.example.com', subsets: { stable: { labels: {} } } });
    expect(rule.subset('stable').labels).toEqual({});
    expect(() => rule.subset('stabel')).toThrow(/MESH0006[^]*did you mean "stable"/);
  });

  test('cannot be there twice', () => {
    const rule = new DestinationRule(shop(), 'Rule', { host: 'api.example.com', subsets: { v1: { labels: {} } } });
    expect(() => rule.addSubset('v1', { labels: { version: 'v2' } })).toThrow(/MESH0008/);
    expect(rule.toJson().spec.subsets).toHaveLength(1);
  });

  test.each([['v1.0'], [''], ['-v1'], ['v'.repeat(64)]])('cannot be called %j', name => {
    expect(() => new DestinationRule(shop(), 'Rule', { host: 'api.example.com' }).addSubset(name, { labels: {} })).toThrow(/MESH0003/);
  });
});

test('a subset that is added remembers the line that added it', () => {
  const rule = new DestinationRule(shop(), 'Rule', { host: 'api.example.com' });
  rule.addSubset('v1', { labels: {} });
  expect(sourceAt(rule.toJson().spec, ['subsets', 0, 'name'])?.location?.file).toBe(__filename);
});

test('findings point at the line that wrote a host by hand', () => {
  const spec = new DestinationRule(shop(), 'Rule', { host: 'api.example.com' }).toJson().spec;
  expect(sourceAt(spec, ['host'])?.location?.file).toBe(__filename);
  const chart = shop();
  expect(sourceAt(new DestinationRule(chart, 'Rule', { service: cart(chart, 80) }).toJson().spec, ['host'])).toBeUndefined();
});

test.each<[string, DestinationRuleProps, RegExp]>([
  ['neither service nor host', {}, /MESH0002/],
  ['a URL as host', { host: 'https://api.example.com' }, /MESH0003/],
  ['a star inside the host', { host: 'api.*.example.com' }, /MESH0003/],
  ['export to nowhere', { host: 'a.b', exportTo: ExportTo.nowhere() }, /MESH0002/],
  ['a client selector with export to others', { host: 'a.b', exportTo: ExportTo.all(), workloadSelector: WorkloadSelector.labels({ app: 'x' }) }, /MESH0002/],
  ['a policy that says nothing', { host: 'a.b', trafficPolicy: {} }, /MESH0002/],
  ['a subset’s policy that says nothing', { host: 'a.b', subsets: { v1: { labels: {}, trafficPolicy: {} } } }, /MESH0002[^]*subsets\[0\]/],
  ['an illegal label', { host: 'a.b', subsets: { v1: { labels: { version: 'v*' } } } }, /MESH0003/],
  ['a ConfigMap of another namespace', { host: 'a.b', trafficPolicy: { tls: ClientTls.simpleFromCredential('configmap://billing/ca') } }, /MESH0002/],
])('%s is refused', (_, props, message) => {
  expect(() => new DestinationRule(shop(), 'Rule', props)).toThrow(message);
});

test('export to the own namespace goes with a client selector, by its name too', () => {
  const rule = new DestinationRule(shop(), 'Rule', { host: 'a.b', exportTo: ExportTo.namespaces('shop'), workloadSelector: WorkloadSelector.labels({ app: 'x' }) });
  expect(rule.toJson().spec).toEqual({ host: 'a.b', exportTo: ['shop'], workloadSelector: { matchLabels: { app: 'x' } } });
});

const SECOND = Duration.seconds(1);

test.each<[string, () => TrafficPolicy, RegExp]>([
  ['tunnel with proxy protocol', () => ({ tunnel: { targetHost: 'a.b', targetPort: 1 }, proxyProtocol: ProxyProtocolVersion.V1 }), /MESH0002/],
  ['tunnel to a wildcard', () => ({ tunnel: { targetHost: '*.b', targetPort: 1 } }), /MESH0003/],
  ['tunnel to port 0', () => ({ tunnel: { targetHost: 'a.b', targetPort: 0 } }), /MESH0001/],
  ['no port level settings', () => ({ portLevelSettings: [] }), /MESH0002/],
  ['port without settings', () => ({ portLevelSettings: [{ port: 80 }] }), /MESH0002/],
  ['port twice', () => ({ portLevelSettings: [{ port: 80, tls: ClientTls.disable() }, { port: 80, tls: ClientTls.simple() }] }), /MESH0008/],
  ['port 65536', () => ({ portLevelSettings: [{ port: 65536, tls: ClientTls.disable() }] }), /MESH0001/],
  ['pool without limits', () => ({ connectionPool: {} }), /MESH0002/],
  ['negative connections', () => ({ connectionPool: { tcp: { maxConnections: -1 } } }), /MESH0001[^]*tcp\.maxConnections/],
  ['half a request', () => ({ connectionPool: { http: { http2MaxRequests: 0.5 } } }), /MESH0001/],
  ['no time to connect', () => ({ connectionPool: { tcp: { connectTimeout: Duration.millis(0) } } }), /MESH0004/],
  ['upgrade with the client’s protocol', () => ({ connectionPool: { http: { h2UpgradePolicy: H2UpgradePolicy.UPGRADE, useClientProtocol: true } } }), /MESH0002/],
  ['local failures that are not told apart', () => ({ outlierDetection: { consecutiveLocalOriginFailures: 1 } }), /MESH0002/],
  ['101 percent', () => ({ outlierDetection: { maxEjectionPercent: 101 } }), /MESH0001/],
  ['status 99', () => ({ outlierDetection: { outlierDetectionHttpErrorCodes: [99] } }), /MESH0001/],
  ['no status', () => ({ outlierDetection: { outlierDetectionHttpErrorCodes: [] } }), /MESH0011/],
  ['a budget over 100 percent', () => ({ retryBudget: { percent: 100.1 } }), /MESH0001/],
  ['a table that is no prime', () => ({ loadBalancer: LoadBalancer.consistentHash(ConsistentHash.sourceIp(HashAlgorithm.maglev(65536))) }), /MESH0001/],
  ['a table of size 0', () => ({ loadBalancer: LoadBalancer.consistentHash(ConsistentHash.sourceIp(HashAlgorithm.maglev(0))) }), /MESH0001/],
  ['a table that is too large', () => ({ loadBalancer: LoadBalancer.consistentHash(ConsistentHash.sourceIp(HashAlgorithm.maglev(5_000_011))) }), /MESH0001/],
  ['a cookie without name', () => ({ loadBalancer: LoadBalancer.consistentHash(ConsistentHash.httpCookie({ name: '' })) }), /MESH0001/],
  ['an attribute twice', () => ({ loadBalancer: LoadBalancer.consistentHash(ConsistentHash.httpCookie({ name: 'x', attributes: [{ name: 'a' }, { name: 'a' }] })) }), /MESH0008/],
  ['warm-up over 100 percent', () => ({ loadBalancer: LoadBalancer.standard({ warmup: { duration: SECOND, minimumPercent: 101 } }) }), /MESH0001/],
  ['warm-up without growth', () => ({ loadBalancer: LoadBalancer.standard({ warmup: { duration: SECOND, aggression: 0 } }) }), /MESH0001/],
  ['a load balancer that says nothing', () => ({ loadBalancer: LoadBalancer.standard({}) }), /MESH0001/],
  ['shares of 90', () => ({ loadBalancer: LoadBalancer.standard({ locality: LocalityLoadBalancing.distribute([{ from: 'eu', to: { eu: 90 } }]) }) }), /MESH0005/],
  ['overlapping shares', () => ({ loadBalancer: LoadBalancer.standard({ locality: LocalityLoadBalancing.distribute([{ from: 'eu', to: { 'eu/*': 50, 'eu/1': 50 } }]) }) }), /MESH0008/],
  ['failover to itself', () => ({ loadBalancer: LoadBalancer.standard({ locality: LocalityLoadBalancing.failover([{ from: 'eu', to: 'eu' }]) }) }), /MESH0001/],
  ['failover to a zone', () => ({ loadBalancer: LoadBalancer.standard({ locality: LocalityLoadBalancing.failover([{ from: 'eu', to: 'us/1' }]) }) }), /MESH0001/],
  ['topology labels beside failover', () => ({ loadBalancer: LoadBalancer.standard({ locality: LocalityLoadBalancing.failover([{ from: 'eu', to: 'us' }], ['topology.kubernetes.io/zone']) }) }), /MESH0002/],
  ['zone-aware with cluster size 0', () => ({ loadBalancer: LoadBalancer.standard({ locality: LocalityLoadBalancing.zoneAware({ minClusterSize: 0 }) }) }), /MESH0001/],
  ['unverified with authorities', () => ({ tls: ClientTls.simple({ insecureSkipVerify: true, caCertificates: '/ca.pem' }) }), /MESH0002/],
  ['unverified with names', () => ({ tls: ClientTls.mutualFromCredential('client', { insecureSkipVerify: true, subjectAltNames: ['a'] }) }), /MESH0002/],
  ['unverified with a credential', () => ({ tls: ClientTls.simpleFromCredential('ca', { insecureSkipVerify: true }) }), /MESH0002/],
  ['mutual without certificate', () => ({ tls: ClientTls.mutual({ clientCertificate: '', privateKey: '/key.pem' }) }), /MESH0001/],
  ['no names', () => ({ tls: ClientTls.simple({ subjectAltNames: [] }) }), /MESH0011/],
  ['half a ConfigMap', () => ({ tls: ClientTls.simpleFromCredential('configmap://ca') }), /MESH0003/],
])('%s is refused', (_, trafficPolicy, message) => {
  expect(() => policy(trafficPolicy())).toThrow(message);
});

test('one policy serves many rules', () => {
  const shared: TrafficPolicy = { loadBalancer: LoadBalancer.simple(SimpleLoadBalancer.RANDOM), tls: ClientTls.istioMutual() };
  expect(policy(shared)).toEqual(policy(shared));
  expect(policy(shared)).toEqual({ loadBalancer: { simple: 'RANDOM' }, tls: { mode: 'ISTIO_MUTUAL' } });
});
