import { join } from 'node:path';
import { Chart, Duration } from 'cdk8s';
import { Fleet, Gateway, HttpService, MeshNamespace, MeshService, secrets, Server, ServerTls } from '../../src';

const fleet = new Fleet({ outdir: process.env.CDK8S_OUTDIR ?? join(__dirname, 'dist') });
const environment = fleet.addEnvironment('production');

const edge = new Chart(environment, 'edge', { namespace: 'istio-ingress' });
new MeshService(edge, 'Ingress', {
  name: 'ingressgateway',
  ports: [{ name: 'https', number: 443, targetPort: 8443 }],
  selector: { istio: 'ingressgateway' },
  serviceAccount: 'ingressgateway',
});
const gateway = new Gateway(edge, 'Partners', { servers: [Server.https(['api.example.com'], ServerTls.mutual('partners-tls'))] });

// The certificate and its key are renewed in Vault; the gateway gets the new ones within the hour, without a commit.
const store = { name: 'vault' };
new secrets.GatewayTlsSecret(edge, 'PartnersTls', {
  gateway,
  source: secrets.SecretSource.external({
    store,
    data: {
      'tls.crt': { key: 'istio/partners-tls', property: 'certificate' },
      'tls.key': { key: 'istio/partners-tls', property: 'private_key' },
    },
  }),
});
// The CA that signs the partners' certificates is another team's, and changes rarely.
new secrets.GatewayCaSecret(edge, 'PartnersCa', {
  gateway,
  source: secrets.SecretSource.external({ store, data: { 'ca.crt': { key: 'partners/ca', property: 'certificate' } }, refreshInterval: Duration.days(1) }),
});

const shop = new Chart(environment, 'shop', { namespace: 'shop' });
new MeshNamespace(shop, 'Namespace', { name: 'shop' });
const orders = new MeshService(shop, 'Orders', { name: 'orders', ports: [{ name: 'http', number: 8080 }], selector: { app: 'orders' } });
new HttpService(shop, 'OrdersRouting', { service: orders, hosts: ['api.example.com'], gateways: [gateway] });

fleet.synth();
