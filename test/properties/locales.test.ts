/** One program in a hundred places: what a locale or a time zone changes in numbers, dates, case and order changes no byte of the output. */

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { compileInto } from '../environments/compiled';

const LOCALES = [
  'C', 'POSIX', 'en_US.UTF-8', 'de_DE.UTF-8', 'sv_SE.UTF-8', 'tr_TR.UTF-8', 'az_AZ.UTF-8', 'lt_LT.UTF-8', 'cs_CZ.UTF-8', 'da_DK.UTF-8',
  'et_EE.UTF-8', 'es_ES.UTF-8', 'ar_EG.UTF-8', 'fa_IR.UTF-8', 'hi_IN.UTF-8', 'th_TH.UTF-8', 'ja_JP.UTF-8', 'zh_CN.UTF-8', 'ko_KR.UTF-8', 'vi_VN.UTF-8',
];
const ZONES = ['UTC', 'Asia/Kathmandu', 'Pacific/Kiritimati', 'America/St_Johns', 'Pacific/Marquesas'];
const PLACES = LOCALES.flatMap(locale => ZONES.map(zone => [locale, zone] as const));
const AT_ONCE = 4;

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'locales-'));
  symlinkSync(resolve(__dirname, '../../node_modules'), join(folder, 'node_modules'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a hundred locales and time zones give one hash', async () => {
  const child = compileInto(folder, 'test/properties/locale-child.ts');
  const hashes = new Map<string, string>();
  const todo = [...PLACES];
  const work = async (): Promise<void> => {
    for (let place = todo.pop(); place; place = todo.pop()) {
      const [locale, zone] = place;
      const env = { PATH: process.env.PATH, LANG: locale, LC_ALL: locale, LANGUAGE: locale.split('_')[0], TZ: zone };
      const { stdout } = await promisify(execFile)(process.execPath, [child], { env });
      hashes.set(`${locale} ${zone}`, stdout.trim().split('\n').pop()!);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  expect(hashes.size).toBe(100);
  expect(new Set(hashes.values()).size).toBe(1);
  expect([...hashes.values()][0]).toMatch(/^\d+ files [0-9a-f]{64}$/);
}, 180_000);
