import * as fc from 'fast-check';
import { re2Fault } from '../../src/kernel/re2';

describe('regular expressions', () => {
  // Verdicts of istioctl validate, that is of Go's regexp.
  test.each([
    '', 'a', '.*', '^*', '/a/[^/]+', 'a|', 'a*?', 'a{2}', 'a{2,}?', 'a{,2}', '{', 'a{1000}', '()', '(?:a)', '(?P<n>a)', '(?<n>a)', '(?i)a', '(?i:a)', '(?i-s)a',
    'a(?i)?', '[]a]', '[^]]', '[[:alpha:]]+', '[a\\]]', '\\Qa(\\E', '\\Q*', '\\d', '\\12', '\\.', '\\x{10FFFF}', ']', 'a}', '\\pN',
  ])('%j is possible', pattern => {
    expect(re2Fault(pattern)).toBeUndefined();
  });

  test.each([
    '*', '{2}', 'a|+', '(?i)*', 'a**', 'a{2}{3}', 'a{1001}', 'a{2,1}', '(?=a)', '(?<!a)b', '(a', 'a)', '[a', '[z-a]', '(a)\\1', '\\Z', '\\E', '\\ä', '\\p{x}', 'a\\',
  ])('%j is not', pattern => {
    expect(re2Fault(pattern)).toMatch(/\w/);
  });

  test('says what is wrong in the words of RE2, and where a limit is Istio’s, its number', () => {
    expect(re2Fault('a**')).toBe('invalid nested repetition operator: `**`');
    expect(re2Fault('ä'.repeat(513))).toBe('it has 1026 bytes, and at most 1024 are possible');
  });

  test('a text that is quoted is always possible', () => {
    fc.assert(fc.property(fc.string({ maxLength: 200 }).filter(text => !text.includes('\\E') && !text.endsWith('\\')), text => {
      expect(re2Fault(`\\Q${text}\\E`)).toBeUndefined();
    }));
  });
});
