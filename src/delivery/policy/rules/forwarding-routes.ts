import { listOf, mapOf } from '../reading';
import { Json } from '../rule-definition';

/**
 * Routes that lead to destinations, with their numbers. What is delegated is passed over on both sides: timeout and retries of the delegating
 * route fill those of its delegate (a VirtualService without hosts), and one object does not show both.
 *
 * `mergeHTTPRoute` of Istio's `pilot/pkg/model/virtualservice.go`.
 */
export function forwardingRoutes(object: Json): [Json, number][] {
  const { hosts, http } = mapOf(object.spec);
  return listOf(hosts).length === 0 ? [] : listOf(http)
    .map((route, index): [Json, number] => [mapOf(route), index])
    .filter(([route]) => listOf(route.route).length > 0);
}

/** The same in CEL: the routes themselves. */
export const FORWARDING_ROUTES_IN_CEL = 'has(object.spec) && has(object.spec.hosts) && size(object.spec.hosts) > 0 && has(object.spec.http)'
  + ' ? object.spec.http.filter(route, has(route.route) && size(route.route) > 0) : []';

/** Their places, for a message. */
export const PLACES_OF_ROUTES_IN_CEL = 'variables.faults.map(route, "spec.http[" + string(object.spec.http.indexOf(route)) + "]").join(", ")';
