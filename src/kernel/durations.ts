import { CODES } from './codes';
import { fail } from './fail';

/** The longest duration of protobuf: 10,000 years of 365.25 days, in milliseconds. */
const LONGEST_PROTOBUF = 315_576_000_000_000;

/** The longest duration of Go: 2^63 - 1 nanoseconds, about 292 years, in milliseconds. */
const LONGEST_GO = 2 ** 63 / 1e6;

/** Units of Go's durations in milliseconds. Both micro signs are legal. */
const UNITS: Readonly<Record<string, number>> = {
  ns: 1e-6, us: 1e-3, µs: 1e-3, μs: 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000,
};
const GO_DURATION = /^[-+]?(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:ns|us|\u00b5s|\u03bcs|ms|s|m|h))+$/;
const GO_PART = /([0-9.]+)(ns|us|\u00b5s|\u03bcs|ms|s|m|h)/g;
const PROTOBUF_DURATION = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]{1,9})?s$/;

/**
 * Milliseconds as the seconds of protobuf, the spelling Istio documents: 500 is `0.5s`, 90000 is `90s`.
 *
 * Fails with INVALID_DURATION on numbers that are negative, not finite, finer than a nanosecond or longer than 10,000 years.
 */
export function protobufDuration(milliseconds: number): string {
  const whole = Math.floor(milliseconds / 1000);
  const nanoseconds = Math.round((milliseconds - whole * 1000) * 1e6);
  if (!(milliseconds >= 0 && milliseconds <= LONGEST_PROTOBUF) || (milliseconds > 0 && whole === 0 && nanoseconds === 0)) {
    fail({
      code: CODES.INVALID_DURATION,
      what: `A duration of ${milliseconds} milliseconds cannot be written.`,
      fix: 'Give zero or more milliseconds, at most 10,000 years.',
    });
  }
  if (nanoseconds === 0 || nanoseconds === 1e9) {
    return `${whole + nanoseconds / 1e9}s`;
  }
  return `${whole}.${String(nanoseconds).padStart(9, '0').replace(/0+$/, '')}s`;
}

/** Milliseconds of a duration as Go writes it (`1h30m`, `0.5s`, `-1ms`, `0`); undefined for text that is none, or too long. */
export function parseGoDuration(text: string): number | undefined {
  if (/^[-+]?0$/.test(text)) {
    return 0;
  }
  if (!GO_DURATION.test(text)) {
    return undefined;
  }
  let sum = 0;
  for (const [, value, unit] of text.matchAll(GO_PART)) {
    sum += Number(value) * UNITS[unit];
  }
  return sum > LONGEST_GO ? undefined : text.startsWith('-') ? -sum : sum;
}

/** Milliseconds of a duration in protobuf's JSON form (`0.5s`, `-1s`); undefined for text that is none, or too long. */
export function parseProtobufDuration(text: string): number | undefined {
  if (!PROTOBUF_DURATION.test(text)) {
    return undefined;
  }
  const milliseconds = Number(text.slice(0, -1)) * 1000;
  return Math.abs(milliseconds) > LONGEST_PROTOBUF ? undefined : milliseconds;
}
