import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { uncaughtFinding } from '../../src/cli/uncaught';

const ROOT = resolve(__dirname, '../..');
const MAIN = join(ROOT, 'src/cli/main.ts');
const TSX = join(ROOT, 'node_modules/tsx/dist/cli.mjs');
jest.setTimeout(120_000);

let folder: string;
beforeEach(() => folder = mkdtempSync(join(tmpdir(), 'cdk8s-istio-cli-')));
afterEach(() => rmSync(folder, { recursive: true }));

function write(files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

function run(args: string[], environment: Record<string, string> = {}): { status: number | null; stdout: string; stderr: string } {
  const { NO_COLOR: _, FORCE_COLOR: __, ...rest } = process.env;
  return spawnSync(process.execPath, [TSX, MAIN, ...args], { cwd: folder, encoding: 'utf8', env: { ...rest, ...environment } });
}

const SERVICE = `apiVersion: v1
kind: Service
metadata:
  name: cart
  namespace: shop
spec:
  ports:
  - name: http
    port: 80
`;
const routeTo = (host: string) => `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: cart
  namespace: shop
spec:
  hosts:
  - cart
  http:
  - route:
    - destination:
        host: ${host}
`;

describe('check', () => {
  test('a folder in order: exit 0, one line', () => {
    write({ 'service.yaml': SERVICE, 'route.yaml': routeTo('cart.shop.svc.cluster.local') });
    expect(run(['check', '.'])).toEqual({ ...ANY, status: 0, stdout: 'pass: no findings in 2 objects\n', stderr: '' });
  });

  test('a misspelt host: exit 1, file and line, the name that was meant, and the same exit as JSON', () => {
    write({ 'mesh/service.yaml': SERVICE, 'mesh/route.yaml': routeTo('crat.shop.svc.cluster.local') });
    const text = run(['check', 'mesh']);
    expect(text.status).toBe(1);
    expect(text.stdout).toMatch(/^error MESH1001 route-to-unknown-host {2}mesh\/route\.yaml:12\n/);
    expect(text.stdout).toContain('cart.shop.svc.cluster.local');
    expect(text.stdout).toMatch(/\nfail: 1 error in 2 objects\n$/);
    const json = run(['check', 'mesh', '--format', 'json']);
    expect(json).toMatchObject({ status: 1, stderr: '' });
    expect(JSON.parse(json.stdout)).toMatchObject({ schemaVersion: 1, verdict: 'fail', findings: [{ code: 'MESH1001', file: 'mesh/route.yaml', line: 12 }] });
  });

  test('a file that is no YAML: exit 2, a read finding, the other files are checked all the same', () => {
    write({ 'a.yaml': 'a: [\n', 'route.yaml': routeTo('crat.shop.svc.cluster.local'), 'service.yaml': SERVICE });
    const { status, stdout } = run(['check', '.', '--format', 'json']);
    expect(status).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ verdict: 'unreadable', findings: [{ code: 'MESH0301', layer: 'read', file: 'a.yaml', line: 2 }, { code: 'MESH1001' }] });
  });

  test('a folder that does not exist: exit 2, and JSON is still JSON', () => {
    const { status, stdout } = run(['check', 'none', '--format', 'json']);
    expect(status).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ verdict: 'unreadable', findings: [{ code: 'MESH0303', file: 'none' }] });
  });

  test('an ambiguous scalar: exit 0, and exit 1 where warnings fail', () => {
    write({ 'a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: shop}\ndata:\n  on: x\n' });
    expect(run(['check', '.'])).toMatchObject({ status: 0, stdout: expect.stringContaining('pass: 1 warning in 1 object') });
    expect(run(['check', '.', '--threshold', 'warning']).status).toBe(1);
  });
});

test('hostile nesting in several files ends in findings, not in a dead process', () => {
  write({ 'a.yaml': '['.repeat(20_000) + ']'.repeat(20_000), 'b.json': '{"a":'.repeat(20_000) + '1' + '}'.repeat(20_000), 'c.yaml': '- '.repeat(5_000) });
  const { status, stdout } = run(['check', '.', '--format', 'json']);
  expect(status).toBe(2);
  expect(JSON.parse(stdout).findings.map(({ file, code }: { file: string; code: string }) => `${file} ${code}`)).toEqual(['a.yaml MESH0303', 'b.json MESH0303', 'c.yaml MESH0303']);
});

test('what is named twice is read once: a folder, a folder in it, a file in it', () => {
  write({ 'mesh/shop/service.yaml': SERVICE, 'mesh/.hidden/service.yaml': SERVICE });
  expect(run(['check', 'mesh', './mesh/', 'mesh/shop', 'mesh/shop/service.yaml'])).toMatchObject({ status: 0, stdout: 'pass: no findings in 1 object\n' });
  expect(run(['check', 'mesh', 'mesh/.hidden'])).toMatchObject({ status: 1, stdout: expect.stringContaining('MESH0201') });
});

test.each(['Error: There is already a Construct with name \'a\'', 'TypeError: x', 'Error [ERR_X]: y', 'PatchError: z'])('the message of an uncaught %j is kept', line => {
  const { message } = uncaughtFinding(`/app/main.ts:3\n  new A();\n  ^\n\n${line}\n    at main (/app/main.ts:3:5)\n`, 'tsx main.ts', 'ended');
  expect(message).toBe(`The program failed: ${line}.`);
});

test.each([
  [['chek'], 'Did you mean check?'],
  [['check', '.', '--formt', 'json'], 'Did you mean --format?'],
  [['check', '.', '--format', 'jsn'], 'Did you mean json?'],
  [['check'], "missing required argument 'folder'"],
])('%j is bad usage: exit 2, nothing on standard output', (args, words) => {
  expect(run(args)).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining(words) });
});

test.each([
  [['check', '--format', 'json'], "missing required argument 'folder'"],
  [['check', '.', '--format=json', '--treshold', 'info'], '--treshold'],
  [['synth', '-f', 'json', '--threshold', 'bogus'], 'bogus'],
])('%j is bad usage, and JSON is still JSON', (args, words) => {
  const { status, stdout, stderr } = run(args);
  expect([status, stderr]).toEqual([2, expect.stringContaining(words)]);
  expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1, verdict: 'unreadable', findings: [{ code: 'MESH0501', rule: 'bad-usage', message: expect.stringContaining(words) }] });
});

describe('synth', () => {
  const PROGRAM = `import { Fleet, HttpAction, MeshService, TrafficSplit, VirtualService } from ${JSON.stringify(join(ROOT, 'src'))};
import { Chart } from ${JSON.stringify(join(ROOT, 'node_modules/cdk8s'))};
const fleet = new Fleet();
const chart = new Chart(fleet.addEnvironment('staging'), 'shop', { namespace: 'shop' });
const cart = new MeshService(chart, 'Cart', { name: 'cart', ports: [{ name: 'http', number: 8080 }], selector: { app: 'cart' } });
const other = MeshService.fromHost(chart, 'Other', process.env.HOST ?? 'cart.shop.svc.cluster.local');
const routes = new VirtualService(chart, 'Routes', { name: 'cart', hosts: ['cart'] });
routes.addHttpRoute('cart', { action: HttpAction.route(TrafficSplit.to(process.env.HOST ? other : cart.port(process.env.PORT ?? 'http'))) });
console.log('the program speaks');
if (process.env.CRASH) throw new TypeError('my own mistake');
if (!process.env.SILENT) fleet.synth();
`;
  beforeEach(() => {
    write({ 'main.ts': PROGRAM, 'cdk8s.yaml': 'app: tsx main.ts\noutput: out\n' });
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  });

  test('a program in order writes the output folder; what it prints goes to standard error', () => {
    const { status, stdout, stderr } = run(['synth']);
    expect([status, stderr]).toEqual([0, 'the program speaks\n']);
    expect(stdout).toMatch(/^pass: no findings/);
    expect(stdout).toContain('staging');
    expect(readdirSync(join(folder, 'out/staging/shop'))).toContain('virtualservice.cart.yaml');
    expect(run(['check', 'out'])).toMatchObject({ status: 0 });
  });

  test('a finding leaves the output folder untouched and names the line of the program', () => {
    const { status, stdout } = run(['synth', '--format', 'json'], { HOST: 'crat.shop.svc.cluster.local' });
    expect(status).toBe(1);
    expect(JSON.parse(stdout).findings).toEqual([expect.objectContaining({
      code: 'MESH1001', file: 'main.ts', line: 6, environments: ['staging'], nearest: 'cart.shop.svc.cluster.local',
    })]);
    expect(existsSync(join(folder, 'out'))).toBe(false);
  });

  test('an argument that a construct refuses is one finding at the line of the program, without a stack', () => {
    const { status, stdout, stderr } = run(['synth'], { PORT: 'htp' });
    expect(status).toBe(2);
    expect(stdout).toMatch(/^error MESH0006 illegal-argument {2}main\.ts:8\n/);
    expect(stdout).toContain('"htp"');
    expect(stderr).not.toContain('    at ');
    expect(existsSync(join(folder, 'out'))).toBe(false);
  });

  test('a program that fails by itself: its error, its line, exit 2', () => {
    const { status, stdout, stderr } = run(['synth', '--format', 'json'], { CRASH: '1' });
    expect(status).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ verdict: 'unreadable', findings: [{ code: 'MESH0503', file: expect.stringMatching(/main\.ts$/), line: 10 }] });
    expect(stderr).toContain('TypeError: my own mistake');
  });

  test('a program that synthesizes nothing, and no program at all: exit 2', () => {
    expect(run(['synth'], { SILENT: '1' })).toMatchObject({ status: 2, stdout: expect.stringContaining('without synthesizing') });
    write({ 'cdk8s.yaml': 'app: 5\n' });
    expect(run(['synth'])).toMatchObject({ status: 2, stdout: expect.stringContaining('cdk8s.yaml:1') });
    rmSync(join(folder, 'cdk8s.yaml'));
    expect(run(['synth'])).toMatchObject({ status: 2, stdout: expect.stringContaining('There is no program to run') });
  });

  test('a folder of others is refused with exit 2 and stays as it was, until it is adopted', () => {
    write({ 'out/theirs.txt': 'precious\n' });
    expect(run(['synth'])).toMatchObject({ status: 2, stdout: expect.stringContaining('MESH0401') });
    expect(readdirSync(join(folder, 'out'))).toEqual(['theirs.txt']);
    expect(run(['synth', '--adopt']).status).toBe(0);
    expect(readFileSync(join(folder, 'out/theirs.txt'), 'utf8')).toBe('precious\n');
  });
});

const ANY = { pid: expect.anything(), output: expect.anything(), signal: null };
