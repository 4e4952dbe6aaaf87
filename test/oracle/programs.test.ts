/** Random legal programs over the whole public API: what the library takes, every judge takes, and nothing public is left out. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { itUnless } from './skippable';
import { loadAssembly } from '../../projenrc/assembly';
import { printYaml } from '../../src/kernel/yaml-printer';
import { EXCEPTIONS } from '../properties/exceptions';
import { allJudges } from '../properties/judges';
import { attempt, Statements } from '../properties/programs';
import { reversed } from '../properties/reversed';
import { ProgramsReport, runPrograms } from '../properties/run-programs';

const MINUTES = 60_000;
const JSII = join(__dirname, '../../.jsii');
const NO_JSII = 'no .jsii: run `npx projen compile`';
const judges = allJudges();
const missing = [
  ...existsSync(JSII) ? [] : [NO_JSII],
  ...judges.flatMap(judge => judge.skipReason() ?? []),
];
const reason = missing.length > 0 ? missing.join('; ') : undefined;

let report: ProgramsReport;

beforeAll(async () => {
  if (!reason) {
    report = await runPrograms({ assembly: loadAssembly(), programs: 2000, seed: 1, judges });
  }
}, 10 * MINUTES);

afterAll(() => Promise.all(judges.map(judge => judge.stop())), MINUTES);

itUnless(reason, 'of 2,000 programs none ends in an error without a code, and no judge refuses an object', () => {
  expect(report.defects.map(({ judge, message, program }) => `${judge}: ${message}\n${JSON.stringify(program.statements)}`)).toEqual([]);
  expect(report.objects).toBeGreaterThan(4000);
});

itUnless(reason, 'every construct, pattern, union, enum, constant and prop is used by a legal program, or is an exception that is needed', () => {
  expect(report.coverage.missing).toEqual(Object.keys(EXCEPTIONS));
  expect(report.coverage.count(() => true).all).toBeGreaterThan(1200);
});

itUnless(reason, 'of every way to make something at least three in ten statements are legal', () => {
  const seldom = [...report.ways].filter(([, { tried, taken }]) => taken < 0.3 * tried || taken === 0);
  expect(seldom.map(([way, { tried, taken }]) => `${way}: ${taken} of ${tried}`)).toEqual([]);
});

itUnless(existsSync(JSII) ? undefined : NO_JSII, 'the order of props and of the entries of maps changes no byte of what a program emits', () => {
  const statements = new Statements(loadAssembly(), 7);
  let compared = 0;
  for (let i = 0; i < 400; i++) {
    const statement = statements.next(i);
    const outcome = attempt(statement, 'shop');
    if ('objects' in outcome) {
      const other = attempt({ ...statement, plan: reversed(statement.plan) }, 'shop');
      expect([statement.way, 'objects' in other ? texts(other.objects) : other.refused.message]).toEqual([statement.way, texts(outcome.objects)]);
      compared++;
    }
  }
  expect(compared).toBeGreaterThan(200);
}, MINUTES * 2);

/** Without order: constructs that are made for a prop take the number of their turn into their names. */
function texts(objects: readonly any[]): string[] {
  return objects.map(printYaml).map(text => text.replace(/\bpart\d+/g, 'part').replace(/\bPart\d+/g, 'Part')).sort();
}
