import { Construct } from 'constructs';
import { EnvoyPatch } from './envoy-patch';
import { defined, INT32, nonEmptyList, wholeNumber } from '../networking/field-checks';
import { IstioObject } from '../networking/istio-object';
import { checkMeshWide } from '../networking/mesh-wide';
import { PolicyProps } from '../security/policy-props';
import { namespaceFor } from '../security/policy-target';

/** Props of an EnvoyFilter. A target by labels is Istio's field `spec.workloadSelector` here. */
export interface EnvoyFilterProps extends PolicyProps {
  /** The changes, at least one, in this order. Istio field `spec.configPatches`. */
  readonly configPatches: EnvoyPatch[];
  /**
   * Order among EnvoyFilters of one level, lower first; a whole number of 32 bits, also negative. Equal ones go by age, then by name.
   * Istio field `spec.priority`.
   * @default 0
   */
  readonly priority?: number;
}

/**
 * Changes of the Envoy configuration that Istio generates for some workloads, waypoints or gateways.
 *
 * The last resort: it depends on what Istio generates inside, which changes between versions, so Istio's webhook warns of every object, and a
 * patch that matches nothing is ignored in silence. Where a typed kind does the job, use that one. Targets and matches are typed here; the
 * values are Envoy's and are not looked into (see EnvoyPatchOperation).
 *
 * What no prop reaches, `addJsonPatch` does; an `ApiObject` of cdk8s takes a whole document.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/envoy-filter/
 */
export class EnvoyFilter extends IstioObject {
  private readonly spec: object;

  constructor(scope: Construct, id: string, props: EnvoyFilterProps) {
    const where = `EnvoyFilter ${scope.node.path}/${id}`;
    super(scope, id, { apiVersion: 'networking.istio.io/v1alpha3', kind: 'EnvoyFilter' }, {
      ...props, namespace: namespaceFor(props.target?._namespaces ?? [], props.namespace, where),
    });
    checkMeshWide(this, props.target !== undefined, props.meshWide);
    const { selector, ...references } = (props.target?._render() ?? {}) as { selector?: { matchLabels: object } };
    this.spec = defined({
      workloadSelector: selector && { labels: selector.matchLabels },
      ...references,
      configPatches: nonEmptyList(props.configPatches, `${where} spec.configPatches`)!.map(patch => patch._render()),
      priority: wholeNumber(props.priority, -INT32 - 1, INT32, `${where} spec.priority`),
    });
  }

  /** @internal */
  public _spec(): object {
    return this.spec;
  }
}
