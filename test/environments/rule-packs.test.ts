import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, Chart, Duration, JsonPatch } from 'cdk8s';
import {
  DestinationRule, EscapeHatchKind, Findings, Fleet, FleetVerdict, Gateway, HttpAction, IMeshRule, IRulePack, IstioVersion,
  LookupAnswer, MeshFinding, MeshModel, MeshObject, MeshService, MutualTlsMode, PeerAuthentication, Server, TrafficSplit, VirtualService, l1,
} from '../../src';
import { MeshError } from '../../src/kernel/fail';

let outdir: string;
let printed: string;

beforeEach(() => {
  outdir = join(fs.mkdtempSync(join(tmpdir(), 'packs-')), 'dist');
  printed = '';
  jest.spyOn(process.stderr, 'write').mockImplementation(text => (printed += String(text), true));
});
afterEach(() => {
  jest.restoreAllMocks();
  process.exitCode = undefined;
  fs.rmSync(join(outdir, '..'), { recursive: true, force: true });
});

/** A pack of one rule. */
function pack(check: (mesh: MeshModel) => any, ruleId = 'ACME-ROUTE-TIMEOUT'): IRulePack {
  return { packName: 'acme', rules: () => [{ ruleId, check }] };
}

/** Every HTTP route has a timeout. */
function timeouts(mesh: MeshModel): MeshFinding[] {
  return mesh.routes.filter(({ protocol, json }) => protocol === 'http' && json.timeout === undefined).map(({ object, field }) => MeshFinding.error({
    object, field, message: 'The route has no timeout.', why: 'A stuck backend would hold its callers.', fix: 'Set `timeout` on the route.',
  }));
}

/** A shop with a route that has a timeout and one that has none, in some environments. */
function shop(fleet: Fleet, names: readonly string[] = ['production'], each: (parts: { chart: Chart; cart: MeshService; routes: VirtualService }) => void = () => undefined) {
  for (const name of names) {
    const chart = new Chart(fleet.addEnvironment(name), 'shop', { namespace: 'shop' });
    const cart = new MeshService(chart, 'Cart', { name: 'cart', ports: [{ name: 'http', number: 8080 }], selector: { app: 'cart' } });
    const routes = new VirtualService(chart, 'Routes', { name: 'cart', hosts: ['cart'] });
    routes.addHttpRoute('slow', { action: HttpAction.route(TrafficSplit.to(cart)) });
    each({ chart, cart, routes });
  }
}

const codeOf = (run: () => unknown): string | undefined => {
  try {
    run();
  } catch (error) {
    return (error as MeshError).code;
  }
  return undefined;
};

describe('a rule of a pack', () => {
  test('is reported with its id, its pack, the object, the field and the line of the program, once for all environments', () => {
    const fleet = new Fleet({ outdir });
    fleet.addRulePack(pack(timeouts));
    shop(fleet, ['staging', 'production']);
    const report = fleet.synth();
    expect(report).toMatchObject({ verdict: FleetVerdict.FAIL, exitCode: 1 });
    expect(report.findings).toEqual([{
      code: 'ACME-ROUTE-TIMEOUT',
      rule: 'ACME-ROUTE-TIMEOUT',
      pack: 'acme',
      layer: 'mesh',
      severity: 'error',
      message: 'The route has no timeout.',
      why: 'A stuck backend would hold its callers.',
      fix: 'Set `timeout` on the route.',
      object: { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', namespace: 'shop', name: 'cart' },
      field: 'spec.http[0]',
      file: 'test/environments/rule-packs.test.ts',
      line: expect.any(Number),
      constructPath: 'shop/Routes',
      environments: ['staging', 'production'],
      alsoKnownAs: [],
      found: undefined,
      nearest: undefined,
    }]);
    expect(printed).toMatch(/^error ACME-ROUTE-TIMEOUT acme {2}test\/environments\/rule-packs\.test\.ts:\d+\n {2}VirtualService shop\/cart, spec\.http\[0\]: The route has no timeout\.\n/);
    expect(fs.existsSync(outdir)).toBe(false);
  });

  test('may warn, inform, say that it cannot tell, and speak of the mesh as a whole', () => {
    const fleet = new Fleet({ outdir });
    fleet.addRulePack(pack(mesh => [
      MeshFinding.info({ message: `${mesh.environmentName} runs ${mesh.istioVersion}.`, fix: 'Nothing to do.' }),
      MeshFinding.warning({ object: mesh.objects[0], message: 'Look at it.', fix: 'Look.' }),
      MeshFinding.undecided({ object: mesh.objects[0], field: 'spec', because: 'others know' }),
    ]));
    shop(fleet);
    const report = fleet.examine();
    expect(report).toMatchObject({ verdict: FleetVerdict.PASS, folders: [{ folder: 'production', undecided: 1 }] });
    expect(report.findings.map(({ severity, message, environments, object }) => [severity, message, environments, object?.name])).toEqual([
      ['warning', 'Look at it.', ['production'], 'cart'],
      ['info', 'production runs 1.31.', ['production'], undefined],
    ]);
  });

  test.each<[string, (mesh: MeshModel) => any, RegExp]>([
    ['throws', () => { throw new TypeError('boom'); }, /^TypeError: boom\n\s+at /],
    ['returns nothing', () => undefined, /MESH0702: check\(\) returned nothing/],
    ['returns a list of something else', () => [{ message: 'x' }], /MESH0702: check\(\) returned a list with an object/],
    ['finds without a message', () => [MeshFinding.error({ message: ' ', fix: 'x' })], /MESH0702: a finding without message/],
    ['names no field', mesh => [MeshFinding.error({ object: mesh.objects[0], field: 'spec..x', message: 'x', fix: 'x' })], /MESH0702: a finding about the field "spec\.\.x" of VirtualService cart/],
    ['changes an object', mesh => { mesh.objects[0].json.spec.hosts.push('evil'); return []; }, /TypeError: Cannot add property/],
  ])('that %s is the fault of its pack: nothing is written, exit status 2, and the other rules answer', (_, check, message) => {
    const fleet = new Fleet({ outdir });
    fleet.addRulePack({ packName: 'acme', rules: () => [{ ruleId: 'ACME-BROKEN', check }, { ruleId: 'ACME-ROUTE-TIMEOUT', check: timeouts }] });
    shop(fleet);
    const report = fleet.synth();
    expect(report).toMatchObject({ verdict: FleetVerdict.PACK_FAULT, exitCode: 2, ownFaults: [], packFaults: [{ packName: 'acme', ruleId: 'ACME-BROKEN', message: expect.stringMatching(message) }] });
    expect(report.findings.map(({ code }) => code)).toEqual(['ACME-ROUTE-TIMEOUT']);
    expect(printed).toContain('fault MESH0702 ACME-BROKEN');
    expect(printed).toContain('A rule of the pack acme failed. This is the fault of the pack');
    expect(printed).not.toContain('our fault');
    expect(fs.existsSync(outdir)).toBe(false);
  });

  test('cannot speak of an object of another environment', () => {
    let other: MeshObject | undefined;
    const fleet = new Fleet({ outdir });
    fleet.addRulePack(pack(mesh => [MeshFinding.error({ object: other ??= mesh.objects[0], message: 'x', fix: 'x' })]));
    shop(fleet, ['staging', 'production']);
    expect(fleet.examine().packFaults).toEqual([{ packName: 'acme', ruleId: 'ACME-ROUTE-TIMEOUT', message: expect.stringContaining('which is no object of this mesh') }]);
  });
});

test.each<[string, (fleet: Fleet) => void]>([
  ['without a name', fleet => fleet.addRulePack({ rules: () => [] } as any)],
  ['that is nothing', fleet => fleet.addRulePack(undefined as any)],
  ['without rules', fleet => fleet.addRulePack({ packName: 'acme' } as any)],
  ['with a rule of our codes', fleet => fleet.addRulePack(pack(() => [], 'MESH1001'))],
  ['with a rule of our names', fleet => fleet.addRulePack(pack(() => [], 'route-to-unknown-host'))],
  ['with an empty id', fleet => fleet.addRulePack(pack(() => [], ''))],
  ['with a rule that is no rule', fleet => fleet.addRulePack({ packName: 'acme', rules: () => ['x'] as any })],
  ['with two rules of one id', fleet => fleet.addRulePack({ packName: 'acme', rules: () => ['A', 'A'].map(ruleId => ({ ruleId, check: () => [] })) })],
  ['that is there already', fleet => [1, 2].forEach(() => fleet.addRulePack(pack(() => [])))],
  ['with a rule of another pack', fleet => ['a', 'b'].forEach(packName => fleet.addRulePack({ ...pack(() => []), packName }))],
])('a pack %s is refused', (_, add) => {
  expect(codeOf(() => add(new Fleet({ outdir })))).toBe('MESH0703');
});

describe('an acknowledgement', () => {
  const acknowledge = { ruleId: 'ACME-ROUTE-TIMEOUT', reason: 'streaming endpoint' };

  test.each<[string, (parts: { chart: Chart; routes: VirtualService }) => any, string]>([
    ['at the object', ({ routes }) => routes, 'shop/Routes'],
    ['at the chart', ({ chart }) => chart, 'shop'],
    ['at the environment', ({ chart }) => chart.node.root, ''],
  ])('%s lists the finding with its reason, and the output is written', (_, at, path) => {
    const fleet = new Fleet({ outdir });
    fleet.addRulePack(pack(timeouts));
    shop(fleet, ['staging', 'production'], parts => Findings.of(at(parts)).acknowledge(acknowledge));
    const report = fleet.synth();
    expect(report).toMatchObject({ verdict: FleetVerdict.PASS, exitCode: 0, findings: [] });
    expect(report.acknowledged).toEqual([{
      finding: expect.objectContaining({ code: 'ACME-ROUTE-TIMEOUT', severity: 'error', environments: ['staging', 'production'] }), reason: 'streaming endpoint', acknowledgedAt: path,
    }]);
    expect(printed).toContain('acknowledged error ACME-ROUTE-TIMEOUT acme  test/environments/rule-packs.test.ts');
    expect(printed).toContain('  because streaming endpoint');
    expect(printed).toContain('pass: no findings in 2 objects; 1 acknowledged\n');
  });

  test('elsewhere, or of another rule, changes nothing and is reported as unused, at its line, with the name that was meant', () => {
    const fleet = new Fleet({ outdir });
    fleet.addRulePack(pack(timeouts));
    shop(fleet, ['production'], ({ cart, routes }) => {
      Findings.of(cart).acknowledge(acknowledge);
      Findings.of(routes).acknowledge({ ruleId: 'ACME-ROUTE-TIMEOT', reason: 'x' });
    });
    const report = fleet.synth();
    expect(report).toMatchObject({ verdict: FleetVerdict.FAIL, acknowledged: [] });
    const said = report.findings.map(({ code, severity, file, line, nearest, constructPath }) =>
      [code, severity, file, typeof line, nearest, constructPath]);
    expect(said).toEqual([
      ['ACME-ROUTE-TIMEOUT', 'error', 'test/environments/rule-packs.test.ts', 'number', undefined, 'shop/Routes'],
      ['MESH0701', 'warning', 'test/environments/rule-packs.test.ts', 'number', undefined, 'shop/Cart'],
      ['MESH0701', 'warning', 'test/environments/rule-packs.test.ts', 'number', 'ACME-ROUTE-TIMEOUT', 'shop/Routes'],
    ]);
  });

  test('that one environment needs is right in all that the same line makes it in', () => {
    const fleet = new Fleet({ outdir });
    fleet.addRulePack(pack(mesh => mesh.environmentName === 'production' ? timeouts(mesh) : []));
    shop(fleet, ['staging', 'production'], ({ routes }) => Findings.of(routes).acknowledge(acknowledge));
    expect(fleet.examine()).toMatchObject({ verdict: FleetVerdict.PASS, findings: [], acknowledged: [{ finding: { environments: ['production'] } }] });
  });

  test('in one environment leaves the finding of the other', () => {
    const fleet = new Fleet({ outdir });
    fleet.addRulePack(pack(timeouts));
    shop(fleet, ['staging', 'production'], ({ chart, routes }) => chart.node.root === fleet.environments[0] && Findings.of(routes).acknowledge(acknowledge));
    expect(fleet.examine()).toMatchObject({ verdict: FleetVerdict.FAIL, findings: [{ environments: ['production'] }], acknowledged: [{ finding: { environments: ['staging'] } }] });
  });

  test('at one of two constructs that one line makes leaves the other', () => {
    const fleet = new Fleet({ outdir });
    fleet.addRulePack(pack(timeouts));
    const chart = new Chart(fleet.addEnvironment('production'), 'shop', { namespace: 'shop' });
    const cart = new MeshService(chart, 'Cart', { name: 'cart', ports: [{ name: 'http', number: 8080 }] });
    for (const name of ['a', 'b']) {
      const routes = new VirtualService(chart, name, { hosts: [name] });
      routes.addHttpRoute('all', { action: HttpAction.route(TrafficSplit.to(cart)) });
      if (name === 'a') {
        Findings.of(routes).acknowledge(acknowledge);
      }
    }
    expect(fleet.examine()).toMatchObject({ findings: [{ object: { name: 'b' } }], acknowledged: [{ finding: { object: { name: 'a' } } }] });
  });

  test('takes our own rules by code and by name', () => {
    for (const ruleId of ['MESH1001', 'route-to-unknown-host']) {
      const fleet = new Fleet({ outdir });
      shop(fleet, ['production'], ({ chart }) => {
        new ApiObject(chart, 'Raw', { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata: { name: 'raw' }, spec: { hosts: ['raw'], http: [{ route: [{ destination: { host: 'crat' } }] }] } });
        Findings.of(chart).acknowledge({ ruleId, reason: 'deployed later today' });
      });
      expect(fleet.examine()).toMatchObject({ verdict: FleetVerdict.PASS, findings: [], acknowledged: [{ finding: { code: 'MESH1001' } }] });
    }
  });

  test('takes no error that the API server refuses, and says so', () => {
    const fleet = new Fleet({ outdir });
    shop(fleet, ['production'], ({ chart, routes }) => {
      routes.addJsonPatch(JsonPatch.add('/spec/nothing', 1));
      Findings.of(chart).acknowledge({ ruleId: 'unknown-field', reason: 'x' });
    });
    const report = fleet.examine();
    expect(report).toMatchObject({ verdict: FleetVerdict.FAIL, acknowledged: [] });
    expect(report.findings.map(({ code, message }) => [code, message])).toEqual([
      ['MESH0101', 'There is no field "nothing" here.'],
      ['MESH0701', 'unknown-field cannot be acknowledged: the object would be refused, whatever anybody says.'],
    ]);
  });

  test('takes the warning for a deprecated field', () => {
    const fleet = new Fleet({ outdir });
    shop(fleet, ['production'], ({ routes }) => {
      routes.addJsonPatch(JsonPatch.add('/spec/http/0/mirrorPercent', 5));
      Findings.of(routes).acknowledge({ ruleId: 'deprecated-field', reason: 'until the next release' });
    });
    expect(fleet.examine()).toMatchObject({ findings: [], acknowledged: [{ finding: { code: 'MESH0113', severity: 'warning' } }] });
  });

  test('that a crashed rule might have needed is not called unused', () => {
    const fleet = new Fleet({ outdir });
    fleet.addRulePack(pack(() => undefined));
    shop(fleet, ['production'], ({ routes }) => Findings.of(routes).acknowledge(acknowledge));
    expect(fleet.examine().findings).toEqual([]);
  });

  test.each([{ ruleId: '', reason: 'x' }, { ruleId: 'X', reason: '  ' }, {}, undefined])('%j is refused', props => {
    const chart = new Chart(new Fleet({ outdir }).addEnvironment('a'), 'shop');
    expect(codeOf(() => Findings.of(chart).acknowledge(props as any))).toBe('MESH0001');
  });
});

describe('the mesh that a rule reads', () => {
  function meshOf(build: (chart: Chart, cart: MeshService) => void, istioVersion = IstioVersion.V1_30): MeshModel {
    let seen: MeshModel | undefined;
    const fleet = new Fleet({ outdir });
    fleet.addRulePack(pack(mesh => { seen = mesh; return []; }));
    const chart = new Chart(fleet.addEnvironment('production', { istioVersion, mesh: { rootNamespace: 'mesh' } }), 'shop', { namespace: 'shop' });
    build(chart, new MeshService(chart, 'Cart', { name: 'cart', ports: [{ name: 'http', number: 8080 }], selector: { app: 'cart' } }));
    expect(fleet.examine().packFaults).toEqual([]);
    return seen!;
  }

  test('has routes with their destinations, hosts, gateways, subsets and policies', () => {
    const mesh = meshOf((chart, cart) => {
      const rule = new DestinationRule(chart, 'Rule', { name: 'cart', service: cart });
      const stable = rule.addSubset('stable', { labels: { version: 'v1' } });
      const gateway = new Gateway(chart, 'Gateway', { selector: { app: 'edge' }, servers: [Server.http(['shop.example.com'])] });
      const routes = new VirtualService(chart, 'Routes', { name: 'cart', hosts: ['shop.example.com'], gateways: [gateway] });
      routes.addHttpRoute('all', { action: HttpAction.route(TrafficSplit.to(stable)), timeout: Duration.seconds(3) });
      new PeerAuthentication(chart, 'Strict', { mutualTls: MutualTlsMode.STRICT });
    });
    expect(mesh).toMatchObject({ environmentName: 'production', istioVersion: '1.30', rootNamespace: 'mesh', clusterDomain: 'cluster.local' });
    expect(mesh.routes).toMatchObject([{
      protocol: 'http',
      name: 'all',
      hosts: ['shop.example.com'],
      gateways: ['shop/gateway'],
      field: 'spec.http[0]',
      json: { timeout: '3s' },
      destinations: [{ subset: 'stable', isMirror: false, field: 'spec.http[0].route[0].destination' }],
    }]);
    expect(mesh.hosts).toMatchObject([{ host: 'cart.shop.svc.cluster.local', origin: 'Service', ports: [{ number: 8080, name: 'http' }], selector: { app: 'cart' }, object: { isDeclared: true } }]);
    expect(mesh.destinationRules).toMatchObject([{ host: 'cart.shop.svc.cluster.local', subsets: [{ name: 'stable', labels: { version: 'v1' }, field: 'spec.subsets[0]' }] }]);
    expect(mesh.destinationRulesFor('cart.shop.svc.cluster.local', 'shop')).toEqual(mesh.destinationRules);
    expect(mesh.gateways).toMatchObject([{ hosts: ['shop.example.com'] }]);
    expect(mesh.policies).toMatchObject([{ object: { kind: 'PeerAuthentication' }, selector: {}, isInRootNamespace: false }]);
    expect(mesh.workloads.every(({ namespace }) => namespace === 'shop')).toBe(true);
    const [service] = mesh.objectsOfKind('VirtualService');
    expect(service.valueAt('spec.http[0].route[0].destination.subset')).toBe('stable');
    expect([service.valueAt('spec.nothing[3]'), service.valueAt('spec..'), service.labels, service.constructPath]).toEqual([undefined, undefined, {}, 'shop/Routes']);
    expect(mesh.objects.find(object => object.name === 'cart' && object.kind === 'VirtualService')).toBe(service);
  });

  test.each([
    ['cart', LookupAnswer.YES, undefined],
    ['cart.shop.svc.cluster.local', LookupAnswer.YES, undefined],
    ['crat', LookupAnswer.NO, 'cart'],
    ['pay.billing.svc.cluster.local', LookupAnswer.CANNOT_TELL, undefined],
  ])('says what the host %s means: %s', (host, answer, nearest) => {
    const found = meshOf(chart => { new ApiObject(chart, 'Any', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } }); }).lookUpHost(host, 'shop');
    expect([found.answer, found.nearest, found.host?.name, found.because === undefined]).toEqual([answer, nearest, answer === 'yes' ? 'cart' : undefined, answer === 'yes']);
  });
});

describe('escape hatches', () => {
  test('are counted and named in the report and in the summary: patches, raw objects, the l1', () => {
    const fleet = new Fleet({ outdir });
    shop(fleet, ['staging', 'production'], ({ chart, routes }) => {
      routes.addJsonPatch(JsonPatch.add('/spec/http/0/timeout', '3s'));
      new ApiObject(chart, 'Raw', { apiVersion: 'security.istio.io/v1', kind: 'PeerAuthentication', metadata: { name: 'raw' }, spec: {} });
      new l1.Sidecar(chart, 'Generated', { metadata: { name: 'generated' }, spec: { egress: [{ hosts: ['./*'] }] } });
      new ApiObject(chart, 'Plain', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'plain' } });
      new ApiObject(chart, 'Patched', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'patched' } }).addJsonPatch(JsonPatch.add('/data', {}));
    });
    const report = fleet.synth();
    const environments = ['staging', 'production'];
    expect(report.escapeHatches).toMatchObject([
      { kind: EscapeHatchKind.JSON_PATCH, object: { kind: 'VirtualService', namespace: 'shop', name: 'cart' }, constructPath: 'shop/Routes', environments, file: 'test/environments/rule-packs.test.ts' },
      { kind: EscapeHatchKind.RAW_OBJECT, object: { kind: 'PeerAuthentication', name: 'raw' }, environments },
      { kind: EscapeHatchKind.RAW_OBJECT, object: { kind: 'Sidecar', name: 'generated' }, environments },
      { kind: EscapeHatchKind.JSON_PATCH, object: { kind: 'ConfigMap', name: 'patched' }, environments },
    ]);
    expect(printed).toMatch(/\n {2}4 objects by escape hatch:\n {4}VirtualService shop\/cart: changed by addJsonPatch {3}\(test\/environments\/rule-packs\.test\.ts:\d+\)\n {4}PeerAuthentication shop\/raw: a raw ApiObject {3}\(construct shop\/Raw\)\n/);
  });

  test('of which there are none are not spoken of', () => {
    const fleet = new Fleet({ outdir });
    shop(fleet);
    expect(fleet.synth().escapeHatches).toEqual([]);
    expect(printed).not.toContain('escape hatch');
  });
});

// An IMeshRule may be a class, as in other languages.
class Rule implements IMeshRule {
  public readonly ruleId = 'ACME-CLASS';
  public check(_mesh: MeshModel): MeshFinding[] {
    return [];
  }
}

test('a rule may be a class', () => {
  const fleet = new Fleet({ outdir });
  fleet.addRulePack({ packName: 'acme', rules: () => [new Rule()] });
  shop(fleet);
  expect(fleet.examine().verdict).toBe(FleetVerdict.PASS);
});
