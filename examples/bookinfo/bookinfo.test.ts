import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Edit, filesBelow, lineOf, runExample } from '../../test/support/run-example';

const DIST = join(__dirname, 'dist');

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
    ['gateway', { file: 'routes.ts', from: 'bookinfo-gateway', to: 'bokinfo-gateway' }, 'unknown-gateway', 'istio-ingress/bookinfo-gateway'],
    ['host of the page', { file: 'routes.ts', from: "'productpage.bookinfo.svc", to: "'prodoctpage.bookinfo.svc" }, 'route-to-unknown-host', 'productpage.bookinfo.svc.cluster.local'],
    ['host of the reviews', { file: 'routes.ts', from: "'reviews.bookinfo.svc", to: "'review.bookinfo.svc" }, 'route-to-unknown-host', 'reviews.bookinfo.svc.cluster.local'],
    ['subset', { file: 'routes.ts', from: "subset('v3')", to: "subset('v')" }, 'route-to-unknown-subset', 'v'],
    ['port', { file: 'routes.ts', from: 'portNumber(9080)', to: 'portNumber(9088)' }, 'route-to-unknown-port', '9080'],
  ])('%s', (_, edit, rule, meant) => {
    const { result, files } = runExample(__dirname, edit);
    expect(result.findings).toHaveLength(1);
    const [finding] = result.findings;
    expect(finding).toMatchObject({ rule, severity: 'error', environments: ['staging', 'production'] });
    expect(basename(finding.file!)).toBe(edit.file);
    expect(finding.line).toBe(lineOf(__dirname, edit.file, edit.from));
    expect(finding.fix).toContain(meant);
    expect(files.size).toBe(0);
  });
});
