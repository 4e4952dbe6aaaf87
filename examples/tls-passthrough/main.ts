import { join } from 'node:path';
import { Chart } from 'cdk8s';
import { Fleet, MeshNamespace, MeshService, TlsPassthrough } from '../../src';

const fleet = new Fleet({ outdir: process.env.CDK8S_OUTDIR ?? join(__dirname, 'dist') });
const environment = fleet.addEnvironment('production');

const vaults = new Chart(environment, 'vaults', { namespace: 'vaults' });
new MeshNamespace(vaults, 'Namespace', { name: 'vaults' });
const service = (name: string): MeshService => new MeshService(vaults, name, {
  name,
  ports: [{ name: 'tls', number: 443, targetPort: 8200 }, { name: 'http-metrics', number: 9090 }],
  selector: { app: name },
  serviceAccount: name,
});
const shared = service('shared-vault');
const acme = service('acme-vault');

const edge = new Chart(environment, 'edge', { namespace: 'istio-ingress' });
new MeshService(edge, 'Ingress', {
  name: 'ingressgateway', ports: [{ name: 'tls', number: 443, targetPort: 8443 }], selector: { istio: 'ingressgateway' }, serviceAccount: 'ingressgateway',
});
new TlsPassthrough(edge, 'Vaults', {
  routes: [
    { hosts: ['*.vault.example.com'], service: shared, port: 'tls' },
    { hosts: ['acme.vault.example.com'], service: acme, port: 'tls' },
  ],
});

fleet.synth();
