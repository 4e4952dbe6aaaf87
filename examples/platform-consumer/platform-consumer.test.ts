import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { filesBelow, lineOf, runExample } from '../../test/support/run-example';

const DIST = join(__dirname, 'dist');

test('the committed dist/ is what the program writes, nothing is found, and what is acknowledged is listed with its reason', () => {
  const { result, files } = runExample(__dirname);
  expect(result).toMatchObject({ findings: [], packFaults: [], escapeHatches: [] });
  expect(result.acknowledged).toMatchObject([{
    code: 'ACME-ROUTE-TIMEOUT',
    pack: 'acme',
    severity: 'error',
    object: { kind: 'VirtualService', name: 'prices' },
    environments: ['staging', 'production'],
    reason: 'prices are a stream that stays open all day',
    acknowledgedAt: 'shop/PriceStream',
  }]);
  expect(Object.fromEntries(files)).toEqual(Object.fromEntries([...filesBelow(DIST).keys()].map(path => [path, readFileSync(join(DIST, path), 'utf8')])));
});

test('the rule of the house finds a route without timeout, at its line, and nothing is written', () => {
  const { result, files } = runExample(__dirname, { file: 'main.ts', from: "  Findings.of(stream).acknowledge({ ruleId: 'ACME-ROUTE-TIMEOUT', reason: 'prices are a stream that stays open all day' });\n", to: '' });
  expect(result).toMatchObject({ verdict: 'fail', exitCode: 1, findings: [{ code: 'ACME-ROUTE-TIMEOUT', pack: 'acme', message: 'The route stream has no timeout.', field: 'spec.http[0]' }] });
  const [{ file, line }] = result.findings;
  expect([basename(file!), line]).toEqual(['main.ts', lineOf(__dirname, 'main.ts', "stream.addHttpRoute('stream'")]);
  expect(files.size).toBe(0);
});

test('an acknowledgement of a rule that has no finding is a warning at its line', () => {
  const { result } = runExample(__dirname, { file: 'main.ts', from: 'Findings.of(stream)', to: 'Findings.of(cart)' });
  expect(result.findings.map(({ code, severity, line }) => [code, severity, line])).toEqual([
    ['ACME-ROUTE-TIMEOUT', 'error', expect.any(Number)],
    ['MESH0701', 'warning', lineOf(__dirname, 'main.ts', 'Findings.of(stream)')],
  ]);
});
