/**
 * Builds the pinned tools into the cache: `npx tsx test/oracle/install.ts [--tier full] [--only name,name] [--list] [--strict]`.
 * Without `--tier` the quick tier is built; `--only` names tools of either tier.
 *
 * A tool that cannot be had is a loud skip and not a failure (the exit code stays 0), unless `--strict` is given.
 */

import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from './build';
import { PINS, Tier, TIERS, ToolName } from './pins';
import { cacheFolder, failureFile, findTool, toolFolder } from './tools';

interface Outcome {
  readonly name: ToolName;
  readonly ok: boolean;
  readonly text: string;
}

/** Wider than the longest name. */
const NAME_WIDTH = 26;

function main(): number {
  const { values } = parseArgs({
    options: { tier: { type: 'string', default: 'quick' }, only: { type: 'string' }, list: { type: 'boolean' }, strict: { type: 'boolean' } },
  });
  const names = selectTools(values.tier, values.only);
  if (values.list) {
    names.forEach((name) => console.log(`${name.padEnd(NAME_WIDTH)}${findTool(name) ?? 'not built'}`));
    return 0;
  }
  mkdirSync(cacheFolder(), { recursive: true });
  removeAbandonedBuilds();
  const outcomes = names.map((name) => {
    const outcome = install(name);
    console.log(`${name}: ${outcome.text}`);
    return outcome;
  });
  printSummary(outcomes);
  return values.strict && outcomes.some((outcome) => !outcome.ok) ? 1 : 0;
}

function selectTools(tier: string, only: string | undefined): ToolName[] {
  if (!(tier in TIERS)) {
    throw new Error(`unknown tier ${tier}; known are ${Object.keys(TIERS).join(', ')}`);
  }
  const wanted: readonly string[] = only?.split(',') ?? TIERS[tier as Tier];
  const unknown = wanted.filter((name) => !(name in PINS));
  if (unknown.length > 0) {
    throw new Error(`unknown tool ${unknown.join(', ')}; known are ${TIERS.full.join(', ')}`);
  }
  return TIERS.full.filter((name) => wanted.includes(name));
}

/** Builds beside the final folder and renames, so that a kill at any moment leaves a tool whole or absent. */
function install(name: ToolName): Outcome {
  if (findTool(name)) {
    return { name, ok: true, text: 'ready' };
  }
  const staging = mkdtempSync(join(cacheFolder(), `.building-${process.pid}-`));
  const started = Date.now();
  try {
    build(name, PINS[name], staging);
    publish(staging, name);
    rmSync(failureFile(name), { force: true });
    return { name, ok: true, text: `built in ${Math.round((Date.now() - started) / 1000)} s` };
  } catch (error) {
    const reason = (error as Error).message;
    writeFileSync(failureFile(name), `${reason}\n`);
    return { name, ok: false, text: `SKIPPED: ${reason}` };
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

function publish(staging: string, name: ToolName): void {
  try {
    renameSync(staging, toolFolder(name));
  } catch (error) {
    // Another installer was faster with the same pin: its result is as good as ours.
    if (!findTool(name)) {
      throw error;
    }
  }
}

/** Folders of installers that were killed: their process is gone. */
function removeAbandonedBuilds(): void {
  for (const entry of readdirSync(cacheFolder())) {
    const pid = /^\.building-(\d+)-/.exec(entry)?.[1];
    if (pid && !isRunning(Number(pid))) {
      rmSync(join(cacheFolder(), entry), { recursive: true, force: true });
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function printSummary(outcomes: readonly Outcome[]): void {
  console.log(`\noracles in ${cacheFolder()}`);
  for (const { name, text } of outcomes) {
    console.log(`  ${name.padEnd(NAME_WIDTH)}${text.split('\n')[0].padEnd(16)}  ${basename(toolFolder(name))}`);
  }
  const missing = outcomes.filter((outcome) => !outcome.ok).length;
  console.log(`${outcomes.length - missing} ready, ${missing} missing`);
}

process.exitCode = main();
