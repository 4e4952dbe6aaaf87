import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { GitServer } from './git-server';
import { itUnless } from '../oracle/skippable';

itUnless(GitServer.skipReason(), 'what is committed can be cloned over http, a revert too, and nothing is left behind', async () => {
  const git = await GitServer.start();
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-istio-clone-'));
  try {
    const clone = async (name: string) => {
      await promisify(execFile)('git', ['clone', '--quiet', '--depth', '1', git.url, join(folder, name)]);
      return readFileSync(join(folder, name, 'a.yaml'), 'utf8');
    };
    writeFileSync(join(git.workTree, 'a.yaml'), 'one\n');
    git.commit('one');
    expect(await clone('first')).toBe('one\n');
    writeFileSync(join(git.workTree, 'a.yaml'), 'two\n');
    const second = git.commit('two');
    expect(await clone('second')).toBe('two\n');
    expect(() => git.commit('nothing')).toThrow('nothing to commit');
    git.revert(second);
    expect(await clone('third')).toBe('one\n');
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await git.stop();
  }
  expect(existsSync(git.workTree)).toBe(false);
}, 30_000);
