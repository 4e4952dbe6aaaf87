import { join } from 'node:path';
import { Chart } from 'cdk8s';
import { Fleet, HttpService, LocalityAwareService, LocalityLoadBalancing, MeshNamespace, MeshService } from '../../src';

const fleet = new Fleet({ outdir: process.env.CDK8S_OUTDIR ?? join(__dirname, 'dist') });
const environment = fleet.addEnvironment('production');

const shop = new Chart(environment, 'shop', { namespace: 'shop' });
new MeshNamespace(shop, 'Namespace', { name: 'shop' });
const declare = (name: string) => new MeshService(shop, name, {
  name, ports: [{ name: 'http', number: 8080 }], selector: { app: name }, serviceAccount: name,
});
declare('frontend');

// Near zones first; when all of Paris fails, Frankfurt and not Tokyo takes over.
new LocalityAwareService(shop, 'Cart', {
  service: declare('cart'),
  locality: LocalityLoadBalancing.failover([{ from: 'eu-paris', to: 'eu-frankfurt' }, { from: 'eu-frankfurt', to: 'eu-paris' }]),
});
new LocalityAwareService(shop, 'Prices', {
  service: declare('prices'),
  locality: LocalityLoadBalancing.distribute([{ from: 'eu-paris/*', to: { 'eu-paris/*': 80, 'eu-frankfurt/*': 20 } }]),
});
new HttpService(shop, 'SearchRouting', { service: declare('search'), trafficPolicy: LocalityAwareService.policy() });

fleet.synth();
