import * as fc from 'fast-check';
import { editValues, isSameValue, ValueEdit, valueText } from '../../src/environments/edit-values';
import { ValuesFile } from '../../src/environments/values-file';

/** Edits `target` so that each key is as in `source`; a key that `source` has not goes. */
function promoted(source: string, target: string, keys: string[]): string {
  const { leaves } = ValuesFile.parse(source, 'config/staging.yaml');
  return editValues(target, 'config/production.yaml', keys.map((key): ValueEdit => ({ key, value: leaves.get(key) })));
}

test.each<[string, string, string, string[], string]>([
  ['a number, with the comment and the marker beside it',
    'cart:\n  canaryPercent: 20\n  image: r/cart:2 # {"$imagepolicy": "a:staging"}\n',
    '# production\ncart:   # the cart\n    canaryPercent:   5   # slowly\n\n    image:  r/cart:1 # {"$imagepolicy": "a:production"}\nother: {a: 1,  b: "2"}\n',
    ['cart.canaryPercent', 'cart.image'],
    '# production\ncart:   # the cart\n    canaryPercent:   20   # slowly\n\n    image:  r/cart:2 # {"$imagepolicy": "a:production"}\nother: {a: 1,  b: "2"}\n'],
  ['a text in quotes stays one', "tag: '1.20'\n", 'tag: "1.10" # x\n', ['tag'], 'tag: "1.20" # x\n'],
  ['a number stays a number', 'tag: 1.20\n', 'tag: "1.10"\n', ['tag'], 'tag: 1.20\n'],
  ['inside of braces', 'a: {b: "x, y"}\n', 'a: {b: 1, c: 2}\n', ['a.b'], 'a: {b: "x, y", c: 2}\n'],
  ['line ends of Windows stay', 'a: 2\n', '# x\r\na: 1\r\nb: 3\r\n', ['a'], '# x\r\na: 2\r\nb: 3\r\n'],
  ['a new key', 'cart:\n  beta: true # only here\n', '# production\ncart:\n  canaryPercent: 5 # slowly\n', ['cart.beta'], '# production\ncart:\n  canaryPercent: 5 # slowly\n  beta: true\n'],
  ['a new map', 'cart:\n  beta: true\n', 'a: 1\n', ['cart.beta'], 'a: 1\ncart:\n  beta: true\n'],
  ['a key of an empty file', 'a: 1\n', '# nothing yet\n', ['a'], '# nothing yet\n\na: 1\n'],
  ['a key goes, and the map that held nothing else', '{}\n', '# top\na: 1 # one\ncart:\n  beta: true\n', ['cart.beta'], '# top\na: 1 # one\n'],
  ['a list', 'l: [a, "1"]\n', 'l: [b] # here\n', ['l'], 'l: [a, "1"] # here\n'],
  ['a list of several lines', 'l: [a, "1"]\n', 'x: 1\nl:\n  # those of production\n  - b\ny: 2\n', ['l'], 'x: 1\nl:\n  # those of production\n  - a\n  - "1"\ny: 2\n'],
  ['a list that becomes empty', 'l: []\n', 'l:\n- a\n', ['l'], 'l: []\n'],
  ['a value where none was', 'a: 1\n', 'a:\n', ['a'], 'a: 1\n'],
  ['a folded text at the end', 'a: new\n', 'b: 1\na: >\n  old\n  text\n', ['a'], 'b: 1\na: new\n'],
  ['a text of several lines', 'a: "x\\ny"\n', 'a: |\n  old\n  text\nb: 1\n', ['a'], 'a: "x\\ny"\nb: 1\n'],
])('%s', (_, source, target, keys, expected) => {
  expect(promoted(source, target, keys)).toBe(expected);
});

test('a text that looks like something else is shown in quotes', () => {
  const { leaves } = ValuesFile.parse('a: "5"\nb: 5\nc: 3s\nd: "true"\ne: r/cart:1\nf: "a b"\ng: [x, "1"]\n', 'config/a.yaml');
  expect([...leaves.values()].map(valueText)).toEqual(['"5"', '5', '3s', '"true"', 'r/cart:1', '"a b"', '[x, "1"]']);
});

test('whatever the texts, exactly the promoted values change', () => {
  const scalar = fc.oneof(fc.string({ unit: 'grapheme-ascii', maxLength: 12 }).map(text => JSON.stringify(text)), fc.integer().map(String), fc.constantFrom('true', '1.20', 'r/a:1', "'it''s'"));
  const values = fc.record({ a: scalar, b: scalar, c: scalar });
  const textOf = ({ a, b, c }: { a: string; b: string; c: string }) => `a: ${a} # one\nm:\n  b: ${b}\n  c: ${c} # three\n`;
  fc.assert(fc.property(values, values, fc.subarray(['a', 'm.b', 'm.c']), (source, target, keys) => {
    const after = ValuesFile.parse(promoted(textOf(source), textOf(target), keys), 'x').leaves;
    for (const key of ['a', 'm.b', 'm.c']) {
      const from = ValuesFile.parse(textOf(keys.includes(key) ? source : target), 'x').leaves.get(key);
      expect(isSameValue(after.get(key), from)).toBe(true);
    }
  }), { numRuns: 300 });
});
