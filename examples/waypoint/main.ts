import { join } from 'node:path';
import { Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import {
  DataPlane, Fleet, HttpMethod, MeshNamespace, MeshService, MutualTlsMode, Waypoint, WaypointAdmission, WaypointTraffic,
} from '../../src';

const fleet = new Fleet({ outdir: process.env.CDK8S_OUTDIR ?? join(__dirname, 'dist') });
const environment = fleet.addEnvironment('production');

// The shop: one waypoint for all of its services. What nobody is allowed is refused, by the waypoint and by the workloads.
const shop = new Chart(environment, 'shop', { namespace: 'shop' });
const waypoint = new Waypoint(shop, 'Waypoint');
new MeshNamespace(shop, 'Namespace', {
  name: 'shop', dataPlane: DataPlane.ambient({ waypoint }), mutualTls: MutualTlsMode.STRICT, denyByDefault: true,
});
const frontend = new MeshService(shop, 'Frontend', {
  name: 'frontend', ports: [{ name: 'http', number: 8080 }], selector: { app: 'frontend' }, serviceAccount: 'frontend',
});
const cart = new MeshService(shop, 'Cart', {
  name: 'cart', ports: [{ name: 'http', number: 8080 }], selector: { app: 'cart' }, serviceAccount: 'cart',
});
cart.connections.allowFrom(frontend, { to: [{ methods: [HttpMethod.GET, HttpMethod.POST], paths: ['/cart', '/cart/{**}'] }] });

// The ledger: connections only. ztunnel alone is enough to say who may connect.
const ledger = new Chart(environment, 'ledger', { namespace: 'ledger' });
new MeshNamespace(ledger, 'Namespace', { name: 'ledger', dataPlane: DataPlane.ambient(), mutualTls: MutualTlsMode.STRICT, denyByDefault: true });
const database = new MeshService(ledger, 'Database', {
  name: 'database', ports: [{ name: 'tcp-postgres', number: 5432 }], selector: { app: 'database' }, serviceAccount: 'database',
});
database.connections.allowFrom(cart);

// A waypoint that the platform team runs for others, and a single service that asks for it.
const platform = new Chart(environment, 'platform', { namespace: 'platform' });
new MeshNamespace(platform, 'Namespace', { name: 'platform', dataPlane: DataPlane.ambient() });
const shared = new Waypoint(platform, 'Shared', {
  name: 'shared', traffic: WaypointTraffic.SERVICE, admission: WaypointAdmission.namespaces('reports'),
});
const reports = new Chart(environment, 'reports', { namespace: 'reports' });
new MeshNamespace(reports, 'Namespace', { name: 'reports', dataPlane: DataPlane.ambient() });
const deployment = new kplus.Deployment(reports, 'Deployment', {
  metadata: { name: 'api' },
  podMetadata: { labels: { app: 'api', version: 'v1' } },
  select: false,
  serviceAccount: kplus.ServiceAccount.fromServiceAccountName(reports, 'Account', 'api'),
  containers: [{ name: 'api', image: 'registry.example/api:1.0.0', ports: [{ name: 'http', number: 8080 }] }],
});
deployment.select(kplus.LabelSelector.of({ labels: { app: 'api' } }));
const service = deployment.exposeViaService({ name: 'api', ports: [{ name: 'http', port: 8080 }] });
const api = MeshService.fromService(reports, 'Api', service, { workload: deployment, serviceAccount: 'api', waypoint: shared });
api.connections.allowFrom(frontend, { to: [{ methods: [HttpMethod.GET] }] });

fleet.synth();
