import { Duration } from 'cdk8s';
import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { milliseconds } from '../../networking/field-checks';

const UNITS: readonly (readonly [unit: string, seconds: number])[] = [['h', 3600], ['m', 60], ['s', 1]];

/** A duration as Argo's projects write it, largest unit first: `8h`, `1h30m`, `45s`. Fails with INVALID_DURATION on parts of seconds and below one. */
export function goDuration(duration: Duration, where: string): string {
  const seconds = milliseconds(duration, where) / 1000;
  if (!Number.isSafeInteger(seconds) || seconds < 1) {
    fail({
      code: CODES.INVALID_DURATION,
      what: `${seconds} seconds is not a duration for Argo CD.`,
      where,
      fix: 'Give whole seconds, at least one, for example Duration.hours(8).',
    });
  }
  let rest = seconds;
  let text = '';
  for (const [unit, size] of UNITS) {
    const amount = Math.floor(rest / size);
    text += amount > 0 ? `${amount}${unit}` : '';
    rest %= size;
  }
  return text;
}
