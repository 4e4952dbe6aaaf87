import { Chart, ChartProps, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { GatewaysChart } from './gateways';
import { ServicesChart } from './services';
import { GuideValues } from './values';
import { CanaryRelease, Gateway, LoadBalancer, SimpleLoadBalancer, StringMatch } from '../../src';

/** `applications/api-service`: a canary whose share is one number. */
export class ApiServiceChart extends Chart {
  constructor(scope: Construct, id: string, props: ChartProps, values: GuideValues, { api, frontend }: ServicesChart, { ingress }: GatewaysChart) {
    super(scope, id, { ...props, namespace: 'default' });
    new CanaryRelease(this, 'Release', {
      service: api,
      stable: { labels: { version: 'v1' } },
      canary: { labels: { version: 'v2' } },
      canaryPercent: values.canaryPercent,
      alwaysCanary: [{ headers: { 'x-canary': StringMatch.exact('true') } }],
      hosts: [`api-service.${values.domain}`],
      gateways: [Gateway.fromName(this, 'Gateway', 'istio-system/main-gateway')],
      timeout: Duration.seconds(10),
      trafficPolicy: {
        connectionPool: { tcp: { maxConnections: 100 }, http: { http1MaxPendingRequests: 100, http2MaxRequests: 1000 } },
        loadBalancer: LoadBalancer.simple(SimpleLoadBalancer.ROUND_ROBIN),
      },
    });
    api.connections.allowFromGateway(ingress);
    api.connections.allowFrom(frontend);
  }
}
