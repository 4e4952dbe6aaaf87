import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { compileInto } from './compiled';
import { filesBelow } from '../support/run-example';

const KILLS = Number(process.env.KILLS ?? 5);
const ROOT = join(__dirname, '../..');

/** A fleet of sixty services; the variant decides which half of them exists and what they say. */
const PROGRAM = `
const { Chart } = require('cdk8s');
const { Fleet, HttpService, MeshService } = require(process.argv[2]);
const odd = process.env.VARIANT === 'odd';
const fleet = new Fleet();
for (const name of ['staging', 'production']) {
  const environment = fleet.addEnvironment(name);
  for (let i = 0; i < 60; i++) {
    if (i % 4 === (odd ? 1 : 2)) continue;
    const chart = new Chart(environment, 'service-' + i, { namespace: 'shop-' + i % 7 });
    const service = new MeshService(chart, 'Service', { name: 's' + i, ports: [{ name: 'http', number: odd ? 80 : 8080 }] });
    new HttpService(chart, 'Http', { service });
  }
}
fleet.synth();
`;

test(`after each of ${KILLS} kills of cdk8s-istio synth, the next synth finds one whole tree and goes on from it`, async () => {
  const home = mkdtempSync(join(tmpdir(), 'kill-synth-'));
  const project = join(home, 'project');
  mkdirSync(project);
  try {
    const compiled = join(home, 'compiled');
    const library = compileInto(compiled, 'src/index.ts');
    const cli = compileInto(compiled, 'src/cli/main.ts');
    for (const folder of [compiled, project]) {
      if (!existsSync(join(folder, 'node_modules'))) {
        symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
      }
    }
    writeFileSync(join(project, 'main.js'), PROGRAM);
    writeFileSync(join(project, 'cdk8s.yaml'), `app: exec ${process.execPath} main.js ${library}\noutput: dist\n`);
    const environment = (variant: string) => ({ ...process.env, VARIANT: variant, CDK8S_OUTDIR: undefined });
    const synth = (variant: string) => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [cli, 'synth'], { cwd: project, encoding: 'utf8', env: environment(variant) });
      expect({ status, stderr, stdout: stdout.slice(0, 5) }).toEqual({ status: 0, stderr: '', stdout: 'pass:' });
    };
    const dist = () => JSON.stringify([...filesBelow(join(project, 'dist'))]);
    const started = Date.now();
    synth('odd');
    const odd = dist();
    synth('even');
    const even = dist();
    const usual = (Date.now() - started) / 2;
    expect(odd).not.toBe(even);

    const outcomes: Record<string, number> = {};
    for (let kill = 0; kill < KILLS; kill++) {
      const from = kill % 2 === 0 ? 'even' : 'odd';
      const to = kill % 2 === 0 ? 'odd' : 'even';
      const child = spawn(process.execPath, [cli, 'synth'], { cwd: project, env: environment(to), stdio: 'ignore', detached: true });
      const exit = once(child, 'exit');
      await after(Math.random() * usual * 1.1);
      try {
        process.kill(-child.pid!, 'SIGKILL');
      } catch { /* it was faster */ }
      await exit;
      // The kernel ends the other processes of the group a moment later.
      await after(100);
      // What is there right after the kill: a whole tree, or none while the two renames are between.
      const now = existsSync(join(project, 'dist')) ? dist() : 'none';
      const outcome = now === odd ? 'odd' : now === even ? 'even' : now === 'none' ? 'none' : 'mixed';
      outcomes[outcome === from ? 'old' : outcome === to ? 'new' : outcome] = (outcomes[outcome === from ? 'old' : outcome === to ? 'new' : outcome] ?? 0) + 1;
      synth(to);
      expect(dist()).toBe(to === 'odd' ? odd : even);
      expect(readdirSync(project).filter(name => name.includes('dist'))).toEqual(['dist']);
    }
    if (process.env.KILLS) {
      console.log(JSON.stringify(outcomes));
    }
    expect(outcomes.mixed ?? 0).toBe(0);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}, 60_000 + KILLS * 10_000);
