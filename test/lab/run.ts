/**
 * Runs scenarios of the lab: `npx tsx test/lab/run.ts [--no-report] [scenario…]`; without a name, all of them, one after the other.
 *
 * Prints every step with its outcome, then writes what was run into `docs/lab.md` (the sections of other scenarios stay). A scenario whose
 * tools are missing is skipped loudly; the exit code is 1 if any step of any scenario failed.
 */

import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Cluster, CLUSTER_TOOLS } from './cluster';
import { GitServer } from './git-server';
import { Outcome, report } from './report';
import { Lab, Scenario } from './scenario';
import { dataSkipReason } from '../oracle/conformance-data';
import { skipReason } from '../oracle/tools';

const SCENARIOS = join(__dirname, 'scenarios');
const REPORT = resolve(__dirname, '../../docs/lab.md');

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ options: { 'no-report': { type: 'boolean' } }, allowPositionals: true });
  const known = readdirSync(SCENARIOS).filter((file) => file.endsWith('.ts')).map((file) => basename(file, '.ts')).sort();
  const unknown = positionals.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    console.error(`no scenario ${unknown.join(', ')}; known are ${known.join(', ')}`);
    return 2;
  }
  findData();
  const outcomes: Outcome[] = [];
  for (const name of known.filter((candidate) => positionals.length === 0 || positionals.includes(candidate))) {
    const { scenario } = await import(join(SCENARIOS, `${name}.ts`)) as { scenario: Scenario };
    outcomes.push(await runScenario(name, scenario));
  }
  if (!values['no-report']) {
    writeFileSync(REPORT, report(existsSync(REPORT) ? readFileSync(REPORT, 'utf8') : '', known, outcomes));
  }
  const failed = outcomes.filter(({ failed: fault }) => fault);
  console.log(`\n${outcomes.length} scenarios: ${failed.length} failed, ${outcomes.filter(({ skipped }) => skipped).length} skipped`);
  return failed.length > 0 ? 1 : 0;
}

async function runScenario(name: string, scenario: Scenario): Promise<Outcome> {
  const tools = [...(scenario.cluster ? CLUSTER_TOOLS : []), ...scenario.tools];
  const skipped = whySkipped(scenario);
  console.log(`\n${name}: ${scenario.title}`);
  if (skipped) {
    console.log(`  SKIPPED: ${skipped}`);
    return { name, scenario, tools, steps: [], skipped, failed: false };
  }
  const lab = new Lab(console.log);
  let failed = false;
  try {
    await scenario.run(lab);
  } catch (error) {
    failed = true;
    if (lab.steps.every(({ ok }) => ok)) {
      lab.steps.push({ sentence: 'between two steps', ok: false, seconds: 0, text: (error as Error).message });
    }
    console.log(`  FAILED: ${(error as Error).stack}`);
  } finally {
    await lab.stopAll();
  }
  return { name, scenario, tools, steps: lab.steps, failed };
}

function whySkipped({ cluster, tools, programs = [] }: Scenario): string | undefined {
  const reasons = [
    skipReason(...tools),
    ...(cluster ? [Cluster.skipReason(), GitServer.skipReason(), dataSkipReason()] : []),
    ...programs.filter((program) => spawnSync('which', [program]).status !== 0).map((program) => `${program} is not on this machine`),
  ].filter((reason) => reason !== undefined);
  return reasons.length > 0 ? reasons.join('; ') : undefined;
}

/** The conformance data lies beside the tree where people do not say otherwise. */
function findData(): void {
  const beside = resolve(__dirname, '../../../shared/data');
  if (!process.env.CONFORMANCE_DATA && existsSync(beside)) {
    process.env.CONFORMANCE_DATA = beside;
  }
}

main().then((code) => process.exit(code), (error: Error) => {
  console.error(error.stack);
  process.exit(4);
});
