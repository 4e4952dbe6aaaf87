import { join } from 'node:path';
import { Chart, Duration } from 'cdk8s';
import { Fleet, MeshNamespace, MeshService, SessionKey, StickySessions } from '../../src';

const fleet = new Fleet({ outdir: process.env.CDK8S_OUTDIR ?? join(__dirname, 'dist') });
const environment = fleet.addEnvironment('production');

const shop = new Chart(environment, 'shop', { namespace: 'shop' });
new MeshNamespace(shop, 'Namespace', { name: 'shop' });
new MeshService(shop, 'Frontend', { name: 'frontend', ports: [{ name: 'http', number: 8080 }], selector: { app: 'frontend' }, serviceAccount: 'frontend' });
const cart = new MeshService(shop, 'Cart', {
  name: 'cart',
  ports: [{ name: 'http', number: 8080 }],
  selector: { app: 'cart' },
  serviceAccount: 'cart',
});
new StickySessions(shop, 'CartSessions', {
  service: cart,
  key: SessionKey.cookie({ name: 'cart-session', ttl: Duration.hours(1) }),
});

fleet.synth();
