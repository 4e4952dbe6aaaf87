import { Construct } from 'constructs';
import { ExtensionFilter, ExtensionPhase, TrafficExtension } from '../../../src/extensions';
import { WorkloadMode } from '../../../src/networking';
import { IstioObject } from '../../../src/networking/istio-object';
import { PolicyTarget, TargetKind, TargetReference } from '../../../src/security';
import { WASM_MODULES } from '../support/wasm-modules';

/** Places and values of the schema that no prop reaches, with the reason. `**` stands for any place that ends so. */
export const EXCEPTIONS: Record<string, string> = {
  '**targetRefs[].namespace': 'has to be empty: references stay in the namespace of the object',
  'wasm.verificationKey': 'Istio does not verify: a module would look verified',
  'wasm.imagePullPolicy=UNSPECIFIED_POLICY': 'the same as no policy',
  'match[].mode=UNDEFINED': 'the same as no mode',
  'phase=UNSPECIFIED': 'the same as no phase',
  'wasm.type=UNSPECIFIED_PLUGIN_TYPE': 'the same as no type',
};

/** TrafficExtensions that together reach every place of the schema. */
export function kitchenSink(scope: Construct): IstioObject[] {
  const namespace = 'shop';
  WASM_MODULES.forEach((module, i) => new TrafficExtension(scope, `Module${i}`, {
    filter: ExtensionFilter.wasm(module), namespace, target: PolicyTarget.labels({ app: 'cart' }), phase: Object.values(ExtensionPhase)[i], priority: i - 1,
  }));
  new TrafficExtension(scope, 'Script', {
    namespace,
    filter: ExtensionFilter.lua('function envoy_on_request(handle)\n  handle:headers():add("x-shop", "1")\nend\n'),
    target: PolicyTarget.references(TargetReference.fromName(TargetKind.GATEWAY, 'waypoint')),
    match: Object.values(WorkloadMode).map(mode => ({ mode, ports: [80, 8080] })),
  });
  return scope.node.findAll().filter((each): each is IstioObject => each instanceof IstioObject);
}
