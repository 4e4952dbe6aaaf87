import { Chart, Testing } from 'cdk8s';
import { CODES } from '../../src/kernel/codes';
import { Gateway } from '../../src/networking/gateway';
import { MeshService } from '../../src/networking/mesh-service';
import { MirrorTarget } from '../../src/patterns/mirror-target';
import { MirroredRelease, MirroredReleaseProps } from '../../src/patterns/mirrored-release';

const VERSION = MirrorTarget.version({ live: { labels: { version: 'v1' } }, shadow: { labels: { version: 'v2' } } });
const CART = { host: 'cart.shop.svc.cluster.local', port: { number: 8080 } };

function setup() {
  const chart = new Chart(Testing.app(), 'shop', { namespace: 'shop' });
  const cart = new MeshService(chart, 'Cart', { name: 'cart', ports: [{ name: 'http', number: 8080 }] });
  const web = new MeshService(chart, 'Web', { name: 'web', ports: [{ name: 'http', number: 80 }, { name: 'admin', number: 81 }] });
  const gateway = Gateway.fromName(chart, 'Public', 'istio-ingress/public');
  const release = (props: Partial<MirroredReleaseProps>) => new MirroredRelease(chart, 'Release', { service: cart, mirror: VERSION, percentage: 10, ...props });
  return { chart, cart, web, gateway, release };
}

function http(chart: Chart, name: string): any[] {
  return Testing.synth(chart).find(({ kind, metadata }) => kind === 'VirtualService' && metadata.name === name).spec.http;
}

test('a version gets copies, and users the live one, in the mesh and at the gateways alike', () => {
  const { chart, gateway, release } = setup();
  release({ hosts: ['shop.example.com'], gateways: [gateway] });
  const route = {
    name: 'mirrored',
    route: [{ destination: { ...CART, subset: 'live' } }],
    mirrors: [{ destination: { ...CART, subset: 'shadow' }, percentage: { value: 10 } }],
  };
  expect([http(chart, 'cart'), http(chart, 'cart-gateway')]).toEqual([[route], [route]]);
});

test('another service gets copies, and no rule is needed', () => {
  const { chart, web, release } = setup();
  const { rule, live, shadow } = release({ mirror: MirrorTarget.service(web.port('admin')) });
  expect(http(chart, 'cart')).toEqual([{
    name: 'mirrored',
    route: [{ destination: CART }],
    mirrors: [{ destination: { host: 'web.shop.svc.cluster.local', port: { number: 81 } }, percentage: { value: 10 } }],
  }]);
  expect([rule, live, shadow]).toEqual([undefined, undefined, undefined]);
});

test('a traffic policy makes a rule in both cases', () => {
  const { chart, web, release } = setup();
  release({ mirror: MirrorTarget.service(web.port('admin')), trafficPolicy: { outlierDetection: { consecutive5xxErrors: 3 } } });
  expect(Testing.synth(chart).find(({ kind }) => kind === 'DestinationRule').spec).toEqual({
    host: 'cart.shop.svc.cluster.local', trafficPolicy: { outlierDetection: { consecutive5xxErrors: 3 } },
  });
});

test.each([[0], [0.5], [100]])('%d percent can be copied', percentage => {
  const { chart, release } = setup();
  release({ percentage });
  expect(http(chart, 'cart')[0].mirrors[0].percentage).toEqual({ value: percentage });
});

test('a service with several ports is mirrored at the one that is named', () => {
  const { chart, web } = setup();
  new MirroredRelease(chart, 'WebRelease', { service: web, port: 'admin', mirror: VERSION, percentage: 1 });
  const [{ route, mirrors }] = http(chart, 'web');
  expect([route[0].destination.port, mirrors[0].destination.port]).toEqual([{ number: 81 }, { number: 81 }]);
});

describe('refused is', () => {
  test.each<[mistake: string, props: (services: ReturnType<typeof setup>) => Partial<MirroredReleaseProps>, code: string]>([
    ['the service itself', ({ cart }) => ({ mirror: MirrorTarget.service(cart) }), CODES.ARGUMENTS_CONFLICT],
    ['a subset of the service, which users would reach too', ({ cart }) => ({ mirror: MirrorTarget.service(cart.subset('v2')) }), CODES.ARGUMENTS_CONFLICT],
    ['a shadow that is live', () => ({
      mirror: MirrorTarget.version({ live: { labels: { version: 'v1' } }, shadow: { labels: { version: 'v1' } } }),
    }), CODES.ARGUMENTS_CONFLICT],
    ['more than all', () => ({ percentage: 100.1 }), CODES.INVALID_ARGUMENT],
    ['less than nothing', () => ({ percentage: -1 }), CODES.INVALID_ARGUMENT],
    ['a gateway without hosts', ({ gateway }) => ({ gateways: [gateway] }), CODES.ARGUMENTS_CONFLICT],
  ])('%s', (_, props, code) => {
    const services = setup();
    expect(() => services.release(props(services))).toThrow(code);
  });
});
