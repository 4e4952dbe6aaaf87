/**
 * Text per object: our printer beside `yaml` with the options of cdk8s and beside `JSON.stringify`, in one process:
 * `npx tsx bench/printer.ts [--objects 30000] [--rounds 7]`.
 */

import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import { median, table } from './statistics';
import { objectsOf } from './workload';
import { printYaml } from '../src/kernel/yaml-printer';

const { values: options } = parseArgs({ options: { objects: { type: 'string', default: '30000' }, rounds: { type: 'string', default: '7' } } });
const rounds = Number(options.rounds);
const objects = Array.from({ length: Math.ceil(Number(options.objects) / 3) }, (_, i) => objectsOf(i)).flat();

const PRINTERS: Record<string, (object: object) => string> = {
  'JSON.stringify': object => JSON.stringify(object),
  'ours': printYaml,
  'yaml': object => stringify(object, { keepUndefined: true, lineWidth: 0, version: '1.1' }),
};

const times = new Map(Object.keys(PRINTERS).map(name => [name, [] as number[]]));
let bytes = 0;
for (let round = 0; round < rounds; round++) {
  for (const [name, print] of Object.entries(PRINTERS)) {
    const start = performance.now();
    for (const object of objects) {
      bytes += Buffer.byteLength(print(object));
    }
    times.get(name)!.push(performance.now() - start);
  }
}
if (bytes === 0) {
  throw new Error('nothing was printed');
}

const json = median(times.get('JSON.stringify')!);
console.log(`${objects.length} objects, medians of ${rounds} rounds, node ${process.version}`);
console.log(table([
  ['printer', 'us per object', 'x JSON', 'x ours'],
  ...[...times].map(([name, samples]) => {
    const time = median(samples);
    return [name, (time * 1000 / objects.length).toFixed(2), (time / json).toFixed(2), (time / median(times.get('ours')!)).toFixed(2)];
  }),
]));
