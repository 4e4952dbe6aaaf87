import { App, Chart } from 'cdk8s';
import { DataPlane, MeshService, MetricsScraper, ZeroTrustNamespace, ZeroTrustNamespaceProps } from '../../src';

function namespace(props: Partial<ZeroTrustNamespaceProps> = {}, scraper: Partial<MetricsScraper> = {}, scrapes = false): ZeroTrustNamespace {
  const chart = new Chart(new App(), 'chart', { namespace: 'shop' });
  const prometheus = new MeshService(chart, 'Prometheus', { name: 'prometheus', namespace: 'monitoring', ports: [{ number: 9090 }], serviceAccount: 'prometheus' });
  return new ZeroTrustNamespace(chart, 'Namespace', { name: 'shop', scrapers: scrapes ? [{ scraper: prometheus, ...scraper }] : undefined, ...props });
}

test('mutual TLS is strict, and nothing is allowed', () => {
  const { namespace: { namespace: object }, peerAuthentication, denial, scraping } = namespace({ labels: { team: 'shop' } });
  expect(object.toJson().metadata).toMatchObject({ name: 'shop', labels: { 'team': 'shop', 'istio-injection': 'enabled' } });
  expect(peerAuthentication.toJson()).toMatchObject({ metadata: { name: 'default', namespace: 'shop' }, spec: { mtls: { mode: 'STRICT' } } });
  expect(denial.toJson()).toMatchObject({ metadata: { name: 'deny-by-default', namespace: 'shop' }, spec: {} });
  expect(scraping).toBeUndefined();
});

test.each<[string, DataPlane, Record<string, string>]>([
  ['sidecars of a revision', DataPlane.sidecarRevision('1-30'), { 'istio.io/rev': '1-30' }],
  ['the ambient mesh', DataPlane.ambient(), { 'istio.io/dataplane-mode': 'ambient' }],
])('the namespace is carried by %s', (_, dataPlane, labels) => {
  expect(namespace({ dataPlane }).namespace.namespace.toJson().metadata.labels).toEqual(labels);
});

test('an empty list of scrapers writes no policy: it would be one that says nothing', () => {
  expect(namespace({ scrapers: [] }).scraping).toBeUndefined();
});

test.each<[string, Partial<MetricsScraper>, DataPlane, object]>([
  ['the usual path', {}, DataPlane.sidecar(), { methods: ['GET'], paths: ['/metrics'] }],
  ['paths and ports', { paths: ['/a', '/b'], ports: [9090] }, DataPlane.sidecarRevision('1-30'), { methods: ['GET'], paths: ['/a', '/b'], ports: ['9090'] }],
  ['ports alone in the ambient mesh', { ports: [9090, 9091] }, DataPlane.ambient(), { ports: ['9090', '9091'] }],
])('a scraper is admitted for %s', (_, scraper, dataPlane, operation) => {
  expect(namespace({ dataPlane }, scraper, true).scraping!.toJson().spec).toEqual({
    action: 'ALLOW',
    rules: [{ from: [{ source: { principals: ['cluster.local/ns/monitoring/sa/prometheus'] } }], to: [{ operation }] }],
  });
});

test.each<[string, Partial<MetricsScraper>, DataPlane, RegExp]>([
  ['no paths at all', { paths: [] }, DataPlane.sidecar(), /MESH0011/],
  ['no ports at all', { ports: [] }, DataPlane.sidecar(), /MESH0011/],
  ['no ports at all in the ambient mesh', { ports: [] }, DataPlane.ambient(), /MESH0011/],
  ['everything in the ambient mesh', {}, DataPlane.ambient(), /MESH0002[\s\S]*one without ports everything/],
  ['paths in the ambient mesh', { ports: [1], paths: ['/metrics'] }, DataPlane.ambient(), /MESH0002[\s\S]*knows ports and no paths/],
  ['a port that is none', { ports: [0] }, DataPlane.sidecar(), /MESH0001/],
])('a scraper of %s is refused', (_, scraper, dataPlane, error) => {
  expect(() => namespace({ dataPlane }, scraper, true)).toThrow(error);
});
