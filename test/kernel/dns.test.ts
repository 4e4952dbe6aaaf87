import { clusterHost, hostFault, isFullyQualified, isHostName, isWildcard, parseClusterHost } from '../../src/kernel/dns';

test.each([
  ['cart', true, false], ['cart.shop.svc.cluster.local', true, true], ['Shop.Example.com', true, true], ['-a.b', false, false],
  ['a..b', false, false], ['a_b.c', false, false], ['', false, false], ['*.example.com', false, false], ['a.b.', false, false],
])('%j is a host name: %p, fully qualified: %p', (host, isName, isFull) => {
  expect(isHostName(host)).toBe(isName);
  expect(isFullyQualified(host)).toBe(isFull);
});

test.each([['*', true], ['*.example.com', true], ['*example.com', false], ['a.*.com', false], ['*.', false]])('%j is a wildcard: %p', (host, expected) => {
  expect(isWildcard(host)).toBe(expected);
});

test.each([
  ['https://shop.example.com', 'URL'], ['shop.example.com:443', 'port'], ['*.example.com', 'takes one host'], ['shop.example.com.', 'write "shop.example.com"'], ['a b', 'no host name'],
])('the fault of %j says %s', (host, words) => {
  expect(hostFault(host)).toContain(words);
});

test('a legal host has no fault, a wildcard only where it is legal', () => {
  expect(hostFault('shop.example.com')).toBeUndefined();
  expect(hostFault('*.example.com', true)).toBeUndefined();
  expect(hostFault('a.*.com', true)).toContain('first label');
});

test('hosts of the cluster domain have a service and a namespace, others have not', () => {
  expect(parseClusterHost('cart.shop.svc.cluster.local')).toEqual({ service: 'cart', namespace: 'shop' });
  expect(parseClusterHost('cart.shop.svc.corp.internal', 'corp.internal')).toEqual({ service: 'cart', namespace: 'shop' });
  expect(parseClusterHost('db-0.cart.shop.svc.cluster.local')).toBeUndefined();
  expect(parseClusterHost('cart.shop')).toBeUndefined();
  expect(clusterHost('cart', 'shop')).toBe('cart.shop.svc.cluster.local');
});
