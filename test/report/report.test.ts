import { Finding } from '../../src/analysis/finding';
import { FORMATS } from '../../src/report/format';
import { ReportFacts, reportOf } from '../../src/report/report';
import { mayUseColour } from '../../src/report/style';

const ERROR: Finding = {
  code: 'MESH1001',
  rule: 'route-to-unknown-host',
  layer: 'mesh',
  severity: 'error',
  message: 'No service has the host "crat.shop.svc.cluster.local".',
  why: 'Requests on this route would be answered 503.',
  fix: 'Did you mean "cart.shop.svc.cluster.local"?',
  object: { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', namespace: 'shop', name: 'cart' },
  field: 'spec.http[0].route[0].destination.host',
  file: '/srv/me/shop/main.ts',
  line: 42,
  constructPath: 'shop/CartRoutes',
  environments: ['development', 'production'],
  equals: ['IST0101'],
  found: 'crat.shop.svc.cluster.local',
  nearest: 'cart.shop.svc.cluster.local',
};
const WARNING: Finding = { ...ERROR, severity: 'warning', why: undefined, constructPath: undefined, environments: [], object: undefined, field: '' };
const UNREADABLE: Finding = { ...WARNING, severity: 'error', layer: 'read', code: 'MESH0301', rule: 'no-yaml' };
const QUESTION = { rule: 'route-to-unknown-host', object: ERROR.object!, field: 'spec', because: 'the namespace is not known' };
const FAULT = { code: 'MESH0601', rule: 'unknown-gateway', message: 'TypeError: x\n    at y' };
const PLACE = { cwd: '/srv/me/shop', colour: false };

test.each<[string, Partial<ReportFacts>, string, number]>([
  ['nothing', { findings: [] }, 'pass', 0],
  ['an error', { findings: [ERROR] }, 'fail', 1],
  ['a warning', { findings: [WARNING] }, 'pass', 0],
  ['a warning at the threshold', { findings: [WARNING], threshold: 'warning' }, 'fail', 1],
  ['a warning over the threshold', { findings: [WARNING], threshold: 'info' }, 'fail', 1],
  ['a file that is no YAML', { findings: [UNREADABLE, ERROR] }, 'unreadable', 2],
  ['a read finding about an object', { findings: [{ ...UNREADABLE, code: 'MESH0205' }] }, 'fail', 1],
  ['a refusal of the output folder', { findings: [], refusal: 2 }, 'fail', 2],
  ['a guard that refused', { findings: [ERROR], refusal: 3 }, 'fail', 3],
  ['a check of ours that crashed', { findings: [UNREADABLE], faults: [FAULT] }, 'unreadable', 4],
  ['a rule of a pack that crashed', { findings: [ERROR], faults: [{ ...FAULT, code: 'MESH0702', pack: 'acme' }] }, 'fail', 2],
  ['a rule of a pack and a check of ours that crashed', { findings: [], faults: [{ ...FAULT, pack: 'acme' }, FAULT] }, 'fail', 4],
  ['an acknowledged error', { findings: [], acknowledged: [{ ...ERROR, reason: 'x', acknowledgedAt: '' }] }, 'pass', 0],
  ['open questions only', { findings: [], undecided: [QUESTION] }, 'pass', 0],
])('%s: verdict and exit status', (_, facts, verdict, exitCode) => {
  expect(reportOf({ findings: [], threshold: 'error', ...facts })).toMatchObject({ verdict, exitCode });
});

test('the text has one block per finding, and a line that counts', () => {
  const report = reportOf({ findings: [ERROR, WARNING], undecided: [QUESTION, QUESTION], objects: 12, threshold: 'error' });
  expect(FORMATS.text(report, PLACE)).toBe(`error MESH1001 route-to-unknown-host  main.ts:42
  VirtualService shop/cart, spec.http[0].route[0].destination.host: No service has the host "crat.shop.svc.cluster.local".
  why  Requests on this route would be answered 503.
  fix  Did you mean "cart.shop.svc.cluster.local"?
  in   development, production   (construct shop/CartRoutes)

warning MESH1001 route-to-unknown-host  main.ts:42
  No service has the host "crat.shop.svc.cluster.local".
  fix  Did you mean "cart.shop.svc.cluster.local"?

fail: 1 error, 1 warning in 12 objects; 2 questions could not be decided
  open VirtualService shop/cart, spec: the namespace is not known   (route-to-unknown-host)
`);
});

test('the text names the first ten open questions, each once, and how to get the others', () => {
  const questions = Array.from({ length: 12 }, (_, i) => ({ ...QUESTION, field: `spec.gateways[${i}]` }));
  const lines = (undecided: readonly typeof QUESTION[]) => FORMATS.text(reportOf({ findings: [], undecided, threshold: 'error' }), PLACE).split('\n').slice(1, -1);
  expect(lines(questions)).toHaveLength(11);
  expect(lines(questions)[9]).toContain('spec.gateways[9]: the namespace is not known');
  expect(lines(questions)[10]).toBe('  and 2 more; --format json names all');
  expect(lines(questions.slice(0, 10))).toHaveLength(10);
  expect(lines([{ ...QUESTION, because: 'a\u001b[31m' }])).toEqual(['  open VirtualService shop/cart, spec: a\\u001b[31m   (route-to-unknown-host)']);
});

test('a check of ours that crashed is reported as our fault', () => {
  const text = FORMATS.text(reportOf({ findings: [], faults: [FAULT], threshold: 'error' }), PLACE);
  expect(text).toContain('fault MESH0601 unknown-gateway\n  A check of cdk8s-istio failed. This is our fault');
  expect(text).toContain('    TypeError: x\n');
});

test('control characters and marks of direction from files are shown as escapes', () => {
  const text = FORMATS.text(reportOf({ findings: [{ ...ERROR, message: 'a\u001b[31mb\u202ec\nd', file: '/tmp/\u0007.yaml' }], threshold: 'error' }), PLACE);
  expect(text).toContain('a\\u001b[31mb\\u202ec\\u000ad');
  expect(text).toContain('/tmp/\\u0007.yaml:42');
});

test('the JSON has the fields of the contract, in their order, and null for what is not known', () => {
  const text = FORMATS.json(reportOf({ findings: [ERROR, WARNING], threshold: 'error' }), PLACE);
  const json = JSON.parse(text);
  expect(Object.keys(json)).toEqual(['schemaVersion', 'verdict', 'findings', 'undecided', 'acknowledged']);
  expect(json).toMatchObject({ schemaVersion: 1, verdict: 'fail' });
  expect(Object.keys(json.findings[0])).toEqual([
    'code', 'rule', 'layer', 'severity', 'message', 'fix', 'object', 'field', 'file', 'line', 'equals',
    'why', 'constructPath', 'environments', 'found', 'nearest',
  ]);
  expect(json.findings[0]).toMatchObject({ object: ERROR.object, file: '/srv/me/shop/main.ts', line: 42, equals: ['IST0101'] });
  expect(json.findings[1]).toMatchObject({ object: null });
  expect(text.endsWith('}\n')).toBe(true);
});

test.each<[Record<string, string>, boolean, boolean]>([
  [{}, true, true], [{}, false, false], [{ NO_COLOR: '1' }, true, false], [{ NO_COLOR: '' }, true, true], [{ TERM: 'dumb' }, true, false],
  [{ FORCE_COLOR: '1' }, false, true], [{ FORCE_COLOR: '0' }, true, false], [{ FORCE_COLOR: '1', NO_COLOR: '1' }, false, true],
])('with %j on a terminal (%p) colours may be used: %p', (environment, isTerminal, expected) => {
  expect(mayUseColour(environment, isTerminal)).toBe(expected);
});

test('colours change nothing but the look', () => {
  const report = reportOf({ findings: [ERROR], threshold: 'error' });
  const coloured = FORMATS.text(report, { ...PLACE, colour: true });
  expect(coloured).toContain('\u001b[31merror\u001b[39m');
  expect(coloured.replace(/\u001b\[[0-9]+m/g, '')).toBe(FORMATS.text(report, PLACE)); // eslint-disable-line no-control-regex
});

test('what is acknowledged stands behind the findings, with its reason and who answers for it', () => {
  const acknowledged = [
    { ...ERROR, code: 'ACME-TIMEOUT', rule: 'ACME-TIMEOUT', pack: 'acme', reason: 'streaming endpoint', acknowledgedAt: 'shop/CartRoutes' },
    { ...WARNING, reason: 'all of it', acknowledgedAt: '' },
  ];
  const report = reportOf({ findings: [], acknowledged, objects: 3, threshold: 'error' });
  expect(FORMATS.text(report, PLACE)).toBe(`acknowledged error ACME-TIMEOUT acme  main.ts:42
  VirtualService shop/cart, spec.http[0].route[0].destination.host: No service has the host "crat.shop.svc.cluster.local".
  because streaming endpoint   (at construct shop/CartRoutes)
  in   development, production   (construct shop/CartRoutes)

acknowledged warning MESH1001 route-to-unknown-host  main.ts:42
  No service has the host "crat.shop.svc.cluster.local".
  because all of it   (for the whole environment)

pass: no findings in 3 objects; 2 acknowledged
`);
  expect(JSON.parse(FORMATS.json(report, PLACE))).toMatchObject({
    verdict: 'pass', findings: [], acknowledged: [{ code: 'ACME-TIMEOUT', pack: 'acme', reason: 'streaming endpoint', acknowledgedAt: 'shop/CartRoutes' }, { acknowledgedAt: '' }],
  });
});

test('the JSON of a program names its escape hatches, that of a folder does not know them', () => {
  const hatch = { kind: 'json-patch', object: ERROR.object!, constructPath: 'shop/Routes', environments: ['production'] };
  const json = (escapeHatches?: any) => JSON.parse(FORMATS.json(reportOf({ findings: [], escapeHatches, threshold: 'error' }), PLACE));
  expect(json([hatch]).escapeHatches).toEqual([hatch]);
  expect(json()).not.toHaveProperty('escapeHatches');
});
