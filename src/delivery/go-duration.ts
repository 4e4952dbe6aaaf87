import { Duration } from 'cdk8s';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { milliseconds } from '../networking/field-checks';

/** Whole seconds, at least one, as the API server gives durations of Go back, so that nothing differs: `1h0m0s`, `30s`. */
export function goDuration(duration: Duration, where: string): string {
  const seconds = milliseconds(duration, where) / 1000;
  if (!Number.isSafeInteger(seconds) || seconds < 1) {
    fail({
      code: CODES.INVALID_DURATION,
      what: `a duration of ${seconds} s`,
      where,
      why: 'it is counted in whole seconds, and nothing would be never',
      fix: 'give whole seconds, at least one, as Duration.hours(1)',
    });
  }
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return `${hours > 0 ? `${hours}h` : ''}${seconds >= 60 ? `${minutes}m` : ''}${rest}s`;
}
