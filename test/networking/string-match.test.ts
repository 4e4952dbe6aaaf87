import { CODES } from '../../src/kernel/codes';
import { StringMatch } from '../../src/networking/string-match';

test.each<[StringMatch, object]>([
  [StringMatch.exact(''), { exact: '' }],
  [StringMatch.exact('a'), { exact: 'a' }],
  [StringMatch.prefix('a'), { prefix: 'a' }],
  [StringMatch.regex('a.*'), { regex: 'a.*' }],
  [StringMatch.present(), {}],
])('%j', (match, expected) => {
  expect(match._render()).toEqual(expected);
});

test.each<[string, () => unknown]>([
  ['an empty prefix', () => StringMatch.prefix('')],
  ['an empty regular expression', () => StringMatch.regex('')],
  ['the regular expression *', () => StringMatch.regex('*')],
  ['look-around', () => StringMatch.regex('(?!a)')],
  ['1025 bytes', () => StringMatch.regex('a'.repeat(1025))],
])('%s is refused', (_, action) => {
  expect(action).toThrow(expect.objectContaining({ code: CODES.INVALID_ARGUMENT }));
});
