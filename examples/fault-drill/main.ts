import { join } from 'node:path';
import { Chart, Duration } from 'cdk8s';
import {
  CanaryRelease, FaultAbort, FaultDelay, FaultDrill, Fleet, Gateway, HttpService, MeshNamespace, MeshService, PublicApi, Server, ServerTls,
  StringMatch,
} from '../../src';

const fleet = new Fleet({ outdir: process.env.CDK8S_OUTDIR ?? join(__dirname, 'dist') });
const environment = fleet.addEnvironment('production');

const edge = new Chart(environment, 'edge', { namespace: 'istio-ingress' });
new MeshService(edge, 'Ingress', {
  name: 'ingressgateway', ports: [{ name: 'https', number: 443, targetPort: 8443 }], selector: { istio: 'ingressgateway' }, serviceAccount: 'ingressgateway',
});
const gateway = new Gateway(edge, 'Public', {
  selector: { istio: 'ingressgateway' }, servers: [Server.https(['shop.example.com', 'api.example.com'], ServerTls.simple('shop-tls'))],
});

const shop = new Chart(environment, 'shop', { namespace: 'shop' });
new MeshNamespace(shop, 'Namespace', { name: 'shop' });
new MeshService(shop, 'Frontend', { name: 'frontend', ports: [{ name: 'http', number: 8080 }], selector: { app: 'frontend' }, serviceAccount: 'frontend' });
const cart = new MeshService(shop, 'Cart', {
  name: 'cart', ports: [{ name: 'http', number: 8080 }], selector: { app: 'cart' }, serviceAccount: 'cart', versions: [{ version: 'v1' }, { version: 'v2' }],
});
const prices = new MeshService(shop, 'Prices', {
  name: 'prices', ports: [{ name: 'http', number: 8080 }], selector: { app: 'prices' }, serviceAccount: 'prices',
});

const release = new CanaryRelease(shop, 'CartRelease', {
  service: cart,
  stable: { labels: { version: 'v1' } },
  canary: { labels: { version: 'v2' } },
  canaryPercent: 10,
  hosts: ['shop.example.com'],
  gateways: [gateway],
});
const routes = [release.meshRoutes, release.gatewayRoutes!];
FaultDrill.forTesters(shop, 'CartIsDown', {
  routes, headers: { 'x-fault-drill': StringMatch.exact('down') }, fault: { abort: FaultAbort.httpStatus(503, 100) },
});
FaultDrill.forTesters(shop, 'CartIsSlow', {
  routes,
  routeName: 'slow-drill',
  headers: { 'x-fault-drill': StringMatch.exact('slow') },
  fault: { delay: FaultDelay.fixed(Duration.seconds(2), 100) },
});

// Testers of a public API are still outsiders: paths and headers are as without the drill.
const api = new PublicApi(shop, 'Api', {
  service: prices, pathPrefix: '/prices', rewriteTo: '/', hosts: ['api.example.com'], gateways: [gateway], internalHeaders: ['x-internal-user'],
});
FaultDrill.forTesters(shop, 'ApiIsSlow', {
  routes: [api.gatewayRoutes], headers: { 'x-fault-drill': StringMatch.exact('slow') }, fault: { delay: FaultDelay.fixed(Duration.seconds(1), 100) },
});

// Prices may be late for everybody: the shop promises to cope.
const pricesRouting = new HttpService(shop, 'PricesRouting', { service: prices });
FaultDrill.forEverybody(shop, 'PricesAreSlow', { routes: [pricesRouting.meshRoutes], fault: { delay: FaultDelay.fixed(Duration.seconds(1), 100) } });

fleet.synth();
