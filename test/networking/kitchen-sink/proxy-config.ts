import { Construct } from 'constructs';
import { ProxyConfig, ProxyImage, WorkloadSelector } from '../../../src/networking';
import { IstioObject } from '../../../src/networking/istio-object';

/** Places and values of the schema that no prop reaches, with the reason. */
export const EXCEPTIONS: Record<string, string> = {};

/** ProxyConfigs that together reach every place of the schema. */
export function kitchenSink(scope: Construct): IstioObject[] {
  const images = [ProxyImage.DEFAULT, ProxyImage.DEBUG, ProxyImage.DISTROLESS, ProxyImage.of('fips')];
  return [
    new ProxyConfig(scope, 'Selected', {
      namespace: 'shop', selector: WorkloadSelector.labels({ app: 'cart' }), concurrency: 0, environmentVariables: { ISTIO_META_NAME: 'cart', EMPTY: '' },
    }),
    ...images.map((image, i) => new ProxyConfig(scope, `Image${i}`, { namespace: 'shop', image })),
  ];
}
