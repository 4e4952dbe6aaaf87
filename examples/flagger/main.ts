import { join } from 'node:path';
import { ApiObject, Chart, Duration } from 'cdk8s';
import { CanaryRelease, Fleet, Gateway, MeshNamespace, MeshService, progressive, Server, ServerTls, StringMatch } from '../../src';

const fleet = new Fleet({ outdir: process.env.CDK8S_OUTDIR ?? join(__dirname, 'dist') });
const environment = fleet.addEnvironment('production');

const edge = new Chart(environment, 'edge', { namespace: 'istio-ingress' });
new MeshService(edge, 'Ingress', {
  name: 'ingressgateway', ports: [{ name: 'https', number: 443, targetPort: 8443 }], selector: { istio: 'ingressgateway' }, serviceAccount: 'ingressgateway',
});
const gateway = new Gateway(edge, 'Public', {
  selector: { istio: 'ingressgateway' }, servers: [Server.https(['shop.example.com'], ServerTls.simple('shop-tls'))],
});

const shop = new Chart(environment, 'shop', { namespace: 'shop' });
new MeshNamespace(shop, 'Namespace', { name: 'shop' });
const team = new progressive.FlaggerAlertProvider(shop, 'Team', {
  name: 'shop-team', receiver: progressive.FlaggerAlertReceiver.SLACK, secretName: 'shop-team-chat', channel: 'shop-releases',
});

/** A workload as its team writes it: policies select it by a label of their own, because Flagger changes `app` for the stable version. */
function workload(name: string): ApiObject {
  return new ApiObject(shop, `${name}-workload`, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { 'app': name, 'version': '1.0.0', 'shop.example.com/service': name } },
        spec: { serviceAccountName: name, containers: [{ name, image: `shop/${name}:1.0.0`, ports: [{ name: 'http', containerPort: 8080 }] }] },
      },
    },
  });
}

function service(name: string): MeshService {
  return new MeshService(shop, name, {
    name, ports: [{ name: 'http', number: 80, targetPort: 8080 }], selector: { 'shop.example.com/service': name }, serviceAccount: name,
  });
}

// More and more of the traffic, from inside of the mesh and from the gateway alike.
new CanaryRelease(shop, 'CartRelease', {
  service: service('cart'),
  hosts: ['shop.example.com'],
  gateways: [gateway],
  timeout: Duration.seconds(3),
  owner: new progressive.FlaggerCanary({
    target: progressive.FlaggerTarget.object(workload('cart')),
    strategy: progressive.FlaggerStrategy.canary({ stepWeight: 20, maxWeight: 60 }),
    interval: Duration.seconds(30),
    threshold: 3,
    prometheusAddress: 'http://prometheus.monitoring:9090',
    metrics: [
      progressive.FlaggerMetric.successRate({ minPercent: 99 }),
      progressive.FlaggerMetric.requestDuration({ max: Duration.millis(500) }),
      progressive.FlaggerMetric.query({
        name: 'refused-requests',
        query: 'sum(increase(istio_requests_total{reporter="destination",response_flags=~"UF|UO|URX",destination_workload="{{ target }}",'
          + 'destination_workload_namespace="{{ namespace }}"}[{{ interval }}])) or vector(0)',
        max: 0,
      }),
    ],
    loadTest: { testerUrl: 'http://flagger-loadtester.flagger-system', path: '/cart' },
    webhooks: [
      { type: progressive.FlaggerWebhookType.CONFIRM_PROMOTION, name: 'gate', url: 'http://flagger-loadtester.flagger-system/gate/check' },
    ],
    alerts: [{ name: 'shop-team', provider: team, severity: progressive.FlaggerAlertSeverity.WARN }],
  }),
});

// Only testers see it, for ten checks.
new CanaryRelease(shop, 'SearchRelease', {
  service: service('search'),
  owner: new progressive.FlaggerCanary({
    target: progressive.FlaggerTarget.object(workload('search')),
    strategy: progressive.FlaggerStrategy.abTest({ iterations: 10, match: [{ headers: { 'x-canary': StringMatch.exact('insider') } }] }),
  }),
});

// A copy of the requests first, then everybody at once.
new CanaryRelease(shop, 'PriceRelease', {
  service: service('price'),
  owner: new progressive.FlaggerCanary({
    target: progressive.FlaggerTarget.object(workload('price')),
    strategy: progressive.FlaggerStrategy.blueGreen({ iterations: 5, mirror: true, mirrorPercent: 50 }),
  }),
});

fleet.synth();
