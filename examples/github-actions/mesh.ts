import { join } from 'node:path';
import { Chart, Duration } from 'cdk8s';
import {
  argocd, CanaryRelease, EnvironmentValues, Fleet, Gateway, IstioVersion,
  MeshNamespace, MeshService, MutualTlsMode, Server, ServerTls, StringMatch,
} from '../../src';

/** What never moves from one environment to the next. What people promote is in config/<environment>.yaml. */
const HOSTS = { development: 'shop.dev.example.com', staging: 'shop.staging.example.com', production: 'shop.example.com' };

/** All environments, in the order in which a change reaches them. */
export function mesh(): Fleet {
  const fleet = new Fleet({ outdir: process.env.CDK8S_OUTDIR ?? join(__dirname, 'dist') });
  let after: string[] = [];
  for (const [name, host] of Object.entries(HOSTS)) {
    const values = EnvironmentValues.load(name, { folder: 'examples/github-actions/config' });
    const environment = fleet.addEnvironment(name, { istioVersion: IstioVersion.V1_30, after, values });

    const edge = new Chart(environment, 'edge', { namespace: 'istio-ingress' });
    const ingress = new MeshService(edge, 'Ingress', {
      name: 'ingressgateway',
      ports: [{ name: 'https', number: 443, targetPort: 8443 }],
      selector: { istio: 'ingressgateway' },
      serviceAccount: 'ingressgateway',
    });
    const gateway = new Gateway(edge, 'Public', {
      selector: { istio: 'ingressgateway' }, servers: [Server.https([host], ServerTls.simple('shop-tls'))],
    });

    const shop = new Chart(environment, 'shop', { namespace: 'shop' });
    new MeshNamespace(shop, 'Namespace', { name: 'shop', mutualTls: MutualTlsMode.STRICT, denyByDefault: true });
    // Services that your teams deploy: declared here, so that the checks know them, and never written to dist/<environment>.
    const cart = new MeshService(shop, 'Cart', {
      name: 'cart',
      ports: [{ name: 'http', number: 8080 }],
      selector: { app: 'cart' },
      serviceAccount: 'cart',
      versions: [{ version: 'v1' }, { version: 'v2' }],
    });
    new CanaryRelease(shop, 'CartRelease', {
      service: cart,
      stable: { labels: { version: 'v1' } },
      canary: { labels: { version: 'v2' } },
      canaryPercent: values.percent('cart.canaryPercent'),
      alwaysCanary: [{ headers: { 'x-canary': StringMatch.exact('true') } }],
      hosts: [host],
      gateways: [gateway],
      timeout: Duration.seconds(3),
    });
    cart.connections.allowFromGateway(ingress, { to: [{ paths: ['/cart', '/cart/*'] }] });
    after = [name];
  }
  fleet.deliver(argocd.Applications.perEnvironment({ repository: { url: 'https://github.com/example/shop-mesh.git' }, project: argocd.Project.derived() }));
  return fleet;
}
