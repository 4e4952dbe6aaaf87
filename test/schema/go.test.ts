import { goDuration } from '../../src/schema/go-duration';
import { goUrlScheme } from '../../src/schema/go-url';

describe('durations as Go reads them', () => {
  it.each([
    ['1s', 1e9], ['1ms', 1e6], ['1m30s', 90e9], ['1.5h', 5400e9], ['.5s', 5e8], ['1.s', 1e9], ['1000us', 1e6], ['1000µs', 1e6], ['1000μs', 1e6],
    ['-1s', -1e9], ['+1s', 1e9], ['0', 0], ['-0', 0], ['0s', 0], ['1s1ms', 1001e6], ['1h1h', 7200e9], ['1ns', 1],
  ])('%s is %d nanoseconds', (text, nanoseconds) => {
    expect(goDuration(text)! + 0).toBe(nanoseconds);
  });

  it.each(['', '1', 's', '.s', '1d', '1 s', '1s ', ' 1s', '1S', '--1s', '1,5s', '1e3s', '١s', '9223372037s', '3000000h', '1.2.3s'])('%j is none', text => {
    expect(goDuration(text)).toBeUndefined();
  });
});

describe('URLs as Go’s ParseRequestURI reads them', () => {
  it.each([
    ['http://a', 'http'], ['HTTPS://a/b?c=d', 'https'], ['oci://a/b:c', 'oci'], ['file:///a', 'file'], ['/a', ''], ['//a', ''], ['*', ''], ['a:b', 'a'], ['http:', 'http'],
    ['http://[::1]:80/', 'http'], ['http://[fe80::1%25en0]/', 'http'], ['http://[::ffff:1.2.3.4]/', 'http'], ['http://u:p@a', 'http'], ['http://a:/', 'http'],
    ['http://a/b c', 'http'], ['http://a?b=%zz', 'http'], ['a+b-c.1://d', 'a+b-c.1'], ['http://%e4', 'http'], ['http://ä', 'http'], ['oci://a:1:2', 'oci'],
  ])('%s has the scheme "%s"', (text, scheme) => {
    expect(goUrlScheme(text)).toBe(scheme);
  });

  it.each([
    '', 'a', 'a/b', ':a', '1a://b', 'http://a/%zz', 'http://a/%2', 'http://a b/', 'http://[::1', 'http://a[::1]', 'http://a:b', 'http://a:1:2', 'http://%41', 'http://a|b',
    'http://u p@a', 'http://a\n', 'http://a\u007f', 'http://[1.2.3.4]', 'http://[a]', 'http://[1:2:3]', 'http://a#b', 'http:a#%zz', '?a', '#a',
  ])('%j is refused', text => {
    expect(goUrlScheme(text)).toBeUndefined();
  });
});
