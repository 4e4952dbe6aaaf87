import { join } from 'node:path';
import { Chart, Duration } from 'cdk8s';
import { Fleet, Gateway, HttpService, LocalRateLimit, MeshNamespace, MeshService, RateLimitPoint, Server, ServerTls } from '../../src';

const fleet = new Fleet({ outdir: process.env.CDK8S_OUTDIR ?? join(__dirname, 'dist') });
const environment = fleet.addEnvironment('production');

const edge = new Chart(environment, 'edge', { namespace: 'istio-ingress' });
const ingress = new MeshService(edge, 'Ingress', {
  name: 'ingressgateway', ports: [{ name: 'https', number: 443, targetPort: 8443 }], selector: { istio: 'ingressgateway' }, serviceAccount: 'ingressgateway',
});
const gateway = new Gateway(edge, 'Public', {
  selector: { istio: 'ingressgateway' }, servers: [Server.https(['shop.example.com'], ServerTls.simple('shop-tls'))],
});

const shop = new Chart(environment, 'shop', { namespace: 'shop' });
new MeshNamespace(shop, 'Namespace', { name: 'shop' });
new MeshService(shop, 'Frontend', { name: 'frontend', ports: [{ name: 'http', number: 8080 }], selector: { app: 'frontend' }, serviceAccount: 'frontend' });
const cart = new MeshService(shop, 'Cart', {
  name: 'cart', ports: [{ name: 'http', number: 8080 }, { name: 'http-admin', number: 9090 }], selector: { app: 'cart' }, serviceAccount: 'cart',
});
const search = new MeshService(shop, 'Search', {
  name: 'search', ports: [{ name: 'http', number: 8080 }], selector: { app: 'search' }, serviceAccount: 'search',
});
new HttpService(shop, 'SearchRouting', { service: search, hosts: ['shop.example.com'], gateways: [gateway] });

// Per ten minutes: ten requests for each pod of the cart, on its public port only; twenty for each instance of the gateway, thirty after a pause.
new LocalRateLimit(shop, 'CartLimit', { at: RateLimitPoint.inbound(cart, 'http'), requests: 10, interval: Duration.minutes(10) });
new LocalRateLimit(edge, 'EdgeLimit', { at: RateLimitPoint.gateway(ingress), requests: 20, burst: 30, interval: Duration.minutes(10) });

fleet.synth();
