import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, Chart } from 'cdk8s';
import { Findings, Fleet, FleetReport } from '../../src';

const PASSWORD = 'correct-horse-battery-staple';
const ENCODED = Buffer.from(PASSWORD).toString('base64');
const KEY = `-----BEGIN PRIVATE KEY-----\n${ENCODED}\n-----END PRIVATE KEY-----\n`;

let folder: string;
let printed: string;

beforeEach(() => {
  folder = fs.mkdtempSync(join(tmpdir(), 'plain-secrets-'));
  printed = '';
  jest.spyOn(process.stderr, 'write').mockImplementation(text => (printed += String(text), true));
});
afterEach(() => {
  jest.restoreAllMocks();
  process.exitCode = undefined;
  fs.rmSync(folder, { recursive: true, force: true });
});

/** Synthesizes one object, and gives what was said and whether anything was written. */
function synth(object: object, acknowledge: boolean = false): { report: FleetReport; written: boolean } {
  const fleet = new Fleet({ outdir: join(folder, 'dist') });
  const chart = new Chart(fleet.addEnvironment('production'), 'shop', { namespace: 'shop' });
  const resource = new ApiObject(chart, 'Object', { apiVersion: 'v1', metadata: { name: 'database' }, ...object } as any);
  if (acknowledge) {
    Findings.of(resource).acknowledge({ ruleId: 'plain-secret', reason: 'it is only the test database' });
  }
  const report = fleet.synth();
  return { report, written: fs.existsSync(join(folder, 'dist')) };
}

test.each([
  ['data of a Secret', { kind: 'Secret', data: { password: ENCODED } }, 'data', 'its content'],
  ['stringData of a Secret', { kind: 'Secret', stringData: { password: PASSWORD } }, 'stringData', 'its content'],
  ['a number in a Secret', { kind: 'Secret', stringData: { password: 1234567891234 } }, 'stringData', 'its content'],
  ['a text that YAML cannot hold in a Secret', { kind: 'Secret', stringData: { password: `${PASSWORD}\ud800` } }, 'stringData', 'its content'],
  ['a private key in a ConfigMap', { kind: 'ConfigMap', data: { 'tls.key': KEY } }, 'data', 'a private key'],
  ['an RSA key in a ConfigMap', { kind: 'ConfigMap', data: { key: KEY.replace(/PRIVATE/g, 'RSA PRIVATE') } }, 'data', 'a private key'],
  ['an encoded key in a ConfigMap', { kind: 'ConfigMap', binaryData: { key: Buffer.from(KEY).toString('base64') } }, 'binaryData', 'a private key'],
  ['a key behind a certificate, encoded as a whole', { kind: 'ConfigMap', data: { bundle: Buffer.from(`# shop\n${KEY}`).toString('base64') } }, 'data', 'a private key'],
  ['a key of OpenPGP', { kind: 'ConfigMap', data: { key: KEY.replace(/PRIVATE KEY/g, 'PGP PRIVATE KEY BLOCK') } }, 'data', 'a private key'],
  ['a key of age', { kind: 'ConfigMap', data: { key: `AGE-SECRET-KEY-1${'Q'.repeat(58)}` } }, 'data', 'a private key'],
  ['a private key in the template of another object', {
    apiVersion: 'external-secrets.io/v1', kind: 'ExternalSecret', spec: { target: { template: { data: { 'tls.key': KEY } } } },
  }, 'spec.target.template.data', 'a private key'],
  ['a private key in a list', {
    apiVersion: 'extensions.istio.io/v1alpha1', kind: 'WasmPlugin', spec: { url: `oci://r.example/a@sha256:${'0'.repeat(64)}`, pluginConfig: { keys: ['a', KEY] } },
  }, 'spec.pluginConfig.keys', 'a private key'],
  ['a Secret in a list of objects', { kind: 'List', items: [{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'x' }, stringData: { password: PASSWORD } }] },
    'items[0].stringData', 'its content'],
  ['a list of Secrets, which says its kind once', { kind: 'SecretList', items: [{ metadata: { name: 'x' }, data: { password: ENCODED } }] }, 'items[0].data', 'its content'],
])('%s is refused, and its value is shown nowhere', (_, object, field, what) => {
  const { report, written } = synth(object);
  expect(report.findings.filter(({ code }) => code === 'MESH0816')).toEqual([expect.objectContaining({
    rule: 'plain-secret', severity: 'error', field, message: expect.stringContaining(what),
  })]);
  expect(written).toBe(false);
  const said = JSON.stringify(report) + printed;
  for (const secret of [PASSWORD, ENCODED, '1234567891234', Buffer.from(KEY).toString('base64')]) {
    expect(said).not.toContain(secret);
  }
});

test('among the objects of controllers it is refused too', () => {
  const fleet = new Fleet({ outdir: join(folder, 'dist') });
  new ApiObject(new Chart(fleet.addEnvironment('production'), 'shop', { namespace: 'shop' }), 'Object', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } });
  fleet.deliver({
    engine: 'own',
    annotationsFor: () => ({}),
    deliver: scope => void new ApiObject(scope, 'Token', { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'token', namespace: 'a' }, stringData: { token: PASSWORD } } as any),
  });
  const report = fleet.synth();
  expect(report.findings.map(({ code }) => code)).toContain('MESH0816');
  expect(JSON.stringify(report) + printed).not.toContain(PASSWORD);
  expect(fs.existsSync(join(folder, 'dist'))).toBe(false);
});

test('it cannot be acknowledged', () => {
  const { report, written } = synth({ kind: 'Secret', data: { password: ENCODED } }, true);
  expect(report.findings.map(({ code }) => code)).toContain('MESH0816');
  expect(written).toBe(false);
});

test.each([
  ['a Secret without content, for a controller to fill', { kind: 'Secret', type: 'kubernetes.io/service-account-token' }],
  ['a Secret with empty keys', { kind: 'Secret', stringData: { token: '' } }],
  ['a ConfigMap with a certificate', { kind: 'ConfigMap', data: { 'ca.crt': KEY.replace(/PRIVATE KEY/g, 'CERTIFICATE') } }],
  ['an object that is no list, whatever its kind ends with', { apiVersion: 'example.com/v1', kind: 'AllowList', spec: { items: 'none' } }],
  ['an object of another group called Secret', { apiVersion: 'vault.example.com/v1', kind: 'Secret', data: { path: 'kv/shop' } }],
])('%s passes', (_, object) => {
  const { report } = synth(object);
  expect(report.findings).toEqual([]);
});

test.each([0, 1, 2])('a key that is encoded after %i letters is found', letters => {
  const { report } = synth({ kind: 'ConfigMap', data: { bundle: Buffer.from('#'.repeat(letters) + KEY.split('-----END')[0]).toString('base64') } });
  expect(report.findings.map(({ code }) => code)).toContain('MESH0816');
});
