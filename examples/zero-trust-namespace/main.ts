import { join } from 'node:path';
import { Chart } from 'cdk8s';
import { Fleet, MeshNamespace, MeshService, ZeroTrustNamespace } from '../../src';

const fleet = new Fleet({ outdir: process.env.CDK8S_OUTDIR ?? join(__dirname, 'dist') });
const environment = fleet.addEnvironment('production');

const monitoring = new Chart(environment, 'monitoring', { namespace: 'monitoring' });
new MeshNamespace(monitoring, 'Namespace', { name: 'monitoring' });
const prometheus = new MeshService(monitoring, 'Prometheus', {
  name: 'prometheus', ports: [{ name: 'http', number: 9090 }], selector: { app: 'prometheus' }, serviceAccount: 'prometheus',
});

const shop = new Chart(environment, 'shop', { namespace: 'shop' });
new ZeroTrustNamespace(shop, 'Namespace', { name: 'shop', scrapers: [{ scraper: prometheus }] });
const service = (name: string, port: string, number: number): MeshService => new MeshService(shop, name, {
  name, ports: [{ name: port, number }], selector: { app: name }, serviceAccount: name,
});
const frontend = service('frontend', 'http', 8080);
const cart = service('cart', 'http', 8080);
const ledger = service('ledger', 'tcp', 9000);
service('batch', 'http', 8080);
cart.connections.allowFrom(frontend);
ledger.connections.allowFrom(cart);

fleet.synth();
