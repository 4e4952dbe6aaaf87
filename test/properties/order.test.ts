import * as fc from 'fast-check';
import { hashOfFleet, PARTS } from './ordered-program';

const HASH = hashOfFleet(PARTS);

test('the program writes a file for each object', () => {
  expect(HASH).toMatch(/^2\d files [0-9a-f]{64}$/);
});

test('in whatever order the parts of a program are said, the same bytes are written', () => {
  fc.assert(fc.property(fc.shuffledSubarray([...PARTS], { minLength: PARTS.length }), parts => {
    expect(hashOfFleet(parts)).toBe(HASH);
  }), { numRuns: 25, seed: 4 });
});
