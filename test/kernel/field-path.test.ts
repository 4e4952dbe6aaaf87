import fc from 'fast-check';
import { fieldPathText, parseFieldPath } from '../../src/kernel/field-path';

test('the text of a path is read back as the path', () => {
  fc.assert(fc.property(fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.nat({ max: 999_999 }), fc.constantFrom('spec', 'http', 'a-b', 'x.y', '5xx'))), path => {
    expect(parseFieldPath(fieldPathText(path))).toEqual(path);
  }), { numRuns: 2000, seed: 7 });
});

test.each(['spec.', '.spec', 'spec..http', 'spec[', 'spec[-1]', 'spec[01]', 'spec[a]', 'spec["a]', 'spec["a"', 'spec http', 'spec[1]http', '[0]x'])('%j is no path', text => {
  expect(parseFieldPath(text)).toBeUndefined();
});
