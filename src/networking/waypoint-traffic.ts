/** Which traffic passes a waypoint. Label `istio.io/waypoint-for`. */
export enum WaypointTraffic {
  /** Requests to services, by their host or cluster address: what routes and most policies need. */
  SERVICE = 'service',
  /** Requests to addresses of single pods and virtual machines. */
  WORKLOAD = 'workload',
  /** Both. */
  ALL = 'all',
  /** None: the waypoint runs, and nothing can be enrolled in it yet. */
  NONE = 'none',
}
