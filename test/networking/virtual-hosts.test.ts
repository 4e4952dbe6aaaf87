import { hostWithin, virtualHostFault } from '../../src/networking/virtual-hosts';

test.each<[string, string, boolean]>([
  ['a.example.com', 'a.example.com', true],
  ['a.example.com', 'b.example.com', false],
  ['a.example.com', '*.example.com', true],
  ['a.b.example.com', '*.example.com', true],
  ['example.com', '*.example.com', false],
  ['*.example.com', '*.example.com', true],
  ['*.a.example.com', '*.example.com', true],
  ['*.example.com', '*.a.example.com', false],
  ['*.example.com', 'a.example.com', false],
  ['a', '*', true],
  ['*', '*', true],
])('%s within %s: %s', (host, other, expected) => {
  expect(hostWithin(host, other)).toBe(expected);
});

test.each(['shop', '*', '*.example.com', '*-x.example.com', '*x.example.com', '10.0.0.1', '::1', 'outbound_.80_._.cart.shop.svc.cluster.local'])('%s is a host', host => {
  expect(virtualHostFault(host)).toBeUndefined();
});

// A point at the end is legal to Istio and matches no request, so it is refused here.
test.each(['', 'a b', 'a.*', 'a*.example.com', '*.', 'a.example.com.', 'a.11', '*.1', 'outbound_.x_._.cart.shop', '-a'])('%j is no host', host => {
  expect(virtualHostFault(host)).toBeDefined();
});
