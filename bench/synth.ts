/**
 * Synthesis beside stock cdk8s, in one run: `npm run bench -- [--workload objects|patterns|delivery] [--sizes 100,1000] [--rounds 5]
 * [--full] [--media memory,disk] [--sides stock,ours] [--json]`.
 * What the numbers mean is in the README beside this file.
 */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { CACHE, compile } from './build';
import { Measurement } from './child';
import { requireSameObjects } from './same-objects';
import { exponent, median, overallExponent, table } from './statistics';

type Side = 'ours' | 'stock';

/** Medians of the rounds of one side at one size. */
interface Result extends Measurement {
  readonly medium: string;
  readonly side: Side;
  readonly services: number;
  readonly rounds: number;
  /** Milliseconds of the whole process, Node's start included. */
  readonly whole: number;
}

/** Stock cdk8s is quadratic in charts: 10 s at 3,000, about two minutes at 10,000. */
const STOCK_LIMIT = 3000;
const STOCK_FULL_LIMIT = 10_000;

const DEFAULT_SIZES = { objects: '100,300,1000,3000,10000,30000', patterns: '100,300,1000,3000,10000', delivery: '100,300,1000,3000,10000' };

const { values: options } = parseArgs({
  options: {
    workload: { type: 'string', default: 'objects' },
    sizes: { type: 'string', default: '' },
    rounds: { type: 'string', default: '5' },
    sides: { type: 'string', default: 'stock,ours' },
    media: { type: 'string', default: 'memory,disk' },
    full: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const workload = workloadOf(options.workload);
const sizes = (options.sizes || DEFAULT_SIZES[workload]).split(',').map(wholeNumber).sort((a, b) => a - b);
const rounds = wholeNumber(options.rounds);
const measuredSides = options.sides.split(',');

const compiled = compile();
const results: Result[] = [];
for (const medium of options.media.split(',')) {
  const root = rootOf(medium);
  if (root === undefined) {
    console.error(`no ${medium} file system here: skipped`);
    continue;
  }
  const folder = mkdtempSync(join(root, 'cdk8s-istio-bench-'));
  try {
    for (const services of sizes) {
      results.push(...measure(medium, folder, services));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
console.log(options.json ? JSON.stringify(results, undefined, 2) : report());

/** Both sides at one size, their rounds interleaved, the side that begins alternating. */
function measure(medium: string, folder: string, services: number): Result[] {
  const samples: Record<Side, (Measurement & { whole: number })[]> = { stock: [], ours: [] };
  for (let round = 0; round < rounds; round++) {
    const sides: Side[] = round % 2 === 0 ? ['stock', 'ours'] : ['ours', 'stock'];
    const measured = sides.filter(side => measuredSides.includes(side) && (side === 'ours' || round < stockRounds(services)));
    const outdir = (side: Side) => join(folder, `${services}-${round}-${side}`);
    for (const side of measured) {
      console.error(`${medium}: ${services} services, round ${round + 1} of ${rounds}, ${side}`);
      samples[side].push(sample(side, services, outdir(side)));
    }
    if (services === sizes[0] && round === 0 && measured.length === 2 && workload !== 'delivery') {
      requireSameObjects(outdir('stock'), outdir('ours'));
    }
    // On disk everything stays until the end: ext4 creates files up to forty times slower after many were deleted.
    if (medium === 'memory') {
      measured.forEach(side => rmSync(outdir(side), { recursive: true, force: true }));
    }
  }
  return (['stock', 'ours'] as const).filter(side => samples[side].length > 0).map(side => {
    const of = (field: keyof Measurement | 'whole') => median(samples[side].map(measurement => measurement[field]));
    return {
      medium,
      side,
      services,
      rounds: samples[side].length,
      whole: of('whole'),
      synthesis: of('synthesis'),
      processor: of('processor'),
      memory: of('memory'),
      files: of('files'),
      bytes: of('bytes'),
    };
  });
}

function stockRounds(services: number): number {
  if (services <= STOCK_LIMIT) {
    return rounds;
  }
  return options.full && services <= STOCK_FULL_LIMIT ? 1 : 0;
}

function sample(side: Side, services: number, outdir: string): Measurement & { whole: number } {
  const { CDK8S_OUTDIR: _, CDK8S_RECORD_CONSTRUCT_METADATA: __, ...env } = process.env;
  const start = performance.now();
  const child = spawnSync(process.execPath, [join(compiled, 'child.js'), workload, side, String(services), outdir], { encoding: 'utf8', env });
  const whole = performance.now() - start;
  if (child.status !== 0) {
    throw new Error(`${side} at ${services} services failed:\n${child.stderr || child.error}`);
  }
  return { ...JSON.parse(child.stdout) as Measurement, whole };
}

function rootOf(medium: string): string | undefined {
  if (medium === 'memory') {
    return existsSync('/dev/shm') ? '/dev/shm' : undefined;
  }
  if (medium !== 'disk') {
    throw new Error(`--media knows memory and disk, not ${medium}`);
  }
  mkdirSync(CACHE, { recursive: true });
  return CACHE;
}

function report(): string {
  return [...new Set(results.map(result => result.medium))].map(reportMedium).join('\n\n');
}

function reportMedium(medium: string): string {
  const of = (side: Side, services: number) => results.find(r => r.medium === medium && r.side === side && r.services === services);
  const rows = [['services', 'stock ms', 'ours ms', 'ratio', 'stock process', 'ours process', 'ratio', 'cpu ratio', 'stock ^', 'ours ^', 'stock MiB', 'ours MiB']];
  sizes.forEach((services, i) => {
    const [stock, ours] = [of('stock', services), of('ours', services)];
    const growth = (side: Side) => {
      const [from, to] = [i > 0 ? of(side, sizes[i - 1]) : undefined, of(side, services)];
      return from && to ? exponent(from.services, from.synthesis, to.services, to.synthesis).toFixed(2) : '';
    };
    rows.push([
      String(services), rounded(stock?.synthesis), rounded(ours?.synthesis), ratio(stock?.synthesis, ours?.synthesis),
      rounded(stock?.whole), rounded(ours?.whole), ratio(stock?.whole, ours?.whole), ratio(stock?.processor, ours?.processor),
      growth('stock'), growth('ours'), rounded(stock?.memory), rounded(ours?.memory),
    ]);
  });
  const large = results.filter(r => r.medium === medium && r.side === 'ours' && r.services >= 1000);
  const exponentOf = (time: 'synthesis' | 'processor') => overallExponent(large.map(r => ({ size: r.services, time: r[time] }))).toFixed(3);
  const growth = large.length > 1
    ? `\nours grows with exponent ${exponentOf('synthesis')} from ${large[0].services} services on, in processor time ${exponentOf('processor')}` : '';
  return `${workload}, ${medium} file system, medians of ${rounds} rounds, node ${process.version}\n${table(rows)}${growth}`;
}

function workloadOf(name: string): keyof typeof DEFAULT_SIZES {
  const known = Object.keys(DEFAULT_SIZES) as (keyof typeof DEFAULT_SIZES)[];
  const found = known.find(each => each === name);
  if (found === undefined) {
    throw new Error(`--workload knows ${known.join(', ')}, not ${name}`);
  }
  return found;
}

function rounded(value: number | undefined): string {
  return value === undefined ? '' : value.toFixed(0);
}

function ratio(stock: number | undefined, ours: number | undefined): string {
  return stock === undefined || ours === undefined ? '' : `${(stock / ours).toFixed(1)}x`;
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) {
    throw new Error(`${text} is not a whole number of at least 1`);
  }
  return number;
}
