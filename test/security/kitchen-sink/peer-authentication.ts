import { Construct } from 'constructs';
import { WorkloadSelector } from '../../../src/networking';
import { IstioObject } from '../../../src/networking/istio-object';
import { MutualTlsMode, PeerAuthentication } from '../../../src/security';

/** Places and values of the schema that no prop reaches, with the reason. `**` stands for any place that ends so. */
export const EXCEPTIONS: Record<string, string> = {};

/** PeerAuthentications that together reach every place of the schema. */
export function kitchenSink(scope: Construct): IstioObject[] {
  for (const mode of Object.values(MutualTlsMode)) {
    new PeerAuthentication(scope, mode, {
      namespace: 'shop', mutualTls: mode, selector: WorkloadSelector.labels({ app: 'cart' }), portLevelMutualTls: { 8080: mode },
    });
  }
  new PeerAuthentication(scope, 'Namespace', { namespace: 'shop', mutualTls: MutualTlsMode.STRICT });
  return scope.node.findAll().filter((each): each is IstioObject => each instanceof IstioObject);
}
