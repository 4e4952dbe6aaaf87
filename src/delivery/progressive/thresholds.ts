import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';

/** What a metric's value has to lie in. At least one side. */
export interface MetricRange {
  /**
   * The least value that is good.
   * @default - no lower bound
   */
  readonly min?: number;
  /**
   * The greatest value that is good.
   * @default - no upper bound
   */
  readonly max?: number;
}

/**
 * Fails on a range that says nothing, or that no value lies in (MESH0813).
 * @internal
 */
export function checkRange({ min, max }: MetricRange, where: string): void {
  const bounds = [min, max].filter(bound => bound !== undefined);
  const fault = bounds.length === 0
    ? { what: 'a metric without bounds', why: 'nobody can say which value is good', fix: 'add min or max' }
    : bounds.some(bound => !Number.isFinite(bound))
      ? { what: `a bound of ${bounds.join(', ')}`, fix: 'use a number' }
      : min !== undefined && max !== undefined && min > max
        ? { what: `no value lies between ${min} and ${max}`, fix: 'exchange min and max' }
        : undefined;
  if (fault) {
    fail({ code: CODES.RELEASE_METRIC, where, ...fault });
  }
}

/**
 * A share of good answers in percent. A ratio, 0.99 for 99, is the likely slip and would let everything pass.
 * @internal
 */
export function percentOfSuccess(percent: number, where: string): number {
  if (!(percent > 1 && percent <= 100)) {
    fail({
      code: CODES.RELEASE_METRIC,
      what: `a success rate of ${percent} percent`,
      where,
      why: 'the rate is in percent, from 0 to 100; a rate that small lets every release pass',
      fix: percent > 0 && percent <= 1 ? `write ${percent * 100}` : 'write a number over 1, at most 100: 99',
    });
  }
  return percent;
}
