import { join } from 'node:path';
import { Chart } from 'cdk8s';
import { authorizers } from './authorizer';
import { AuthorizationProvider, AuthorizerScope, ExternalAuthorizer, Fleet, HttpWorkload, MeshNamespace, MeshService } from '../../src';

const fleet = new Fleet({ outdir: process.env.CDK8S_OUTDIR ?? join(__dirname, 'dist') });
const environment = fleet.addEnvironment('production');

const auth = new Chart(environment, 'auth', { namespace: 'auth' });
new MeshNamespace(auth, 'Namespace', { name: 'auth' });
const { login, ledger, ads } = authorizers(auth);

const shop = new Chart(environment, 'shop', { namespace: 'shop' });
new MeshNamespace(shop, 'Namespace', { name: 'shop' });
const service = (name: string): MeshService => new MeshService(shop, name, {
  name,
  ports: [{ name: 'http', number: 80, targetPort: 8080 }, { name: 'tcp-replica', number: 7000 }],
  selector: { app: name },
  serviceAccount: name,
});
const guard = (name: string, provider: AuthorizationProvider, requests?: AuthorizerScope): MeshService => {
  const guarded = service(name);
  new ExternalAuthorizer(shop, `${name}-guard`, { workload: HttpWorkload.service(guarded), provider, requests });
  return guarded;
};
service('frontend');
const orders = guard('orders', login, AuthorizerScope.allBut(['/health', '/assets/*']));
guard('catalog', login, AuthorizerScope.only(['/admin/*']));
guard('invoices', ledger);
guard('banner', ads);
guard('reports', AuthorizationProvider.fromName('not-configured-yet'));

/** The authorizer takes the questions of one workload only. */
login.service!.connections.allowFrom(orders);

fleet.synth();
