import { Duration } from 'cdk8s';
import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { milliseconds } from '../../networking/field-checks';

/** A duration as both engines read it: `5m`, `90s`. Fails on what is no whole number of seconds, or shorter than `least` seconds. */
export function wholeSeconds(duration: Duration, where: string, least: number = 1, why?: string): string {
  const seconds = milliseconds(duration, where) / 1000;
  if (!Number.isSafeInteger(seconds) || seconds < least) {
    fail({
      code: CODES.INVALID_DURATION,
      what: `a duration of ${seconds} seconds`,
      where,
      why,
      fix: `use whole seconds, at least ${least}`,
    });
  }
  return seconds % 60 === 0 && seconds > 0 ? `${seconds / 60}m` : `${seconds}s`;
}
