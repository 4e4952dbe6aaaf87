import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { lineDiff } from '../../src/diff/line-diff';

test('one changed line, with three lines around it', () => {
  expect(lineDiff('a\nb\nc\nd\ne\nf\n', 'a\nb\nc\nX\ne\nf\n')).toBe('@@ -1,6 +1,6 @@\n a\n b\n c\n-d\n+X\n e\n f\n');
});

test('changes far apart are hunks of their own', () => {
  const lines = Array.from({ length: 20 }, (_, i) => `l${i}`);
  const changed = lines.map((line, i) => i === 2 || i === 17 ? 'X' : line);
  expect(lineDiff(lines.join('\n') + '\n', changed.join('\n') + '\n').match(/^@@.*$/gm)).toEqual(['@@ -1,6 +1,6 @@', '@@ -15,6 +15,6 @@']);
});

test('a line more among the same lines, and one less', () => {
  expect(lineDiff('a\na\n', 'a\na\na\n')).toBe('@@ -1,2 +1,3 @@\n a\n a\n+a\n');
  expect(lineDiff('a\na\na\n', 'a\na\n')).toBe('@@ -1,3 +1,2 @@\n a\n a\n-a\n');
});

test('a new file and a removed one', () => {
  expect(lineDiff('', 'a\n')).toBe('@@ -0,0 +1,1 @@\n+a\n');
  expect(lineDiff('a\n', '')).toBe('@@ -1,1 +0,0 @@\n-a\n');
});

test('thousands of changed lines end at once', () => {
  const [before, after] = ['a', 'b'].map(letter => Array.from({ length: 20_000 }, (_, i) => `${letter}${i}`).join('\n') + '\n');
  expect(lineDiff(before, after).split('\n').length).toBe(40_002);
});

test('what the diff says, patch makes: any two texts of few lines', () => {
  const folder = mkdtempSync(join(tmpdir(), 'line-diff-'));
  const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 25 }).map(lines => lines.map(line => `${line}\n`).join(''));
  try {
    fc.assert(fc.property(text, text, (before, after) => {
      const diff = lineDiff(before, after);
      fc.pre(before !== after && before !== '' && after !== '');
      writeFileSync(join(folder, 'x'), before);
      const input = `--- x\n+++ x\n${diff}`;
      expect(spawnSync('git', ['apply', '--unidiff-zero', '-p0', '-'], { cwd: folder, input, encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
      expect(spawnSync('cat', ['x'], { cwd: folder, encoding: 'utf8' }).stdout).toBe(after);
    }), { numRuns: 60 });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
