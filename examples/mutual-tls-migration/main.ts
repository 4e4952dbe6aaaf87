import { join } from 'node:path';
import { Chart } from 'cdk8s';
import { DataPlane, Fleet, MeshNamespace, MeshService, MutualTlsMigration, MutualTlsStep } from '../../src';

const fleet = new Fleet({ outdir: process.env.CDK8S_OUTDIR ?? join(__dirname, 'dist') });
const environment = fleet.addEnvironment('production');

const service = (chart: Chart, name: string): MeshService => new MeshService(chart, name, {
  name,
  ports: [{ name: 'http', number: 80, targetPort: 8080 }, { name: 'http-metrics', number: 81, targetPort: 9090 }],
  selector: { app: name },
  serviceAccount: name,
});

/** Callers that speak plain text. */
const old = new Chart(environment, 'old', { namespace: 'old' });
new MeshNamespace(old, 'Namespace', { name: 'old', dataPlane: DataPlane.none() });
new MeshService(old, 'Collector', { name: 'collector', ports: [{ name: 'http', number: 80 }], selector: { app: 'collector' } });

/** A namespace at its last step: strict but for one port. */
const shop = new Chart(environment, 'shop', { namespace: 'shop' });
new MeshNamespace(shop, 'Namespace', { name: 'shop' });
const cart = service(shop, 'cart');
service(shop, 'frontend');
new MutualTlsMigration(shop, 'MutualTls', {
  namespace: 'shop',
  step: MutualTlsStep.strict(),
  plaintextPorts: [{ service: cart, port: 'http-metrics', reason: 'the collector of the old data centre, until it is switched off in March' }],
});

/** A namespace on its way: one workload is strict, the others take both. */
const billing = new Chart(environment, 'billing', { namespace: 'billing' });
new MeshNamespace(billing, 'Namespace', { name: 'billing' });
const invoices = service(billing, 'invoices');
service(billing, 'reports');
new MutualTlsMigration(billing, 'MutualTls', { namespace: 'billing', step: MutualTlsStep.strictFor([invoices]) });

/** A namespace that begins. */
const stock = new Chart(environment, 'stock', { namespace: 'stock' });
new MeshNamespace(stock, 'Namespace', { name: 'stock' });
service(stock, 'warehouse');
new MutualTlsMigration(stock, 'MutualTls', { namespace: 'stock', step: MutualTlsStep.permissive() });

fleet.synth();
