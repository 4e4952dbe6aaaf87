import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { crdFaults } from './crd-faults';
import { filesBelow, runExample } from '../support/run-example';

const EXAMPLES = join(__dirname, '../../examples');
const faults = crdFaults('sealed-secrets', 'external-secrets', 'prometheus-operator', 'grafana-operator', 'velero');
const GROUPS = /^(?:bitnami\.com|external-secrets\.io|monitoring\.coreos\.com|grafana\.integreatly\.org|velero\.io)\//;

test.each([
  ['sealed-secrets', 2], ['external-secrets', 2], ['prometheus', 1], ['grafana', 1], ['velero', 3],
])('examples/%s writes what is committed, nothing is found, and its %i objects of the controller are what the CRD says', (name, count) => {
  const { result, files } = runExample(join(EXAMPLES, name));
  expect(result.findings).toEqual([]);
  expect(Object.fromEntries(files)).toEqual(Object.fromEntries(filesBelow(join(EXAMPLES, name, 'dist'))));
  const objects = [...files].filter(([path]) => path.endsWith('.yaml')).flatMap(([, text]) => parseAllDocuments(text).map(document => document.toJS()))
    .filter(({ apiVersion }) => GROUPS.test(apiVersion));
  expect(objects.length).toBe(count);
  expect(objects.flatMap(faults)).toEqual([]);
});

test.each([
  ['a certificate that the gateway does not ask for', 'sealed-secrets', {
    file: 'main.ts', from: "new secrets.GatewayTlsSecret(shop, 'ShopTls', { gateway, certificate,", to: "new secrets.GatewayTlsSecret(shop, 'ShopTls', { gateway, certificate: ServerCertificates.secret('shp-tls'),",
  }, /MESH0818.*shop\/public does not ask for the certificate shp-tls/],
  ['a Secret that would lie beside the Gateway', 'sealed-secrets', {
    file: 'main.ts', from: "new secrets.GatewayTlsSecret(shop, 'ShopTls', { gateway,", to: "new secrets.GatewayTlsSecret(shop, 'ShopTls', { namespace: 'shop', gateway,",
  }, /MESH0818.*the workload of shop\/public runs in istio-ingress/],
  ['an expression that does not parse', 'prometheus', { file: 'main.ts', from: 'ratio5m > 0.05', to: 'ratio5m >> 0.05' }, /MESH0819.*is no expression of PromQL/],
  ['a schedule that does not parse', 'velero', { file: 'main.ts', from: '15 */6 * * *', to: '15 */6 * *' }, /MESH0820.*it has 4 fields/],
])('%s stops the example', (_, name, edit, says) => {
  expect(() => runExample(join(EXAMPLES, name), edit)).toThrow(says);
});
