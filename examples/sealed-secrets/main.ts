import { join } from 'node:path';
import { Chart } from 'cdk8s';
import { SEALED } from './sealed';
import { Fleet, Gateway, HttpService, MeshNamespace, MeshService, secrets, Server, ServerCertificates, ServerTls } from '../../src';

const HOSTS = { staging: 'shop.staging.example.com', production: 'shop.production.example.com' };

const fleet = new Fleet({ outdir: process.env.CDK8S_OUTDIR ?? join(__dirname, 'dist') });
for (const name of ['staging', 'production'] as const) {
  const environment = fleet.addEnvironment(name, { after: name === 'production' ? ['staging'] : [] });

  const edge = new Chart(environment, 'edge', { namespace: 'istio-ingress' });
  new MeshService(edge, 'Ingress', {
    name: 'ingressgateway',
    ports: [{ name: 'https', number: 443, targetPort: 8443 }],
    selector: { istio: 'ingressgateway' },
    serviceAccount: 'ingressgateway',
  });

  // The Gateway lies with the shop; its certificate lies where the proxies run, which the selector tells.
  const shop = new Chart(environment, 'shop', { namespace: 'shop' });
  new MeshNamespace(shop, 'Namespace', { name: 'shop' });
  const certificate = ServerCertificates.secret('shop-tls');
  const gateway = new Gateway(shop, 'Public', { servers: [Server.https([HOSTS[name]], ServerTls.simpleWith(certificate))] });
  new secrets.GatewayTlsSecret(shop, 'ShopTls', { gateway, certificate, source: secrets.SecretSource.sealed({ encryptedData: SEALED[name] }) });

  const frontend = new MeshService(shop, 'Frontend', { name: 'frontend', ports: [{ name: 'http', number: 8080 }], selector: { app: 'frontend' } });
  new HttpService(shop, 'FrontendRouting', { service: frontend, hosts: [HOSTS[name]], gateways: [gateway] });
}
fleet.synth();
