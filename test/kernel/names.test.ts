import {
  DNS_LABEL, DNS_SUBDOMAIN, kebabCase, labelValueFault, legalName, nameFault, NameRule, PATH_SEGMENT, qualifiedNameFault, requireName, SERVICE_NAME,
} from '../../src/kernel/names';

test.each<[string, NameRule, boolean]>([
  ['cart', DNS_LABEL, true], ['c', DNS_LABEL, true], ['1cart', DNS_LABEL, true], ['cart-', DNS_LABEL, false], ['-cart', DNS_LABEL, false],
  ['Cart', DNS_LABEL, false], ['a.b', DNS_LABEL, false], ['a'.repeat(63), DNS_LABEL, true], ['a'.repeat(64), DNS_LABEL, false], ['', DNS_LABEL, false],
  ['1cart', SERVICE_NAME, false], ['cart1', SERVICE_NAME, true], ['a.b', DNS_SUBDOMAIN, true], ['a..b', DNS_SUBDOMAIN, false],
  ['a.-b', DNS_SUBDOMAIN, false], ['a\n', DNS_LABEL, false], ['system:admin', PATH_SEGMENT, true], ['..', PATH_SEGMENT, false], ['a/b', PATH_SEGMENT, false],
])('%j as %p is legal: %p', (name, rule, legal) => {
  expect(nameFault(name, rule) === undefined).toBe(legal);
});

test.each([
  ['CartRoutes', 'cart-routes'], ['HTTPService2', 'http-service2'], ['ABTest', 'ab-test'], ['my_chart.v1', 'my-chart-v1'],
  ['cart', 'cart'], ['_x_', 'x'], ['IngressInternal', 'ingress-internal'], ['Ä', ''], ['Cart2Routes', 'cart2-routes'],
])('the construct id %s becomes %s', (id, name) => {
  expect(kebabCase(id)).toBe(name);
});

test('a correction of an illegal name is legal or absent', () => {
  expect(legalName('Cart_1', DNS_LABEL)).toBe('cart-1');
  expect(legalName('Shop.Cart', DNS_SUBDOMAIN)).toBe('shop.cart');
  expect(legalName('1cart', SERVICE_NAME)).toBeUndefined();
  expect(legalName('***', DNS_LABEL)).toBeUndefined();
});

test('a required name that is illegal fails with its code and a correction', () => {
  expect(requireName('cart', DNS_LABEL, 'name')).toBe('cart');
  expect(() => requireName('Cart_1', DNS_LABEL, 'name of the service')).toThrow(
    expect.objectContaining({ code: 'MESH0003', what: expect.stringContaining('"Cart_1"'), fix: 'Write "cart-1".' }));
});

test.each([
  ['app', true], ['app.kubernetes.io/name', true], ['a/b/c', false], ['/name', false], ['UPPER', true], ['Up.io/x', false], ['-x', false], ['', false],
  ['a'.repeat(64), false],
])('the label key %j is legal: %p', (key, legal) => {
  expect(qualifiedNameFault(key) === undefined).toBe(legal);
});

test.each([['', true], ['v1', true], ['V_1.x-y', true], ['-v', false], ['a b', false], ['a'.repeat(64), false]])('the label value %j is legal: %p', (value, legal) => {
  expect(labelValueFault(value) === undefined).toBe(legal);
});
