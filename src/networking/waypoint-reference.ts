/** A waypoint that namespaces and services can be enrolled in: one of this program, one that others own, or the reserved word `none`. */
export interface IWaypoint {
  /** Name of the Gateway object of the waypoint: `waypoint`. The reserved word `none` is no waypoint at all. */
  readonly waypointName: string;
  /** Namespace of the waypoint. Undefined for `none`. */
  readonly waypointNamespace?: string;
  /** Identity of the waypoint as policies write it, `cluster.local/ns/shop/sa/waypoint`. Undefined for `none`. */
  readonly waypointPrincipal?: string;
}

/** What is enrolled in a waypoint: a namespace with all it holds, or one service. */
export interface Enrolled {
  readonly kind: 'namespace' | 'service';
  readonly namespace: string;
  /** Labels of the namespace, where they are known. */
  readonly namespaceLabels?: { readonly [key: string]: string };
  /** What errors say of the place. */
  readonly where: string;
}

/** The reserved word for no waypoint; Istio ignores a waypoint of this name. */
export const NO_WAYPOINT = 'none';

/** A waypoint that knows what it takes: those of this program do. */
interface KnowingWaypoint extends IWaypoint {
  _requireTakes?(enrolled: Enrolled): void;
}

/** The labels that enrol something in a waypoint. Fails where the waypoint of this program does not take it. */
export function enrolmentLabels(waypoint: IWaypoint, enrolled: Enrolled, ingressUsesWaypoint: boolean): { [key: string]: string } {
  if (waypoint.waypointName === NO_WAYPOINT) {
    return { 'istio.io/use-waypoint': NO_WAYPOINT };
  }
  (waypoint as KnowingWaypoint)._requireTakes?.(enrolled);
  return {
    'istio.io/use-waypoint': waypoint.waypointName,
    ...(waypoint.waypointNamespace === enrolled.namespace ? {} : { 'istio.io/use-waypoint-namespace': waypoint.waypointNamespace! }),
    ...(ingressUsesWaypoint ? { 'istio.io/ingress-use-waypoint': 'true' } : {}),
  };
}
