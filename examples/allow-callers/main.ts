import { join } from 'node:path';
import { Chart } from 'cdk8s';
import { Fleet, HttpMethod, MeshNamespace, MeshService } from '../../src';

const fleet = new Fleet({ outdir: process.env.CDK8S_OUTDIR ?? join(__dirname, 'dist') });
const environment = fleet.addEnvironment('production');

const billing = new Chart(environment, 'billing', { namespace: 'billing' });
new MeshNamespace(billing, 'Namespace', { name: 'billing' });
const service = (chart: Chart, name: string): MeshService => new MeshService(chart, name, {
  name, ports: [{ name: 'http', number: 80, targetPort: 8080 }], selector: { app: name }, serviceAccount: name,
});
service(billing, 'invoices');
service(billing, 'frontend');

const shop = new Chart(environment, 'shop', { namespace: 'shop' });
new MeshNamespace(shop, 'Namespace', { name: 'shop' });
const frontend = service(shop, 'frontend');
const support = service(shop, 'support');
service(shop, 'batch');
const cart = service(shop, 'cart');
cart.connections.allowFrom(frontend, { to: [{ methods: [HttpMethod.GET, HttpMethod.POST], paths: ['/cart', '/cart/*'] }] });
cart.connections.allowFrom(support, { to: [{ methods: [HttpMethod.GET], paths: ['/cart/{*}/items'] }] });
cart.connections.allowFromNamespace('billing', { to: [{ methods: [HttpMethod.GET], paths: ['/totals'] }] });

// Two services of the same pods: who may call the one may not call the other.
const ledger = service(shop, 'ledger');
const ledgerConsole = new MeshService(shop, 'LedgerConsole', {
  name: 'ledger-console', ports: [{ name: 'http', number: 80, targetPort: 9090 }], selector: { app: 'ledger' }, serviceAccount: 'ledger',
});
ledger.connections.allowFrom(frontend);
ledgerConsole.connections.allowFrom(support);

fleet.synth();
