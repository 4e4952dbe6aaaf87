import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const REPOSITORY = resolve(__dirname, '../..');
const BIN = join(REPOSITORY, 'node_modules/.bin');
let home: string;

beforeAll(() => {
  home = fs.mkdtempSync(join(tmpdir(), 'cli-'));
  fs.symlinkSync(join(REPOSITORY, 'node_modules'), join(home, 'node_modules'));
  fs.writeFileSync(join(home, 'cdk8s.yaml'), `language: typescript\napp: ${join(BIN, 'tsx')} main.ts\n`);
  fs.writeFileSync(join(home, 'main.ts'), `
    import { ApiObject, Chart } from 'cdk8s';
    import { Fleet } from '${REPOSITORY}/src/environments/fleet';
    const fleet = new Fleet();
    for (const name of ['staging', 'production']) {
      const chart = new Chart(fleet.addEnvironment(name), 'shop', { namespace: process.env.NAMESPACE });
      new ApiObject(chart, 'cart', { apiVersion: 'v1', kind: 'Service', metadata: { name: 'cart' }, spec: { ports: [{ port: 80, name: 'http' }] } });
    }
    fleet.synth();
  `);
});
afterAll(() => fs.rmSync(home, { recursive: true, force: true }));

function cdk8sSynth(namespace: string, ...args: string[]) {
  return spawnSync(join(BIN, 'cdk8s'), ['synth', ...args], {
    cwd: home, encoding: 'utf8', env: { ...process.env, CDK8S_CHECK_UPGRADE: 'false', CDK8S_RECORD_CONSTRUCT_METADATA: 'true', NAMESPACE: namespace },
  });
}

test('stock `cdk8s synth` writes the same folders, with the metadata at the root', () => {
  const { status, stdout, stderr } = cdk8sSynth('shop', '-o', 'out');
  expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toContain('out/production/shop/service.cart.yaml');
  expect(fs.readdirSync(join(home, 'out')).sort()).toEqual(['.cdk8s-istio-files', 'construct-metadata.json', 'production', 'staging']);
  expect(fs.readdirSync(home).filter(name => name.startsWith('.out'))).toEqual([]);
}, 60_000);

test('findings make stock `cdk8s synth` fail with a status other than 0', () => {
  const { status, stderr } = cdk8sSynth('', '-o', 'out');
  expect(status).not.toBe(0);
  expect(stderr).toContain('MESH0203');
}, 60_000);
