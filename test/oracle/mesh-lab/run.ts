/**
 * Sends the traffic tables of examples through the lab: `npx tsx test/oracle/mesh-lab/run.ts [--hops] <example…>`; without an example, all.
 *
 * Prints a line for every row, and for a row that differs what was expected, what was observed and the way that the requests took (with
 * `--hops` for every row). The exit code is 1 if anything differs.
 */

import { parseArgs } from 'node:util';
import { differences } from './compare';
import { meshOf } from './example';
import { labSkipReason, MeshLab } from './lab';
import { PATTERN_EXAMPLES, PatternExample } from '../../support/stories';

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ options: { hops: { type: 'boolean' } }, allowPositionals: true });
  const unknown = positionals.filter((name) => !PATTERN_EXAMPLES.some((example) => example.name === name));
  if (unknown.length > 0) {
    console.error(`no story is told by ${unknown.join(', ')}; known are ${PATTERN_EXAMPLES.map(({ name }) => name).join(', ')}`);
    return 2;
  }
  const missing = labSkipReason();
  if (missing) {
    console.error(missing);
    return 2;
  }
  const lab = await MeshLab.start();
  try {
    let differing = 0;
    for (const example of PATTERN_EXAMPLES.filter(({ name }) => positionals.length === 0 || positionals.includes(name))) {
      differing += await runExample(lab, example, values.hops ?? false);
    }
    return differing > 0 ? 1 : 0;
  } finally {
    await lab.stop();
  }
}

async function runExample(lab: MeshLab, example: PatternExample, hops: boolean): Promise<number> {
  console.log(`${example.name}`);
  const beyond = example.story.traffic.filter(({ beyondTheLab }) => beyondTheLab !== undefined);
  const rows = example.story.traffic.filter(({ beyondTheLab }) => beyondTheLab === undefined);
  beyond.forEach(({ request, beyondTheLab }) => console.log(`  beyond   ${request}: ${beyondTheLab}`));
  let observations;
  try {
    observations = await lab.send(meshOf(example), rows);
  } catch (error) {
    console.log(`  FAILS    ${(error as Error).message}\n${lab.lastWords()}`);
    return 1;
  }
  let differing = 0;
  observations.forEach((observed, index) => {
    const found = differences(rows[index], observed);
    differing += found.length > 0 ? 1 : 0;
    console.log(`  ${found.length > 0 ? 'DIFFERS' : 'ok     '}  ${rows[index].request}`);
    found.forEach((line) => console.log(`           ${line}`));
    if (hops || found.length > 0) {
      observed.hops.forEach((story) => console.log(story.replace(/^/gm, '             ')));
    }
  });
  return differing;
}

void main().then((code) => {
  process.exitCode = code;
});
