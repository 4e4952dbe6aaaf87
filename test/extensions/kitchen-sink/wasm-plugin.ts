import { Construct } from 'constructs';
import { ExtensionPhase, WasmPlugin } from '../../../src/extensions';
import { WorkloadMode } from '../../../src/networking';
import { IstioObject } from '../../../src/networking/istio-object';
import { PolicyTarget, TargetKind, TargetReference } from '../../../src/security';
import { WASM_MODULES } from '../support/wasm-modules';

/** Places and values of the schema that no prop reaches, with the reason. `**` stands for any place that ends so. */
export const EXCEPTIONS: Record<string, string> = {
  '**targetRef': 'deprecated: PolicyTarget.references writes targetRefs',
  '**targetRef.group': 'deprecated: as targetRef',
  '**targetRef.kind': 'deprecated: as targetRef',
  '**targetRef.name': 'deprecated: as targetRef',
  '**targetRef.namespace': 'deprecated: as targetRef',
  '**targetRefs[].namespace': 'has to be empty: references stay in the namespace of the object',
  'verificationKey': 'Istio hides it from its documentation and does not verify: a module would look verified',
  'imagePullPolicy=UNSPECIFIED_POLICY': 'the same as no policy',
  'match[].mode=UNDEFINED': 'the same as no mode',
  'phase=UNSPECIFIED_PHASE': 'the same as no phase',
  'type=UNSPECIFIED_PLUGIN_TYPE': 'the same as no type',
};

/** WasmPlugins that together reach every place of the schema. */
export function kitchenSink(scope: Construct): IstioObject[] {
  const namespace = 'shop';
  WASM_MODULES.forEach((module, i) => new WasmPlugin(scope, `Module${i}`, {
    ...module, namespace, target: PolicyTarget.labels({ app: 'cart' }), phase: Object.values(ExtensionPhase)[i], priority: i - 1,
  }));
  new WasmPlugin(scope, 'Match', {
    namespace,
    url: 'example.com/auth:1',
    target: PolicyTarget.references(TargetReference.fromName(TargetKind.GATEWAY, 'waypoint')),
    match: Object.values(WorkloadMode).map(mode => ({ mode, ports: [80, 8080] })),
  });
  return scope.node.findAll().filter((each): each is IstioObject => each instanceof IstioObject);
}
