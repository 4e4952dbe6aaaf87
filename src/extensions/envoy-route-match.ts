import { EnvoyPatchMatch, part, renderMatch } from './envoy-proxy-match';
import { defined, portNumber } from '../networking/field-checks';

/** What a route does. */
export enum EnvoyRouteAction {
  /** Anything. */
  ANY = 'ANY',
  /** It forwards to a cluster. */
  ROUTE = 'ROUTE',
  /** It redirects. */
  REDIRECT = 'REDIRECT',
  /** It answers by itself. */
  DIRECT_RESPONSE = 'DIRECT_RESPONSE',
}

/**
 * Route configurations, virtual hosts and routes that a patch applies to; all conditions must hold. Istio field `configPatches[].match.routeConfiguration`.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/envoy-filter/#EnvoyFilter-RouteConfigurationMatch
 */
export interface RoutePatchMatch extends EnvoyPatchMatch {
  /**
   * Name of the route configuration, `http.8080`.
   * @default - any
   */
  readonly name?: string;
  /**
   * Port of the server of the gateway, or of the service; 1–65535.
   * @default - any
   */
  readonly portNumber?: number;
  /**
   * Name of the port of the server of the gateway. For gateways only.
   * @default - any
   */
  readonly portName?: string;
  /**
   * The Gateway, `namespace/name`. For gateways only.
   * @default - any
   */
  readonly gateway?: string;
  /**
   * Name of the virtual host, `cart.shop.svc.cluster.local:80`. Istio field `vhost.name`.
   * @default - any
   */
  readonly virtualHost?: string;
  /**
   * A domain of the virtual host. Istio field `vhost.domainName`.
   * @default - any
   */
  readonly domainName?: string;
  /**
   * Name of the route, as in the VirtualService. Istio field `vhost.route.name`.
   * @default - any
   */
  readonly route?: string;
  /**
   * What the route does. Istio field `vhost.route.action`.
   * @default EnvoyRouteAction.ANY
   */
  readonly routeAction?: EnvoyRouteAction;
}

/** Renders and checks the match. */
export function renderRouteMatch(match: RoutePatchMatch | undefined, where: string): object | undefined {
  if (match === undefined) {
    return undefined;
  }
  const { name, portName, gateway, virtualHost, domainName, route, routeAction } = match;
  return renderMatch(match, where, part('routeConfiguration', {
    name,
    portNumber: match.portNumber === undefined ? undefined : portNumber(match.portNumber, `${where}.routeConfiguration.portNumber`),
    portName,
    gateway,
    ...part('vhost', defined({ name: virtualHost, domainName, ...part('route', { name: route, action: routeAction }) })),
  }));
}
