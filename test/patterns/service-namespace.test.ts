import { App, Chart } from 'cdk8s';
import {
  AbTest, Audience, BlueGreenRelease, CanaryRelease, CircuitBreaker, ClientAddress, DeclaredCallsScope, Gateway, HostRoutes, HttpAction, HttpService,
  HttpWorkload, IGateway, IpDenyList, JwtKeys, JwtLogin, LocalityAwareService, LocalRateLimit, MeshService, MirroredRelease, MirrorTarget,
  MutualTlsMigration, MutualTlsStep, PublicApi, RateLimitPoint, RefusedAddresses, ReleaseColor, SessionKey, StickySessions, TrafficOwner,
  TrafficSplit,
} from '../../src';

interface Place {
  readonly chart: Chart;
  readonly service: MeshService;
  readonly edge: { readonly hosts: string[]; readonly gateways: IGateway[] };
}

const V1 = { labels: { version: 'v1' } };
const V2 = { labels: { version: 'v2' } };

// Istio looks for what concerns a service in its namespace (and in those of the client and of the mesh): an object elsewhere is read by nobody.
test.each<[string, (place: Place) => unknown]>([
  ['HttpService', ({ chart, service, edge }) => new HttpService(chart, 'It', { service, ...edge })],
  ['CanaryRelease', ({ chart, service, edge }) => new CanaryRelease(chart, 'It', { service, stable: V1, canary: V2, canaryPercent: 5, ...edge })],
  ['CanaryRelease of an engine', ({ chart, service, edge }) => new CanaryRelease(chart, 'It', { service, owner: TrafficOwner.argoRollouts(), ...edge })],
  ['CanaryRelease of Flagger', ({ chart, service, edge }) => new CanaryRelease(chart, 'It', { service, owner: TrafficOwner.flagger(), ...edge })],
  ['BlueGreenRelease', ({ chart, service, edge }) => new BlueGreenRelease(chart, 'It', {
    service, blue: V1, green: V2, active: ReleaseColor.BLUE, previewHosts: ['preview.example.com'], ...edge,
  })],
  ['MirroredRelease', ({ chart, service, edge }) => new MirroredRelease(chart, 'It', { service, mirror: MirrorTarget.version({ live: V1, shadow: V2 }), percentage: 5, ...edge })],
  ['AbTest', ({ chart, service, edge }) => new AbTest(chart, 'It', { service, original: V1, variant: V2, audience: [Audience.cookie('a', 'b')], ...edge })],
  ['CircuitBreaker', ({ chart, service }) => new CircuitBreaker(chart, 'It', { service })],
  ['StickySessions', ({ chart, service }) => new StickySessions(chart, 'It', { service, key: SessionKey.header('x-user') })],
  ['LocalityAwareService', ({ chart, service }) => new LocalityAwareService(chart, 'It', { service })],
  ['LocalRateLimit', ({ chart, service }) => new LocalRateLimit(chart, 'It', { at: RateLimitPoint.inbound(service), requests: 5 })],
  ['DeclaredCallsScope', ({ chart, service }) => new DeclaredCallsScope(chart, 'It', { callers: [service] })],
  ['MutualTlsMigration', ({ chart, service }) => new MutualTlsMigration(chart, 'It', { namespace: 'billing', step: MutualTlsStep.strictFor([service]) })],
  ['PublicApi', ({ chart, service, edge }) => new PublicApi(chart, 'It', { service, pathPrefix: '/pay', ...edge })],
  ['JwtLogin', ({ chart, service }) => new JwtLogin(chart, 'It', {
    workload: HttpWorkload.service(service), issuers: [{ issuer: 'https://login.example.com', audiences: ['pay'], keys: JwtKeys.uri('https://login.example.com/jwks') }],
  })],
  ['IpDenyList', ({ chart, service }) => new IpDenyList(chart, 'It', {
    gateway: HttpWorkload.gateway(service), refused: RefusedAddresses.these(['203.0.113.7']), clientAddress: ClientAddress.trustedProxies(1),
  })],
  ['HostRoutes', ({ chart, service, edge }) => new HostRoutes(chart, 'It', { service, ...edge }).addTeam('web').addHttpRoute('all', { action: HttpAction.route(TrafficSplit.to(service)) })],
])('the objects of %s are in the namespace of the service, wherever the chart is', (_, make) => {
  const chart = new Chart(new App(), 'chart', { namespace: 'shop' });
  const service = new MeshService(chart, 'Payments', {
    name: 'payments', namespace: 'billing', ports: [{ name: 'http', number: 8080, targetPort: 8080 }], selector: { app: 'payments' }, serviceAccount: 'payments',
  });
  make({ chart, service, edge: { hosts: ['pay.example.com'], gateways: [Gateway.fromName(chart, 'Public', 'istio-ingress/public')] } });
  const objects = chart.toJson();
  expect(objects.length).toBeGreaterThan(0);
  expect(objects.filter(({ metadata }) => metadata.namespace !== 'billing').map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`)).toEqual([]);
});
