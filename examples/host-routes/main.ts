import { join } from 'node:path';
import { Chart, Duration } from 'cdk8s';
import {
  Fleet, HostRoutes, HostTeam, HttpAction, HttpMethod, HttpsGateway, MeshNamespace, MeshService, PathPrefix, PublicApi, ServerCertificates,
  StringMatch, TrafficSplit,
} from '../../src';

const fleet = new Fleet({ outdir: process.env.CDK8S_OUTDIR ?? join(__dirname, 'dist') });
const environment = fleet.addEnvironment('production');

/** A namespace with one service that speaks HTTP. */
function home(name: string, service: string): { chart: Chart; service: MeshService } {
  const chart = new Chart(environment, name, { namespace: name });
  new MeshNamespace(chart, 'Namespace', { name });
  return {
    chart,
    service: new MeshService(chart, 'Service', { name: service, ports: [{ name: 'http', number: 8080 }], selector: { app: service }, serviceAccount: service }),
  };
}

/** The platform team owns the host, and says who may contribute what. */
const edge = new Chart(environment, 'edge', { namespace: 'istio-ingress' });
new MeshService(edge, 'Ingress', {
  name: 'ingressgateway',
  ports: [{ name: 'http', number: 80, targetPort: 8080 }, { name: 'https', number: 443, targetPort: 8443 }],
  selector: { istio: 'ingressgateway' },
  serviceAccount: 'ingressgateway',
});
const { gateway } = new HttpsGateway(edge, 'Public', {
  certificates: [{ hosts: ['shop.example.com'], certificate: ServerCertificates.secret('shop-tls') }],
});
const { chart: shop, service: web } = home('shop', 'web');
const host = new HostRoutes(shop, 'ShopHost', { service: web, hosts: ['shop.example.com'], gateways: [gateway] });

/** The web team serves what nobody else does. */
host.addTeam('web').addHttpRoute('pages', { action: HttpAction.route(TrafficSplit.to(web)) });

/** The cart team: everything below /cart, and testers first. */
function cartTeam(team: HostTeam): void {
  const { chart, service } = home('cart', 'cart');
  const beta = new MeshService(chart, 'Beta', { name: 'cart-beta', ports: [{ name: 'http', number: 8080 }], selector: { app: 'cart-beta' }, serviceAccount: 'cart-beta' });
  team.addHttpRoute('api', PublicApi.routeFor({ service, pathPrefix: '/cart', rewriteTo: '/' }));
  team.addHttpRoute('testers', {
    match: PathPrefix.of('/cart').matches.map(match => ({ ...match, headers: { 'x-beta': StringMatch.exact('true') } })),
    rewrite: PathPrefix.of('/cart').rewriteTo('/'),
    action: HttpAction.route(TrafficSplit.to(beta)),
  });
}

/** The payments team: below the path of the cart team, and still theirs. */
function paymentsTeam(team: HostTeam): void {
  const { service } = home('payments', 'payments');
  team.addHttpRoute('pay', {
    match: [{ uri: StringMatch.exact('/cart/pay'), method: StringMatch.exact(HttpMethod.POST) }],
    action: HttpAction.route(TrafficSplit.to(service)),
    timeout: Duration.seconds(10),
  });
  team.addHttpRoute('receipts', { match: [{ uri: StringMatch.regex('/cart/pay/receipts/[0-9]+') }], action: HttpAction.route(TrafficSplit.to(service)) });
}

cartTeam(host.addTeam('cart', { pathPrefixes: ['/cart'], namespaces: ['cart'] }));
paymentsTeam(host.addTeam('payments', { pathPrefixes: ['/cart/pay'], namespaces: ['payments'] }));

fleet.synth();
