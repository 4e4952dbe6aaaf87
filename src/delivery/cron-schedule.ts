import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';

/** One of the five fields of a schedule, and the values it can have. */
export interface CronField {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly words?: readonly string[];
}

/** One entry of a field: every `step`-th value from `first` to `last`. */
export interface CronPart {
  readonly first: number;
  readonly last: number;
  readonly step: number;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
/** Minute, hour, day of the month, month, day of the week. */
export const CRON_FIELDS: readonly CronField[] = [
  { name: 'minute', from: 0, to: 59 },
  { name: 'hour', from: 0, to: 23 },
  { name: 'day of the month', from: 1, to: 31 },
  { name: 'month', from: 1, to: 12, words: MONTHS },
  { name: 'day of the week', from: 0, to: 6, words: DAYS },
];

/**
 * Checks a schedule of five fields as the controllers read it (github.com/robfig/cron, `ParseStandard` without its `@daily` and the like):
 * minute, hour, day of the month, month, day of the week; each a list of `*`, `?`, numbers, names of months or days, ranges and steps.
 * Fails with CRON.
 */
export function checkedCron(schedule: string, where: string): string {
  const fault = cronFault(schedule);
  if (fault !== undefined) {
    fail({
      code: CODES.CRON,
      what: `The schedule ${JSON.stringify(schedule)} cannot be read: ${fault}.`,
      where,
      fix: "Write minute, hour, day of the month, month and day of the week, for example '0 18 * * 5' for Fridays at 18:00.",
    });
  }
  return schedule;
}

/** What is wrong with a schedule; undefined when nothing is. */
export function cronFault(schedule: string): string | undefined {
  if (typeof schedule !== 'string') {
    return 'it is no text';
  }
  const texts = schedule.trim().split(/\s+/);
  if (texts.length !== CRON_FIELDS.length || texts[0] === '') {
    return `it has ${texts[0] === '' ? 0 : texts.length} fields and not five`;
  }
  for (const [i, field] of CRON_FIELDS.entries()) {
    const wrong = texts[i].split(',').find(part => readCronPart(part, field) === undefined);
    if (wrong !== undefined) {
      return `${JSON.stringify(wrong)} is no ${field.name} (${field.from} to ${field.to})`;
    }
  }
  return undefined;
}

/** What an entry stands for: `*`, a value, or a range `1-5`, which may have a step, `1-5/2`; `5/2` goes to the end of the field. Undefined when it is none. */
export function readCronPart(part: string, field: CronField): CronPart | undefined {
  const { from, to } = field;
  const [, range, stepText] = /^([^/]+)(?:\/([0-9]+))?$/.exec(part) ?? [];
  const step = Number(stepText ?? 1);
  if (range === undefined || step < 1 || step > to - from + 1) {
    return undefined;
  }
  if (range === '*' || range === '?') {
    return { first: from, last: to, step };
  }
  const [first, last, ...more] = range.split('-').map(end => valueOf(end, field));
  const end = range.includes('-') ? last : stepText === undefined ? first : to;
  return first === undefined || end === undefined || more.length > 0 || first > end ? undefined : { first, last: end, step };
}

function valueOf(text: string, { from, to, words = [] }: CronField): number | undefined {
  const word = words.indexOf(text.toLowerCase());
  const value = word >= 0 ? word + from : /^[0-9]+$/.test(text) ? Number(text) : NaN;
  return value >= from && value <= to ? value : undefined;
}
