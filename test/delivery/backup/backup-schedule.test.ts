import { backupScheduleFault } from '../../../src/delivery/backup/backup-schedule';

test.each([
  '0 */6 * * *', '15 3 * * *', '0 0 1 * *', '0 0 1,15 * ?', '0 0 * * 1-5', '0 0 * JAN-MAR,oct mon', '*/30 * * * *', '10-50/20 * * * *',
  '0 0 29 2 *', '0 0 31 1,2 *', '0 0 31 2-3 *', '0 0 31 */2 *', '5/20 * * * *', '@hourly', '@daily', '@weekly', '@monthly', '@yearly', '@annually', '@midnight',
  '@every 6h', '@every 1h30m', 'CRON_TZ=Europe/Rome 0 3 * * *', 'TZ=UTC @daily', '0  0 * * *',
])('%j is a schedule', schedule => {
  expect(backupScheduleFault(schedule)).toBeUndefined();
});

test.each([
  ['', 'it has 0 fields'],
  ['  ', 'it has 0 fields'],
  ['0 */6 * *', 'it has 4 fields'],
  ['0 0 */6 * * *', 'it has 6 fields'],
  ['60 * * * *', '"60" is no minute'],
  ['* 24 * * *', '"24" is no hour'],
  ['* * 0 * *', '"0" is no day of the month'],
  ['* * * 13 *', '"13" is no month'],
  ['* * * * 7', '"7" is no day of the week'],
  ['* * * * monday', '"monday" is no day of the week'],
  ['50-10 * * * *', '"50-10" is no minute'],
  ['*/0 * * * *', '"*/0" is no minute'],
  ['1,,2 * * * *', '"" is no minute'],
  ['-5 * * * *', '"-5" is no minute'],
  ['1.5 * * * *', '"1.5" is no minute'],
  ['every six hours', 'it has 3 fields'],
  ['*/60 * * * *', 'as large as its range'],
  ['0-5/6 * * * *', 'as large as its range'],
  ['50/20 * * * *', 'as large as its range'],
  ['0 0 13 * fri', 'older ones either'],
  ['0 0 30 2 *', 'no such month has a day 30'],
  ['0 0 31 4,6,sep *', 'no such month has a day 31'],
  ['0 0 31 4-4 *', 'no such month has a day 31'],
  ['@fortnightly', 'is none of @hourly'],
  ['@Daily', 'is none of @hourly'],
  ['@every', 'is none of @hourly'],
  ['@every 6', 'is no duration'],
  ['@every 500ms', 'is no duration of a second'],
  ['@every -6h', 'is no duration of a second'],
  ['TZ=', 'is no time zone'],
  ['CRON_TZ=Europe/Rome', 'it has 0 fields'],
  ['CRON_TZ=Mars<>Base 0 * * * *', 'is no time zone'],
])('%j is none: %s', (schedule, says) => {
  expect(backupScheduleFault(schedule) ?? 'accepted').toContain(says);
});
