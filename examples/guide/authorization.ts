import { Chart, ChartProps } from 'cdk8s';
import { Construct } from 'constructs';
import { AuthorizationPolicy, MeshService, PolicyTarget } from '../../src';

/** `base/authorization`: nobody may call anybody, and everybody may come to the ingress gateway. */
export class AuthorizationChart extends Chart {
  constructor(scope: Construct, id: string, props: ChartProps, ingress: MeshService) {
    super(scope, id, { ...props, namespace: 'istio-system' });
    AuthorizationPolicy.denyAll(this, 'DefaultDeny', { name: 'default-deny', meshWide: true });
    AuthorizationPolicy.allow(this, 'IngressGateway', {
      name: 'ingress-gateway', target: PolicyTarget.service(ingress), rules: [{ to: [{ ports: [8080, 8443] }] }],
    });
  }
}
