import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Disk } from '../../src/environments/disk';
import { MARKER } from '../../src/environments/ownership';
import { writeOutput } from '../../src/environments/writer';

let home: string;
let root: string;

beforeEach(() => {
  home = fs.mkdtempSync(join(tmpdir(), 'writer-'));
  root = join(home, 'dist');
});
afterEach(() => fs.rmSync(home, { recursive: true, force: true }));

const write = (files: Record<string, string>, adopt = false, disk?: Disk) => writeOutput(root, new Map(Object.entries(files)), adopt, disk);

/** Everything below a folder: text of files, `/` for empty folders. */
function tree(folder: string): Record<string, string> {
  const result: Record<string, string> = {};
  for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && entry.name !== MARKER) {
      result[path.slice(folder.length + 1)] = fs.readFileSync(path, 'utf8');
    }
  }
  return result;
}

describe('writing', () => {
  test('the root holds exactly the files, and a marker that lists them', () => {
    const result = write({ 'b/y.yaml': 'two\n', 'a/x.yaml': 'one\n' });
    expect(result.written).toEqual(['b/y.yaml', 'a/x.yaml']);
    expect(tree(root)).toEqual({ 'a/x.yaml': 'one\n', 'b/y.yaml': 'two\n' });
    expect(fs.readFileSync(join(root, MARKER), 'utf8').split('\n').slice(1)).toEqual(['a/x.yaml', 'b/y.yaml', '']);
    expect(fs.readdirSync(home)).toEqual(['dist']);
  });

  test('nothing is touched when nothing differs', () => {
    write({ 'a/x.yaml': 'one\n', 'b.yaml': 'two\n' });
    const before = ['', 'a', 'a/x.yaml', 'b.yaml', MARKER].map(path => fs.statSync(join(root, path)));
    const result = write({ 'a/x.yaml': 'one\n', 'b.yaml': 'two\n' });
    const after = ['', 'a', 'a/x.yaml', 'b.yaml', MARKER].map(path => fs.statSync(join(root, path)));
    expect(result.unchanged).toEqual(['a/x.yaml', 'b.yaml']);
    const times = (stats: fs.Stats[]) => stats.map(({ ino, mtimeMs, ctimeMs }) => [ino, mtimeMs, ctimeMs]);
    expect(times(after)).toEqual(times(before));
  });

  test('unchanged files stay the same file, changed ones are new', () => {
    write({ 'a.yaml': 'one\n', 'b.yaml': 'two\n' });
    const [a, b] = ['a.yaml', 'b.yaml'].map(path => fs.statSync(join(root, path)));
    const result = write({ 'a.yaml': 'one\n', 'b.yaml': 'TWO\n' });
    expect(result).toMatchObject({ written: ['b.yaml'], unchanged: ['a.yaml'], removed: [] });
    expect(fs.statSync(join(root, 'a.yaml'))).toMatchObject({ ino: a.ino, mtimeMs: a.mtimeMs, nlink: 1 });
    expect(fs.statSync(join(root, 'b.yaml')).ino).not.toBe(b.ino);
  });

  test('the file of a removed object is removed, with its folder', () => {
    write({ 'a/x.yaml': 'one\n', 'b/y.yaml': 'two\n' });
    expect(write({ 'a/x.yaml': 'one\n' }).removed).toEqual(['b/y.yaml']);
    expect(fs.readdirSync(root)).toEqual([MARKER, 'a']);
  });

  test('files are copied where the file system has no hard links', () => {
    write({ 'a.yaml': 'one\n', 'b.yaml': 'two\n' });
    const linkSync = () => { throw Object.assign(new Error('no links'), { code: 'EPERM', syscall: 'link' }); };
    write({ 'a.yaml': 'one\n', 'b.yaml': 'TWO\n' }, false, { ...fs, linkSync });
    expect(tree(root)).toEqual({ 'a.yaml': 'one\n', 'b.yaml': 'TWO\n' });
  });

  test('a root that is a link is resolved, and stays a link', () => {
    fs.mkdirSync(join(home, 'real'));
    fs.symlinkSync('real', root);
    write({ 'a.yaml': 'one\n' });
    expect(fs.readlinkSync(root)).toBe('real');
    expect(tree(join(home, 'real'))).toEqual({ 'a.yaml': 'one\n' });
  });

  test('an empty root that is there already is taken', () => {
    fs.mkdirSync(root);
    write({ 'a.yaml': 'one\n' });
    expect(tree(root)).toEqual({ 'a.yaml': 'one\n' });
  });
});

describe('ownership', () => {
  test('a folder of others is refused and stays as it is', () => {
    fs.mkdirSync(root);
    fs.writeFileSync(join(root, 'letter.txt'), 'mine');
    expect(() => write({ 'a.yaml': 'one\n' })).toThrow(/MESH0401: The output folder .*dist is not ours: it has no .cdk8s-istio-files/);
    expect(tree(root)).toEqual({ 'letter.txt': 'mine' });
    expect(fs.readdirSync(home)).toEqual(['dist']);
  });

  test('adopting replaces files at our paths and keeps all others', () => {
    fs.mkdirSync(join(root, '.git'), { recursive: true });
    fs.writeFileSync(join(root, '.git/HEAD'), 'ref');
    fs.writeFileSync(join(root, 'a.yaml'), 'theirs');
    write({ 'a.yaml': 'one\n' }, true);
    expect(tree(root)).toEqual({ '.git/HEAD': 'ref', 'a.yaml': 'one\n' });
    write({ 'b.yaml': 'two\n' });
    expect(tree(root)).toEqual({ '.git/HEAD': 'ref', 'b.yaml': 'two\n' });
  });

  test('files and empty folders of others in our root are carried over, as the same files', () => {
    write({ 'a/x.yaml': 'one\n' });
    fs.writeFileSync(join(root, 'a/NOTES.md'), 'mine');
    fs.mkdirSync(join(root, 'empty/deep'), { recursive: true });
    const { ino } = fs.statSync(join(root, 'a/NOTES.md'));
    write({ 'b.yaml': 'two\n' });
    expect(tree(root)).toEqual({ 'a/NOTES.md': 'mine', 'b.yaml': 'two\n' });
    expect(fs.statSync(join(root, 'a/NOTES.md')).ino).toBe(ino);
    expect(fs.readdirSync(join(root, 'empty'))).toEqual(['deep']);
  });

  test('a file of others at a path we need is refused, unless it says the same', () => {
    write({ 'a.yaml': 'one\n' });
    fs.writeFileSync(join(root, 'b.yaml'), 'theirs');
    expect(() => write({ 'a.yaml': 'one\n', 'b.yaml': 'two\n' })).toThrow(/MESH0401.*has the file b.yaml, which we did not write/);
    expect(fs.readFileSync(join(root, 'b.yaml'), 'utf8')).toBe('theirs');
    fs.writeFileSync(join(root, 'b.yaml'), 'two\n');
    write({ 'a.yaml': 'one\n', 'b.yaml': 'two\n' });
    expect(write({ 'a.yaml': 'one\n' }).removed).toEqual(['b.yaml']);
  });

  test.each([
    ['a file where we need a folder', 'shop', 'shop/a.yaml'],
    ['a folder where we need a file', 'shop/a.yaml/theirs', 'shop/a.yaml'],
  ])('%s is refused', (_, theirs, ours) => {
    write({ 'z.yaml': 'one\n' });
    fs.mkdirSync(join(root, theirs, '..'), { recursive: true });
    fs.writeFileSync(join(root, theirs), 'theirs');
    expect(() => write({ [ours]: 'two\n' })).toThrow(/MESH0401.* in it is where we write/);
    expect(fs.readFileSync(join(root, theirs), 'utf8')).toBe('theirs');
  });

  test('a marker that a merge left in conflict still owns what both sides list', () => {
    write({ 'a.yaml': 'one\n', 'b.yaml': 'two\n' });
    fs.writeFileSync(join(root, MARKER), '# x\n<<<<<<< HEAD\na.yaml\n=======\nb.yaml\n>>>>>>> other\n../../outside\n');
    expect(write({ 'c.yaml': 'three\n' }).removed.slice().sort()).toEqual(['a.yaml', 'b.yaml']);
    expect(tree(root)).toEqual({ 'c.yaml': 'three\n' });
  });

  test.each([
    ['a linked file', () => fs.symlinkSync(join(home, 'precious'), join(root, 'a/x.yaml'))],
    ['a linked folder', () => fs.symlinkSync(home, join(root, 'a/linked'))],
    ['a link to nowhere', () => fs.symlinkSync('nowhere', join(root, 'a/x.yaml'))],
    ['a pipe', () => execFileSync('mkfifo', [join(root, 'a/x.yaml')])],
  ])('%s inside the root is refused and not followed', (_, put) => {
    fs.writeFileSync(join(home, 'precious'), 'precious');
    write({ 'a/x.yaml': 'one\n', 'a/y.yaml': 'one\n' });
    fs.rmSync(join(root, 'a/x.yaml'));
    put();
    expect(() => write({ 'a/x.yaml': 'two\n' })).toThrow(/MESH0401.*is a link, pipe or device/);
    expect(fs.readFileSync(join(home, 'precious'), 'utf8')).toBe('precious');
  }, 10_000);

  test.each([['.'], ['..'], ['/']])('the root %s, which holds the working directory, is refused even when adopting', outdir => {
    expect(() => writeOutput(outdir, new Map(), true)).toThrow(/MESH0401.*holds the working directory/);
  });

  test('a root that is a file is refused', () => {
    fs.writeFileSync(root, 'theirs');
    expect(() => write({ 'a.yaml': 'one\n' }, true)).toThrow(/MESH0401.*it is no folder/);
    expect(fs.readFileSync(root, 'utf8')).toBe('theirs');
  });
});

describe('a file system that refuses', () => {
  /** A disk on which the n-th call of one kind fails. */
  function failing(call: keyof Disk, at: number, code: string): Disk {
    let calls = 0;
    const original = fs[call] as (...args: unknown[]) => unknown;
    return {
      ...fs,
      [call]: (...args: unknown[]) => {
        if (++calls === at) {
          throw Object.assign(new Error(code), { code, syscall: call, path: String(args[0]) });
        }
        return original(...args);
      },
    };
  }

  const before = { 'a.yaml': 'one\n', 'b/x.yaml': 'two\n', 'b/y.yaml': 'three\n' };
  const after = { 'a.yaml': 'ONE\n', 'b/x.yaml': 'TWO\n', 'c/z.yaml': 'new\n', 'b/y.yaml': 'three\n' };

  test.each([
    ['writeFileSync', 1, 'EROFS'], ['writeFileSync', 2, 'ENOSPC'], ['writeFileSync', 3, 'ENOSPC'], ['writeFileSync', 5, 'ENAMETOOLONG'],
    ['mkdirSync', 2, 'EACCES'], ['mkdirSync', 3, 'EDQUOT'], ['linkSync', 1, 'ENOSPC'],
    ['readFileSync', 2, 'EMFILE'], ['readdirSync', 1, 'EACCES'], ['renameSync', 1, 'EBUSY'], ['renameSync', 2, 'EXDEV'],
  ] as [keyof Disk, number, string][])('%s number %d says %s: the old tree stays and nothing is left over', (call, at, code) => {
    write(before);
    expect(() => write(after, false, failing(call, at, code))).toThrow(new RegExp(`MESH0405: The file system refused to ${call} .*${code}`));
    expect(tree(root)).toEqual(before);
    expect(fs.readdirSync(home)).toEqual(['dist']);
    write(after);
    expect(tree(root)).toEqual(after);
  });

  test('an old tree that cannot be removed is removed by the next start', () => {
    write(before);
    write(after, false, failing('unlinkSync', 1, 'EACCES'));
    expect(fs.readdirSync(home)).toEqual(['.dist.old', 'dist']);
    write(after);
    expect(fs.readdirSync(home)).toEqual(['dist']);
    expect(tree(root)).toEqual(after);
  });
});

describe('the lock', () => {
  const lock = () => join(home, '.dist.lock');
  const start = (pid: number) => fs.readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1].split(' ')[19];

  test('of a process at work is respected, and names it', () => {
    fs.writeFileSync(lock(), JSON.stringify({ pid: process.ppid, host: hostname(), start: start(process.ppid) }));
    expect(() => write({ 'a.yaml': 'one\n' })).toThrow(new RegExp(`MESH0402: Another synth \\(process ${process.ppid} on`));
    expect(fs.existsSync(root)).toBe(false);
    expect(fs.existsSync(lock())).toBe(true);
  });

  test('of another host is respected', () => {
    fs.writeFileSync(lock(), JSON.stringify({ pid: 1, host: 'elsewhere.example', start: '' }));
    expect(() => write({ 'a.yaml': 'one\n' })).toThrow(/MESH0402/);
  });

  test.each([
    ['of a dead process', () => JSON.stringify({ pid: 2 ** 22 + 1, host: hostname(), start: '1' })],
    ['of a process whose number somebody else has now', () => JSON.stringify({ pid: process.ppid, host: hostname(), start: 'before' })],
    ['that was never filled', () => ''],
    ['that says nonsense', () => '{"pid": "x"}'],
  ])('%s is taken over', (_, content) => {
    fs.writeFileSync(lock(), content());
    write({ 'a.yaml': 'one\n' });
    expect(fs.readdirSync(home)).toEqual(['dist']);
  });

  test('is released when writing fails', () => {
    fs.mkdirSync(root);
    fs.writeFileSync(join(root, 'letter.txt'), 'mine');
    expect(() => write({ 'a.yaml': 'one\n' })).toThrow();
    expect(fs.existsSync(lock())).toBe(false);
  });
});
