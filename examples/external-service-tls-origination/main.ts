import { join } from 'node:path';
import { Chart, Duration } from 'cdk8s';
import { EgressPort, ExternalService, Fleet, MeshNamespace, MeshService, OutboundTrafficPolicy } from '../../src';

const fleet = new Fleet({ outdir: process.env.CDK8S_OUTDIR ?? join(__dirname, 'dist') });
const environment = fleet.addEnvironment('production', { mesh: { outboundTrafficPolicy: OutboundTrafficPolicy.REGISTRY_ONLY } });

const shop = new Chart(environment, 'shop', { namespace: 'shop' });
new MeshNamespace(shop, 'Namespace', { name: 'shop' });
const cart = new MeshService(shop, 'Cart', {
  name: 'cart', ports: [{ name: 'http', number: 8080 }], selector: { app: 'cart' }, serviceAccount: 'cart',
});

const payments = new ExternalService(shop, 'Payments', {
  host: 'api.payments.example',
  port: EgressPort.tlsOrigination(),
  trafficPolicy: { outlierDetection: { consecutive5xxErrors: 5, baseEjectionTime: Duration.seconds(30) } },
});
payments.connections.allowFrom(cart);

fleet.synth();
