import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts, supervise, temporaryFolder } from './supervisor';

const SLEEPER = { name: 'sleeper', program: 'sleep', args: ['1000'] };

describe('a supervised program', () => {
  it('ends with its folder when it is stopped', async () => {
    const folder = temporaryFolder();
    await supervise(folder, [SLEEPER, SLEEPER]).stop();
    expect(existsSync(folder)).toBe(false);
  });

  it('ends with its folder when the process that started it is killed', async () => {
    const script = `const { supervise, temporaryFolder } = require(${JSON.stringify(join(__dirname, 'supervisor.ts'))});
      const folder = temporaryFolder();
      supervise(folder, [${JSON.stringify(SLEEPER)}]);
      console.log(folder);
      setInterval(() => undefined, 1000);`;
    const parent = spawn(process.execPath, ['--require', 'tsx/cjs', '--eval', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const folder = (await new Promise<Buffer>((resolve) => parent.stdout.once('data', resolve))).toString().trim();
    expect(existsSync(folder)).toBe(true);
    parent.kill('SIGKILL');
    // The shell removes the folder last, after its programs have ended.
    while (existsSync(folder)) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }, 30_000);
});

it('free ports differ from each other', async () => {
  expect(new Set(await freePorts(20)).size).toBe(20);
});
