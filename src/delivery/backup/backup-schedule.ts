import { CODES } from '../../kernel/codes';
import { parseGoDuration } from '../../kernel/durations';
import { fail } from '../../kernel/fail';
import { CRON_FIELDS, cronFault, CronPart, readCronPart } from '../cron-schedule';

const DESCRIPTORS = ['@hourly', '@daily', '@midnight', '@weekly', '@monthly', '@yearly', '@annually'];
const EVERY = '@every ';
/** Days of the months in a leap year. */
const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * The schedule, if every version of Velero reads it, in the same way, and it ever comes (MESH0820): five fields as in cron, one of `@hourly`,
 * `@daily`, `@weekly`, `@monthly` and `@yearly`, or `@every` with a duration of Go. `CRON_TZ=Europe/Rome ` may stand before it; without, it is the time
 * zone of Velero's container, UTC.
 */
export function requireBackupSchedule(schedule: string, where: string): string {
  const fault = backupScheduleFault(schedule);
  if (fault !== undefined) {
    fail({
      code: CODES.CRON,
      what: `The schedule ${JSON.stringify(schedule)} cannot be used: ${fault}.`,
      where,
      why: 'Velero marks a Schedule that it cannot read as failed, and makes no backup.',
      fix: "Write minute, hour, day of the month, month and day of the week, as '0 */6 * * *', or '@daily'.",
    });
  }
  return schedule;
}

/** What is wrong with a schedule; undefined when nothing is. */
export function backupScheduleFault(schedule: string): string | undefined {
  if (typeof schedule !== 'string') {
    return 'it is no text';
  }
  const zone = /^(?:CRON_TZ|TZ)=(\S*)\s*/.exec(schedule);
  if (zone && !/^[A-Za-z0-9/_+:-]{1,64}$/.test(zone[1])) {
    return `${JSON.stringify(zone[1])} is no time zone`;
  }
  const text = schedule.slice(zone?.[0].length ?? 0);
  if (text.startsWith(EVERY)) {
    const period = parseGoDuration(text.slice(EVERY.length));
    return period === undefined || period < 1000 ? `${JSON.stringify(text.slice(EVERY.length))} is no duration of a second or more, as 6h or 1h30m` : undefined;
  }
  if (text.startsWith('@')) {
    return DESCRIPTORS.includes(text) ? undefined : `${text} is none of ${DESCRIPTORS.join(', ')} and ${EVERY.trim()}`;
  }
  return cronFault(text) ?? stepFault(text.trim().split(/\s+/)) ?? dayFault(text.trim().split(/\s+/));
}

/** Newer versions refuse a step that takes the first value of its range only. */
function stepFault(fields: readonly string[]): string | undefined {
  for (const [i, field] of fields.entries()) {
    for (const part of field.split(',')) {
      const { first, last, step } = readCronPart(part, CRON_FIELDS[i])!;
      if (step > 1 && step > last - first) {
        return `the step of ${JSON.stringify(part)} is as large as its range`;
      }
    }
  }
  return undefined;
}

/** Versions disagree where both days are restricted, and some days never come. */
function dayFault(fields: readonly string[]): string | undefined {
  const [, , days, months, weekdays] = fields;
  if (!/^[*?]$/.test(days) && !/^[*?]$/.test(weekdays)) {
    return 'with a day of the month and a day of the week, Velero 1.18 wants both to hold, and older ones either';
  }
  const first = Math.min(...partsOf(days, 2).map(part => part.first));
  const comes = partsOf(months, 3).some(part => monthsOf(part).some(month => first <= DAYS[month - 1]));
  return comes ? undefined : `no such month has a day ${first}`;
}

/** The entries of a field that has been checked. */
function partsOf(text: string, field: number): CronPart[] {
  return text.split(',').map(part => readCronPart(part, CRON_FIELDS[field])!);
}

function monthsOf({ first, last, step }: CronPart): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i).filter(month => (month - first) % step === 0);
}
