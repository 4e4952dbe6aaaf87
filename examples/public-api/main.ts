import { join } from 'node:path';
import { Chart } from 'cdk8s';
import { ApiCors, Fleet, HttpMethod, HttpsGateway, MeshNamespace, MeshService, PublicApi, ServerCertificates } from '../../src';

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
  certificates: [{ hosts: ['api.example.com'], certificate: ServerCertificates.secret('api-tls') }],
});

const shop = new Chart(environment, 'shop', { namespace: 'shop' });
new MeshNamespace(shop, 'Namespace', { name: 'shop' });
const service = (name: string): MeshService => new MeshService(shop, name, {
  name, ports: [{ name: 'http', number: 8080 }], selector: { app: name }, serviceAccount: name,
});
new PublicApi(shop, 'CartApi', {
  service: service('cart'),
  hosts: ['api.example.com'],
  gateways: [gateway],
  pathPrefix: '/cart',
  rewriteTo: '/',
  cors: ApiCors.origins(['https://shop.example.com'], {
    allowCredentials: true,
    allowMethods: [HttpMethod.GET, HttpMethod.POST, HttpMethod.DELETE],
    allowHeaders: ['content-type', 'authorization'],
  }),
  internalHeaders: ['x-internal-user'],
  headers: { request: { set: { 'x-published-as': 'api.example.com/cart' } } },
});
new PublicApi(shop, 'CatalogApi', {
  service: service('catalog'),
  hosts: ['api.example.com'],
  gateways: [gateway],
  pathPrefix: '/catalog/v2',
  rewriteTo: '/internal/catalog',
  cors: ApiCors.anyOrigin(),
});

fleet.synth();
