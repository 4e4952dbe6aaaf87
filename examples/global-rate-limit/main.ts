import { join } from 'node:path';
import { Chart, Duration } from 'cdk8s';
import {
  Fleet, Gateway, GlobalRateLimit, HttpService, MeshNamespace, MeshService, RateLimitFailure, RateLimitKey, RateLimitPoint, RateLimitUnit, Server,
  ServerTls,
} from '../../src';

const fleet = new Fleet({ outdir: process.env.CDK8S_OUTDIR ?? join(__dirname, 'dist') });
const environment = fleet.addEnvironment('production');

const operations = new Chart(environment, 'operations', { namespace: 'operations' });
const rateLimit = new MeshService(operations, 'RateLimit', {
  name: 'ratelimit', ports: [{ name: 'http', number: 8080 }, { name: 'grpc', number: 8081 }], selector: { app: 'ratelimit' }, serviceAccount: 'ratelimit',
});

const edge = new Chart(environment, 'edge', { namespace: 'istio-ingress' });
const ingress = new MeshService(edge, 'Ingress', {
  name: 'ingressgateway', ports: [{ name: 'https', number: 443, targetPort: 8443 }], selector: { istio: 'ingressgateway' }, serviceAccount: 'ingressgateway',
});
const gateway = new Gateway(edge, 'Public', {
  selector: { istio: 'ingressgateway' }, servers: [Server.https(['shop.example.com', 'status.example.com'], ServerTls.simple('shop-tls'))],
});

const shop = new Chart(environment, 'shop', { namespace: 'shop' });
new MeshNamespace(shop, 'Namespace', { name: 'shop' });
const frontend = new MeshService(shop, 'Frontend', {
  name: 'frontend', ports: [{ name: 'http', number: 8080 }], selector: { app: 'frontend' }, serviceAccount: 'frontend',
});
const cart = new MeshService(shop, 'Cart', {
  name: 'cart', ports: [{ name: 'http', number: 8080 }], selector: { app: 'cart' }, serviceAccount: 'cart',
});
new HttpService(shop, 'FrontendRouting', { service: frontend, hosts: ['shop.example.com', 'status.example.com'], gateways: [gateway] });

// At the edge: each address may ask a lot, and try few passwords. The shop survives without the limits.
new GlobalRateLimit(edge, 'ShopLimits', {
  at: RateLimitPoint.gatewayHosts(ingress, 'shop.example.com'),
  rateLimitService: rateLimit.port('grpc'),
  onFailure: RateLimitFailure.ALLOW,
  timeout: Duration.millis(50),
  domain: 'shop-edge',
  rules: [
    { name: 'per-client', keys: [RateLimitKey.remoteAddress()], requests: 600, per: RateLimitUnit.MINUTE },
    {
      name: 'login',
      keys: [RateLimitKey.method('POST'), RateLimitKey.path('/login'), RateLimitKey.remoteAddress()],
      requests: 10,
      per: RateLimitUnit.MINUTE,
    },
  ],
});

// In front of the cart: what partners pay for. Without the limits nobody is served.
new GlobalRateLimit(shop, 'CartLimits', {
  at: RateLimitPoint.inbound(cart, 'http'),
  rateLimitService: rateLimit.port('grpc'),
  onFailure: RateLimitFailure.DENY,
  rules: [
    { name: 'all', requests: 5000, per: RateLimitUnit.SECOND },
    { name: 'per-partner', keys: [RateLimitKey.header('x-partner'), RateLimitKey.pathPrefix('/orders')], requests: 100_000, per: RateLimitUnit.DAY },
    { name: 'trial-partner', keys: [RateLimitKey.headerIs('x-partner-plan', 'trial')], requests: 1, per: RateLimitUnit.SECOND },
  ],
});

fleet.synth();
