import { ACCEPTED, REFUSED } from './promql-cases';
import { readPromql } from '../../../src/delivery/observability/promql';

test.each(ACCEPTED)('%j gives a %s', (expression, type) => {
  expect(readPromql(expression)).toEqual({ type });
});

test.each(REFUSED)('%j is refused: %s', (expression, says) => {
  expect(readPromql(expression).fault?.message ?? 'accepted').toContain(says);
});

test.each([
  ['sum(rate(up[5m])) / sum(rates(up[5m]))', 24],
  ['up and 1', 3],
  ['up{job="a", path=~"("}', 18],
  ['up +', 4],
])('the place of the mistake in %j is %i', (expression, offset) => {
  expect(readPromql(expression).fault?.offset).toBe(offset);
});

test('an expression that nests a thousand deep is refused, not a crash', () => {
  expect(readPromql(`${'('.repeat(1000)}up${')'.repeat(1000)}`).fault?.message).toContain('nests too deep');
  expect(readPromql('-'.repeat(1000) + '1').fault?.message).toContain('nests too deep');
});

test('an expression of ten thousand terms is read', () => {
  expect(readPromql(Array(10_000).fill('up').join(' or '))).toEqual({ type: 'vector' });
});
