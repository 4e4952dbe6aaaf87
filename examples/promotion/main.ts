import { join, relative } from 'node:path';
import { Chart } from 'cdk8s';
import {
  CanaryRelease, Environment, EnvironmentValues, Fleet, FreezeWindow, Gateway, MeshNamespace, MeshService, Server, ServerTls, StringMatch,
} from '../../src';

type EnvironmentName = 'development' | 'staging' | 'production';

/** What never moves between environments stays in the program: the compiler asks for it in each of them. */
interface OwnValues {
  readonly host: string;
  readonly after: EnvironmentName[];
  readonly frozen?: FreezeWindow[];
}

const OWN: Record<EnvironmentName, OwnValues> = {
  development: { host: 'shop.development.example.com', after: [] },
  staging: { host: 'shop.staging.example.com', after: ['development'] },
  production: {
    host: 'shop.example.com',
    after: ['staging'],
    frozen: [FreezeWindow.between('2025-12-19T18:00', '2026-01-05T08:00', { timeZone: 'Europe/Berlin', reason: 'turn of the year' })],
  },
};

/** What people promote stands in `config/<environment>.yaml`; in a repository of its own, `EnvironmentValues.load(name)` finds it. */
const folder = relative(process.cwd(), join(__dirname, 'config'));

function addShop(environment: Environment, values: EnvironmentValues, { host }: OwnValues): void {
  const edge = new Chart(environment, 'edge', { namespace: 'istio-ingress' });
  new MeshService(edge, 'Ingress', {
    name: 'ingressgateway', ports: [{ name: 'https', number: 443, targetPort: 8443 }], selector: { istio: 'ingressgateway' }, serviceAccount: 'ingressgateway',
  });
  const gateway = new Gateway(edge, 'Public', {
    selector: { istio: 'ingressgateway' }, servers: [Server.https([host], ServerTls.simple('shop-tls'))],
  });

  const shop = new Chart(environment, 'shop', { namespace: 'shop' });
  new MeshNamespace(shop, 'Namespace', { name: 'shop' });
  const cart = new MeshService(shop, 'Cart', {
    name: 'cart',
    ports: [{ name: 'http', number: 8080 }],
    selector: { app: 'cart' },
    serviceAccount: 'cart',
    versions: [{ version: 'v1' }, { version: 'v2' }],
  });
  const release = values.section('cart');
  new CanaryRelease(shop, 'CartRelease', {
    service: cart,
    stable: { labels: { version: 'v1' } },
    canary: { labels: { version: 'v2' } },
    canaryPercent: release.percent('canaryPercent'),
    alwaysCanary: release.has('testers') ? release.list('testers').map(tester => ({ headers: { 'x-tester': StringMatch.exact(tester) } })) : [],
    hosts: [host],
    gateways: [gateway],
    timeout: release.duration('timeout'),
  });
}

const fleet = new Fleet({ outdir: process.env.CDK8S_OUTDIR ?? join(__dirname, 'dist') });
for (const name of Object.keys(OWN) as EnvironmentName[]) {
  const values = EnvironmentValues.load(name, { folder, pinned: name === 'production' ? ['cart.timeout'] : [] });
  addShop(fleet.addEnvironment(name, { values, after: OWN[name].after, frozen: OWN[name].frozen }), values, OWN[name]);
}
fleet.synth();
