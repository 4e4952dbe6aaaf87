import { PolicyTarget } from './policy-target';
import { IstioObjectProps } from '../networking/istio-object';

/** What a policy on workloads, waypoints or gateways takes. */
export interface PolicyProps extends IstioObjectProps {
  /**
   * What the policy applies to.
   * @default - all workloads of the namespace; in Istio's root namespace, all workloads of the mesh
   */
  readonly target?: PolicyTarget;
}
