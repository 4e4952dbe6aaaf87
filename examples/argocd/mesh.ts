import { Chart, Duration } from 'cdk8s';
import { argocd, CanaryRelease, Fleet, Gateway, HttpService, MeshNamespace, MeshService, progressive, Server, ServerTls } from '../../src';

const { AnalysisMetric, ArgoRollout, RolloutStep, RolloutWorkload } = progressive;

/** Three environments: one on the cluster that Argo CD runs in, one on a cluster of its own, one on two. */
const ENVIRONMENTS = {
  development: { clusters: [], domain: 'development.example.com', canaries: false },
  staging: { clusters: ['test-1'], domain: 'staging.example.com', canaries: true },
  production: { clusters: ['eu-1', 'us-1'], domain: 'example.com', canaries: true },
};

/** Adds the environments to a fleet, each after the one before; gives the chart of the shop in production. */
export function addEnvironments(fleet: Fleet): Chart {
  const names = Object.keys(ENVIRONMENTS) as (keyof typeof ENVIRONMENTS)[];
  const shops = names.map((name, i) => {
    const { clusters, domain, canaries } = ENVIRONMENTS[name];
    const environment = fleet.addEnvironment(name, { clusters, after: names.slice(Math.max(0, i - 1), i) });

    const edge = new Chart(environment, 'edge', { namespace: 'istio-ingress' });
    new MeshService(edge, 'Ingress', {
      name: 'ingressgateway', ports: [{ name: 'https', number: 443, targetPort: 8443 }], selector: { istio: 'ingressgateway' }, serviceAccount: 'ingressgateway',
    });
    const gateway = new Gateway(edge, 'Public', {
      selector: { istio: 'ingressgateway' }, servers: [Server.https([`shop.${domain}`], ServerTls.simple('shop-tls'))],
    });

    const shop = new Chart(environment, 'shop', { namespace: 'shop' });
    new MeshNamespace(shop, 'Namespace', { name: 'shop' });
    const cart = new MeshService(shop, 'Cart', { name: 'cart', ports: [{ name: 'http', number: 8080 }], selector: { app: 'cart' }, serviceAccount: 'cart' });
    const edges = { hosts: [`shop.${domain}`], gateways: [gateway], timeout: Duration.seconds(3) };
    if (canaries) {
      new CanaryRelease(shop, 'CartRelease', { ...edges, service: cart, owner: cartRollout() });
      addHooks(shop);
    } else {
      new HttpService(shop, 'CartRoutes', { ...edges, service: cart });
    }
    return shop;
  });
  return shops[names.indexOf('production')];
}

/** Argo Rollouts moves the weights, so Argo CD must leave them alone: nothing about it is said twice. */
function cartRollout(): progressive.ArgoRollout {
  const pods = { serviceAccountName: 'cart', containers: [{ name: 'cart', image: 'shop/cart:1.0.0', ports: [{ name: 'http', containerPort: 8080 }] }] };
  return new ArgoRollout({
    workload: RolloutWorkload.pods({ labels: { app: 'cart' }, spec: pods }),
    replicas: 2,
    steps: [RolloutStep.weight(10), RolloutStep.pause(Duration.minutes(5)), RolloutStep.weight(50), RolloutStep.pause(Duration.minutes(5))],
  });
}

/** After each sync the mesh is judged; a sync that failed says so to the people on duty. */
function addHooks(shop: Chart): void {
  argocd.SyncHook.analysis(shop, 'MeshIsSound', {
    prometheusAddress: 'http://prometheus.monitoring:9090',
    metrics: [
      AnalysisMetric.query({
        name: 'refused-configuration', query: 'sum(increase(pilot_total_xds_rejects[2m])) or vector(0)', max: 0, count: 3, interval: Duration.seconds(20),
      }),
      AnalysisMetric.query({
        name: 'answers-without-error',
        query: '1 - sum(rate(istio_requests_total{reporter="destination",destination_workload_namespace="shop",response_code=~"5.."}[2m]))'
          + ' / sum(rate(istio_requests_total{reporter="destination",destination_workload_namespace="shop"}[2m]))',
        min: 0.99,
        count: 3,
        interval: Duration.seconds(20),
        noData: progressive.NoData.SUCCESS,
      }),
    ],
  });
  argocd.SyncHook.job(shop, 'TellThoseOnDuty', {
    phase: argocd.SyncHookPhase.SYNC_FAIL,
    image: 'curlimages/curl:8.15.0',
    command: ['curl', '--fail', '--silent', '--show-error', '--max-time', '10', '--data', 'event=sync-failed', 'http://pager.platform:8080/events'],
  });
}
