import { Chart, Duration, Testing } from 'cdk8s';
import { CODES } from '../../src/kernel/codes';
import { Gateway } from '../../src/networking/gateway';
import { MeshService } from '../../src/networking/mesh-service';
import { StringMatch } from '../../src/networking/string-match';
import { VirtualService } from '../../src/networking/virtual-service';
import { BlueGreenRelease, BlueGreenReleaseProps, ReleaseColor } from '../../src/patterns/blue-green-release';
import { CanaryRelease, CanaryReleaseProps } from '../../src/patterns/canary-release';
import { HttpService } from '../../src/patterns/http-service';

const HOST = 'cart.shop.svc.cluster.local';

function setup() {
  const chart = new Chart(Testing.app(), 'shop', { namespace: 'shop' });
  const service = new MeshService(chart, 'Cart', { name: 'cart', ports: [{ name: 'http', number: 8080 }] });
  const gateway = Gateway.fromName(chart, 'Public', 'istio-ingress/public');
  return { chart, service, gateway };
}

/** Routes of each emitted VirtualService: who matches, and where the requests go. */
function routes(chart: Chart): Record<string, [match: unknown, shares: [string, number | undefined][]][]> {
  const services = Testing.synth(chart).filter(object => object.kind === 'VirtualService');
  return Object.fromEntries(services.map(({ metadata, spec }) => [
    metadata.name,
    spec.http.map((route: any) => [route.match, route.route.map((share: any) => [share.destination.subset ?? share.destination.host, share.weight])]),
  ]));
}

describe('a canary release', () => {
  const versions = { stable: { labels: { version: 'v1' } }, canary: { labels: { version: 'v2' } } };
  function release(props: Partial<CanaryReleaseProps> = {}, edge = true) {
    const { chart, service, gateway } = setup();
    new CanaryRelease(chart, 'Release', {
      service, ...versions, canaryPercent: 10, ...(edge ? { hosts: ['shop.example.com'], gateways: [gateway] } : {}), ...props,
    });
    return chart;
  }

  test.each([[0], [10], [100]])('at %d percent splits callers of the mesh and of the gateway alike', canaryPercent => {
    const split = [[undefined, [['stable', 100 - canaryPercent], ['canary', canaryPercent]]]];
    expect(routes(release({ canaryPercent }))).toEqual({ 'cart': split, 'cart-gateway': split });
  });

  test('lends its split to routes of other hosts, so that the share is said once', () => {
    const { chart, service } = setup();
    const { action } = new CanaryRelease(chart, 'Release', { service, ...versions, canaryPercent: 10 });
    new VirtualService(chart, 'Other', { name: 'other', hosts: ['other'] }).addHttpRoute('cart', { action });
    expect(routes(chart).other).toEqual([[undefined, [['stable', 90], ['canary', 10]]]]);
  });

  test('sends what always goes to the canary there, before the split', () => {
    const match = [{ headers: { 'x-canary': { exact: 'true' } } }];
    const all = routes(release({ alwaysCanary: [{ headers: { 'x-canary': StringMatch.exact('true') } }] }));
    for (const name of ['cart', 'cart-gateway']) {
      expect(all[name][0]).toEqual([match, [['canary', undefined]]]);
      expect(all[name]).toHaveLength(2);
    }
  });

  test('declares both versions on the service', () => {
    const rule = Testing.synth(release()).find(object => object.kind === 'DestinationRule');
    expect(rule).toMatchObject({
      metadata: { name: 'cart', namespace: 'shop' },
      spec: { host: HOST, subsets: [{ name: 'stable', labels: { version: 'v1' } }, { name: 'canary', labels: { version: 'v2' } }] },
    });
  });

  test('uses the host of the service for the mesh and the public hosts for the gateways', () => {
    const hosts = Testing.synth(release()).filter(object => object.kind === 'VirtualService').map(({ spec }) => [spec.hosts, spec.gateways]);
    expect(hosts).toEqual([[[HOST], undefined], [['shop.example.com'], ['istio-ingress/public']]]);
  });

  test('without hosts is for the mesh only', () => {
    expect(Object.keys(routes(release({}, false)))).toEqual(['cart']);
  });

  test('gives every route its timeout', () => {
    const [mesh] = Testing.synth(release({ timeout: Duration.millis(1500), alwaysCanary: [{ uri: StringMatch.prefix('/beta') }] }))
      .filter(object => object.kind === 'VirtualService');
    expect(mesh.spec.http.map((route: any) => route.timeout)).toEqual(['1.5s', '1.5s']);
  });

  test('hosts without a gateway, and a gateway without hosts, are refused', () => {
    expect(() => release({ gateways: undefined })).toThrow(CODES.ARGUMENTS_CONFLICT);
    expect(() => release({ hosts: [] })).toThrow(CODES.ARGUMENTS_CONFLICT);
  });

  test('a share above 100 percent is refused', () => {
    expect(() => release({ canaryPercent: 101 })).toThrow(CODES.INVALID_SPLIT);
  });
});

describe('a blue-green release', () => {
  const versions = { blue: { labels: { deployment: 'blue' } }, green: { labels: { deployment: 'green' } } };
  function release(props: Partial<BlueGreenReleaseProps> = {}) {
    const { chart, service, gateway } = setup();
    new BlueGreenRelease(chart, 'Release', {
      service, ...versions, active: ReleaseColor.BLUE, hosts: ['shop.example.com'], gateways: [gateway], ...props,
    });
    return chart;
  }

  test.each([[ReleaseColor.BLUE, 'blue'], [ReleaseColor.GREEN, 'green']])('with %s active sends everybody there', (active, subset) => {
    const all = [[undefined, [[subset, undefined]]]];
    expect(routes(release({ active }))).toEqual({ 'cart': all, 'cart-gateway': all });
  });

  test('sends previews to the version that stands by, by header and by host', () => {
    const match = [{ headers: { 'x-preview': { exact: 'true' } } }];
    const all = [[match, [['green', undefined]]], [undefined, [['blue', undefined]]]];
    expect(routes(release({
      previewMatch: [{ headers: { 'x-preview': StringMatch.exact('true') } }], previewHosts: ['preview.example.com'],
    }))).toEqual({ 'cart': all, 'cart-gateway': all, 'cart-preview': [[undefined, [['green', undefined]]]] });
  });

  test('keeps both subsets, so that switching back is one property', () => {
    const rule = Testing.synth(release()).find(object => object.kind === 'DestinationRule');
    expect(rule.spec.subsets.map((subset: any) => subset.name)).toEqual(['blue', 'green']);
  });

  test('two versions with the same labels are refused', () => {
    expect(() => release({ green: versions.blue })).toThrow(CODES.ARGUMENTS_CONFLICT);
  });

  test('a host that is a preview host too is refused', () => {
    expect(() => release({ previewHosts: ['preview.example.com', 'shop.example.com'] })).toThrow('shop.example.com is a host and a preview host');
  });

  test('a preview host without a gateway is refused', () => {
    expect(() => release({ hosts: undefined, gateways: undefined, previewHosts: ['preview.example.com'] })).toThrow(CODES.ARGUMENTS_CONFLICT);
  });
});

describe('an HTTP service', () => {
  test('routes the mesh to all of it, and the gateways to what is matched', () => {
    const { chart, service, gateway } = setup();
    new HttpService(chart, 'Http', { service, hosts: ['shop.example.com'], gateways: [gateway], match: [{ uri: StringMatch.prefix('/cart') }] });
    expect(routes(chart)).toEqual({
      'cart': [[undefined, [[HOST, undefined]]]],
      'cart-gateway': [[[{ uri: { prefix: '/cart' } }], [[HOST, undefined]]]],
    });
  });

  test('has a timeout, retries and outlier detection unless told otherwise', () => {
    const { chart, service } = setup();
    new HttpService(chart, 'Http', { service });
    const [rule, mesh] = Testing.synth(chart);
    expect(rule.spec.trafficPolicy).toEqual({
      loadBalancer: { simple: 'LEAST_REQUEST' },
      outlierDetection: { baseEjectionTime: '30s', consecutive5xxErrors: 5, interval: '10s', maxEjectionPercent: 50 },
    });
    expect(mesh.spec.http[0]).toMatchObject({
      timeout: '15s', retries: { attempts: 2, perTryTimeout: '5s', retryOn: 'connect-failure,refused-stream,gateway-error' },
    });
  });
});
