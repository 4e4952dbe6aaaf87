import * as fc from 'fast-check';
import { encodeName, fileName } from '../../src/environments/safe-path';

describe('names as parts of paths', () => {
  test.each([
    ['cart', 'cart'],
    ['cart.v1', 'cart.v1'],
    ['a-b.c-d', 'a-b.c-d'],
    ['', ''],
    ['.', '%2e'],
    ['..', '%2e%2e'],
    ['../../etc/passwd', '%2e%2e%2f%2e%2e%2fetc%2fpasswd'],
    ['a..b', 'a%2e%2eb'],
    ['a.B', 'a%2e%42'],
    ['.git', '%2egit'],
    ['trailing.', 'trailing%2e'],
    ['trailing ', 'trailing%20'],
    ['%2e', '%252e'],
    ['_cluster', '%5fcluster'],
    ['_delivery', '%5fdelivery'],
    ['Shop', '%53hop'],
    ['SHOP', '%53%48%4f%50'],
    ['a\0b', 'a%00b'],
    ['C:', '%43%3a'],
    ['a\\b', 'a%5cb'],
    ['system:node', 'system%3anode'],
    ['line\nbreak', 'line%0abreak'],
    ['caf\u00e9', 'caf%c3%a9'],
    ['cafe\u0301', 'cafe%cc%81'],
    ['\u202eevil', '%e2%80%aeevil'],
    ['\u{1f600}', '%f0%9f%98%80'],
    ['\ud800', '%ed%a0%80'],
    ['\ufffd', '%ef%bf%bd'],
    ['\u0130', '%c4%b0'],
  ])('%j is written %s', (name, expected) => {
    expect(encodeName(name)).toBe(expected);
  });

  test.each([
    ['con', '%63on'],
    ['nul.x', '%6eul.x'],
    ['com1', '%63om1'],
    ['lpt9.config', '%6cpt9.config'],
    ['console', 'console'],
    ['com10', 'com10'],
  ])('the Windows device %s is written %s', (name, expected) => {
    expect(fileName(encodeName(name))).toBe(expected);
  });

  test('a name that is too long for a file keeps its beginning and gets a digest', () => {
    const [one, two] = ['1', '2'].map(end => fileName(`configmap.${'x'.repeat(300)}${end}`, '.yaml'));
    expect(one).toMatch(/^configmap\.x{207}~[0-9a-f]{32}\.yaml$/);
    expect(one).toHaveLength(255);
    expect(two).not.toBe(one);
  });

  const hostile = fc.string({ unit: fc.constantFrom('.', '/', '\\', '%', '2', 'e', '_', 'A', 'a', 'é', 'e\u0301', '\0', ' ', ':', '\ud83d', '\ude00', '\u0130', 'ß', '~') });

  test('no two names become one, also after folding case and composing accents', () => {
    fc.assert(fc.property(hostile, hostile, (a, b) => {
      const fold = (name: string) => fileName(encodeName(name)).toLowerCase().normalize('NFC');
      return (a === b) === (fold(a) === fold(b));
    }), { numRuns: 20_000 });
  });

  test('no name leads elsewhere, hides, or starts like our own folders', () => {
    fc.assert(fc.property(hostile, name => /^(?![._])[a-z0-9.%-]*(?<!\.)$/.test(encodeName(name)) && !encodeName(name).includes('..')), { numRuns: 20_000 });
  });
});
