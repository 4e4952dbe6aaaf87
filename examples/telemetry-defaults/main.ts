import { join } from 'node:path';
import { Chart } from 'cdk8s';
import {
  AccessLogFilter, Fleet, HttpService, MeshNamespace, MeshService, TagOverride, TelemetryDefaults, TraceTag,
} from '../../src';

const fleet = new Fleet({ outdir: process.env.CDK8S_OUTDIR ?? join(__dirname, 'dist') });
const environment = fleet.addEnvironment('production');

const mesh = new Chart(environment, 'mesh');
TelemetryDefaults.mesh(mesh, 'Defaults', {
  accessLog: { filter: AccessLogFilter.errors() },
  tracing: { provider: 'opentelemetry', samplingPercent: 1, tags: { environment: TraceTag.literal('production') } },
  metrics: { tags: { request_host: TagOverride.upsert('request.host'), response_flags: TagOverride.remove() } },
});

const shop = new Chart(environment, 'shop', { namespace: 'shop' });
new MeshNamespace(shop, 'Namespace', { name: 'shop' });
TelemetryDefaults.namespace(shop, 'Defaults', 'shop', { tracing: { provider: 'opentelemetry', samplingPercent: 25 } });

new MeshService(shop, 'Frontend', { name: 'frontend', ports: [{ name: 'http', number: 8080 }], selector: { app: 'frontend' }, serviceAccount: 'frontend' });
const cart = new MeshService(shop, 'Cart', {
  name: 'cart', ports: [{ name: 'http', number: 8080 }], selector: { app: 'cart' }, serviceAccount: 'cart',
});
new HttpService(shop, 'CartRouting', { service: cart });

fleet.synth();
