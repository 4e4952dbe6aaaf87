import { Duration } from 'cdk8s';
import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { milliseconds } from '../../networking/field-checks';

const UNITS: readonly (readonly [unit: string, milliseconds: number])[] = [['h', 3_600_000], ['m', 60_000], ['s', 1000], ['ms', 1]];

/** A duration as Prometheus writes it, largest unit first: `15m`, `1h30m`, `0s`. Undefined stays undefined; parts of milliseconds are refused. */
export function prometheusDuration(duration: Duration | undefined, where: string): string | undefined {
  if (duration === undefined) {
    return undefined;
  }
  const value = milliseconds(duration, where);
  if (!Number.isSafeInteger(value) || value < 0) {
    fail({
      code: CODES.INVALID_DURATION,
      what: `${value} milliseconds is no duration for Prometheus.`,
      where,
      fix: 'Give whole milliseconds, for example Duration.minutes(15).',
    });
  }
  let rest = value;
  let text = '';
  for (const [unit, size] of UNITS) {
    const amount = Math.floor(rest / size);
    if (amount > 0) {
      text += `${amount}${unit}`;
      rest -= amount * size;
    }
  }
  return text || '0s';
}
