/** How the environments' folders reach their clusters. */
export type DeliveryEngine = 'argocd' | 'flux';

/** All delivery engines, the default first. */
export const DELIVERY_ENGINES: readonly DeliveryEngine[] = ['argocd', 'flux'];

/** Lines of the program that differ by engine. */
const ENGINES: Readonly<Record<DeliveryEngine, (address: string) => string>> = {
  argocd: address => `argocd.Applications.perEnvironment({ repository: { url: ${address} }, project: argocd.Project.derived() })`,
  flux: address => `flux.Kustomizations.perEnvironment({ repository: { url: ${address} } })`,
};

/** `mesh.ts`: the whole mesh, in one function that the program and its tests call. */
export function meshProgram(engine: DeliveryEngine, repository: string): string {
  const names = [engine, 'CanaryRelease', 'EnvironmentValues', 'Fleet', 'Gateway', 'IstioVersion', 'MeshNamespace', 'MeshService', 'MutualTlsMode'];
  return `import { Chart, Duration } from 'cdk8s';
import {
  ${names.slice(0, 6).join(', ')},
  ${names.slice(6).join(', ')}, Server, ServerTls, StringMatch,
} from 'cdk8s-istio';

/** What never moves from one environment to the next. What people promote is in config/<environment>.yaml. */
const HOSTS = { development: 'shop.dev.example.com', staging: 'shop.staging.example.com', production: 'shop.example.com' };

/** All environments, in the order in which a change reaches them. */
export function mesh(): Fleet {
  const fleet = new Fleet();
  let after: string[] = [];
  for (const [name, host] of Object.entries(HOSTS)) {
    const values = EnvironmentValues.load(name);
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
  fleet.deliver(${ENGINES[engine](quoted(repository))});
  return fleet;
}
`;
}

/** A text as TypeScript writes it. */
function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, character => `\\${character}`)}'`;
}

/** `main.ts`: what `cdk8s-istio synth` runs. */
export const MAIN_PROGRAM = `import { mesh } from './mesh';

mesh().synth();
`;

/** `mesh.test.ts`: the mesh has no findings, and a mistake is one. */
export const MESH_TEST = `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Chart } from 'cdk8s';
import { HttpAction, MeshService, TrafficSplit, VirtualService } from 'cdk8s-istio';
import { mesh } from './mesh';

test('no environment has findings', () => {
  assert.deepEqual(mesh().examine().findings, []);
});

test('a misspelt host is caught, and the one that was meant is named', () => {
  const fleet = mesh();
  const chart = new Chart(fleet.environments[0], 'mistake', { namespace: 'shop' });
  const crat = MeshService.fromHost(chart, 'Crat', 'crat.shop.svc.cluster.local');
  new VirtualService(chart, 'Orders', { hosts: ['orders.example.com'] })
    .addHttpRoute('all', { action: HttpAction.route(TrafficSplit.to(crat.portNumber(8080))) });
  const [finding] = fleet.examine().findings;
  assert.equal(finding?.rule, 'route-to-unknown-host');
  assert.equal(finding?.nearest, 'cart.shop.svc.cluster.local');
});
`;
