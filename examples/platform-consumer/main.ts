import { join } from 'node:path';
import { Chart } from 'cdk8s';
import { Findings, Fleet, Gateway, HttpAction, MeshService, Server, ServerTls, TrafficSplit, VirtualService } from '../../src';
import { AcmeHttpService, AcmeLatencyClass, AcmeRules } from '../platform/index';

const fleet = new Fleet({ outdir: process.env.CDK8S_OUTDIR ?? join(__dirname, 'dist') });
fleet.addRulePack(new AcmeRules());
for (const name of ['staging', 'production']) {
  const environment = fleet.addEnvironment(name, { after: name === 'production' ? ['staging'] : [] });

  const edge = new Chart(environment, 'edge', { namespace: 'istio-ingress' });
  new MeshService(edge, 'Ingress', {
    name: 'ingressgateway', ports: [{ name: 'https', number: 443, targetPort: 8443 }], selector: { istio: 'ingressgateway' }, serviceAccount: 'ingressgateway',
  });
  const gateway = new Gateway(edge, 'Public', {
    selector: { istio: 'ingressgateway' }, servers: [Server.https(['*.acme.example'], ServerTls.simple('acme-tls'))],
  });

  const shop = new Chart(environment, 'shop', { namespace: 'shop' });
  const cart = new MeshService(shop, 'Cart', {
    name: 'cart', ports: [{ name: 'http', number: 8080 }], selector: { app: 'cart' }, serviceAccount: 'cart',
  });
  new AcmeHttpService(shop, 'CartRouting', { service: cart, latencyClass: AcmeLatencyClass.INTERACTIVE, publicName: 'cart', gateway });

  const prices = new MeshService(shop, 'Prices', {
    name: 'prices', ports: [{ name: 'grpc', number: 9090 }], selector: { app: 'prices' }, serviceAccount: 'prices',
  });
  const stream = new VirtualService(shop, 'PriceStream', { name: 'prices', hosts: [prices.host] });
  stream.addHttpRoute('stream', { action: HttpAction.route(TrafficSplit.to(prices.port('grpc'))) });
  Findings.of(stream).acknowledge({ ruleId: 'ACME-ROUTE-TIMEOUT', reason: 'prices are a stream that stays open all day' });
}
fleet.synth();
