import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { compileInto } from './compiled';
import { outputPlaces } from '../../src/environments/output-places';
import { MARKER } from '../../src/environments/ownership';
import { recover } from '../../src/environments/recovery';
import { writeOutput } from '../../src/environments/writer';

const KILLS = Number(process.env.KILLS ?? 30);

/** Two trees: most files in both and equal, some differ, some are in one only. */
function tree(name: string): Map<string, string> {
  const files = new Map<string, string>();
  for (let i = 0; i < 90; i++) {
    const isOwn = i % 3 === 0;
    const folder = i % 9 === 0 ? `only-${name}` : `namespace-${i % 5}`;
    files.set(`production/${folder}/service.s${i}.yaml`, `# ${isOwn ? name : 'both'}\n${'x'.repeat(i * 40)}\n`);
  }
  return files;
}

const TREES = { odd: tree('odd'), even: tree('even') };

/** Writes the two trees in turn, as fast as it can, until it is killed. */
const WRITER = `
const { writeOutput } = require(process.argv[2]);
const trees = require(process.argv[3]).map(entries => new Map(entries));
process.stdout.write('ready');
for (let i = 0; ; i++) writeOutput(process.argv[4], trees[i % 2], false);
`;

/** Which of the trees a folder holds, or what it holds instead. */
function whichTree(root: string): string {
  const found = new Map<string, string>();
  for (const entry of fs.readdirSync(root, { recursive: true, withFileTypes: true })) {
    if (entry.isFile() && entry.name !== MARKER) {
      const path = join(entry.parentPath, entry.name);
      found.set(path.slice(root.length + 1), fs.readFileSync(path, 'utf8'));
    }
  }
  for (const [name, files] of Object.entries(TREES)) {
    if (found.size === files.size && [...files].every(([path, text]) => found.get(path) === text)) {
      return name;
    }
  }
  return `neither: ${found.size} files`;
}

test(`after each of ${KILLS} kills at random times the output is one whole tree, and the next synth works`, async () => {
  const home = fs.mkdtempSync(join(tmpdir(), 'kill-'));
  const root = join(home, 'dist');
  const writer = compileInto(join(home, 'compiled'), 'src/environments/writer.ts');
  const script = join(home, 'writer.js');
  fs.writeFileSync(script, WRITER);
  const trees = join(home, 'trees.json');
  fs.writeFileSync(trees, JSON.stringify(Object.values(TREES).map(files => [...files])));
  writeOutput(root, TREES.odd, false);
  const outcomes: Record<string, number> = {};
  const states: Record<string, number> = {};
  for (let kill = 0; kill < KILLS; kill++) {
    const child = spawn(process.execPath, [script, writer, trees, root], { stdio: ['ignore', 'pipe', 'inherit'] });
    const exit = once(child, 'exit');
    await once(child.stdout, 'data');
    await after(Math.random() * 40);
    child.kill('SIGKILL');
    await exit;
    const state = fs.readdirSync(home).filter(name => name.includes('dist')).sort().join(' ');
    states[state] = (states[state] ?? 0) + 1;
    recover(outputPlaces(root, fs), fs);
    const outcome = whichTree(root);
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    writeOutput(root, kill % 2 === 0 ? TREES.even : TREES.odd, false);
    expect(whichTree(root)).toBe(kill % 2 === 0 ? 'even' : 'odd');
    expect(fs.readdirSync(home).filter(name => name.includes('dist'))).toEqual(['dist']);
  }
  if (process.env.KILLS) {
    console.log(JSON.stringify({ outcomes, states }));
  }
  expect(Object.keys(outcomes).filter(name => name !== 'odd' && name !== 'even')).toEqual([]);
  fs.rmSync(home, { recursive: true });
}, 30_000 + KILLS * 1_000);

/** Writes the two trees in turn some times; a lock of another writer is counted, anything else is a failure. */
const RIVAL = `
const { writeOutput } = require(process.argv[2]);
const trees = require(process.argv[3]).map(entries => new Map(entries));
let won = 0, locked = 0;
for (let i = 0; i < 20; i++) {
  try { writeOutput(process.argv[4], trees[i % 2], false); won++; }
  catch (error) { if (error.code !== 'MESH0402') throw error; locked++; }
}
process.stdout.write(JSON.stringify({ won, locked }));
`;

test('of several writers at once each writes a whole tree or is told that the folder is locked', async () => {
  const home = fs.mkdtempSync(join(tmpdir(), 'rivals-'));
  const root = join(home, 'dist');
  const writer = compileInto(join(home, 'compiled'), 'src/environments/writer.ts');
  const [script, trees] = ['rival.js', 'trees.json'].map(name => join(home, name));
  fs.writeFileSync(script, RIVAL);
  fs.writeFileSync(trees, JSON.stringify(Object.values(TREES).map(files => [...files])));
  const rivals = await Promise.all([1, 2, 3, 4].map(async () => {
    const child = spawn(process.execPath, [script, writer, trees, root], { stdio: ['ignore', 'pipe', 'pipe'] });
    const said = { stdout: '', stderr: '' };
    child.stdout.on('data', data => said.stdout += data);
    child.stderr.on('data', data => said.stderr += data);
    await once(child, 'close');
    return said;
  }));
  expect(rivals.map(({ stderr }) => stderr).join('')).toBe('');
  const counts = rivals.map(({ stdout }) => JSON.parse(stdout) as { won: number; locked: number });
  expect(counts.every(({ won, locked }) => won + locked === 20)).toBe(true);
  expect(counts.reduce((sum, { won }) => sum + won, 0)).toBeGreaterThan(0);
  expect(['odd', 'even']).toContain(whichTree(root));
  expect(fs.readdirSync(home).filter(name => name.includes('dist'))).toEqual(['dist']);
  fs.rmSync(home, { recursive: true });
}, 60_000);
