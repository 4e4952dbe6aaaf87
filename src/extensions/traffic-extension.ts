import { Construct } from 'constructs';
import { ExtensionFilter } from './extension-filter';
import { ExtensionMatch, renderExtensionMatches } from './extension-match';
import { ExtensionPhase } from './extension-phase';
import { defined, INT32, wholeNumber } from '../networking/field-checks';
import { IstioObject } from '../networking/istio-object';
import { checkMeshWide } from '../networking/mesh-wide';
import { PolicyProps } from '../security/policy-props';
import { namespaceFor, PolicyTarget } from '../security/policy-target';

/** Props of a TrafficExtension. */
export interface TrafficExtensionProps extends PolicyProps {
  /** What runs: `ExtensionFilter.wasm(…)` or `ExtensionFilter.lua(…)`. Istio fields `spec.wasm` and `spec.lua`. */
  readonly filter: ExtensionFilter;
  /**
   * Where in the chain of filters the extension stands. Istio field `spec.phase`.
   * @default - at the end, just before the router
   */
  readonly phase?: ExtensionPhase;
  /**
   * Order among the extensions of one phase, higher first; a whole number of 32 bits, also negative. Istio field `spec.priority`.
   * @default 0
   */
  readonly priority?: number;
  /**
   * Traffic that the extension sees, at least one entry, of which one has to match. Istio field `spec.match`.
   * @default - all traffic of the workloads
   */
  readonly match?: ExtensionMatch[];
}

/**
 * Code of one's own in the proxies of some workloads, waypoints or gateways: a WebAssembly module or a script in Lua. Since Istio 1.30.
 *
 * What no prop reaches, `addJsonPatch` does; an `ApiObject` of cdk8s takes a whole document.
 *
 * @see https://istio.io/latest/docs/reference/config/proxy_extensions/
 */
export class TrafficExtension extends IstioObject {
  private readonly target?: PolicyTarget;
  private readonly spec: object;

  constructor(scope: Construct, id: string, props: TrafficExtensionProps) {
    const where = `TrafficExtension ${scope.node.path}/${id}`;
    super(scope, id, { apiVersion: 'extensions.istio.io/v1alpha1', kind: 'TrafficExtension' }, {
      ...props, namespace: namespaceFor(props.target?._namespaces ?? [], props.namespace, where),
    });
    checkMeshWide(this, props.target !== undefined, props.meshWide);
    this.target = props.target;
    this.spec = defined({
      ...props.filter._render(`${where} spec`),
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
