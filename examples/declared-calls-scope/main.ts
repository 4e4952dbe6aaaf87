import { join } from 'node:path';
import { Chart } from 'cdk8s';
import { DeclaredCallsScope, EgressPort, ExternalService, Fleet, HttpService, MeshNamespace, MeshService } from '../../src';

const fleet = new Fleet({ outdir: process.env.CDK8S_OUTDIR ?? join(__dirname, 'dist') });
const environment = fleet.addEnvironment('production');

const workload = (chart: Chart, name: string) => new MeshService(chart, name, {
  name, ports: [{ name: 'http', number: 8080 }], selector: { app: name }, serviceAccount: name,
});
const shop = new Chart(environment, 'shop', { namespace: 'shop' });
new MeshNamespace(shop, 'Namespace', { name: 'shop' });
const frontend = workload(shop, 'frontend');
const cart = workload(shop, 'cart');

const billing = new Chart(environment, 'billing', { namespace: 'billing' });
new MeshNamespace(billing, 'Namespace', { name: 'billing' });
const invoices = workload(billing, 'invoices');
workload(billing, 'ledger');
const payments = new ExternalService(billing, 'Payments', { host: 'api.payments.example', port: EgressPort.tls() });

for (const [chart, service] of [[shop, cart], [billing, invoices]] as const) {
  new HttpService(chart, `${service.serviceName}-routing`, { service });
}

new DeclaredCallsScope(shop, 'Scope', { callers: [frontend, cart], callees: [cart, invoices, payments] });

cart.connections.allowFrom(frontend);
invoices.connections.allowFrom(cart);
payments.connections.allowFrom(cart);

fleet.synth();
