import { Finding } from '../../src/analysis/finding';
import { github } from '../../src/report/github';
import { reportOf } from '../../src/report/report';

const ERROR: Finding = {
  code: 'MESH1001',
  rule: 'route-to-unknown-host',
  layer: 'mesh',
  severity: 'error',
  message: 'No service has the host "crat.shop".',
  why: 'Requests would be answered 503.',
  fix: 'Did you mean "cart.shop"?',
  object: { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', namespace: 'shop', name: 'cart' },
  field: 'spec.http[0]',
  file: '/srv/me/shop/main.ts',
  line: 42,
  environments: ['staging', 'production'],
  equals: [],
};
const PLACE = { cwd: '/srv/me/shop', colour: false };

function annotations(findings: Finding[], faults: { code: string; rule: string; message: string }[] = []): string[] {
  return github(reportOf({ findings, faults, threshold: 'error' }), PLACE).split('\n').filter(line => line.startsWith('::'));
}

test('a finding is one line with its file, line and title; the text of the report follows', () => {
  const printed = github(reportOf({ findings: [ERROR], threshold: 'error' }), PLACE);
  expect(printed.split('\n')[0]).toBe('::error file=main.ts,line=42,title=MESH1001 route-to-unknown-host::VirtualService shop/cart, spec.http[0]: '
    + 'No service has the host "crat.shop".%0ARequests would be answered 503.%0AFix: Did you mean "cart.shop"?%0AIn staging, production.');
  expect(printed).toContain('\nerror MESH1001 route-to-unknown-host  main.ts:42\n');
  expect(printed).toMatch(/\nfail: 1 error\n$/);
});

test.each<[string, Partial<Finding>, string]>([
  ['a warning', { severity: 'warning' }, '::warning file='],
  ['an info', { severity: 'info' }, '::notice file='],
  ['a finding without a place', { file: undefined, line: 3 }, '::error title=MESH1001 route-to-unknown-host::'],
  ['a finding without a line', { line: undefined }, '::error file=main.ts,title='],
  ['a rule of a pack', { code: 'ACME-1', rule: 'ACME-1', pack: 'acme' }, 'title=ACME-1 acme::'],
  ['a file with signs that end a property', { file: 'a,b:c%d.yaml' }, 'file=a%2Cb%3Ac%25d.yaml,'],
  ['a file of Windows', { file: 'mesh\\main.ts' }, 'file=mesh/main.ts,'],
  ['a percent sign', { message: '100%0A' }, '100%250A%0A'],
  ['a message that would begin a command of its own', { message: 'x\r\n::add-mask::y' }, 'x\\u000d\\u000a::add-mask::y'],
])('%s', (_, change, words) => {
  const lines = annotations([{ ...ERROR, ...change }]);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain(words);
});

test.each([[10, 10, '10'], [11, 10, '2 more of this severity'], [200, 10, '191 more of this severity']])(
  '%i findings are %i annotations, as many as GitHub shows', (found, shown, last) => {
    const lines = annotations(Array.from({ length: found }, (_, i) => ({ ...ERROR, line: i + 1 })));
    expect(lines).toHaveLength(shown);
    expect(lines[9]).toContain(last);
  });

test('errors do not take the room of warnings, and faults of our own come first', () => {
  const warnings = Array.from({ length: 12 }, () => ({ ...ERROR, severity: 'warning' as const }));
  const errors = Array.from({ length: 12 }, () => ERROR);
  const lines = annotations([...warnings, ...errors], [{ code: 'MESH0601', rule: 'unknown-gateway', message: 'TypeError: x\n  at y' }]);
  expect(lines[0]).toBe('::error title=MESH0601 unknown-gateway::TypeError: x%0A  at y');
  expect([lines.filter(line => line.startsWith('::error')).length, lines.filter(line => line.startsWith('::warning')).length]).toEqual([10, 10]);
});
