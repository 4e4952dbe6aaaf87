import { IConstruct } from 'constructs';
import { DataPlane } from './data-plane';
import type { IMeshService } from './mesh-service';
import { IWaypoint, NO_WAYPOINT } from './waypoint-reference';
import { WaypointTraffic } from './waypoint-traffic';

/** What an app knows of a namespace, and who waits to hear of it. */
interface Known {
  dataPlane?: DataPlane;
  readonly waiting: (() => void)[];
}

/** Per app, by namespace. The order in which a program declares namespaces and uses them makes no difference. */
const KNOWN = new WeakMap<IConstruct, Map<string, Known>>();

function knownOf(construct: IConstruct, namespace: string): Known {
  const root = construct.node.root;
  const byName = KNOWN.get(root) ?? new Map<string, Known>();
  KNOWN.set(root, byName);
  const known = byName.get(namespace) ?? { waiting: [] };
  byName.set(namespace, known);
  return known;
}

/** Tells the app what carries the requests of a namespace. */
export function declareDataPlane(scope: IConstruct, namespace: string, dataPlane: DataPlane): void {
  const known = knownOf(scope, namespace);
  known.dataPlane = dataPlane;
  known.waiting.splice(0).forEach(call => call());
}

/** Calls once with what carries the requests of a namespace: now, or as soon as it is declared. */
export function withDataPlaneOf(construct: IConstruct, namespace: string, call: (dataPlane: DataPlane) => void): void {
  const known = knownOf(construct, namespace);
  if (known.dataPlane) {
    call(known.dataPlane);
  } else {
    known.waiting.push(() => call(known.dataPlane!));
  }
}

const DENIALS = new WeakMap<IConstruct, Set<string>>();

/** Tells the app that a waypoint denies what nobody allows. */
export function declareDenial(scope: IConstruct, { waypointNamespace, waypointName }: IWaypoint): void {
  const { root } = scope.node;
  DENIALS.set(root, (DENIALS.get(root) ?? new Set()).add(`${waypointNamespace}/${waypointName}`));
}

/** Whether a waypoint denies what nobody allows, as far as the program says. */
export function deniesByDefault(scope: IConstruct, { waypointNamespace, waypointName }: IWaypoint): boolean {
  return DENIALS.get(scope.node.root)?.has(`${waypointNamespace}/${waypointName}`) ?? false;
}

/** Which traffic passes a waypoint; undefined for one of others. */
export function trafficOf(waypoint: IWaypoint): WaypointTraffic | undefined {
  return (waypoint as { traffic?: WaypointTraffic }).traffic;
}

/** The waypoint that requests to a service pass: its own, else that of its namespace. Undefined where it has none, as far as the program says. */
export function waypointOf(service: IMeshService): IWaypoint | undefined {
  const own = (service as { _waypoint?: IWaypoint })._waypoint;
  if (own !== undefined) {
    return own.waypointName === NO_WAYPOINT ? undefined : own;
  }
  const waypoint = service.serviceNamespace === undefined ? undefined : knownOf(service, service.serviceNamespace).dataPlane?.waypoint;
  return waypoint && trafficOf(waypoint) !== WaypointTraffic.WORKLOAD ? waypoint : undefined;
}

/** Calls once with the waypoint of a service: now, or as soon as its namespace is declared; never where it has none. */
export function withWaypointOf(service: IMeshService, call: (waypoint: IWaypoint) => void): void {
  const waypoint = waypointOf(service);
  if (waypoint) {
    call(waypoint);
    return;
  }
  if (service.serviceNamespace !== undefined) {
    const known = knownOf(service, service.serviceNamespace);
    if (known.dataPlane === undefined) {
      known.waiting.push(() => withWaypointOf(service, call));
    }
  }
}
