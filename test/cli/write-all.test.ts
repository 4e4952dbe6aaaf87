import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { occupation, writeNew } from '../../src/cli/scaffold/write-all';

let folder: string;
beforeEach(() => folder = mkdtempSync(join(tmpdir(), 'cdk8s-istio-write-')));
afterEach(() => rmSync(folder, { recursive: true }));

test('files are written with their folders and rights', () => {
  writeNew(folder, [{ path: 'a/b/run.sh', text: 'x', executable: true }, { path: 'c.yaml', text: 'y' }]);
  expect([statSync(join(folder, 'a/b/run.sh')).mode.toString(8), statSync(join(folder, 'c.yaml')).mode.toString(8)]).toEqual(['100755', '100644']);
});

test('where one cannot be written, those before it are gone again, and so are the folders made for them', () => {
  mkdirSync(join(folder, 'kept'));
  expect(() => writeNew(folder, [{ path: 'kept/new/a', text: '' }, { path: 'b', text: '' }, { path: 'b/c', text: '' }]))
    .toThrow(expect.objectContaining({ code: 'MESH0405' }));
  expect(readdirSync(folder, { recursive: true })).toEqual(['kept']);
});

test('a file that appeared meanwhile is never overwritten', () => {
  writeFileSync(join(folder, 'a'), 'theirs');
  expect(() => writeNew(folder, [{ path: 'a', text: 'ours' }])).toThrow(expect.objectContaining({ code: 'MESH0405' }));
});

test.each<[string, string, () => void]>([
  ['nothing', 'free', () => undefined],
  ['the same text', 'same', () => put('x')],
  ['another text with our mark', 'managed', () => put('#!/bin/sh\n# Managed by cdk8s-istio. rest\n')],
  ['our mark far below', 'foreign', () => put('\n\n\n\n\n# Managed by cdk8s-istio.')],
  ['another text', 'foreign', () => put('y')],
  ['a folder', 'foreign', () => mkdirSync(join(folder, 'a/b'), { recursive: true })],
  ['a link to the same text', 'foreign', () => {
    put('x', 'other');
    symlinkSync('other', join(folder, 'a/b'));
  }],
  ['a link in place of its folder', 'foreign', () => {
    mkdirSync(join(folder, 'elsewhere'));
    symlinkSync('elsewhere', join(folder, 'a'));
  }],
  ['a file in place of its folder', 'foreign', () => writeFileSync(join(folder, 'a'), '')],
])('%s is %s', (_, expected, prepare) => {
  prepare();
  expect(occupation(folder, { path: 'a/b', text: 'x' })).toBe(expected);
});

function put(text: string, name = 'b'): void {
  mkdirSync(join(folder, 'a'), { recursive: true });
  writeFileSync(join(folder, 'a', name), text);
}
