import { App, Chart } from 'cdk8s';
import { MeshService, ProxyConfig, ProxyConfigProps, ProxyImage, WorkloadSelector } from '../../src/networking';

function shop(): Chart {
  return new Chart(new App(), 'shop', { namespace: 'shop' });
}

function config(props: ProxyConfigProps): ProxyConfig {
  return new ProxyConfig(shop(), 'Proxy', props);
}

test('how the proxies of some workloads are run', () => {
  expect(config({
    selector: WorkloadSelector.labels({ app: 'cart' }), concurrency: 0, environmentVariables: { A: '' }, image: ProxyImage.DISTROLESS,
  }).toJson()).toEqual({
    apiVersion: 'networking.istio.io/v1beta1',
    kind: 'ProxyConfig',
    metadata: { name: 'proxy', namespace: 'shop' },
    spec: { selector: { matchLabels: { app: 'cart' } }, concurrency: 0, environmentVariables: { A: '' }, image: { imageType: 'distroless' } },
  });
});

test('an image that the hub of the company has', () => {
  expect(config({ image: ProxyImage.of('fips') }).toJson().spec).toEqual({ image: { imageType: 'fips' } });
});

test('the proxies of a service are configured in the namespace of the service', () => {
  const chart = shop();
  const cart = new MeshService(chart, 'Cart', { name: 'cart', namespace: 'carts', ports: [{ number: 80 }], selector: { app: 'cart' } });
  const selector = WorkloadSelector.service(cart);
  expect(new ProxyConfig(chart, 'Proxy', { selector, concurrency: 2 }).toJson()).toMatchObject({
    metadata: { namespace: 'carts' }, spec: { selector: { matchLabels: { app: 'cart' } } },
  });
  expect(() => new ProxyConfig(chart, 'Elsewhere', { selector, namespace: 'shop' })).toThrow(/MESH0002[^]*carts/);
});

test.each<[string, () => ProxyConfigProps, RegExp]>([
  ['a negative concurrency', () => ({ concurrency: -1 }), /MESH0001/],
  ['half a thread', () => ({ concurrency: 0.5 }), /MESH0001/],
  ['a variable without name', () => ({ environmentVariables: { '': 'x' } }), /MESH0003/],
  ['an image without name', () => ({ image: ProxyImage.of('') }), /MESH0001/],
])('%s is refused', (_, props, message) => {
  expect(() => config(props())).toThrow(message);
});
