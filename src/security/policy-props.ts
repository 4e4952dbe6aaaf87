import { PolicyTarget } from './policy-target';
import { IstioObjectProps } from '../networking/istio-object';

/** What a policy on workloads, waypoints or gateways takes. */
export interface PolicyProps extends IstioObjectProps {
  /**
   * What the policy applies to.
   * @default - all workloads of the namespace; in Istio's root namespace, all workloads of the mesh
   */
  readonly target?: PolicyTarget;
  /**
   * Must be true for an object in Istio's root namespace that has no target, because it holds for the workloads of all namespaces; an error
   * elsewhere (MESH0019).
   * @default false
   */
  readonly meshWide?: boolean;
}
