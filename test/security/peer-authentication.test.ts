import { App, Chart } from 'cdk8s';
import { MeshService, WorkloadSelector } from '../../src/networking';
import { MutualTlsMode, PeerAuthentication } from '../../src/security';

function shop(): Chart {
  return new Chart(new App(), 'shop', { namespace: 'shop' });
}

test('a mode for the namespace', () => {
  expect(new PeerAuthentication(shop(), 'Strict', { mutualTls: MutualTlsMode.STRICT }).toJson()).toMatchObject({
    apiVersion: 'security.istio.io/v1', kind: 'PeerAuthentication', metadata: { name: 'strict', namespace: 'shop' }, spec: { mtls: { mode: 'STRICT' } },
  });
});

test('a mode for the workloads of a service and other modes for some of their ports', () => {
  const chart = shop();
  const cart = new MeshService(chart, 'Cart', { name: 'cart', namespace: 'carts', ports: [{ number: 80 }], selector: { app: 'cart' } });
  const peer = new PeerAuthentication(chart, 'Peer', {
    mutualTls: MutualTlsMode.UNSET,
    selector: WorkloadSelector.service(cart),
    portLevelMutualTls: { 9000: MutualTlsMode.DISABLE, 65535: MutualTlsMode.UNSET },
  });
  expect(peer.toJson()).toMatchObject({ metadata: { namespace: 'carts' } });
  expect(peer.toJson().spec).toEqual({
    selector: { matchLabels: { app: 'cart' } }, mtls: { mode: 'UNSET' }, portLevelMtls: { 9000: { mode: 'DISABLE' }, 65535: { mode: 'UNSET' } },
  });
});

const selector = WorkloadSelector.labels({ app: 'cart' });

test.each<[string, object, RegExp]>([
  ['ports without selector', { portLevelMutualTls: { 80: MutualTlsMode.STRICT } }, /MESH0002/],
  ['no ports', { selector, portLevelMutualTls: {} }, /MESH0011/],
  ['port 0', { selector, portLevelMutualTls: { 0: MutualTlsMode.STRICT } }, /MESH0001/],
  ['port 65536', { selector, portLevelMutualTls: { 65536: MutualTlsMode.STRICT } }, /MESH0001/],
  ['a port by name', { selector, portLevelMutualTls: { http: MutualTlsMode.STRICT } }, /MESH0001/],
])('%s is refused', (_, props, message) => {
  expect(() => new PeerAuthentication(shop(), 'Peer', { mutualTls: MutualTlsMode.STRICT, ...props })).toThrow(message);
});
