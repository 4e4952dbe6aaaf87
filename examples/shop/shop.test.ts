import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Edit, filesBelow, lineOf, runExample } from '../../test/support/run-example';

const DIST = join(__dirname, '../../dist');

test('the committed dist/ is what the program writes, and nothing is found', () => {
  const { result, files } = runExample(__dirname);
  expect(result.findings).toEqual([]);
  expect([...files.keys()]).toEqual([...filesBelow(DIST).keys()]);
  for (const [path, text] of files) {
    expect({ path, text }).toEqual({ path, text: readFileSync(join(DIST, path), 'utf8') });
  }
});

describe('a name misspelt by one letter is one finding that names the line and the name that was meant', () => {
  test.each<[string, Edit, string, string]>([
    ['gateway', { file: 'shop.ts', from: "'istio-ingress/public'", to: "'istio-ingress/pubic'" }, 'unknown-gateway', 'istio-ingress/public'],
    ['namespace of the gateway', { file: 'shop.ts', from: "'istio-ingress/public'", to: "'istio-ingres/public'" }, 'unknown-gateway', 'istio-ingress/public'],
    ['host', { file: 'shop.ts', from: "'payments.payments.svc", to: "'payment.payments.svc" }, 'route-to-unknown-host', 'payments.payments.svc.cluster.local'],
    ['namespace of the host', { file: 'shop.ts', from: "'payments.payments.svc", to: "'payments.paymentz.svc" }, 'route-to-unknown-host', 'payments.payments.svc.cluster.local'],
    ['domain of the host', { file: 'shop.ts', from: 'svc.cluster.local', to: 'svc.clusted.local' }, 'route-to-unknown-host', 'payments.payments.svc.cluster.local'],
    ['subset', { file: 'shop.ts', from: ".withSubset('v1')", to: ".withSubset('w1')" }, 'route-to-unknown-subset', 'v1'],
    ['port', { file: 'shop.ts', from: "portNumber(80).withSubset('v2')", to: "portNumber(88).withSubset('v2')" }, 'route-to-unknown-port', '80'],
    ['version label', { file: 'shop.ts', from: "canary: { labels: { version: 'v2' }", to: "canary: { labels: { version: 'v22' }" }, 'selector-without-workload', 'v2'],
  ])('%s', (_, edit, rule, meant) => {
    const { result, files } = runExample(__dirname, edit);
    expect(result.findings).toHaveLength(1);
    const [finding] = result.findings;
    expect(finding).toMatchObject({ rule, severity: 'error', environments: ['development', 'staging', 'production'] });
    expect(basename(finding.file!)).toBe(edit.file);
    expect(finding.line).toBe(lineOf(__dirname, edit.file, edit.from));
    expect(finding.fix).toContain(meant);
    expect(files.size).toBe(0);
  });
});
