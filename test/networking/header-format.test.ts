import { headerFormatFault } from '../../src/networking/header-format';

// Verdicts of istioctl validate.
test.each([
  '', 'text', '50 %%', '%REQ(x-a)%', '%REQ( x )%', '%DOWNSTREAM_REMOTE_ADDRESS%', '%START_TIME(%Y-%m)%', '%UPSTREAM_METADATA(["a", "b"])%', 'tab\there',
  '%%%A%%%', '%A()b)%', '%%(', '%(a)  %', '%A(b\\))%',
])('%j is a format', value => {
  expect(headerFormatFault(value)).toBeUndefined();
});

test.each([
  ['50 %', /single %/],
  ['%A', /not closed/],
  ['%A(b', /not closed/],
  ['%A()%', /not closed/],
  ['%A([b])%', /"b" at position 5/],
  ['%A(["b"; ])%', /";" at position 8/],
  ['%A(b)c%', /"c" at position 6/],
  ['%A(b\\', /backslash/],
  ['a\nb', /control character/],
])('%j is none', (value, fault) => {
  expect(headerFormatFault(value)).toMatch(fault);
});
