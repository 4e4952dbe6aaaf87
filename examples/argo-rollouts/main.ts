import { join } from 'node:path';
import { ApiObject, Chart, Duration } from 'cdk8s';
import { CanaryRelease, Fleet, Gateway, MeshNamespace, MeshService, progressive, Server, ServerTls, StringMatch } from '../../src';

const { AnalysisMetric, AnalysisTemplate, ArgoRollout, RolloutStep, RolloutWorkload } = progressive;

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
const service = (name: string) => new MeshService(shop, name, {
  name, ports: [{ name: 'http', number: 80, targetPort: 8080 }], selector: { app: name }, serviceAccount: name,
});
const pods = (name: string) => ({
  serviceAccountName: name, containers: [{ name, image: `shop/${name}:1.0.0`, ports: [{ name: 'http', containerPort: 8080 }] }],
});

// Templates say what is good; rollouts say when they are asked.
const prometheusAddress = 'http://prometheus.monitoring:9090';
const answers = new AnalysisTemplate(shop, 'Answers', {
  prometheusAddress,
  metrics: [
    AnalysisMetric.successRate({ minPercent: 99, count: 5, failureLimit: 1 }),
    AnalysisMetric.requestDuration({ max: Duration.millis(500), count: 5, failureLimit: 1 }),
  ],
});
const watch = new AnalysisTemplate(shop, 'Watch', { prometheusAddress, metrics: [AnalysisMetric.successRate({ minPercent: 95, endless: true, failureLimit: 2 })] });

// A Rollout with pods of its own: testers first, then more and more of the traffic.
new CanaryRelease(shop, 'CartRelease', {
  service: service('cart'),
  hosts: ['shop.example.com'],
  gateways: [gateway],
  timeout: Duration.seconds(3),
  owner: new ArgoRollout({
    workload: RolloutWorkload.pods({ labels: { app: 'cart', version: '1.0.0' }, spec: pods('cart') }),
    replicas: 4,
    backgroundAnalysis: { templates: [watch] },
    steps: [
      RolloutStep.canaryReplicas(1),
      RolloutStep.headerRoute({ name: 'testers', headers: { 'x-canary': StringMatch.exact('true') } }),
      RolloutStep.pause(Duration.minutes(10)),
      RolloutStep.weight(5),
      RolloutStep.followWeight(),
      RolloutStep.analysis(answers),
      RolloutStep.weight(50),
      RolloutStep.analysis(answers),
    ],
  }),
});

// A Deployment that is there already keeps its pod template; the Rollout runs it.
const search = new ApiObject(shop, 'search-workload', {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'search' },
  spec: { selector: { matchLabels: { app: 'search' } }, template: { metadata: { labels: { app: 'search', version: '1.0.0' } }, spec: pods('search') } },
});
new CanaryRelease(shop, 'SearchRelease', {
  service: service('search'),
  owner: new ArgoRollout({
    workload: RolloutWorkload.object(search),
    replicas: 2,
    steps: [
      RolloutStep.weight(20),
      RolloutStep.mirrorRoute({ name: 'reads', match: [{ method: StringMatch.exact('GET') }], percent: 10 }),
      RolloutStep.pause(Duration.minutes(5)),
      RolloutStep.removeMirrorRoute('reads'),
      RolloutStep.weight(60),
      RolloutStep.pauseUntilPromoted(),
    ],
  }),
});

fleet.synth();
