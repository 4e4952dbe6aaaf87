import { join } from 'node:path';
import { Chart } from 'cdk8s';
import { EgressPort, ExternalService, Fleet, MeshNamespace, MeshService, OutboundTrafficPolicy } from '../../src';

const fleet = new Fleet({ outdir: process.env.CDK8S_OUTDIR ?? join(__dirname, 'dist') });
const environment = fleet.addEnvironment('production', { mesh: { outboundTrafficPolicy: OutboundTrafficPolicy.REGISTRY_ONLY } });

const shop = new Chart(environment, 'shop', { namespace: 'shop' });
new MeshNamespace(shop, 'Namespace', { name: 'shop' });
const cart = new MeshService(shop, 'Cart', {
  name: 'cart', ports: [{ name: 'http', number: 8080 }], selector: { app: 'cart' }, serviceAccount: 'cart',
});

const payments = new ExternalService(shop, 'Payments', { host: 'api.payments.example', port: EgressPort.tls() });
payments.connections.allowFrom(cart);
new ExternalService(shop, 'Rates', { host: 'rates.example.com', port: EgressPort.http() });
new ExternalService(shop, 'Buckets', { host: '*.buckets.example', port: EgressPort.tls() });
new ExternalService(shop, 'Ledger', { host: 'ledger.example.com', port: EgressPort.tcp(5432, ['203.0.113.7']) });

fleet.synth();
