import { Construct } from 'constructs';
import { ExtensionMatch, renderExtensionMatches } from './extension-match';
import { ExtensionPhase } from './extension-phase';
import { renderWasmModule, WasmModule } from './wasm-module';
import { defined, INT32, wholeNumber } from '../networking/field-checks';
import { IstioObject } from '../networking/istio-object';
import { checkMeshWide } from '../networking/mesh-wide';
import { PolicyProps } from '../security/policy-props';
import { namespaceFor, PolicyTarget } from '../security/policy-target';

/** Props of a WasmPlugin. */
export interface WasmPluginProps extends PolicyProps, WasmModule {
  /**
   * Where in the chain of filters the plugin stands. Istio field `spec.phase`.
   * @default - at the end, just before the router
   */
  readonly phase?: ExtensionPhase;
  /**
   * Order among the plugins of one phase, higher first; a whole number of 32 bits, also negative. Istio field `spec.priority`.
   * @default 0
   */
  readonly priority?: number;
  /**
   * Traffic that the plugin sees, at least one entry, of which one has to match. Istio field `spec.match`.
   * @default - all traffic of the workloads
   */
  readonly match?: ExtensionMatch[];
}

/**
 * A WebAssembly module in the proxies of some workloads, waypoints or gateways.
 *
 * Where the module cannot be fetched, traffic is refused, unless `failStrategy` says otherwise. From Istio 1.30 on,
 * `TrafficExtension` does the same and more.
 *
 * What no prop reaches, `addJsonPatch` does; an `ApiObject` of cdk8s takes a whole document.
 *
 * @see https://istio.io/latest/docs/reference/config/proxy_extensions/wasm-plugin/
 */
export class WasmPlugin extends IstioObject {
  private readonly target?: PolicyTarget;
  private readonly spec: object;

  constructor(scope: Construct, id: string, props: WasmPluginProps) {
    const where = `WasmPlugin ${scope.node.path}/${id}`;
    super(scope, id, { apiVersion: 'extensions.istio.io/v1alpha1', kind: 'WasmPlugin' }, {
      ...props, namespace: namespaceFor(props.target?._namespaces ?? [], props.namespace, where),
    });
    checkMeshWide(this, props.target !== undefined, props.meshWide);
    this.target = props.target;
    this.spec = defined({
      ...renderWasmModule(props, `${where} spec`),
      phase: props.phase,
      priority: wholeNumber(props.priority, -INT32 - 1, INT32, `${where} spec.priority`),
      match: renderExtensionMatches(props.match, `${where} spec.match`),
    });
  }

  /** @internal */
  public _spec(): object {
    return { ...this.target?._render(), ...this.spec };
  }
}
