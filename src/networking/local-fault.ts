import { Duration } from 'cdk8s';
import { CODES } from '../kernel/codes';
import { protobufDuration } from '../kernel/durations';
import { fail } from '../kernel/fail';

/** Says where a value is, only when something is wrong with it: the text costs more than the check. */
export type Where = () => string;

/** A field below a place. */
export function below(where: Where, field: string): Where {
  return () => `${where()}, ${field}`;
}

/** Fails with MESH0001 unless the number is a port, 1–65535. */
export function requirePort(port: number, where: Where): void {
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    fail({ code: CODES.INVALID_ARGUMENT, what: `${port} is no port number`, where: where(), fix: 'use an integer from 1 to 65535' });
  }
}

/** Fails with MESH0001 when a list is there but empty, because Istio reads it like an absent one. */
export function requireItems(list: readonly unknown[] | undefined, where: Where, meaning: string): void {
  if (list !== undefined && list.length === 0) {
    fail({
      code: CODES.INVALID_ARGUMENT,
      what: 'the list is empty',
      where: where(),
      why: `Istio reads an empty list as if it were absent: ${meaning}`,
      fix: 'leave it out if that is meant, or name at least one entry',
    });
  }
}

/** Fails with MESH0004 unless the duration is a whole number of milliseconds, at least one. */
export function requireDuration(duration: Duration | undefined, where: Where): void {
  if (duration === undefined) {
    return;
  }
  const milliseconds = millisecondsOf(duration);
  if (!Number.isInteger(milliseconds) || milliseconds < 1) {
    fail({
      code: CODES.INVALID_DURATION,
      what: `a duration of ${milliseconds} ms is not possible here`,
      where: where(),
      why: 'Istio takes whole milliseconds from 1; it has no 0 for "none"',
      fix: milliseconds === 0 ? 'leave the field out for Istio’s default' : 'use a whole number of milliseconds, at least 1',
    });
  }
}

/** A duration as Istio writes it: `0.5s`. */
export function renderDuration(duration: Duration): string {
  return protobufDuration(millisecondsOf(duration));
}

/** Fails with MESH0001 unless the number is a percentage that Envoy can tell from 0: 0, or 0.0001 to 100. */
export function requirePercentage(percentage: number | undefined, what: string): void {
  if (percentage !== undefined && percentage !== 0 && !(percentage >= 0.0001 && percentage <= 100)) {
    fail({
      code: CODES.INVALID_ARGUMENT,
      what: `${percentage} percent of ${what} is not possible`,
      why: 'Envoy counts in millionths: the smallest share above 0 is 0.0001 percent',
      fix: 'use 0, or a number from 0.0001 to 100',
    });
  }
}

function millisecondsOf(duration: Duration): number {
  return duration.toMilliseconds({ integral: false });
}
