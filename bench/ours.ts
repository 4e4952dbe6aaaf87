import { Chart, Duration } from 'cdk8s';
import {
  AuthorizationPolicy, Condition, DestinationRule, Environment, Fleet, HttpAction, HttpMethod, IstioVersion, LoadBalancer, MeshService, PolicyTarget,
  RetryOn, SimpleLoadBalancer, StringMatch, TrafficSplit, VirtualService,
} from '../src';
import { NAMESPACE, serviceName } from './workload';

/** Synthesizes the workload with this library as a user does: declared services, typed constructs, everything checked. */
export function synthesize(services: number, outdir: string): void {
  const fleet = new Fleet({ outdir });
  addServices(fleet.addEnvironment('bench', { istioVersion: IstioVersion.V1_30 }), services);
  fleet.synth();
}

/** Adds the services of the workload to an environment, one chart each. */
export function addServices(environment: Environment, services: number): void {
  for (let i = 0; i < services; i++) {
    addService(new Chart(environment, serviceName(i), { namespace: NAMESPACE }), serviceName(i));
  }
}

function addService(chart: Chart, name: string): void {
  const service = new MeshService(chart, 'Service', {
    name,
    ports: [{ name: 'http', number: 8080 }],
    selector: { app: name },
  });
  const pool = (maxConnections: number) => ({ connectionPool: { tcp: { maxConnections, connectTimeout: Duration.seconds(2) } } });
  const rule = new DestinationRule(chart, 'DestinationRule', {
    name,
    service,
    trafficPolicy: {
      loadBalancer: LoadBalancer.simple(SimpleLoadBalancer.LEAST_REQUEST),
      connectionPool: { tcp: { maxConnections: 100 }, http: { http1MaxPendingRequests: 50, maxRequestsPerConnection: 10 } },
      outlierDetection: { consecutive5xxErrors: 5, interval: Duration.seconds(10), baseEjectionTime: Duration.seconds(30) },
    },
    subsets: {
      stable: { labels: { version: 'v1' }, trafficPolicy: pool(90) },
      canary: { labels: { version: 'v2' }, trafficPolicy: pool(10) },
    },
  });
  const [stable, canary] = [rule.subset('stable').port('http'), rule.subset('canary').port('http')];
  const resilience = () => ({
    timeout: Duration.seconds(3),
    retries: { attempts: 2, perTryTimeout: Duration.seconds(1), retryOn: [RetryOn.GATEWAY_ERROR, RetryOn.CONNECT_FAILURE] },
  });
  new VirtualService(chart, 'VirtualService', {
    name,
    hosts: [service.host],
    http: [{
      name: 'canary',
      match: [{ uri: StringMatch.prefix(`/${name}/preview`), headers: { 'x-canary': StringMatch.exact('true') } }],
      action: HttpAction.route(TrafficSplit.to(canary)),
      ...resilience(),
    }, {
      name: 'main',
      match: [{ uri: StringMatch.exact(`/${name}`) }, { uri: StringMatch.prefix(`/${name}/`) }],
      action: HttpAction.route(TrafficSplit.canary(stable, canary, 5)),
      ...resilience(),
    }],
  });
  AuthorizationPolicy.allow(chart, 'AuthorizationPolicy', {
    name,
    target: PolicyTarget.service(service),
    rules: [{
      from: [
        { principals: [`cluster.local/ns/${NAMESPACE}/sa/caller-of-${name}`, `cluster.local/ns/${NAMESPACE}/sa/frontend`] },
        { namespaces: ['istio-ingress', `tests-of-${name}`] },
      ],
      to: [
        { methods: [HttpMethod.GET, HttpMethod.HEAD], paths: [`/${name}`, `/${name}/*`], ports: [8080] },
        { methods: [HttpMethod.POST], paths: [`/${name}/orders`, `/${name}/orders/*`], ports: [8080] },
      ],
      when: [Condition.header('x-tenant', 'blue', 'green', `tenant-of-${name}`)],
    }],
  });
}
