/** A freeze window as the command line reads it. */
export interface FreezeFacts {
  /** `2026-12-18T18:00`, or `5 15:00` for a Friday of every week: the first frozen minute on the clock of the time zone. */
  readonly start: string;
  /** The first minute after, in the same form. */
  readonly end: string;
  readonly timeZone: string;
  readonly reason: string;
}

/** The first of the windows in which a moment lies. */
export function frozenNow(windows: readonly FreezeFacts[], now: Date): FreezeFacts | undefined {
  return windows.find(({ start, end, timeZone }) => {
    const clock = clockIn(timeZone, now);
    const at = start.includes('T') ? clock.moment : clock.week;
    return start < end ? start <= at && at < end : at >= start || at < end;
  });
}

/** What the clock on the wall shows: texts that compare as times do, also when the clocks change. */
function clockIn(timeZone: string, now: Date): { moment: string; week: string } {
  const parts = new Map(new Intl.DateTimeFormat('en-GB', {
    timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', weekday: 'short',
  }).formatToParts(now).map(({ type, value }) => [type, value]));
  const time = `${parts.get('hour')}:${parts.get('minute')}`;
  return {
    moment: `${parts.get('year')?.padStart(4, '0')}-${parts.get('month')}-${parts.get('day')}T${time}`,
    week: `${DAYS.indexOf(parts.get('weekday') ?? '') + 1} ${time}`,
  };
}

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
