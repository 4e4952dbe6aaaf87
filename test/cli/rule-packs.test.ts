import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');
const TSX = join(ROOT, 'node_modules/tsx/dist/cli.mjs');
jest.setTimeout(120_000);

let folder: string;
beforeEach(() => folder = mkdtempSync(join(tmpdir(), 'cdk8s-istio-cli-')));
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs `synth` on a program whose fleet has one rule pack, with the body of its rule. */
function synth(check: string, ...args: string[]) {
  writeFileSync(join(folder, 'main.ts'), `
import { Chart, JsonPatch } from ${JSON.stringify(join(ROOT, 'node_modules/cdk8s'))};
import { Findings, Fleet, HttpService, MeshFinding, MeshService } from ${JSON.stringify(join(ROOT, 'src'))};
const fleet = new Fleet();
fleet.addRulePack({ packName: 'acme', rules: () => [{ ruleId: 'ACME-ONE', check: mesh => { ${check} } }] });
const chart = new Chart(fleet.addEnvironment('production'), 'shop', { namespace: 'shop' });
const cart = new MeshService(chart, 'Cart', { name: 'cart', ports: [{ name: 'http', number: 8080 }], selector: { app: 'cart' } });
const { rule, meshRoutes } = new HttpService(chart, 'Routing', { service: cart });
rule.addJsonPatch(JsonPatch.add('/metadata/annotations', { a: 'b' }));
Findings.of(meshRoutes).acknowledge({ ruleId: 'ACME-ONE', reason: 'we know' });
fleet.synth();
`);
  return spawnSync(process.execPath, [TSX, join(ROOT, 'src/cli/main.ts'), 'synth', '--app', `"${process.execPath}" "${TSX}" main.ts`, ...args], { cwd: folder, encoding: 'utf8' });
}

const FINDS = "return mesh.objectsOfKind('VirtualService').map(object => MeshFinding.error({ object, message: 'No.', fix: 'Yes.' }));";

test('the JSON of a synth lists what is acknowledged with its reason, and the escape hatches', () => {
  const { status, stdout } = synth(FINDS, '--format', 'json');
  const json = JSON.parse(stdout);
  expect([status, json.verdict, json.findings]).toEqual([0, 'pass', []]);
  expect(json.acknowledged).toMatchObject([{ code: 'ACME-ONE', pack: 'acme', message: 'No.', reason: 'we know', acknowledgedAt: 'shop/Routing/MeshRoutes', file: 'main.ts' }]);
  expect(json.escapeHatches).toMatchObject([{ kind: 'json-patch', object: { kind: 'DestinationRule', namespace: 'shop', name: 'cart' }, environments: ['production'], file: 'main.ts' }]);
});

test('the text says both, and a folder that was written', () => {
  const { status, stdout } = synth(FINDS);
  expect(status).toBe(0);
  expect(stdout).toMatch(/^acknowledged error ACME-ONE acme {2}main\.ts:\d+\n {2}VirtualService shop\/cart: No\.\n {2}because we know {3}\(at construct shop\/Routing\/MeshRoutes\)/);
  expect(stdout).toMatch(/\n {2}1 object by escape hatch:\n {4}DestinationRule shop\/cart: changed by addJsonPatch {3}\(main\.ts:\d+\)\n/);
});

test.each(['text', 'json'])('a rule that throws: exit 2 as %s, the fault names the pack, and nothing is written', format => {
  const { status, stdout, stderr } = synth("throw new Error('boom');", '--format', format);
  expect(status).toBe(2);
  expect(stderr).toBe('');
  expect(stdout).toContain('boom');
  if (format === 'json') {
    expect(JSON.parse(stdout)).toMatchObject({ verdict: 'fail', findings: [], faults: [{ code: 'MESH0702', rule: 'ACME-ONE', pack: 'acme' }] });
  } else {
    expect(stdout).toContain('A rule of the pack acme failed. This is the fault of the pack; what the rule looks for was not checked.');
    expect(stdout).toContain('Next: report the fault to those who make the rule pack acme.');
  }
  expect(existsSync(join(folder, 'dist'))).toBe(false);
});
