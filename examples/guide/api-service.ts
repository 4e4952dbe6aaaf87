import { Chart, ChartProps, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { GatewaysChart } from './gateways';
import { ServicesChart } from './services';
import { Overlay } from './values';
import { CanaryRelease, Gateway, LoadBalancer, RetryOn, SimpleLoadBalancer, StringMatch } from '../../src';

/** `applications/api-service`: a canary whose share is one number. */
export class ApiServiceChart extends Chart {
  constructor(
    scope: Construct, id: string, props: ChartProps, { domain, values }: Overlay, { api, frontend }: ServicesChart, { ingress }: GatewaysChart,
  ) {
    super(scope, id, { ...props, namespace: 'default' });
    new CanaryRelease(this, 'Release', {
      service: api,
      stable: { labels: { version: 'v1' } },
      canary: { labels: { version: 'v2' } },
      canaryPercent: values.percent('apiService.canaryPercent'),
      alwaysCanary: [{ headers: { 'x-canary': StringMatch.exact('true') } }],
      hosts: [`api-service.${domain}`],
      gateways: [Gateway.fromName(this, 'Gateway', 'istio-system/main-gateway')],
      timeout: Duration.seconds(10),
      retries: { attempts: 2, retryOn: [RetryOn.CONNECT_FAILURE, RetryOn.REFUSED_STREAM] },
      trafficPolicy: {
        connectionPool: { tcp: { maxConnections: 100 }, http: { http1MaxPendingRequests: 100, http2MaxRequests: 1000 } },
        loadBalancer: LoadBalancer.simple(SimpleLoadBalancer.ROUND_ROBIN),
      },
    });
    api.connections.allowFromGateway(ingress);
    api.connections.allowFrom(frontend);
  }
}
