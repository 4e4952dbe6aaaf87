import { join } from 'node:path';
import { Chart } from 'cdk8s';
import {
  ExtensionPhase, Fleet, Gateway, HttpService, MeshNamespace, MeshService, PinnedImage, PinnedWasmPlugin, PolicyTarget, Server, ServerTls,
  WasmFailStrategy,
} from '../../src';

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
const cart = new MeshService(shop, 'Cart', {
  name: 'cart', ports: [{ name: 'http', number: 8080 }], selector: { app: 'cart' }, serviceAccount: 'cart',
});
new HttpService(shop, 'CartRouting', { service: cart, hosts: ['shop.example.com'], gateways: [gateway] });

// Robots are refused before anything else looks at the request; a plugin that cannot be loaded refuses everybody.
new PinnedWasmPlugin(edge, 'RobotFilter', {
  image: PinnedImage.of('registry.example.com/plugins/robot-filter:2.1.0', 'sha256:1f3870be274f6c49b3e31a0c6728957fb6f7a1b8bd1dbd3e0b8a5d1c2f0e9a77'),
  target: PolicyTarget.service(ingress),
  phase: ExtensionPhase.AUTHN,
  imagePullSecret: 'registry',
  pluginConfig: { refuse: ['curl', 'scrapy'] },
});
// A header more or less in answers: the cart works without it.
new PinnedWasmPlugin(shop, 'AnswerHeaders', {
  image: PinnedImage.of('registry.example.com/plugins/answer-headers', 'sha256:6ec23f1a4b0d9e2c7785a0b34c1c5f9be4f11c02d3f6a7988bbf00e2c1d40a5e'),
  target: PolicyTarget.service(cart),
  failStrategy: WasmFailStrategy.FAIL_OPEN,
});

fleet.synth();
