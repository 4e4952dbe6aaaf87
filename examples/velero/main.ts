import { join } from 'node:path';
import { Chart, Duration } from 'cdk8s';
import { backup, Fleet, HttpService, MeshNamespace, MeshService, MutualTlsMode } from '../../src';

const fleet = new Fleet({ outdir: process.env.CDK8S_OUTDIR ?? join(__dirname, 'dist') });
const environment = fleet.addEnvironment('production');

const shop = new Chart(environment, 'shop', { namespace: 'shop', labels: { 'app.kubernetes.io/part-of': 'shop' } });
new MeshNamespace(shop, 'Namespace', { name: 'shop', mutualTls: MutualTlsMode.STRICT, denyByDefault: true });
const cart = new MeshService(shop, 'Cart', { name: 'cart', ports: [{ name: 'http', number: 8080 }], selector: { app: 'cart' }, serviceAccount: 'cart' });
new HttpService(shop, 'CartRouting', { service: cart });

const velero = new Chart(environment, 'velero', { namespace: 'velero' });
// What is live of the mesh, with what others have added by hand.
new backup.MeshBackup(velero, 'Mesh', { schedule: '15 */6 * * *', selector: { 'app.kubernetes.io/part-of': 'shop' } });
// What Git cannot hold: kept longer, in a place of its own that encrypts.
new backup.SecretsBackup(velero, 'MeshSecrets', { schedule: '@daily', ttl: Duration.days(90), storageLocation: 'sealed', skipImmediately: true });

fleet.synth();
