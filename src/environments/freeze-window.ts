import { FreezeFacts } from './frozen-now';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';

/** A day of the week. */
export enum WeekDay {
  /** Monday. */
  MONDAY = 'monday',
  /** Tuesday. */
  TUESDAY = 'tuesday',
  /** Wednesday. */
  WEDNESDAY = 'wednesday',
  /** Thursday. */
  THURSDAY = 'thursday',
  /** Friday. */
  FRIDAY = 'friday',
  /** Saturday. */
  SATURDAY = 'saturday',
  /** Sunday. */
  SUNDAY = 'sunday',
}

/** What a freeze window needs besides its times. */
export interface FreezeWindowProps {
  /** The time zone in which the clock on the wall shows the times: `Europe/Berlin`, `UTC` (names of the IANA database). */
  readonly timeZone: string;
  /** Why nothing is promoted then; people read it when they are refused. */
  readonly reason: string;
}

/**
 * A time in which nothing is promoted to an environment. `cdk8s-istio promote` refuses it with exit status 3 (MESH0837); a synth does
 * not look at the clock, so that its output is the same at any time.
 *
 * @example
 * FreezeWindow.between('2026-12-18T18:00', '2027-01-04T08:00', { timeZone: 'Europe/Berlin', reason: 'turn of the year' });
 * FreezeWindow.weekly(WeekDay.FRIDAY, '15:00', WeekDay.MONDAY, '08:00', { timeZone: 'Europe/Berlin', reason: 'weekend' });
 */
export class FreezeWindow {
  /**
   * From one moment to another, once.
   *
   * @param start the first frozen minute, `2026-12-18T18:00`, as the clock on the wall shows it
   * @param end the first minute after, later than `start` (MESH0001)
   * @param props time zone and reason
   */
  public static between(start: string, end: string, props: FreezeWindowProps): FreezeWindow {
    [start, end].forEach(moment => {
      if (typeof moment !== 'string' || !MOMENT.test(moment) || !isInCalendar(moment)) {
        refuse(`${JSON.stringify(moment)} is no date and time`, "Write it as '2026-12-18T18:00'.");
      }
    });
    if (start >= end) {
      refuse(`the freeze ends at ${end}, before it starts at ${start}`, 'Swap the two.');
    }
    return new FreezeWindow({ start, end, ...checked(props) });
  }

  /**
   * Every week, from one day and time to another: from Friday to Monday is one window over the weekend.
   *
   * @param startDay the day it starts
   * @param startTime the first frozen minute of that day, `15:00`
   * @param endDay the day it ends
   * @param endTime the first minute after on that day, `08:00`
   * @param props time zone and reason
   */
  public static weekly(startDay: WeekDay, startTime: string, endDay: WeekDay, endTime: string, props: FreezeWindowProps): FreezeWindow {
    const [start, end] = [weekTime(startDay, startTime), weekTime(endDay, endTime)];
    if (start === end) {
      refuse(`the freeze starts and ends on ${startDay} at ${startTime}`, 'Give it another end.');
    }
    return new FreezeWindow({ start, end, ...checked(props) });
  }

  /**
   * As the command line reads it.
   * @internal
   */
  public readonly _facts: FreezeFacts;

  private constructor(facts: FreezeFacts) {
    this._facts = facts;
  }
}

const MOMENT = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d$/;
const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

/** Whether the day is one of its month: a Date takes the 30th of February for one of March. */
function isInCalendar(moment: string): boolean {
  return new Date(`${moment}:00Z`).toISOString().startsWith(moment);
}

function weekTime(day: WeekDay, time: string): string {
  const number = Object.values(WeekDay).indexOf(day) + 1;
  if (number === 0 || typeof time !== 'string' || !TIME.test(time)) {
    refuse(`${JSON.stringify(day)} at ${JSON.stringify(time)} is no time of a week`, "Write it as WeekDay.FRIDAY, '15:00'.");
  }
  return `${number} ${time}`;
}

function checked({ timeZone, reason }: FreezeWindowProps): FreezeWindowProps {
  try {
    new Intl.DateTimeFormat('en-GB', { timeZone });
    if (typeof timeZone !== 'string') {
      throw new RangeError();
    }
  } catch {
    refuse(`${JSON.stringify(timeZone)} is no time zone`, "Write a name of the IANA database: 'Europe/Berlin', 'UTC'.");
  }
  if (typeof reason !== 'string' || reason.trim() === '') {
    refuse('the freeze has no reason', "Say why: reason: 'turn of the year'.");
  }
  return { timeZone, reason };
}

function refuse(what: string, fix: string): never {
  fail({ code: CODES.INVALID_ARGUMENT, what, where: 'FreezeWindow', fix });
}
