import { EnvoyPatchMatch, part, renderMatch } from './envoy-proxy-match';
import { portNumber } from '../networking/field-checks';

/**
 * Clusters that a patch applies to; all conditions must hold. Istio field `configPatches[].match.cluster`.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/envoy-filter/#EnvoyFilter-ClusterMatch
 */
export interface ClusterPatchMatch extends EnvoyPatchMatch {
  /**
   * Name of the cluster, `outbound|80||cart.shop.svc.cluster.local`. The other conditions are then ignored by Istio.
   * @default - any
   */
  readonly name?: string;
  /**
   * Port of the service, 1–65535.
   * @default - any
   */
  readonly portNumber?: number;
  /**
   * Host name of the service, in full: `cart.shop.svc.cluster.local`.
   * @default - any
   */
  readonly service?: string;
  /**
   * Name of the subset.
   * @default - any
   */
  readonly subset?: string;
}

/** Renders and checks the match. */
export function renderClusterMatch(match: ClusterPatchMatch | undefined, where: string): object | undefined {
  return renderMatch(match, where, part('cluster', {
    name: match?.name,
    portNumber: match?.portNumber === undefined ? undefined : portNumber(match.portNumber, `${where}.cluster.portNumber`),
    service: match?.service,
    subset: match?.subset,
  }));
}
