import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as fs from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { withLock } from '../../src/environments/lock';
import { outputPlaces } from '../../src/environments/output-places';

const linux = existsSync('/proc/self/stat');

(linux ? test : test.skip)(`the lock of a killed process that its parent has not collected is stale${linux ? '' : ' [SKIPPED: there is no /proc]'}`, async () => {
  const home = mkdtempSync(join(tmpdir(), 'lock-'));
  // The parent execs into a program that never waits for its child.
  const parent = spawn('sh', ['-c', 'sleep 0.2 & echo $!; exec sleep 30'], { stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    const pid = Number(String((await once(parent.stdout, 'data'))[0]).trim());
    const stat = () => readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1].split(' ');
    const start = stat()[19];
    while (stat()[0] !== 'Z') {
      await after(20);
    }
    const places = outputPlaces(join(home, 'dist'), fs);
    writeFileSync(places.lock, JSON.stringify({ pid, host: hostname(), start }));
    expect(withLock(places, fs, () => 'worked')).toBe('worked');
    expect(existsSync(places.lock)).toBe(false);
  } finally {
    parent.kill('SIGKILL');
    rmSync(home, { recursive: true, force: true });
  }
}, 20_000);
