/** Random programs over the public API, before all judges: `npx tsx test/properties/run.ts --programs 2000 --seed 1`. */

import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { EXCEPTIONS } from './exceptions';
import { allJudges } from './judges';
import { ProgramsReport, runPrograms } from './run-programs';
import { loadAssembly } from '../../projenrc/assembly';

const { values } = parseArgs({
  options: {
    programs: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    judges: { type: 'string', default: 'crd,api-server,istioctl' },
    defects: { type: 'string', default: '' },
  },
});

async function main(): Promise<void> {
  const wanted = values.judges.split(',');
  const judges = allJudges().filter(judge => wanted.includes(judge.name));
  for (const judge of judges) {
    const reason = judge.skipReason();
    if (reason) {
      throw new Error(`${judge.name}: ${reason}`);
    }
  }
  const started = Date.now();
  try {
    const report = await runPrograms({
      assembly: loadAssembly(),
      programs: Number(values.programs),
      seed: Number(values.seed),
      judges,
      progress: done => done % 2000 === 0 && process.stderr.write(`${done} programs, ${Math.round((Date.now() - started) / 1000)} s\n`),
    });
    process.stdout.write(words(report));
    process.exitCode = report.defects.length > 0 ? 1 : 0;
    if (values.defects) {
      writeFileSync(values.defects, report.defects.map(defect => `${JSON.stringify(defect)}\n`).join(''));
    }
  } finally {
    await Promise.all(judges.map(judge => judge.stop()));
  }
}

function words({ statements, objects, ways, coverage, defects, warnings }: ProgramsReport): string {
  const taken = [...ways.values()].reduce((sum, each) => sum + each.taken, 0);
  const share = (way: string): number => ways.get(way)!.taken / Math.max(1, ways.get(way)!.tried);
  const worst = [...ways.keys()].sort((left, right) => share(left) - share(right)).slice(0, 5);
  const groups: [string, (name: string) => boolean][] = [
    ['constants and enum members', name => /\.[A-Z][A-Z0-9_]*$/.test(name)],
    ['props of structs', name => /(Props|Options|Match|Route|Rule|Policy|Settings?)\.[a-z]/.test(name)],
    ['all names', () => true],
  ];
  const missing = coverage.missing.filter(name => !(name in EXCEPTIONS));
  return [
    `programs   ${values.programs}, seed ${values.seed}, judges ${values.judges}`,
    `statements ${statements}, of which the library took ${taken}`,
    `objects    ${objects}`,
    `defects    ${defects.length}`,
    ...[...new Map(defects.map(({ judge, message }) => [message.replace(/ns-\d+/g, 'ns'), `  ${judge}: ${message}`])).values()].slice(0, 30),
    `ways       ${[...ways.values()].filter(each => each.taken > 0).length} of ${ways.size} reached`,
    `           least often taken: ${worst.map(way => `${way} ${Math.round(100 * share(way))} %`).join(', ')}`,
    ...groups.map(([name, isOfGroup]) => [name, coverage.count(isOfGroup)] as const).map(([name, { reached, all }]) => `${name}: ${reached} of ${all} reached`),
    `missing    ${missing.length === 0 ? 'nothing' : missing.join(' ')}`,
    `exceptions ${Object.keys(EXCEPTIONS).join(' ') || 'none'}`,
    ...[...warnings].map(([message, count]) => `warning    ${count} × ${message}`),
    '',
  ].join('\n');
}

void main();
