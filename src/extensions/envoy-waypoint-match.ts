import { requireFilterName } from './envoy-filter-name';
import { HTTP_CONNECTION_MANAGER } from './envoy-listener-match';
import { EnvoyProxyMatch, part, renderProxy } from './envoy-proxy-match';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { defined, portNumber } from '../networking/field-checks';

/** What a patch of waypoints changes: what a match of waypoints can name. istiod up to 1.31 applies none of them (see `EnvoyPatch.waypoint`). */
export enum WaypointPatchTarget {
  /** A network filter. */
  NETWORK_FILTER = 'NETWORK_FILTER',
  /** An HTTP filter. */
  HTTP_FILTER = 'HTTP_FILTER',
  /** A route. */
  HTTP_ROUTE = 'HTTP_ROUTE',
}

/**
 * Parts of a waypoint that a patch applies to; all conditions must hold. Istio field `configPatches[].match.waypoint`. Since Istio 1.29.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/envoy-filter/#EnvoyFilter-WaypointMatch
 */
export interface WaypointPatchMatch extends EnvoyProxyMatch {
  /**
   * Port of the service, 1–65535.
   * @default - any
   */
  readonly portNumber?: number;
  /**
   * Name of the network filter. Not with `httpFilter`. Istio field `waypoint.filter.name`.
   * @default - any
   */
  readonly filter?: string;
  /**
   * Name of the HTTP filter, for HTTP_FILTER only. Istio field `waypoint.filter.subFilter.name`, inside of the HTTP connection manager.
   * @default - any
   */
  readonly httpFilter?: string;
  /**
   * Name of the route. Istio field `waypoint.route.name`.
   * @default - any
   */
  readonly route?: string;
}

/** Renders and checks the match. The key `waypoint` is always there: the context needs it. */
export function renderWaypointMatch(target: WaypointPatchTarget, match: WaypointPatchMatch, where: string): object {
  const { filter, httpFilter, route } = match;
  if (httpFilter !== undefined && (filter !== undefined || target !== WaypointPatchTarget.HTTP_FILTER)) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: filter !== undefined ? 'filter and httpFilter together' : `httpFilter in a patch of ${target}`,
      where,
      why: 'HTTP filters are inside of the HTTP connection manager, which httpFilter stands for',
      fix: 'name httpFilter alone, in a patch of HTTP_FILTER',
    });
  }
  const name = requireFilterName(httpFilter === undefined ? filter : HTTP_CONNECTION_MANAGER, where);
  return {
    context: 'WAYPOINT',
    ...renderProxy(match, where),
    waypoint: defined({
      portNumber: match.portNumber === undefined ? undefined : portNumber(match.portNumber, `${where}.waypoint.portNumber`),
      ...part('filter', { name, ...part('subFilter', { name: requireFilterName(httpFilter, where) }) }),
      ...part('route', { name: route }),
    }),
  };
}
