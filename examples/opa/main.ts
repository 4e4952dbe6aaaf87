import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Chart, Duration } from 'cdk8s';
import {
  EgressPort, ExternalService, Fleet, Gateway, HttpService, LocalRateLimit, MeshNamespace, MeshService, policy, PolicyRulePack,
  RateLimitPoint, Server, ServerTls,
} from '../../src';

const fleet = new Fleet({ outdir: process.env.CDK8S_OUTDIR ?? join(__dirname, 'dist') });

// The rules at synth: with the line of this program, before anything is written.
fleet.addRulePack(new PolicyRulePack());

const environment = fleet.addEnvironment('production');

const edge = new Chart(environment, 'edge', { namespace: 'istio-ingress' });
const ingress = new MeshService(edge, 'Ingress', {
  name: 'ingressgateway', ports: [{ name: 'https', number: 443, targetPort: 8443 }], selector: { istio: 'ingressgateway' }, serviceAccount: 'ingressgateway',
});
const gateway = new Gateway(edge, 'Public', {
  selector: { istio: 'ingressgateway' }, servers: [Server.https(['shop.example.com'], ServerTls.simple('shop-tls'))],
});
new LocalRateLimit(edge, 'Limit', { at: RateLimitPoint.gateway(ingress), requests: 500, burst: 1000 });

const shop = new Chart(environment, 'shop', { namespace: 'shop' });
new MeshNamespace(shop, 'Namespace', { name: 'shop', denyByDefault: true });
const frontend = new MeshService(shop, 'Frontend', {
  name: 'frontend', ports: [{ name: 'http', number: 8080 }], selector: { app: 'frontend' }, serviceAccount: 'frontend',
});
const cart = new MeshService(shop, 'Cart', {
  name: 'cart', ports: [{ name: 'http', number: 8080 }], selector: { app: 'cart' }, serviceAccount: 'cart',
});
cart.connections.allowFrom(frontend);
frontend.connections.allowFromGateway(ingress);
new HttpService(shop, 'FrontendRouting', {
  service: frontend, hosts: ['shop.example.com'], gateways: [gateway], timeout: Duration.seconds(10), retries: { attempts: 1 },
});
new HttpService(shop, 'CartRouting', { service: cart, timeout: Duration.seconds(3), retries: { attempts: 2 } });

const payments = new ExternalService(shop, 'Payments', {
  host: 'api.payments.example',
  port: EgressPort.tlsOrigination(),
  trafficPolicy: { outlierDetection: { consecutive5xxErrors: 5, baseEjectionTime: Duration.seconds(30) } },
});
payments.connections.allowFrom(cart);

fleet.synth();

// The same rules for CI, as they lie in the repository of a user.
const policies = join(__dirname, 'policies');
mkdirSync(policies, { recursive: true });
for (const { path, text } of new policy.RegoBundle().files) {
  writeFileSync(join(policies, path), text);
}
