import { join } from 'node:path';
import { Chart, Duration } from 'cdk8s';
import { Fleet, HttpService, HttpsGateway, MeshNamespace, MeshService, ServerCertificates, TlsFloor } from '../../src';

const fleet = new Fleet({ outdir: process.env.CDK8S_OUTDIR ?? join(__dirname, 'dist') });
const environment = fleet.addEnvironment('production');

const edge = new Chart(environment, 'edge', { namespace: 'istio-ingress' });
new MeshService(edge, 'Ingress', {
  name: 'ingressgateway',
  ports: [{ name: 'http', number: 80, targetPort: 8080 }, { name: 'https', number: 443, targetPort: 8443 }],
  selector: { istio: 'ingressgateway' },
  serviceAccount: 'ingressgateway',
});
const { gateway } = new HttpsGateway(edge, 'Public', {
  certificates: [
    { hosts: ['shop.example.com', 'www.shop.example.com'], certificate: ServerCertificates.secret('shop-tls') },
    { hosts: ['*.partners.example.com'], certificate: ServerCertificates.secret('partners-tls') },
  ],
  tlsFloor: TlsFloor.TLS_1_3,
  strictTransportSecurity: { maxAge: Duration.days(365), includeSubdomains: true },
});

const shop = new Chart(environment, 'shop', { namespace: 'shop' });
new MeshNamespace(shop, 'Namespace', { name: 'shop' });
const service = (name: string): MeshService => new MeshService(shop, name, {
  name, ports: [{ name: 'http', number: 8080 }], selector: { app: name }, serviceAccount: name,
});
new HttpService(shop, 'FrontendRouting', { service: service('frontend'), hosts: ['shop.example.com', 'www.shop.example.com'], gateways: [gateway] });
new HttpService(shop, 'PartnersRouting', { service: service('partners'), hosts: ['*.partners.example.com'], gateways: [gateway] });

fleet.synth();
