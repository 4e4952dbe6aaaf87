import { enrolmentLabels, IWaypoint, NO_WAYPOINT } from './waypoint-reference';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';

/** What asks for a waypoint of its own: a Service or a ServiceEntry. */
export interface EnrolledService {
  /** Undefined where the chart says none. */
  readonly namespace: string | undefined;
  /** What errors say of the place. */
  readonly where: string;
}

/** The labels by which a service has a waypoint of its own. Undefined where it has none. Fails where the waypoint does not take it. */
export function serviceWaypointLabels(
  { namespace, where }: EnrolledService, waypoint: IWaypoint | undefined, ingressUsesWaypoint: boolean | undefined,
): { [key: string]: string } | undefined {
  if (ingressUsesWaypoint !== undefined && (waypoint === undefined || waypoint.waypointName === NO_WAYPOINT)) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: 'ingressUsesWaypoint for a service that has no waypoint of its own',
      where,
      why: 'the label speaks of the waypoint beside it',
      fix: 'name the waypoint of the service, or say it of the namespace: DataPlane.ambient({ waypoint, ingressUsesWaypoint })',
    });
  }
  if (waypoint === undefined) {
    return undefined;
  }
  if (namespace === undefined) {
    fail({
      code: CODES.MISSING_NAMESPACE,
      what: 'a waypoint for a service without namespace',
      where,
      why: 'whether the waypoint takes it depends on its namespace',
      fix: 'set `namespace` on the chart or on the service',
    });
  }
  return enrolmentLabels(waypoint, { kind: 'service', namespace, where }, ingressUsesWaypoint ?? true);
}
