import { Chart, ChartProps } from 'cdk8s';
import { Construct } from 'constructs';
import { ExtensionPhase, LocalRateLimit, MeshService, PinnedImage, PinnedWasmPlugin, PolicyTarget, RateLimitPoint } from '../../src';

/** `policies/`: what the edge refuses before anybody else sees it. */
export class PoliciesChart extends Chart {
  constructor(scope: Construct, id: string, props: ChartProps, requestsPerSecond: number, ingress: MeshService) {
    super(scope, id, { ...props, namespace: 'istio-system' });
    new LocalRateLimit(this, 'RateLimit', { at: RateLimitPoint.gateway(ingress), requests: requestsPerSecond, burst: 2 * requestsPerSecond });
    new PinnedWasmPlugin(this, 'RobotFilter', {
      image: PinnedImage.of('registry.example.com/plugins/robot-filter:2.1.0', 'sha256:1f3870be274f6c49b3e31a0c6728957fb6f7a1b8bd1dbd3e0b8a5d1c2f0e9a77'),
      target: PolicyTarget.labels({ istio: 'ingressgateway' }),
      phase: ExtensionPhase.AUTHN,
      imagePullSecret: 'registry',
    });
  }
}
