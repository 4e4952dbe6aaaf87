import { CRON_FIELDS, CronPart, cronFault, readCronPart } from '../../src/delivery/cron-schedule';

const [MINUTE, HOUR, DAY, MONTH, WEEKDAY] = CRON_FIELDS;

test.each<[string, string, typeof MINUTE, CronPart | undefined]>([
  ['*', 'every minute', MINUTE, { first: 0, last: 59, step: 1 }],
  ['?', 'every day', DAY, { first: 1, last: 31, step: 1 }],
  ['*/15', 'every quarter', MINUTE, { first: 0, last: 59, step: 15 }],
  ['*/60', 'the longest step', MINUTE, { first: 0, last: 59, step: 60 }],
  ['*/61', 'a step longer than the field', MINUTE, undefined],
  ['*/0', 'a step of nothing', MINUTE, undefined],
  ['7', 'one value', HOUR, { first: 7, last: 7, step: 1 }],
  ['7/4', 'from a value to the end', HOUR, { first: 7, last: 23, step: 4 }],
  ['7/1', 'each from a value to the end', HOUR, { first: 7, last: 23, step: 1 }],
  ['8-17', 'a range', HOUR, { first: 8, last: 17, step: 1 }],
  ['8-8', 'a range of one', HOUR, { first: 8, last: 8, step: 1 }],
  ['8-17/3', 'a range with a step', HOUR, { first: 8, last: 17, step: 3 }],
  ['17-8', 'a range backwards', HOUR, undefined],
  ['1-2-3', 'three ends', HOUR, undefined],
  ['1-', 'no end', HOUR, undefined],
  ['-1', 'no start', HOUR, undefined],
  ['1/2/3', 'two steps', HOUR, undefined],
  ['1.5', 'a fraction', HOUR, undefined],
  ['0', 'before the first day', DAY, undefined],
  ['32', 'after the last day', DAY, undefined],
  ['mon', 'a day in the place of a month', MONTH, undefined],
  ['TUE-thu', 'names of days', WEEKDAY, { first: 2, last: 4, step: 1 }],
  ['7', 'an eighth day', WEEKDAY, undefined],
])('%s is read as %s', (part, _, field, expected) => {
  expect(readCronPart(part, field)).toEqual(expected);
});

test.each([
  ['months', MONTH, ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'], 1],
  ['days', WEEKDAY, ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'], 0],
])('names of %s stand for their numbers', (_, field, names, from) => {
  expect(names.map(name => readCronPart(name, field)?.first)).toEqual(names.map((__, i) => from + i));
  expect(field.to).toBe(from + names.length - 1);
});

test.each([
  ['', 'it has 0 fields and not five'],
  ['* * * *', 'it has 4 fields and not five'],
  ['60 0 * * *', '"60" is no minute (0 to 59)'],
  ['0 24 * * *', '"24" is no hour (0 to 23)'],
  ['0 0 32 * *', '"32" is no day of the month (1 to 31)'],
  ['0 0 * 13 *', '"13" is no month (1 to 12)'],
  ['0 0 * * 7', '"7" is no day of the week (0 to 6)'],
  ['0 1,25 * * *', '"25" is no hour (0 to 23)'],
  ['  0  18 * *\t5 ', undefined],
])('of %j is said: %s', (schedule, fault) => {
  expect(cronFault(schedule)).toBe(fault);
});
