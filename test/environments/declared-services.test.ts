import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Chart } from 'cdk8s';
import { CanaryRelease, Fleet, MeshService } from '../../src';

let outdir: string;
beforeEach(() => { outdir = mkdtempSync(join(tmpdir(), 'declared-')); });
afterEach(() => rmSync(outdir, { recursive: true, force: true }));

/** Findings of a canary on a service that others deploy. */
function findings(versions: { [key: string]: string }[] | undefined): [string, string | undefined][] {
  const fleet = new Fleet({ outdir: join(outdir, 'dist') });
  const chart = new Chart(fleet.addEnvironment('staging'), 'shop', { namespace: 'shop' });
  const service = new MeshService(chart, 'Cart', { name: 'cart', ports: [{ name: 'http', number: 80 }], selector: { app: 'cart' }, versions });
  new CanaryRelease(chart, 'Release', {
    service, stable: { labels: { version: 'v1' } }, canary: { labels: { version: 'v2' } }, canaryPercent: 10,
  });
  return fleet.examine().findings.map(({ rule, nearest }) => [rule, nearest]);
}

test.each([
  ['without versions its subsets cannot be judged', undefined, []],
  ['with its versions nothing is found', [{ version: 'v1' }, { version: 'v2' }], []],
  ['with another version the empty subset is found', [{ version: 'v1' }, { version: 'v3' }], [['selector-without-workload', 'version=v1']]],
])('a service that is declared %s', (_, versions, expected) => {
  expect(findings(versions)).toEqual(expected);
});
