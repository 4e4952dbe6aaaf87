import { Chart, ChartProps, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { GatewaysChart } from './gateways';
import { ServicesChart } from './services';
import { GuideValues } from './values';
import { BlueGreenRelease, Gateway, StringMatch } from '../../src';

/** `applications/web-app`: blue and green, and one property that says who serves. */
export class WebAppChart extends Chart {
  constructor(scope: Construct, id: string, props: ChartProps, values: GuideValues, { web }: ServicesChart, { ingress }: GatewaysChart) {
    super(scope, id, { ...props, namespace: 'default' });
    new BlueGreenRelease(this, 'Release', {
      service: web,
      blue: { labels: { deployment: 'blue' } },
      green: { labels: { deployment: 'green' } },
      active: values.active,
      previewMatch: [{ headers: { 'x-preview': StringMatch.exact('true') } }],
      hosts: [`web-app.${values.domain}`],
      gateways: [Gateway.fromName(this, 'Gateway', 'istio-system/main-gateway')],
      timeout: Duration.seconds(10),
    });
    web.connections.allowFromGateway(ingress);
  }
}
