import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, Chart, JsonPatch, Lazy, Testing } from 'cdk8s';
import { Construct } from 'constructs';
import { examine } from '../../src/analysis/analyzer';
import { Finding } from '../../src/analysis/finding';
import { DeliveredEnvironment, EmittedObject, IDelivery } from '../../src/delivery/delivery';
import { Environment } from '../../src/environments/environment';
import { Fleet, FleetProps } from '../../src/environments/fleet';
import { FindingSeverity, FleetReport, FleetVerdict } from '../../src/environments/fleet-report';
import { IstioVersion } from '../../src/environments/istio-version.gen';
import { MARKER } from '../../src/environments/ownership';
import { SourceMark } from '../../src/kernel/source';
import { KubernetesObject } from '../../src/model/manifest';
import { RuntimeFields } from '../../src/networking/runtime-fields';

jest.mock('../../src/analysis/analyzer', () => {
  const actual = jest.requireActual('../../src/analysis/analyzer');
  return { ...actual, examine: jest.fn(actual.examine) };
});

let home: string;
let outdir: string;
let printed: string;

beforeEach(() => {
  home = fs.mkdtempSync(join(tmpdir(), 'fleet-'));
  outdir = join(home, 'dist');
  printed = '';
  process.exitCode = undefined;
  jest.spyOn(process.stderr, 'write').mockImplementation(text => (printed += String(text), true));
});
afterEach(() => {
  jest.restoreAllMocks();
  process.exitCode = undefined;
  for (const name of ['CDK8S_ISTIO_REPORT', 'CDK8S_ISTIO_ADOPT', 'CDK8S_ISTIO_THRESHOLD', 'CDK8S_RECORD_CONSTRUCT_METADATA', 'CDK8S_OUTDIR']) {
    delete process.env[name];
  }
  fs.rmSync(home, { recursive: true, force: true });
});

function fleetOf(...names: string[]): { fleet: Fleet; charts: Chart[] } {
  const fleet = new Fleet({ outdir });
  return { fleet, charts: names.map(name => new Chart(fleet.addEnvironment(name), 'shop', { namespace: 'shop' })) };
}

function service(scope: Construct, id: string, name: string, namespace?: string): ApiObject {
  return new ApiObject(scope, id, { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace }, spec: { ports: [{ name: 'http', port: 80 }] } });
}

const files = () => fs.readdirSync(outdir, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile() && entry.name !== MARKER)
  .map(entry => join(entry.parentPath, entry.name).slice(outdir.length + 1)).sort();
const text = (path: string) => fs.readFileSync(join(outdir, path), 'utf8');
const codes = (report: FleetReport) => report.findings.map(({ code, environments }) => `${code} ${environments.join('+')}`.trim());

/** A construct that declares a service of others, as MeshService does. */
class Declared extends Construct {
  constructor(scope: Construct, id: string, private readonly name: string, private readonly port = 80) {
    super(scope, id);
  }
  public _knownManifests(): KubernetesObject[] {
    return [{ apiVersion: 'v1', kind: 'Service', metadata: { name: this.name, namespace: 'shop' }, spec: { ports: [{ port: this.port }] } }];
  }
}

/** An engine that writes one object per folder and notes what it was told. */
class Engine implements IDelivery {
  public told: DeliveredEnvironment[] = [];
  constructor(public readonly engine = 'argocd', public readonly outputPath?: string, private readonly perCluster = false) {}
  public annotationsFor({ kind, annotations }: EmittedObject): { [key: string]: string } {
    return kind === 'Service' ? { 'example.com/wave': '5', 'example.com/mine': `${annotations?.['example.com/mine']} and engine` } : {};
  }
  public deliver(scope: Construct, folders: DeliveredEnvironment[]): void {
    this.told = folders;
    for (const { path, cluster } of folders) {
      const parent = this.perCluster && cluster ? new Chart(scope, cluster) : scope;
      new ApiObject(parent, path, {
        apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', metadata: { name: path.replace(/\//g, '-'), namespace: 'argocd' }, spec: { path },
      });
    }
  }
}

describe('a fleet', () => {
  test('writes one folder per environment and says so', () => {
    const { fleet, charts } = fleetOf('staging', 'production');
    charts.forEach(chart => service(chart, 'cart', 'cart'));
    const report = fleet.synth();
    expect(report).toMatchObject({ verdict: FleetVerdict.PASS, exitCode: 0, findings: [] });
    expect(report.folders).toEqual([
      { folder: 'staging', objects: 1, undecided: 0, written: 3, unchanged: 0, removed: 0 },
      { folder: 'production', objects: 1, undecided: 0, written: 3, unchanged: 0, removed: 0 },
    ]);
    expect(files()).toEqual([
      'production/kustomization.yaml', 'production/shop/kustomization.yaml', 'production/shop/service.cart.yaml',
      'staging/kustomization.yaml', 'staging/shop/kustomization.yaml', 'staging/shop/service.cart.yaml',
    ]);
    expect(text('production/shop/service.cart.yaml')).toBe(
      'apiVersion: v1\nkind: Service\nmetadata:\n  name: cart\n  namespace: shop\nspec:\n  ports:\n  - name: http\n    port: 80\n');
    expect(printed).toContain('staging');
    expect(printed).toContain('production');
    expect(process.exitCode).toBeUndefined();
  });

  test('written twice reports everything unchanged, an environment gone reports its files removed', () => {
    const build = (...names: string[]) => {
      const { fleet, charts } = fleetOf(...names);
      charts.forEach(chart => service(chart, 'cart', 'cart'));
      return fleet.synth();
    };
    build('staging', 'production');
    expect(build('staging', 'production').folders.map(({ written, unchanged }) => [written, unchanged])).toEqual([[0, 3], [0, 3]]);
    expect(build('staging').folders).toMatchObject([{ folder: 'staging', unchanged: 3 }, { folder: 'production', objects: 0, removed: 3 }]);
    expect(fs.readdirSync(outdir)).toEqual([MARKER, 'staging']);
  });

  test('examining renders and checks, but writes and prints nothing', () => {
    const { fleet, charts } = fleetOf('staging');
    service(charts[0], 'cart', 'cart');
    expect(fleet.examine()).toMatchObject({ verdict: FleetVerdict.PASS, folders: [{ objects: 1, written: 0 }] });
    expect(fs.existsSync(outdir)).toBe(false);
    expect(printed).toBe('');
  });

  test('one environment with a finding keeps all of them from being written, and the old output stays', () => {
    const first = fleetOf('staging', 'production');
    first.charts.forEach(chart => service(chart, 'cart', 'cart'));
    first.fleet.synth();
    const before = files().map(path => [path, fs.statSync(join(outdir, path)).mtimeMs]);
    const second = fleetOf('staging', 'production');
    service(second.charts[0], 'web', 'web');
    service(second.charts[1], 'web', 'web');
    service(second.charts[1], 'again', 'web');
    const report = second.fleet.synth();
    expect(report).toMatchObject({ verdict: FleetVerdict.FAIL, exitCode: 1 });
    expect(process.exitCode).toBe(1);
    expect(files().map(path => [path, fs.statSync(join(outdir, path)).mtimeMs])).toEqual(before);
    expect(printed).toContain('MESH0201');
  });

  test('a refused folder is reported with exit status 2 and can be adopted', () => {
    fs.mkdirSync(outdir);
    fs.writeFileSync(join(outdir, 'letter.txt'), 'mine');
    const build = (props: FleetProps = {}) => {
      const fleet = new Fleet({ outdir, ...props });
      service(new Chart(fleet.addEnvironment('staging'), 'shop', { namespace: 'shop' }), 'cart', 'cart');
      return fleet.synth();
    };
    expect(build()).toMatchObject({ verdict: FleetVerdict.REFUSED, exitCode: 2, refusal: { code: 'MESH0401' } });
    expect(process.exitCode).toBe(2);
    expect(printed).toContain('--adopt');
    expect(fs.readdirSync(outdir)).toEqual(['letter.txt']);
    process.env.CDK8S_ISTIO_ADOPT = '1';
    expect(build()).toMatchObject({ verdict: FleetVerdict.PASS });
    expect(fs.readdirSync(outdir)).toEqual([MARKER, 'letter.txt', 'staging']);
  });

  test('a lock of another process is reported with exit status 3', () => {
    fs.writeFileSync(join(home, '.dist.lock'), JSON.stringify({ pid: 1, host: 'elsewhere.example', start: '' }));
    const { fleet, charts } = fleetOf('staging');
    service(charts[0], 'cart', 'cart');
    expect(fleet.synth()).toMatchObject({ verdict: FleetVerdict.REFUSED, exitCode: 3, refusal: { code: 'MESH0402' } });
  });

  test('the structured result goes to the file the command line names, and nothing is printed', () => {
    process.env.CDK8S_ISTIO_REPORT = join(home, 'report.json');
    const { fleet, charts } = fleetOf('staging');
    service(charts[0], 'cart', 'cart');
    fleet.synth();
    expect(printed).toBe('');
    expect(JSON.parse(fs.readFileSync(join(home, 'report.json'), 'utf8'))).toMatchObject({
      schemaVersion: 1, verdict: 'pass', exitCode: 0, outdir, objects: 1, findings: [], undecided: [], folders: [{ folder: 'staging' }],
    });
  });

  test('bytes do not depend on the environment variables of cdk8s', () => {
    const build = () => {
      const { fleet, charts } = fleetOf('staging');
      new ApiObject(charts[0], 'config', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data: { z: '1', a: '2' } });
      return fleet.synth().folders[0].unchanged;
    };
    build();
    process.env.CDK8S_DISABLE_SORT = 'true';
    expect(build()).toBe(3);
    delete process.env.CDK8S_DISABLE_SORT;
  });
});

describe('names and order of environments', () => {
  test.each([['_known'], [''], ['Staging'], ['a b'], ['..'], ['con'], ['x'.repeat(64)], ['a/b'], ['a.b']])('%j is no name of an environment', name => {
    expect(() => new Fleet().addEnvironment(name)).toThrow('MESH0407');
  });

  test('a name is proposed where one can be', () => {
    expect(() => new Fleet().addEnvironment('Pre Production')).toThrow('Use "pre-production".');
  });

  test.each([[['a', 'a']], [['..']], [['_x']], [['EU']]])('clusters %j are refused', clusters => {
    expect(() => new Fleet().addEnvironment('staging', { clusters })).toThrow('MESH0407');
  });

  test('a name can be used once', () => {
    const fleet = new Fleet();
    fleet.addEnvironment('staging');
    expect(() => fleet.addEnvironment('staging')).toThrow('MESH0406');
  });

  test.each([
    ['an unknown one', { staging: [], production: ['stagin'] }, ['MESH0406 production'], 'Did you mean "staging"?'],
    ['itself', { staging: ['staging'] }, ['MESH0406 staging'], 'Take one of them out of `after`.'],
    ['one that comes after it', { a: ['b'], b: ['c'], c: ['a'] }, ['MESH0406 a'], 'Take one of them out of `after`.'],
  ] as [string, Record<string, string[]>, string[], string][])('an environment after %s is a finding', (_, order, expected, fix) => {
    const fleet = new Fleet({ outdir });
    for (const [name, after] of Object.entries(order)) {
      service(new Chart(fleet.addEnvironment(name, { after }), 'shop', { namespace: 'shop' }), 'cart', 'cart');
    }
    fleet.deliver(new Engine());
    const report = fleet.examine();
    expect(codes(report)).toEqual(expected);
    expect(report.findings[0].fix).toBe(fix);
  });

  test('an environment or a fleet that emits nothing is a finding', () => {
    const { fleet, charts } = fleetOf('staging', 'production');
    service(charts[0], 'cart', 'cart');
    expect(codes(fleet.examine())).toEqual(['MESH0403 production']);
    expect(codes(new Fleet({ outdir }).examine())).toEqual(['MESH0403']);
  });

  test('what is declared only does not fill an environment', () => {
    const { fleet, charts } = fleetOf('staging');
    new Declared(charts[0], 'pay', 'pay');
    expect(codes(fleet.examine())).toEqual(['MESH0403 staging']);
  });
});

describe('a check of ours that crashes', () => {
  test('is a fault of ours: nothing is written, exit status 4', () => {
    jest.mocked(examine).mockReturnValueOnce({ findings: [], undecided: [], objects: 1, faults: [{ code: 'MESH0601', rule: 'some-rule', message: 'TypeError' }] });
    const { fleet, charts } = fleetOf('staging');
    service(charts[0], 'cart', 'cart');
    expect(fleet.synth()).toMatchObject({ verdict: FleetVerdict.FAULT, exitCode: 4, ownFaults: ['some-rule: TypeError'] });
    expect(process.exitCode).toBe(4);
    expect(printed).toMatch(/fault MESH0601 some-rule\n.*\n +TypeError\n/);
    expect(fs.existsSync(outdir)).toBe(false);
  });
});

describe('findings below and at the threshold', () => {
  const warning: Finding = { code: 'MESH9999', rule: 'x', layer: 'mesh', severity: 'warning', message: 'm', fix: 'f', field: '', environments: ['staging'], equals: ['IST0001'] };

  test.each([
    [FindingSeverity.ERROR, 'error', FleetVerdict.FAIL], [FindingSeverity.ERROR, 'warning', FleetVerdict.PASS],
    [FindingSeverity.WARNING, 'warning', FleetVerdict.FAIL], [FindingSeverity.WARNING, 'info', FleetVerdict.PASS],
    [FindingSeverity.INFO, 'info', FleetVerdict.FAIL], [FindingSeverity.WARNING, 'error', FleetVerdict.FAIL],
  ] as [FindingSeverity, Finding['severity'], FleetVerdict][])('threshold %s and a finding of severity %s: %s', (threshold, severity, verdict) => {
    jest.mocked(examine).mockReturnValueOnce({ findings: [{ ...warning, severity }], undecided: [], objects: 1 });
    const fleet = new Fleet({ outdir, threshold });
    service(new Chart(fleet.addEnvironment('staging'), 'shop', { namespace: 'shop' }), 'cart', 'cart');
    const report = fleet.synth();
    expect(report).toMatchObject({ verdict, findings: [{ code: 'MESH9999', alsoKnownAs: ['IST0001'] }] });
    expect(fs.existsSync(outdir)).toBe(verdict === FleetVerdict.PASS);
    expect(printed).toContain('MESH9999');
  });
});

describe('the threshold of the command line', () => {
  test.each([
    [undefined, 'warning', FleetVerdict.FAIL, 'warning'],
    [FindingSeverity.ERROR, 'warning', FleetVerdict.FAIL, 'warning'],
    [FindingSeverity.WARNING, 'error', FleetVerdict.FAIL, 'warning'],
    [undefined, 'error', FleetVerdict.PASS, 'error'],
    [undefined, 'nonsense', FleetVerdict.PASS, 'error'],
  ])('with %s in the program and %s on the command line a warning gives %s: the stricter counts', (threshold, told, verdict, counted) => {
    process.env.CDK8S_ISTIO_THRESHOLD = told;
    process.env.CDK8S_ISTIO_REPORT = join(home, 'report.json');
    jest.mocked(examine).mockReturnValueOnce({
      findings: [{ code: 'MESH9999', rule: 'x', layer: 'mesh', severity: 'warning', message: 'm', fix: 'f', field: '', environments: ['staging'], equals: [] }],
      undecided: [],
      objects: 1,
    });
    const fleet = new Fleet({ outdir, threshold });
    service(new Chart(fleet.addEnvironment('staging'), 'shop', { namespace: 'shop' }), 'cart', 'cart');
    expect(fleet.synth().verdict).toBe(verdict);
    expect(JSON.parse(fs.readFileSync(join(home, 'report.json'), 'utf8')).threshold).toBe(counted);
  });
});

describe('findings about structure', () => {
  test('two objects with one identity name both constructs, also across charts and versions', () => {
    const { fleet, charts } = fleetOf('staging');
    const other = new Chart(charts[0].node.scope!, 'other', { namespace: 'shop' });
    new ApiObject(charts[0], 'one', { apiVersion: 'networking.istio.io/v1', kind: 'Sidecar', metadata: { name: 'default' }, spec: {} });
    new ApiObject(other, 'two', { apiVersion: 'networking.istio.io/v1beta1', kind: 'Sidecar', metadata: { name: 'default' }, spec: {} });
    const finding = fleet.examine().findings.find(({ code }) => code === 'MESH0201')!;
    expect(finding.message).toMatch(/^Sidecar shop\/default is there twice: .*shop\/one and .*other\/two\.$/);
    expect(codes(fleet.examine()).filter(code => code === 'MESH0201 staging')).toHaveLength(1);
  });

  test('two objects that want one file name both constructs', () => {
    const { fleet, charts } = fleetOf('staging');
    const named = (id: string, kind: string) => new ApiObject(charts[0], id, { apiVersion: 'example.com/v1', kind, metadata: { name: 'w' } });
    named('one', 'Widget');
    named('two', 'WIDGET');
    const finding = fleet.examine().findings.find(({ code }) => code === 'MESH0404')!;
    expect(finding.message).toBe('Widget shop/w of shop/one and WIDGET shop/w of shop/two want one file, shop/widget_example.com.w.yaml.');
  });

  test.each([
    ['another namespace', 'v1', 'Service', 'bank'],
    ['another group', 'gateway.networking.k8s.io/v1', 'Service', 'shop'],
  ])('the same kind and name in %s is another object', (_, apiVersion, kind, namespace) => {
    const { fleet, charts } = fleetOf('staging');
    service(charts[0], 'one', 'cart');
    new ApiObject(charts[0], 'two', { apiVersion, kind, metadata: { name: 'cart', namespace } });
    expect(codes(fleet.examine()).filter(code => /MESH0(201|404)/.test(code))).toEqual([]);
  });

  test('a namespaced object without namespace is a finding that says how to set one', () => {
    const fleet = new Fleet({ outdir });
    const chart = new Chart(fleet.addEnvironment('staging'), 'shop');
    service(chart, 'cart', 'cart');
    new ApiObject(chart, 'namespace', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
    const report = fleet.examine();
    expect(codes(report)).toEqual(['MESH0203 staging']);
    expect(report.findings[0].fix).toMatch('Set `namespace` on the chart');
  });

  test('the same finding in several environments is one finding that names them', () => {
    const { fleet, charts } = fleetOf('development', 'staging', 'production');
    charts.slice(0, 2).forEach(chart => ['a', 'b'].forEach(id => service(chart, id, 'cart')));
    service(charts[2], 'a', 'cart');
    expect(codes(fleet.examine())).toEqual(['MESH0201 development+staging']);
  });

  test('validations of the program run once per synth and become findings', () => {
    const { fleet, charts } = fleetOf('staging');
    for (let i = 0; i < 20; i++) {
      service(new Chart(charts[0], `chart-${i}`, { namespace: 'shop' }), 'cart', `cart-${i}`);
    }
    const validate = jest.fn(() => ['the cart is empty']);
    charts[0].node.addValidation({ validate });
    const report = fleet.synth();
    expect(validate).toHaveBeenCalledTimes(1);
    expect(report.findings).toMatchObject([{ code: 'MESH0408', message: 'the cart is empty', constructPath: 'shop', environments: ['staging'] }]);
    expect(report.exitCode).toBe(1);
  });
});

describe('where a finding points to', () => {
  /** A construct of ours: it marks the line that made it. */
  class Marked extends ApiObject {
    public readonly _source = SourceMark.here();
  }

  test('the line that made the construct', () => {
    const { fleet, charts } = fleetOf('staging');
    const [, two] = ['one', 'two'].map(id => new Marked(charts[0], id, { apiVersion: 'v1', kind: 'Service', metadata: { name: 'cart' } }));
    const [finding] = fleet.examine().findings.filter(({ code }) => code === 'MESH0201');
    expect([finding.file, finding.line]).toEqual(['test/environments/fleet.test.ts', two._source.location!.line]);
  });

  test('the line of the construct around it, where the object itself does not know', () => {
    const { fleet, charts } = fleetOf('staging');
    class Pattern extends Construct {
      public readonly _source = SourceMark.here();
    }
    const pattern = new Pattern(charts[0], 'pattern');
    service(pattern, 'one', 'cart');
    service(pattern, 'two', 'cart');
    const [finding] = fleet.examine().findings.filter(({ code }) => code === 'MESH0201');
    expect([finding.file, finding.line]).toEqual(['test/environments/fleet.test.ts', pattern._source.location!.line]);
  });
});

describe('what works below an environment', () => {
  test('lazy values, JSON patches, labels of charts, and stock Testing.synth', () => {
    const { fleet, charts } = fleetOf('staging');
    const chart = new Chart(charts[0].node.scope!, 'labelled', { namespace: 'shop', labels: { team: 'a' } });
    const object = new ApiObject(chart, 'config', {
      apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data: { lazy: Lazy.any({ produce: () => 'late' }) },
    });
    object.addJsonPatch(JsonPatch.add('/data/patched', 'yes'));
    service(charts[0], 'cart', 'cart');
    fleet.synth();
    expect(text('staging/shop/configmap.c.yaml')).toBe(
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  labels:\n    team: a\n  name: c\n  namespace: shop\ndata:\n  lazy: late\n  patched: "yes"\n');
    expect(Testing.synth(chart)).toMatchObject([{ kind: 'ConfigMap', data: { lazy: 'late', patched: 'yes' } }]);
  });

  test('resolvers', () => {
    const fleet = new Fleet({ outdir });
    const resolver = { resolve: (context: any) => context.value === 'SECRET' ? context.replaceValue('resolved') : undefined };
    const chart = new Chart(fleet.addEnvironment('staging', { resolvers: [resolver] }), 'shop', { namespace: 'shop' });
    new ApiObject(chart, 'config', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data: { key: 'SECRET' } });
    fleet.synth();
    expect(text('staging/shop/configmap.c.yaml')).toContain('key: resolved');
  });

  test('dependencies change nothing and cost nothing', () => {
    const { fleet, charts } = fleetOf('staging');
    let above: ApiObject[] = [];
    for (let layer = 0; layer < 24; layer++) {
      const layerObjects = [0, 1].map(i => service(charts[0], `s${layer}-${i}`, `s${layer}-${i}`));
      layerObjects.forEach(object => above.forEach(dependency => object.addDependency(dependency)));
      above = layerObjects;
    }
    const start = process.hrtime.bigint();
    fleet.synth();
    expect(Number(process.hrtime.bigint() - start) / 1e6).toBeLessThan(1000);
    expect(files()).toContain('staging/shop/service.s0-0.yaml');
  });

  test('what a construct throws is thrown, and nothing is written', () => {
    const { fleet, charts } = fleetOf('staging');
    new ApiObject(charts[0], 'config', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data: { key: Lazy.any({ produce: () => { throw new Error('no value'); } }) } });
    expect(() => fleet.synth()).toThrow('no value');
    expect(fs.existsSync(outdir)).toBe(false);
  });
});

describe('what is declared and deployed by others', () => {
  test('lies in _known, not in the folder of the environment', () => {
    const { fleet, charts } = fleetOf('staging', 'production');
    charts.forEach(chart => service(chart, 'cart', 'cart'));
    new Declared(charts[0], 'pay', 'pay');
    fleet.synth();
    expect(files().filter(path => !path.includes('kustomization'))).toEqual([
      '_known/staging.yaml', 'production/shop/service.cart.yaml', 'staging/shop/service.cart.yaml',
    ]);
    expect(text('_known/staging.yaml')).toBe('apiVersion: v1\nkind: Service\nmetadata:\n  name: pay\n  namespace: shop\nspec:\n  ports:\n  - port: 80\n');
  });

  test('is left out where the environment emits it, and listed once when declared twice alike', () => {
    const { fleet, charts } = fleetOf('staging');
    service(charts[0], 'cart', 'cart');
    new Declared(charts[0], 'known-cart', 'cart');
    new Declared(charts[0], 'pay', 'pay');
    new Declared(charts[0], 'pay-again', 'pay');
    fleet.synth();
    expect(text('_known/staging.yaml').match(/name: .*/g)).toEqual(['name: pay']);
  });

  test('is a finding when two declarations differ', () => {
    const { fleet, charts } = fleetOf('staging');
    service(charts[0], 'cart', 'cart');
    new Declared(charts[0], 'pay', 'pay', 80);
    new Declared(charts[0], 'pay-again', 'pay', 81);
    expect(fleet.examine().findings).toMatchObject([{
      code: 'MESH0201', message: 'Service shop/pay is declared twice, by shop/pay and by shop/pay-again, and differently.',
    }]);
  });
});

describe('delivery', () => {
  test('two engines of one name may attach the same file', () => {
    const attached = (said: string): IDelivery => ({
      engine: 'argocd', attachments: [{ path: 'install/argocd-cm.merge-patch', text: said }], annotationsFor: () => ({}), deliver: () => undefined,
    });
    const fleet = new Fleet({ outdir });
    service(new Chart(fleet.addEnvironment('production'), 'shop', { namespace: 'shop' }), 'cart', 'cart');
    fleet.deliver(attached('data: {}\n'));
    fleet.deliver(attached('data: {}\n'));
    fleet.synth();
    expect(text('_delivery/argocd/install/argocd-cm.merge-patch')).toBe('data: {}\n');
    fleet.deliver(attached('other'));
    expect(() => fleet.examine()).toThrow(expect.objectContaining({ code: 'MESH0407', what: expect.stringContaining('two texts') }));
  });

  test('engines hear of every folder, by its path in the repository', () => {
    const fleet = new Fleet({ outdir });
    for (const [name, clusters] of [['staging', []], ['production', ['eu-1', 'us-1']]] as [string, string[]][]) {
      const chart = new Chart(fleet.addEnvironment(name, { clusters, after: name === 'production' ? ['staging'] : [] }), 'shop', { namespace: 'shop' });
      new ApiObject(chart, 'namespace', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
      service(chart, 'cart', 'cart');
    }
    const engine = new Engine();
    fleet.deliver(engine);
    fleet.synth();
    const mine = 'undefined and engine';
    const emitted = {
      objects: [
        { apiVersion: 'v1', group: '', kind: 'Namespace', name: 'shop', annotations: {}, references: [], needed: true, runtimeFields: [] },
        {
          apiVersion: 'v1',
          group: '',
          kind: 'Service',
          name: 'cart',
          namespace: 'shop',
          annotations: { 'example.com/wave': '5', 'example.com/mine': mine },
          references: [{ group: '', kind: 'Namespace', name: 'shop' }],
          runtimeFields: [],
        },
      ],
      clusters: [],
      namespaces: ['shop'],
      kinds: [{ group: '', kind: 'Namespace', clusterScoped: true }, { group: '', kind: 'Service', clusterScoped: false }],
    };
    expect(engine.told).toEqual([
      { ...emitted, name: 'staging', path: 'dist/staging', after: [] },
      { ...emitted, name: 'production', path: 'dist/production/eu-1', cluster: 'eu-1', after: ['staging'] },
      { ...emitted, name: 'production', path: 'dist/production/us-1', cluster: 'us-1', after: ['staging'] },
    ]);
    expect(files().filter(path => path.startsWith('_delivery'))).toEqual([
      '_delivery/argocd/application_argoproj.io.dist-production-eu-1.yaml',
      '_delivery/argocd/application_argoproj.io.dist-production-us-1.yaml',
      '_delivery/argocd/application_argoproj.io.dist-staging.yaml',
      '_delivery/argocd/kustomization.yaml',
    ]);
    expect(text('_delivery/argocd/application_argoproj.io.dist-staging.yaml')).toContain('path: dist/staging');
    expect(files().map(path => text(path)).join('')).not.toContain(home);
  });

  test('engines hear of the fields that others write at run time', () => {
    const { fleet, charts: [chart] } = fleetOf('staging');
    const deployment = new ApiObject(chart, 'deployment', { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'cart' } });
    RuntimeFields.of(deployment).add({ writer: 'HorizontalPodAutoscaler', pointer: '/spec/replicas' });
    const engine = new Engine();
    fleet.deliver(engine);
    fleet.examine();
    expect(engine.told[0].objects).toMatchObject([{ name: 'cart', runtimeFields: [{ writer: 'HorizontalPodAutoscaler', pointer: '/spec/replicas' }] }]);
  });

  test.each(['', 'spec/replicas', '/spec/', '/spec/~2'])('%j is no field that somebody could write', pointer => {
    const { charts: [chart] } = fleetOf('staging');
    expect(() => RuntimeFields.of(chart).add({ writer: 'somebody', pointer })).toThrow(expect.objectContaining({ code: 'MESH0001' }));
  });

  test('attachments lie beside the objects and in no kustomization', () => {
    const { fleet, charts: [chart] } = fleetOf('staging');
    service(chart, 'cart', 'cart');
    fleet.deliver(Object.assign(new Engine(), { attachments: [{ path: 'install/health.patch.yaml', text: 'data: {}\n' }] }));
    fleet.synth();
    expect(text('_delivery/argocd/install/health.patch.yaml')).toBe('data: {}\n');
    expect(text('_delivery/argocd/kustomization.yaml')).not.toContain('health');
  });

  test.each(['../health.yaml', '/health.yaml', '', 'a//b', 'Health.yaml', '.hidden', 'kustomization.yaml'])('an attachment cannot lie at %j', path => {
    const { fleet, charts: [chart] } = fleetOf('staging');
    service(chart, 'cart', 'cart');
    fleet.deliver(Object.assign(new Engine(), { attachments: [{ path, text: '' }] }));
    expect(() => fleet.synth()).toThrow(expect.objectContaining({ code: 'MESH0407' }));
    expect(fs.existsSync(outdir)).toBe(false);
  });

  test.each([
    [undefined, undefined, 'dist/staging'],
    ['deploy/dist', undefined, 'deploy/dist/staging'],
    ['./out/', undefined, 'out/staging'],
    ['../elsewhere', undefined, 'dist/staging'],
    ['/machine/path', undefined, 'dist/staging'],
    ['/machine/path', 'clusters/mesh', 'clusters/mesh/staging'],
    [undefined, '', 'staging'],
  ])('the output root %j with the output path %j is known as %s', (root, outputPath, expected) => {
    process.env.CDK8S_OUTDIR = '/some/machine/path';
    const fleet = new Fleet({ outdir: root });
    service(new Chart(fleet.addEnvironment('staging'), 'shop', { namespace: 'shop' }), 'cart', 'cart');
    const engine = new Engine('argocd', outputPath);
    fleet.deliver(engine);
    fleet.examine();
    expect(engine.told[0].path).toBe(expected);
  });

  test('annotations of engines are added, and the engine sees those of the object', () => {
    const { fleet, charts } = fleetOf('staging');
    const cart = service(charts[0], 'cart', 'cart');
    cart.metadata.addAnnotation('example.com/mine', 'object');
    fleet.deliver(new Engine());
    fleet.synth();
    expect(text('staging/shop/service.cart.yaml')).toContain('  annotations:\n    example.com/mine: "object and engine"\n    example.com/wave: "5"\n');
  });

  test('a chart below the given scope is a folder', () => {
    const fleet = new Fleet({ outdir });
    service(new Chart(fleet.addEnvironment('production', { clusters: ['eu-1'] }), 'shop', { namespace: 'shop' }), 'cart', 'cart');
    fleet.deliver(new Engine('flux', undefined, true));
    fleet.synth();
    expect(files().filter(path => path.startsWith('_delivery'))).toEqual([
      '_delivery/flux/eu-1/application_argoproj.io.dist-production-eu-1.yaml', '_delivery/flux/eu-1/kustomization.yaml',
    ]);
  });

  test('objects of engines are checked too', () => {
    const { fleet, charts } = fleetOf('staging');
    service(charts[0], 'cart', 'cart');
    fleet.deliver(new Engine());
    fleet.deliver(new Engine());
    expect(fleet.examine().findings.find(({ code }) => code === 'MESH0201')?.message).toMatch(/^Application argocd\/dist-staging is there twice/);
  });

  test.each([['../x'], ['_x'], ['']])('%j is no name of an engine', name => {
    const { fleet, charts } = fleetOf('staging');
    service(charts[0], 'cart', 'cart');
    fleet.deliver(new Engine(name));
    expect(() => fleet.examine()).toThrow('MESH0407');
  });
});

describe('an environment', () => {
  test('knows its mesh, and constructs find it', () => {
    const fleet = new Fleet();
    const environment = fleet.addEnvironment('staging', { istioVersion: IstioVersion.V1_30, trustDomain: 'corp.example', mesh: { rootNamespace: 'mesh-root' } });
    const chart = new Chart(environment, 'shop');
    expect(Environment.find(chart)).toBe(environment);
    expect(Environment.find(Testing.chart())).toBeUndefined();
    expect(environment).toMatchObject({ environmentName: 'staging', istioVersion: '1.30', trustDomain: 'corp.example', rootNamespace: 'mesh-root', clusterDomain: 'cluster.local' });
    expect(chart.node.tryGetContext('cdk8s-istio:trust-domain')).toBe('corp.example');
    expect(fleet.environments).toEqual([environment]);
  });

  test('alone is a fleet of one', () => {
    process.env.CDK8S_OUTDIR = outdir;
    const environment = new Environment('staging');
    service(new Chart(environment, 'shop', { namespace: 'shop' }), 'cart', 'cart');
    environment.synth();
    expect(files()).toContain('staging/shop/service.cart.yaml');
  });

  test('of a fleet synthesizes the fleet', () => {
    const { fleet, charts } = fleetOf('staging', 'production');
    charts.forEach(chart => service(chart, 'cart', 'cart'));
    fleet.environments[0].synth();
    expect(files()).toContain('production/shop/service.cart.yaml');
  });

  test('gives its objects the names they have in every other environment', () => {
    const { fleet, charts } = fleetOf('staging', 'production');
    charts.forEach(chart => new ApiObject(new Construct(chart, 'part'), 'object', { apiVersion: 'v1', kind: 'Service' }));
    fleet.synth();
    const names = (name: string) => files().filter(path => path.startsWith(name)).map(path => path.slice(name.length));
    expect(names('staging')).toEqual(names('production'));
  });
});

describe('construct metadata', () => {
  test('is one file at the root that keeps same-named kinds apart, and only there when asked for', () => {
    process.env.CDK8S_RECORD_CONSTRUCT_METADATA = 'true';
    const { fleet, charts } = fleetOf('staging', 'production');
    charts.forEach(chart => {
      service(chart, 'cart', 'cart');
      new ApiObject(chart, 'account', { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'cart' } });
      service(chart, 'web', 'web');
    });
    fleet.synth();
    expect(files().filter(path => path.endsWith('.json'))).toEqual(['construct-metadata.json']);
    expect(JSON.parse(text('construct-metadata.json'))).toEqual({
      version: '1.0.0',
      resources: {
        'web': { path: 'shop/web' },
        'staging/shop/Service/cart': { path: 'shop/cart' },
        'staging/shop/ServiceAccount/cart': { path: 'shop/account' },
        'staging/shop/Service/web': { path: 'shop/web' },
        'production/shop/Service/cart': { path: 'shop/cart' },
        'production/shop/ServiceAccount/cart': { path: 'shop/account' },
        'production/shop/Service/web': { path: 'shop/web' },
      },
    });
  });
});

describe('arguments that no compiler saw, for example read from a file of values', () => {
  test.each([
    ['a name', 5, {}, 'MESH0407'],
    ['no name', null, {}, 'MESH0407'],
    ['a cluster', 'a', { clusters: [5] }, 'MESH0407'],
    ['clusters that are no list', 'a', { clusters: 'east' }, 'MESH0407'],
    ['an order that is no list', 'a', { after: 'staging' }, 'MESH0406'],
    ['a minor of Istio', 'a', { istioVersion: '1.28' }, 'MESH0001'],
  ])('%s is refused with a coded error', (_, name, props, code) => {
    expect(() => new Fleet({ outdir }).addEnvironment(name as string, props as object)).toThrow(code);
  });
});

test('a fleet of one that comes after nobody says what to do', () => {
  const fleet = new Fleet({ outdir });
  fleet.addEnvironment('production', { after: ['nobody'] });
  expect(fleet.examine().findings.find(({ code }) => code === 'MESH0406')?.fix).toBe('Add it to the fleet, or take it out of `after`.');
});
