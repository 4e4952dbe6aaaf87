import { join } from 'node:path';
import { Chart, Duration } from 'cdk8s';
import { BudgetedService, Fleet, Gateway, MeshNamespace, MeshService, RequestBudget, Server, ServerTls, StringMatch } from '../../src';

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
const cart = new MeshService(shop, 'Cart', {
  name: 'cart', ports: [{ name: 'http', number: 8080 }], selector: { app: 'cart' }, serviceAccount: 'cart',
});
const stock = new MeshService(shop, 'Stock', {
  name: 'stock', ports: [{ name: 'http', number: 8080 }], selector: { app: 'stock' }, serviceAccount: 'stock',
});

const read = RequestBudget.retryIdempotent({ total: Duration.seconds(3), tries: 2 });
new BudgetedService(shop, 'CartBudget', {
  service: cart,
  hosts: ['shop.example.com'],
  gateways: [gateway],
  budget: RequestBudget.retryUnsent({ total: Duration.seconds(5) }),
  routes: [
    { name: 'checkout', match: [{ uri: StringMatch.exact('/checkout') }], budget: RequestBudget.once({ total: Duration.seconds(8) }) },
    { name: 'read', match: [{ method: StringMatch.exact('GET') }], budget: read },
  ],
});

// The cart asks the stock while it serves a read: one try of the cart must outlast all tries of the stock.
new BudgetedService(shop, 'StockBudget', {
  service: stock,
  budget: RequestBudget.retryIdempotent({ total: Duration.millis(1200), tries: 2, within: read }),
});

fleet.synth();
