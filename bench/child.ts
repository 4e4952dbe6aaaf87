/**
 * One measurement in a process of its own: `node child.js <objects|patterns|delivery> <ours|stock> <services> <folder>`. Prints one line of JSON.
 * The clock runs from before the first construct until the last file is written; loading modules and preparing objects is outside of it.
 */

import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';

/** What a measurement prints. */
export interface Measurement {
  /** Milliseconds from before the first construct until all is written. */
  readonly synthesis: number;
  /** Processor time of the whole process until then without the preparation, in milliseconds. */
  readonly processor: number;
  /** Peak memory of the process in MiB. */
  readonly memory: number;
  /** Files and bytes written. */
  readonly files: number;
  readonly bytes: number;
}

/** What both sides export. */
interface Side {
  prepare?(services: number): void;
  synthesize(services: number, outdir: string): void;
}

const [, , workload, side, services, outdir] = process.argv;
// eslint-disable-next-line @typescript-eslint/no-require-imports
const { prepare, synthesize } = require(workload === 'objects' ? `./${side}` : `./${workload}/${side}`) as Side;
const idle = process.cpuUsage();
prepare?.(Number(services));
const prepared = process.cpuUsage(idle);
const start = performance.now();
synthesize(Number(services), outdir);
const synthesis = performance.now() - start;
const total = process.cpuUsage();
const [user, system] = [total.user - prepared.user, total.system - prepared.system];
const memory = process.resourceUsage().maxRSS / 1024;
if (process.exitCode) {
  throw new Error(`${side} did not write its output: exit status ${process.exitCode}`);
}
const written = { files: 0, bytes: 0 };
count(outdir);
console.log(JSON.stringify({ synthesis, processor: (user + system) / 1000, memory, ...written } satisfies Measurement));

function count(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      count(path);
    } else {
      written.files++;
      written.bytes += statSync(path).size;
    }
  }
}
