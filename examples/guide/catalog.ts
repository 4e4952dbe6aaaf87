import { Chart, ChartProps, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { FlaggerChart } from './flagger';
import { GatewaysChart } from './gateways';
import { ServicesChart } from './services';
import { CanaryRelease, Gateway, progressive, RetryOn } from '../../src';

/** `applications/api-service/canary.yaml`: Flagger releases a service of its own, because Git moves the weights of api-service. */
export class CatalogChart extends Chart {
  constructor(
    scope: Construct, id: string, props: ChartProps, domain: string,
    { catalog, frontend }: ServicesChart, { ingress }: GatewaysChart, { loadTester, alerts }: FlaggerChart,
  ) {
    super(scope, id, { ...props, namespace: 'default' });
    new CanaryRelease(this, 'Release', {
      service: catalog,
      hosts: [`catalog.${domain}`],
      gateways: [Gateway.fromName(this, 'Gateway', 'istio-system/main-gateway')],
      timeout: Duration.seconds(10),
      retries: { attempts: 2, retryOn: [RetryOn.CONNECT_FAILURE, RetryOn.REFUSED_STREAM] },
      owner: new progressive.FlaggerCanary({
        target: progressive.FlaggerTarget.deployment('catalog'),
        strategy: progressive.FlaggerStrategy.canary({ stepWeight: 5, maxWeight: 50 }),
        interval: Duration.minutes(1),
        threshold: 3,
        metrics: [
          progressive.FlaggerMetric.successRate({ minPercent: 99 }),
          progressive.FlaggerMetric.requestDuration({ max: Duration.millis(500) }),
        ],
        loadTest: { testerUrl: 'http://flagger-loadtester.flagger-system' },
        alerts: [{ name: 'istio-alerts', provider: alerts, severity: progressive.FlaggerAlertSeverity.WARN }],
      }),
    });
    catalog.connections.allowFromGateway(ingress);
    catalog.connections.allowFrom(frontend);
    catalog.connections.allowFrom(loadTester);
  }
}
