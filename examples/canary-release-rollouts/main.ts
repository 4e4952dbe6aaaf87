import { join } from 'node:path';
import { Chart, Duration } from 'cdk8s';
import { CanaryRelease, Fleet, Gateway, MeshNamespace, MeshService, Server, ServerTls, StringMatch, TrafficOwner } from '../../src';

const fleet = new Fleet({ outdir: process.env.CDK8S_OUTDIR ?? join(__dirname, 'dist') });
const environment = fleet.addEnvironment('production');

const edge = new Chart(environment, 'edge', { namespace: 'istio-ingress' });
new MeshService(edge, 'Ingress', {
  name: 'ingressgateway', ports: [{ name: 'https', number: 443, targetPort: 8443 }], selector: { istio: 'ingressgateway' }, serviceAccount: 'ingressgateway',
});
const gateway = new Gateway(edge, 'Public', {
  selector: { istio: 'ingressgateway' }, servers: [Server.https(['shop.example.com'], ServerTls.simple('shop-tls'))],
});

const shop = new Chart(environment, 'shop', { namespace: 'shop' });
new MeshNamespace(shop, 'Namespace', { name: 'shop' });
new MeshService(shop, 'Frontend', { name: 'frontend', ports: [{ name: 'http', number: 8080 }], selector: { app: 'frontend' }, serviceAccount: 'frontend' });
const cart = new MeshService(shop, 'Cart', {
  name: 'cart',
  ports: [{ name: 'http', number: 8080 }],
  selector: { app: 'cart' },
  serviceAccount: 'cart',
});
new CanaryRelease(shop, 'CartRelease', {
  service: cart,
  owner: TrafficOwner.argoRollouts(),
  alwaysCanary: [{ headers: { 'x-canary': StringMatch.exact('true') } }],
  hosts: ['shop.example.com'],
  gateways: [gateway],
  timeout: Duration.seconds(3),
});

fleet.synth();
