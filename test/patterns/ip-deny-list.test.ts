import { App, Chart } from 'cdk8s';
import { ClientAddress, HttpWorkload, IpDenyList, IpDenyListProps, MeshService, RefusedAddresses } from '../../src';

function list(props: Partial<IpDenyListProps> = {}): IpDenyList {
  const chart = new Chart(new App(), 'chart', { namespace: 'shop' });
  const ingress = new MeshService(chart, 'Ingress', {
    name: 'ingress',
    namespace: 'istio-ingress',
    ports: [{ name: 'http2', number: 80, targetPort: 8080 }, { name: 'https', number: 443, targetPort: 8443 }, { name: 'tls', number: 15443 }],
    selector: { istio: 'ingress' },
  });
  return new IpDenyList(chart, 'List', {
    gateway: HttpWorkload.gateway(ingress), clientAddress: ClientAddress.ofConnection(), refused: RefusedAddresses.these(['203.0.113.7']), ...props,
  });
}

const specOf = (props: Partial<IpDenyListProps>): any => list(props).policy.toJson().spec;

test('the policy is where the gateway is, and denies on all of its ports', () => {
  expect(list().policy.toJson()).toMatchObject({
    metadata: { name: 'ingress-addresses', namespace: 'istio-ingress' },
    spec: { action: 'DENY', selector: { matchLabels: { istio: 'ingress' } }, rules: [{ from: [{ source: { remoteIpBlocks: ['203.0.113.7'] } }] }] },
  });
  expect(specOf({}).rules[0]).not.toHaveProperty('to');
});

test('an allow list denies everybody else, so that no other policy can widen it', () => {
  expect(specOf({ refused: RefusedAddresses.allBut(['10.0.0.0/8', '::1']) })).toMatchObject({
    action: 'DENY', rules: [{ from: [{ source: { notRemoteIpBlocks: ['10.0.0.0/8', '::1'] } }] }],
  });
});

test('a service is refused: there every workload of the mesh chooses its address', () => {
  const chart = new Chart(new App(), 'shop', { namespace: 'shop' });
  const cart = new MeshService(chart, 'Cart', { name: 'cart', ports: [{ name: 'http', number: 80 }], selector: { app: 'cart' } });
  const refuse = () => new IpDenyList(chart, 'List', {
    gateway: HttpWorkload.service(cart), clientAddress: ClientAddress.ofConnection(), refused: RefusedAddresses.these(['203.0.113.7']),
  });
  expect(refuse).toThrow(/MESH0002[^]*HttpWorkload\.gateway/);
});

test('hosts hold with any port, at all ports of the gateway', () => {
  expect(specOf({ hosts: ['a.example.com', 'b.example.com'] }).rules[0].to).toEqual([{
    operation: { hosts: ['a.example.com', 'a.example.com:*', 'b.example.com', 'b.example.com:*'], notPorts: ['15020'] },
  }]);
});

test.each<[string, ClientAddress, object]>([
  ['the connection needs nothing', ClientAddress.ofConnection(), {}],
  ['trusted proxies', ClientAddress.trustedProxies(2), { 'proxy.istio.io/config': '{"gatewayTopology":{"numTrustedProxies":2}}' }],
  ['the PROXY protocol', ClientAddress.proxyProtocol(), { 'proxy.istio.io/config': '{"gatewayTopology":{"proxyProtocol":{}}}' }],
])('the gateway’s pods: %s', (_, clientAddress, annotations) => {
  expect(clientAddress.podAnnotations).toEqual(annotations);
  expect(list({ clientAddress }).clientAddress).toBe(clientAddress);
});

test.each<[string, () => unknown, RegExp]>([
  ['zero proxies', () => ClientAddress.trustedProxies(0), /MESH0001/],
  ['half a proxy', () => ClientAddress.trustedProxies(1.5), /MESH0001/],
  ['no addresses', () => list({ refused: RefusedAddresses.these([]) }), /MESH0011/],
  ['nobody is admitted', () => list({ refused: RefusedAddresses.allBut([]) }), /MESH0011/],
  ['a range out of range', () => list({ refused: RefusedAddresses.these(['10.0.0.0/33']) }), /MESH0001/],
  ['no hosts', () => list({ hosts: [] }), /MESH0011/],
  ['a host with a port', () => list({ hosts: ['a.example.com:443'] }), /MESH0003/],
  ['a lone star', () => list({ hosts: ['*'] }), /MESH0003/],
  ['an address with a scheme', () => list({ hosts: ['https://a.example.com'] }), /MESH0003/],
])('refuses %s', (_, make, error) => {
  expect(make).toThrow(error);
});
