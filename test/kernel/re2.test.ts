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
    ['*', /nothing is there to repeat before \* at position 1/],
    ['{2}', /nothing is there to repeat/],
    ['a|+', /nothing is there to repeat/],
    ['(?i)*', /nothing is there to repeat/],
    ['a**', /repeats a repetition/],
    ['a{2}{3}', /repeats a repetition/],
    ['a{1001}', /cannot count/],
    ['a{2,1}', /cannot count/],
    ['(?=a)', /no look-around/],
    ['(?<!a)b', /no look-around/],
    ['(a', /is not closed/],
    ['a)', /closes nothing/],
    ['[a', /is not closed/],
    ['(a)\\1', /back-reference/],
    ['\\Z', /no escape/],
    ['\\E', /no escape/],
    ['\\ä', /no escape/],
    ['a\\', /ends with a backslash/],
    ['ä'.repeat(513), /1026 bytes/],
  ])('%j is not', (pattern, fault) => {
    expect(re2Fault(pattern)).toMatch(fault);
  });

  test('a text that is quoted is always possible', () => {
    fc.assert(fc.property(fc.string({ maxLength: 200 }).filter(text => !text.includes('\\E') && !text.endsWith('\\')), text => {
      expect(re2Fault(`\\Q${text}\\E`)).toBeUndefined();
    }));
  });
});
