import { join } from 'node:path';
import { Chart, Duration } from 'cdk8s';
import {
  AbTest, Audience, Fleet, Gateway, JwtKeys, MeshNamespace, MeshService, PolicyTarget, RequestAuthentication, Server, ServerTls, StringMatch,
} from '../../src';
import { LAB_ISSUER, LAB_JWKS } from '../pattern-story';

const fleet = new Fleet({ outdir: process.env.CDK8S_OUTDIR ?? join(__dirname, 'dist') });
const environment = fleet.addEnvironment('production');

const edge = new Chart(environment, 'edge', { namespace: 'istio-ingress' });
const ingress = new MeshService(edge, 'Ingress', {
  name: 'ingressgateway', ports: [{ name: 'https', number: 443, targetPort: 8443 }], selector: { istio: 'ingressgateway' }, serviceAccount: 'ingressgateway',
});
const gateway = new Gateway(edge, 'Public', {
  selector: { istio: 'ingressgateway' }, servers: [Server.https(['shop.example.com'], ServerTls.simple('shop-tls'))],
});

// Groups are read from tokens that the gateway has verified.
new RequestAuthentication(edge, 'Tokens', {
  target: PolicyTarget.service(ingress), jwtRules: [{ issuer: LAB_ISSUER, keys: JwtKeys.inline(LAB_JWKS) }],
});

const shop = new Chart(environment, 'shop', { namespace: 'shop' });
new MeshNamespace(shop, 'Namespace', { name: 'shop' });
new MeshService(shop, 'Frontend', { name: 'frontend', ports: [{ name: 'http', number: 8080 }], selector: { app: 'frontend' }, serviceAccount: 'frontend' });
const cart = new MeshService(shop, 'Cart', {
  name: 'cart',
  ports: [{ name: 'http', number: 8080 }],
  selector: { app: 'cart' },
  serviceAccount: 'cart',
  versions: [{ version: 'v1' }, { version: 'v2' }],
});
new AbTest(shop, 'CartTest', {
  service: cart,
  original: { labels: { version: 'v1' } },
  variant: { labels: { version: 'v2' } },
  audience: [Audience.header('x-experiment', StringMatch.exact('cart')), Audience.cookie('experiment', 'cart')],
  gatewayAudience: [Audience.userGroup('beta-testers')],
  hosts: ['shop.example.com'],
  gateways: [gateway],
  timeout: Duration.seconds(3),
});

fleet.synth();
