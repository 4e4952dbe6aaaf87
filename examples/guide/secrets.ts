import { Chart, ChartProps } from 'cdk8s';
import { Construct } from 'constructs';
import { GatewaysChart } from './gateways';
import { secrets } from '../../src';

/** `secrets/` and `external-secrets/`: the certificate of the ingress gateway, from the one source that the environment has. */
export class SecretsChart extends Chart {
  constructor(scope: Construct, id: string, props: ChartProps, source: secrets.SecretSource, { mainGateway }: GatewaysChart) {
    super(scope, id, { ...props, namespace: 'istio-system' });
    new secrets.GatewayTlsSecret(this, 'Certificate', { gateway: mainGateway, namespace: 'istio-system', source });
  }
}
