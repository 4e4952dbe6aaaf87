import { FreezeWindow, WeekDay } from '../../src';
import { frozenNow } from '../../src/environments/frozen-now';

const YEAR_END = FreezeWindow.between('2026-12-18T18:00', '2027-01-04T08:00', { timeZone: 'Europe/Berlin', reason: 'turn of the year' });
const WEEKEND = FreezeWindow.weekly(WeekDay.FRIDAY, '15:00', WeekDay.MONDAY, '08:00', { timeZone: 'America/New_York', reason: 'weekend' });
const NOON = FreezeWindow.weekly(WeekDay.TUESDAY, '11:00', WeekDay.TUESDAY, '13:00', { timeZone: 'UTC', reason: 'noon' });

test.each<[string, FreezeWindow, string, boolean]>([
  ['a minute before the year ends in Berlin', YEAR_END, '2026-12-18T16:59:59Z', false],
  ['the first minute', YEAR_END, '2026-12-18T17:00:00Z', true],
  ['the last second', YEAR_END, '2027-01-04T06:59:59Z', true],
  ['the first minute after', YEAR_END, '2027-01-04T07:00:00Z', false],
  ['another year', YEAR_END, '2027-12-24T12:00:00Z', false],
  ['Friday before three in New York, in winter', WEEKEND, '2026-12-04T19:59:00Z', false],
  ['Friday at three in New York, in winter', WEEKEND, '2026-12-04T20:00:00Z', true],
  ['Friday at three in New York, in summer', WEEKEND, '2026-07-03T19:00:00Z', true],
  ['Sunday', WEEKEND, '2026-12-06T12:00:00Z', true],
  ['Monday before eight', WEEKEND, '2026-12-07T12:59:00Z', true],
  ['Monday at eight', WEEKEND, '2026-12-07T13:00:00Z', false],
  ['Wednesday', WEEKEND, '2026-12-09T13:00:00Z', false],
  ['Tuesday at noon', NOON, '2026-12-08T12:00:00Z', true],
  ['Tuesday after', NOON, '2026-12-08T13:00:00Z', false],
  ['Monday at noon', NOON, '2026-12-07T12:00:00Z', false],
])('%s', (_, window, now, frozen) => {
  expect(frozenNow([window._facts], new Date(now)) !== undefined).toBe(frozen);
});

test.each(Object.values(WeekDay))('a window of a %s holds on that day of the week only', day => {
  const window = FreezeWindow.weekly(day, '10:00', day, '12:00', { timeZone: 'UTC', reason: 'x' });
  const days = [7, 8, 9, 10, 11, 12, 13].filter(date => frozenNow([window._facts], new Date(Date.UTC(2026, 11, date, 11))) !== undefined);
  expect(days).toEqual([7 + Object.values(WeekDay).indexOf(day)]);
});

test('of several windows the one that holds now is told', () => {
  expect(frozenNow([YEAR_END._facts, NOON._facts, WEEKEND._facts], new Date('2026-12-08T12:00:00Z'))).toBe(NOON._facts);
});

test.each<[string, () => FreezeWindow, string]>([
  ['a date that is none', () => FreezeWindow.between('2026-13-01T00:00', '2027-01-01T00:00', { timeZone: 'UTC', reason: 'x' }), 'is no date and time'],
  ['the 30th of February', () => FreezeWindow.between('2026-02-30T00:00', '2026-03-02T00:00', { timeZone: 'UTC', reason: 'x' }), 'is no date and time'],
  ['a date without time', () => FreezeWindow.between('2026-12-01', '2027-01-01', { timeZone: 'UTC', reason: 'x' }), 'is no date and time'],
  ['an end before the start', () => FreezeWindow.between('2027-01-02T00:00', '2027-01-01T00:00', { timeZone: 'UTC', reason: 'x' }), 'before it starts'],
  ['an end at the start', () => FreezeWindow.between('2027-01-01T00:00', '2027-01-01T00:00', { timeZone: 'UTC', reason: 'x' }), 'before it starts'],
  ['a day that is none', () => FreezeWindow.weekly('friday ' as WeekDay, '15:00', WeekDay.MONDAY, '08:00', { timeZone: 'UTC', reason: 'x' }), 'is no time of a week'],
  ['no time', () => FreezeWindow.weekly(WeekDay.FRIDAY, '25:00', WeekDay.MONDAY, '08:00', { timeZone: 'UTC', reason: 'x' }), 'is no time of a week'],
  ['a whole week', () => FreezeWindow.weekly(WeekDay.FRIDAY, '15:00', WeekDay.FRIDAY, '15:00', { timeZone: 'UTC', reason: 'x' }), 'another end'],
  ['a zone of the moon', () => FreezeWindow.weekly(WeekDay.FRIDAY, '15:00', WeekDay.MONDAY, '08:00', { timeZone: 'Moon/Crater', reason: 'x' }), 'is no time zone'],
  ['no reason', () => FreezeWindow.weekly(WeekDay.FRIDAY, '15:00', WeekDay.MONDAY, '08:00', { timeZone: 'UTC', reason: ' ' }), 'has no reason'],
])('%s is refused', (_, make, words) => {
  expect(make).toThrow(words);
});
