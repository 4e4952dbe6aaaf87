import { join } from 'node:path';
import { Chart } from 'cdk8s';
import { CircuitBreaker, CircuitBreakerProfile, Fleet, HttpService, MeshNamespace, MeshService } from '../../src';

const fleet = new Fleet({ outdir: process.env.CDK8S_OUTDIR ?? join(__dirname, 'dist') });
const environment = fleet.addEnvironment('production');

const shop = new Chart(environment, 'shop', { namespace: 'shop' });
new MeshNamespace(shop, 'Namespace', { name: 'shop' });
const declare = (name: string) => new MeshService(shop, name, {
  name, ports: [{ name: 'http', number: 8080 }], selector: { app: name }, serviceAccount: name,
});
declare('frontend');

new CircuitBreaker(shop, 'Reports', { service: declare('reports'), profile: CircuitBreakerProfile.BATCH });
new CircuitBreaker(shop, 'Prices', { service: declare('prices'), profile: CircuitBreakerProfile.STRICT, replicas: 6, keepReplicas: 4 });
new HttpService(shop, 'CartRouting', { service: declare('cart'), trafficPolicy: CircuitBreaker.policy({ replicas: 3 }) });

fleet.synth();
