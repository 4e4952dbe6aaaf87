import { Chart, ChartProps, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { GatewaysChart } from './gateways';
import { ServicesChart } from './services';
import { Overlay } from './values';
import { BlueGreenRelease, Gateway, ReleaseColor, RetryOn, StringMatch } from '../../src';

/** `applications/web-app`: blue and green, and one property that says who serves. */
export class WebAppChart extends Chart {
  constructor(scope: Construct, id: string, props: ChartProps, { domain, values }: Overlay, { web }: ServicesChart, { ingress }: GatewaysChart) {
    super(scope, id, { ...props, namespace: 'default' });
    new BlueGreenRelease(this, 'Release', {
      service: web,
      blue: { labels: { deployment: 'blue' } },
      green: { labels: { deployment: 'green' } },
      active: values.text('webApp.active', { oneOf: Object.values(ReleaseColor) }) as ReleaseColor,
      previewMatch: [{ headers: { 'x-preview': StringMatch.exact('true') } }],
      hosts: [`web-app.${domain}`],
      gateways: [Gateway.fromName(this, 'Gateway', 'istio-system/main-gateway')],
      timeout: Duration.seconds(10),
      retries: { attempts: 2, retryOn: [RetryOn.CONNECT_FAILURE, RetryOn.REFUSED_STREAM] },
    });
    web.connections.allowFromGateway(ingress);
  }
}
