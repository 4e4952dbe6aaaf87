import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';

interface Field {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly words?: readonly string[];
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const FIELDS: readonly Field[] = [
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
  const texts = schedule.trim().split(/\s+/);
  if (texts.length !== FIELDS.length || texts[0] === '') {
    return `it has ${texts[0] === '' ? 0 : texts.length} fields and not five`;
  }
  for (const [i, field] of FIELDS.entries()) {
    const wrong = texts[i].split(',').find(part => !isPart(part, field));
    if (wrong !== undefined) {
      return `${JSON.stringify(wrong)} is no ${field.name} (${field.from} to ${field.to})`;
    }
  }
  return undefined;
}

function isPart(part: string, field: Field): boolean {
  const [, range, step] = /^([^/]+)(?:\/([0-9]+))?$/.exec(part) ?? [];
  if (range === undefined || (step !== undefined && !(Number(step) > 0 && Number(step) <= field.to - field.from + 1))) {
    return false;
  }
  if (range === '*' || range === '?') {
    return true;
  }
  const ends = range.split('-').map(end => valueOf(end, field));
  return ends.length <= 2 && ends.every(end => end !== undefined) && ends[0]! <= ends[ends.length - 1]!;
}

function valueOf(text: string, { from, to, words = [] }: Field): number | undefined {
  const word = words.indexOf(text.toLowerCase());
  const value = word >= 0 ? word + from : /^[0-9]+$/.test(text) ? Number(text) : NaN;
  return value >= from && value <= to ? value : undefined;
}
