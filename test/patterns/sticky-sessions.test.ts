import { Chart, Duration, Testing } from 'cdk8s';
import { CODES } from '../../src/kernel/codes';
import { HashAlgorithm } from '../../src/networking/consistent-hash';
import { MeshService } from '../../src/networking/mesh-service';
import { BlueGreenRelease, ReleaseColor } from '../../src/patterns/blue-green-release';
import { SessionKey } from '../../src/patterns/session-key';
import { StickySessions, StickySessionsProps } from '../../src/patterns/sticky-sessions';

function setup() {
  const chart = new Chart(Testing.app(), 'shop', { namespace: 'shop' });
  return { chart, service: new MeshService(chart, 'Cart', { name: 'cart', ports: [{ name: 'http', number: 8080 }] }) };
}

function policy(props: Omit<StickySessionsProps, 'service'>): any {
  const { chart, service } = setup();
  new StickySessions(chart, 'Sessions', { service, ...props });
  const [rule] = Testing.synth(chart);
  expect([rule.kind, rule.metadata.name, rule.spec.host]).toEqual(['DestinationRule', 'cart', 'cart.shop.svc.cluster.local']);
  return rule.spec.trafficPolicy;
}

test.each<[title: string, props: Omit<StickySessionsProps, 'service'>, hash: object]>([
  ['a cookie holds for the whole host', { key: SessionKey.cookie({ name: 's', ttl: Duration.minutes(5) }) }, { httpCookie: { name: 's', ttl: '300s', path: '/' } }],
  ['a cookie of the browser session', { key: SessionKey.cookie({ name: 's', ttl: Duration.seconds(0) }) }, { httpCookie: { name: 's', ttl: '0s', path: '/' } }],
  ['a cookie with a path and attributes', {
    key: SessionKey.cookie({ name: 's', ttl: Duration.seconds(1), path: '/cart', attributes: [{ name: 'Secure' }, { name: 'SameSite', value: 'Lax' }] }),
  }, { httpCookie: { name: 's', ttl: '1s', path: '/cart', attributes: [{ name: 'Secure' }, { name: 'SameSite', value: 'Lax' }] } }],
  ['a header', { key: SessionKey.header('x-user') }, { httpHeaderName: 'x-user' }],
  ['the address, over a larger ring', { key: SessionKey.sourceIp(), algorithm: HashAlgorithm.ringHash(4096) }, { useSourceIp: true, ringHash: { minimumRingSize: 4096 } }],
  ['a header, over Maglev', { key: SessionKey.header('x-user'), algorithm: HashAlgorithm.maglev() }, { httpHeaderName: 'x-user', maglev: { tableSize: 65537 } }],
])('%s', (_, props, consistentHash) => {
  expect(policy(props)).toEqual({ loadBalancer: { consistentHash } });
});

test('outlier detection and connection limits stand beside the key', () => {
  expect(policy({
    key: SessionKey.header('x-user'), outlierDetection: { consecutive5xxErrors: 3 }, connectionPool: { tcp: { maxConnections: 10 } },
  })).toEqual({
    loadBalancer: { consistentHash: { httpHeaderName: 'x-user' } },
    outlierDetection: { consecutive5xxErrors: 3 },
    connectionPool: { tcp: { maxConnections: 10 } },
  });
});

test('a pattern that sends everybody to one version takes the key as its load balancer', () => {
  const { chart, service } = setup();
  new BlueGreenRelease(chart, 'Release', {
    service,
    blue: { labels: { color: 'blue' } },
    green: { labels: { color: 'green' } },
    active: ReleaseColor.BLUE,
    trafficPolicy: { loadBalancer: SessionKey.header('x-user').toLoadBalancer() },
  });
  const [rule] = Testing.synth(chart);
  expect(rule.spec.trafficPolicy).toEqual({ loadBalancer: { consistentHash: { httpHeaderName: 'x-user' } } });
});

test.each<[mistake: string, key: () => SessionKey, code: string]>([
  ['a cookie without a name', () => SessionKey.cookie({ name: '', ttl: Duration.hours(1) }), CODES.INVALID_ARGUMENT],
  ['a header without a name', () => SessionKey.header(''), CODES.INVALID_NAME],
  ['a time to live below a millisecond', () => SessionKey.cookie({ name: 's', ttl: Duration.millis(0.5) }), CODES.INVALID_DURATION],
])('%s is refused', (_, key, code) => {
  expect(() => policy({ key: key() })).toThrow(code);
});

test.each(['', 'a b', 'a;b', 'a=b', 'größe'])('a cookie called %p is refused, which no browser would keep', name => {
  expect(() => SessionKey.cookie({ name, ttl: Duration.seconds(0) }).toLoadBalancer()).toThrow(/MESH0001/);
});
