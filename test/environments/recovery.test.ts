import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Disk } from '../../src/environments/disk';
import { outputPlaces } from '../../src/environments/output-places';
import { MARKER } from '../../src/environments/ownership';
import { recover } from '../../src/environments/recovery';
import { writeOutput } from '../../src/environments/writer';

let home: string;
beforeEach(() => home = fs.mkdtempSync(join(tmpdir(), 'recovery-')));
afterEach(() => fs.rmSync(home, { recursive: true, force: true }));

const OLD = new Map([['a.yaml', 'old\n'], ['b/x.yaml', 'old\n'], ['b/y.yaml', 'same\n']]);
const NEW = new Map([['a.yaml', 'new\n'], ['c/z.yaml', 'new\n'], ['b/y.yaml', 'same\n']]);
const text = (name: string) => fs.readFileSync(join(home, 'dist', name), 'utf8');
const paths = () => (fs.readdirSync(join(home, 'dist'), { recursive: true, withFileTypes: true }))
  .filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name).slice(join(home, 'dist').length + 1)).sort();

/** `old`, `new`, or what is there instead. */
function whichTree(): string {
  for (const [name, files] of [['old', OLD], ['new', NEW]] as const) {
    if (String(paths()) === String([MARKER, ...files.keys()].sort()) && [...files].every(([path, content]) => text(path) === content)) {
      return name;
    }
  }
  return `mixed: ${paths().join(', ')}`;
}

/** A disk that dies at its n-th change: neither that call nor any later one happens, as after kill -9. */
function dying(at: number): Disk & { changes: number } {
  const disk = { ...fs, changes: 0 };
  for (const call of ['copyFileSync', 'linkSync', 'mkdirSync', 'renameSync', 'rmdirSync', 'unlinkSync', 'writeFileSync'] as const) {
    const original = fs[call] as (...args: unknown[]) => unknown;
    (disk as Record<string, unknown>)[call] = (...args: unknown[]) => {
      if (++disk.changes >= at) {
        throw new Error('killed');
      }
      return original(...args);
    };
  }
  return disk;
}

describe('recovery', () => {
  test('after death at any change the next start finds the old or the new tree, whole', () => {
    const whole = dying(Infinity);
    writeOutput(join(home, 'dist'), OLD, false);
    writeOutput(join(home, 'dist'), NEW, false, whole);
    expect(whole.changes).toBeGreaterThan(15);
    const seen: string[] = [];
    for (let at = 1; at <= whole.changes; at++) {
      fs.rmSync(home, { recursive: true });
      fs.mkdirSync(home);
      writeOutput(join(home, 'dist'), OLD, false);
      expect(() => writeOutput(join(home, 'dist'), NEW, false, dying(at))).toThrow('killed');
      recover(outputPlaces(join(home, 'dist'), fs), fs);
      fs.rmSync(join(home, '.dist.lock'), { force: true });
      expect(fs.readdirSync(home)).toEqual(['dist']);
      seen.push(whichTree());
    }
    expect(seen.join(' ')).toMatch(/^(old )+(new ?)+$/);
  });

  test.each([
    ['nothing but a stage, before the first swap', () => { stage(NEW); }, 'stage gone'],
    ['a stage without files', () => { write('dist', OLD); fs.mkdirSync(join(home, '.dist.stage')); }, 'old'],
    ['a stage', () => { write('dist', OLD); stage(NEW); }, 'old'],
    ['no root, between the renames', () => { write('.dist.old', OLD); stage(NEW); }, 'old'],
    ['no root and no stage', () => { write('.dist.old', OLD); }, 'old'],
    ['the old tree beside the new one', () => { write('dist', NEW); write('.dist.old', OLD); }, 'new'],
    ['half of the old tree beside the new one', () => {
      write('dist', NEW);
      write('.dist.old', OLD);
      fs.rmSync(join(home, '.dist.old', MARKER));
    }, 'new'],
  ])('with %s, the root is whole and the rest is gone', (_, leave, expected) => {
    leave();
    const wanted = expected === 'new' ? NEW : OLD;
    const result = writeOutput(join(home, 'dist'), wanted, false);
    expect(fs.readdirSync(home)).toEqual(['dist']);
    expect(result.unchanged).toHaveLength(expected === 'stage gone' ? 0 : 3);
    expect(paths()).toEqual([MARKER, ...wanted.keys()].sort());
    expect(text('a.yaml')).toBe(wanted.get('a.yaml'));
  });

  test.each([
    ['.dist.stage', 'MESH0401'],
    ['.dist.old', 'MESH0401'],
  ])('a folder of others named %s is refused, not deleted', (name, code) => {
    fs.mkdirSync(join(home, 'dist'));
    fs.mkdirSync(join(home, name));
    fs.writeFileSync(join(home, name, 'letter.txt'), 'mine');
    expect(() => writeOutput(join(home, 'dist'), NEW, false)).toThrow(code);
    expect(fs.readFileSync(join(home, name, 'letter.txt'), 'utf8')).toBe('mine');
  });
});

function write(folder: string, files: Map<string, string>): void {
  writeOutput(join(home, folder), files, false);
}

function stage(files: Map<string, string>): void {
  write('.dist.stage', files);
}
