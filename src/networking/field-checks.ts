import { Duration } from 'cdk8s';
import { CODES } from '../kernel/codes';
import { protobufDuration } from '../kernel/durations';
import { fail } from '../kernel/fail';

/** The largest value of Istio's uint32 and int32 fields. */
export const UINT32 = 4294967295;
export const INT32 = 2147483647;

/** The object without the keys whose value is undefined. Empty maps and lists, 0, false and '' are values and stay. */
export function defined<T extends object>(object: T): T {
  const result: Record<string, unknown> = {};
  for (const key in object) {
    const value = object[key];
    if (value !== undefined) {
      result[key] = value;
    }
  }
  return result as T;
}

/** The number, if it is a whole number from `least` to `most`; undefined stays undefined. */
export function wholeNumber(value: number | undefined, least: number, most: number, where: string): number | undefined {
  return value === undefined ? undefined : requiredWholeNumber(value, least, most, where);
}

/** The number, if it is a whole number from `least` to `most`. Undefined is none. */
export function requiredWholeNumber(value: number, least: number, most: number, where: string): number {
  if (!(Number.isInteger(value) && value >= least && value <= most)) {
    fail({
      code: CODES.INVALID_ARGUMENT,
      what: `${value} is no whole number from ${least} to ${most}`,
      where,
      fix: `use a whole number from ${least} to ${most}`,
    });
  }
  return value;
}

/** The number, if it lies between `least` and `most`; undefined stays undefined. Null, which comes of configuration files, is no number. */
export function numberBetween(value: number | undefined, least: number, most: number, where: string): number | undefined {
  if (value !== undefined && !(typeof value === 'number' && value >= least && value <= most)) {
    fail({ code: CODES.INVALID_ARGUMENT, what: `${value} is not between ${least} and ${most}`, where, fix: `use a number from ${least} to ${most}` });
  }
  return value;
}

/** A port number from 1 to 65535. */
export function portNumber(value: number, where: string): number {
  return wholeNumber(value, 1, 65535, where)!;
}

/** A duration in milliseconds, with parts of one. In JavaScript a number or a text is easily given in its place, which says no unit. */
export function milliseconds(duration: Duration, where: string): number {
  if (typeof duration?.toMilliseconds !== 'function') {
    fail({
      code: CODES.INVALID_DURATION,
      what: `${JSON.stringify(duration) ?? 'nothing'} is no duration`,
      where,
      fix: 'give one with its unit, for example Duration.seconds(30)',
    });
  }
  return duration.toMilliseconds({ integral: false });
}

/** A duration as Istio writes it: whole milliseconds, at least one. With `zero`, 0 is a value too. */
export function durationText(duration: Duration | undefined, where: string, zero: boolean = false): string | undefined {
  if (duration === undefined) {
    return undefined;
  }
  const value = milliseconds(duration, where);
  if (!Number.isInteger(value) || (value < 1 && !(zero && value === 0))) {
    fail({
      code: CODES.INVALID_DURATION,
      what: `a duration of ${value} milliseconds is not possible here`,
      where,
      why: 'Istio refuses it: whole milliseconds, and at least one',
      fix: zero ? 'use Duration.millis(1) or more, or Duration.millis(0)' : 'use Duration.millis(1) or more, or leave the field out',
    });
  }
  return protobufDuration(value);
}

/** A copy of the list, which must not be empty: to Istio an empty list is an absent one, and that has another meaning. */
export function nonEmptyList<T>(values: readonly T[] | undefined, where: string): T[] | undefined {
  if (values?.length === 0) {
    fail({
      code: CODES.AMBIGUOUS_POLICY,
      what: 'an empty list',
      where,
      why: 'Istio reads an empty list as an absent one, so it would stand for everything instead of nothing',
      fix: 'leave the field out if there is no restriction, or name at least one value',
    });
  }
  return values && requireEach(values, where);
}

/** A copy of the list, of which nothing is missing: types do not hold in every program, and an exclamation mark is easily written. */
export function requireEach<T>(values: readonly T[], where: string): T[] {
  values.forEach((value, i) => requireGiven(value, `${where}[${i}]`));
  return [...values];
}

/** The value, which must be there. */
export function requireGiven<T>(value: T | undefined | null, where: string): T {
  return value ?? fail({
    code: CODES.INVALID_ARGUMENT,
    what: `${value} where a value is needed`,
    where,
    why: 'something that the program reads or asks for is not there',
    fix: 'give the value, or leave out what it belongs to',
  });
}

/** The value, which must be a member of the enum: types do not hold for what is read from files. Undefined stays undefined. */
export function memberOf<T extends string | undefined>(value: T, members: { readonly [name: string]: string }, title: string, where: string): T {
  if (value !== undefined && !Object.values(members).includes(value)) {
    fail({
      code: CODES.INVALID_ARGUMENT,
      what: `${JSON.stringify(value)} is no ${title}`,
      where,
      why: 'it would be read as another one, or as none',
      fix: `use ${Object.keys(members).map(name => `${title}.${name}`).join(' or ')}`,
    });
  }
  return value;
}

/** A text that must not be empty; undefined stays undefined. */
export function nonEmptyText(value: string | undefined, where: string): string | undefined {
  if (value === '') {
    fail({ code: CODES.INVALID_ARGUMENT, what: 'an empty text', where, why: 'Istio refuses it', fix: 'give a value, or leave the field out' });
  }
  return value;
}
