import { join } from 'node:path';
import { Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import {
  ClientAddress, Fleet, Gateway, HttpService, HttpWorkload, IpDenyList, MeshNamespace, MeshService, RefusedAddresses,
  Server, ServerTls, TlsPassthrough,
} from '../../src';

const fleet = new Fleet({ outdir: process.env.CDK8S_OUTDIR ?? join(__dirname, 'dist') });
const environment = fleet.addEnvironment('production');

const edge = new Chart(environment, 'edge', { namespace: 'istio-ingress' });
new MeshNamespace(edge, 'Namespace', { name: 'istio-ingress' });
const ingress = new MeshService(edge, 'Ingress', {
  name: 'ingressgateway',
  ports: [{ name: 'https', number: 443, targetPort: 8443 }, { name: 'tls', number: 15443 }],
  selector: { istio: 'ingressgateway' },
  serviceAccount: 'ingressgateway',
});
const gateway = new Gateway(edge, 'Public', {
  selector: { istio: 'ingressgateway' }, servers: [Server.https(['shop.example.com', 'admin.example.com'], ServerTls.simple('shop-tls'))],
});
const clientAddress = ClientAddress.ofConnection();
new IpDenyList(edge, 'Abuse', {
  gateway: HttpWorkload.gateway(ingress), clientAddress, refused: RefusedAddresses.these(['203.0.113.0/24', '2001:db8:bad::/48']),
});
new IpDenyList(edge, 'OfficeOnly', {
  gateway: HttpWorkload.gateway(ingress, { ports: ['https'] }),
  clientAddress,
  refused: RefusedAddresses.allBut(['192.0.2.0/24']),
  hosts: ['admin.example.com'],
  name: 'office-only',
});

/** A second gateway, behind a content delivery network: what its pods need to know of that comes from the same object as the list. */
const behindOneProxy = ClientAddress.trustedProxies(1);
const labels = { app: 'cdn-gateway', version: 'v1', istio: 'cdn-gateway' };
const workload = new kplus.Deployment(edge, 'CdnWorkload', {
  metadata: { name: 'cdn-gateway', labels },
  podMetadata: { labels, annotations: { 'inject.istio.io/templates': 'gateway', ...behindOneProxy.podAnnotations } },
  select: false,
  serviceAccount: new kplus.ServiceAccount(edge, 'CdnAccount', { metadata: { name: 'cdn-gateway' } }),
  containers: [{ name: 'istio-proxy', image: 'auto', portNumber: 8443 }],
});
workload.select(kplus.LabelSelector.of({ labels }));
const cdnService = new kplus.Service(edge, 'CdnService', { metadata: { name: 'cdn-gateway' }, ports: [{ name: 'https', port: 443, targetPort: 8443 }] });
cdnService.selectLabel('istio', 'cdn-gateway');
const cdn = MeshService.fromService(edge, 'Cdn', cdnService, { selector: { istio: 'cdn-gateway' }, serviceAccount: 'cdn-gateway' });
const cdnGateway = new Gateway(edge, 'CdnGateway', {
  selector: { istio: 'cdn-gateway' }, servers: [Server.https(['media.example.com'], ServerTls.simple('media-tls'))],
});
new IpDenyList(edge, 'CdnAbuse', {
  gateway: HttpWorkload.gateway(cdn), clientAddress: behindOneProxy, refused: RefusedAddresses.these(['203.0.113.0/24']),
});

const shop = new Chart(environment, 'shop', { namespace: 'shop' });
new MeshNamespace(shop, 'Namespace', { name: 'shop' });
for (const [name, host, at] of [['frontend', 'shop.example.com', gateway], ['admin', 'admin.example.com', gateway], ['media', 'media.example.com', cdnGateway]] as const) {
  const service = new MeshService(shop, name, { name, ports: [{ name: 'http', number: 8080 }], selector: { app: name }, serviceAccount: name });
  new HttpService(shop, `${name}-routing`, { service, hosts: [host], gateways: [at] });
}
const vault = new MeshService(shop, 'vault', {
  name: 'vault', ports: [{ name: 'tls', number: 443, targetPort: 8200 }], selector: { app: 'vault' }, serviceAccount: 'vault',
});
/** At a port of its own: a list for hosts holds for all that is passed through at its ports. */
new TlsPassthrough(edge, 'Passthrough', { gatewayPort: 15443, routes: [{ hosts: ['vault.example.com'], service: vault, port: 'tls' }] });

fleet.synth();
