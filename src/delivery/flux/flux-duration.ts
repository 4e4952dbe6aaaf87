import { Duration } from 'cdk8s';
import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { milliseconds } from '../../networking/field-checks';

const UNITS: readonly (readonly [unit: string, milliseconds: number])[] = [['h', 3_600_000], ['m', 60_000], ['s', 1000], ['ms', 1]];

/** A duration as Flux writes it, largest unit first: `5m`, `1m30s`, `250ms`. Fails below one millisecond. */
export function fluxDuration(duration: Duration, where: string): string {
  return written(duration, where, UNITS);
}

/** A duration for a timeout, where Flux knows no hours: `90m`. */
export function fluxTimeout(duration: Duration, where: string): string {
  return written(duration, where, UNITS.slice(1));
}

function written(duration: Duration, where: string, units: typeof UNITS): string {
  const value = milliseconds(duration, where);
  if (!Number.isSafeInteger(value) || value < 1) {
    fail({
      code: CODES.INVALID_DURATION,
      what: `${value} milliseconds is not a duration for Flux.`,
      where,
      fix: 'Give whole milliseconds, at least one, for example Duration.minutes(5).',
    });
  }
  let rest = value;
  let text = '';
  for (const [unit, size] of units) {
    const amount = Math.floor(rest / size);
    if (amount > 0) {
      text += `${amount}${unit}`;
      rest -= amount * size;
    }
  }
  return text;
}
