import { Chart, ChartProps } from 'cdk8s';
import { Construct } from 'constructs';
import { ExtensionPhase, LocalRateLimit, MeshService, PinnedImage, PinnedWasmPlugin, PolicyTarget, RateLimitPoint } from '../../src';

/** `policies/`: what the edge refuses before anybody else sees it. */
export class PoliciesChart extends Chart {
  constructor(scope: Construct, id: string, props: ChartProps, requestsPerSecond: number, robotFilter: string, ingress: MeshService) {
    super(scope, id, { ...props, namespace: 'istio-system' });
    new LocalRateLimit(this, 'RateLimit', { at: RateLimitPoint.gateway(ingress), requests: requestsPerSecond, burst: 2 * requestsPerSecond });
    const [image, digest] = robotFilter.split('@');
    new PinnedWasmPlugin(this, 'RobotFilter', {
      image: PinnedImage.of(image, digest),
      target: PolicyTarget.labels({ istio: 'ingressgateway' }),
      phase: ExtensionPhase.AUTHN,
      imagePullSecret: 'registry',
    });
  }
}
