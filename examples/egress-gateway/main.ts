import { join } from 'node:path';
import { Chart } from 'cdk8s';
import { EgressGateway, EgressPort, ExternalService, Fleet, HttpMethod, MeshNamespace, MeshService, OutboundTrafficPolicy } from '../../src';

const fleet = new Fleet({ outdir: process.env.CDK8S_OUTDIR ?? join(__dirname, 'dist') });
const environment = fleet.addEnvironment('production', { mesh: { outboundTrafficPolicy: OutboundTrafficPolicy.REGISTRY_ONLY } });

const edge = new Chart(environment, 'edge', { namespace: 'istio-egress' });
new MeshNamespace(edge, 'Namespace', { name: 'istio-egress' });
const gateway = new MeshService(edge, 'Egress', {
  name: 'egressgateway', ports: [{ name: 'https', number: 443, targetPort: 8443 }], selector: { istio: 'egressgateway' }, serviceAccount: 'egressgateway',
});
const egressGateway = EgressGateway.fromGateway(gateway);

const shop = new Chart(environment, 'shop', { namespace: 'shop' });
new MeshNamespace(shop, 'Namespace', { name: 'shop' });
const jobs = new Chart(environment, 'jobs', { namespace: 'jobs' });
new MeshNamespace(jobs, 'Namespace', { name: 'jobs' });
const workload = (chart: Chart, name: string) => new MeshService(chart, name, {
  name, ports: [{ name: 'http', number: 8080 }], selector: { app: name }, serviceAccount: name,
});
const cart = workload(shop, 'cart');
const batch = workload(shop, 'batch');
const report = workload(jobs, 'report');

const payments = new ExternalService(shop, 'Payments', { host: 'api.payments.example', port: EgressPort.tls(), egressGateway });
payments.connections.allowFrom(cart);

const rates = new ExternalService(shop, 'Rates', { host: 'rates.example.com', port: EgressPort.tlsOrigination(), egressGateway });
rates.connections.allowFrom(cart, { to: [{ methods: [HttpMethod.GET] }] });
rates.connections.allowFrom(batch);
rates.connections.allowFrom(report);

const ledger = new ExternalService(shop, 'Ledger', { host: 'ledger.example.com', port: EgressPort.tcp(5432, ['203.0.113.7']), egressGateway });
ledger.connections.allowFrom(batch);

fleet.synth();
