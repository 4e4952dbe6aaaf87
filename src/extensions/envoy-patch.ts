import { ClusterPatchMatch, renderClusterMatch } from './envoy-cluster-match';
import {
  HttpFilterPatchMatch, ListenerFilterPatchMatch, ListenerPatchMatch, NetworkFilterPatchMatch,
  renderHttpFilterMatch, renderListenerFilterMatch, renderListenerMatch, renderNetworkFilterMatch,
} from './envoy-listener-match';
import { EnvoyPatchOperation } from './envoy-patch-operation';
import { EnvoyPatchMatch, renderMatch } from './envoy-proxy-match';
import { renderRouteMatch, RoutePatchMatch } from './envoy-route-match';
import { renderWaypointMatch, WaypointPatchMatch, WaypointPatchTarget } from './envoy-waypoint-match';
import { defined } from '../networking/field-checks';

/**
 * One change of the configuration that Istio sends to proxies: what it changes, what it does, and when it applies.
 * Each kind of target takes the conditions that Istio reads for it, and no others. Istio field `spec.configPatches[]`.
 *
 * Without match a patch applies to everything of its kind, in sidecars and gateways.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/envoy-filter/#EnvoyFilter-EnvoyConfigObjectPatch
 */
export class EnvoyPatch {
  /** Listeners. Istio field `applyTo: LISTENER`. */
  public static listener(operation: EnvoyPatchOperation, match?: ListenerPatchMatch): EnvoyPatch {
    return new EnvoyPatch('LISTENER', operation, renderListenerMatch(match, 'a patch of LISTENER: match'));
  }

  /** Listener filters. Istio field `applyTo: LISTENER_FILTER`. */
  public static listenerFilter(operation: EnvoyPatchOperation, match?: ListenerFilterPatchMatch): EnvoyPatch {
    return new EnvoyPatch('LISTENER_FILTER', operation, renderListenerFilterMatch(match, 'a patch of LISTENER_FILTER: match'));
  }

  /** Filter chains of listeners. Istio field `applyTo: FILTER_CHAIN`. */
  public static filterChain(operation: EnvoyPatchOperation, match?: ListenerPatchMatch): EnvoyPatch {
    return new EnvoyPatch('FILTER_CHAIN', operation, renderListenerMatch(match, 'a patch of FILTER_CHAIN: match'));
  }

  /** Network filters. Istio field `applyTo: NETWORK_FILTER`. */
  public static networkFilter(operation: EnvoyPatchOperation, match?: NetworkFilterPatchMatch): EnvoyPatch {
    return new EnvoyPatch('NETWORK_FILTER', operation, renderNetworkFilterMatch(match, 'a patch of NETWORK_FILTER: match'));
  }

  /** HTTP filters. Istio field `applyTo: HTTP_FILTER`. */
  public static httpFilter(operation: EnvoyPatchOperation, match?: HttpFilterPatchMatch): EnvoyPatch {
    return new EnvoyPatch('HTTP_FILTER', operation, renderHttpFilterMatch(match, 'a patch of HTTP_FILTER: match'));
  }

  /** Whole route configurations; they can only be merged with. Istio field `applyTo: ROUTE_CONFIGURATION`. */
  public static routeConfiguration(operation: EnvoyPatchOperation, match?: RoutePatchMatch): EnvoyPatch {
    return new EnvoyPatch('ROUTE_CONFIGURATION', operation, renderRouteMatch(match, 'a patch of ROUTE_CONFIGURATION: match'));
  }

  /** Virtual hosts of route configurations. Istio field `applyTo: VIRTUAL_HOST`. */
  public static virtualHost(operation: EnvoyPatchOperation, match?: RoutePatchMatch): EnvoyPatch {
    return new EnvoyPatch('VIRTUAL_HOST', operation, renderRouteMatch(match, 'a patch of VIRTUAL_HOST: match'));
  }

  /** Routes of virtual hosts. Istio field `applyTo: HTTP_ROUTE`. */
  public static httpRoute(operation: EnvoyPatchOperation, match?: RoutePatchMatch): EnvoyPatch {
    return new EnvoyPatch('HTTP_ROUTE', operation, renderRouteMatch(match, 'a patch of HTTP_ROUTE: match'));
  }

  /** Clusters. Istio field `applyTo: CLUSTER`. */
  public static cluster(operation: EnvoyPatchOperation, match?: ClusterPatchMatch): EnvoyPatch {
    return new EnvoyPatch('CLUSTER', operation, renderClusterMatch(match, 'a patch of CLUSTER: match'));
  }

  /** Configurations of extensions, which filters refer to by name. Istio field `applyTo: EXTENSION_CONFIG`. */
  public static extensionConfig(operation: EnvoyPatchOperation, match?: EnvoyPatchMatch): EnvoyPatch {
    return new EnvoyPatch('EXTENSION_CONFIG', operation, renderMatch(match, 'a patch of EXTENSION_CONFIG: match'));
  }

  /** The configuration a proxy starts with; proxies need a restart. Istio field `applyTo: BOOTSTRAP`. */
  public static bootstrap(operation: EnvoyPatchOperation, match?: EnvoyPatchMatch): EnvoyPatch {
    return new EnvoyPatch('BOOTSTRAP', operation, renderMatch(match, 'a patch of BOOTSTRAP: match'));
  }

  /** Parts of waypoints. Istio field `match.context: WAYPOINT`. Since Istio 1.29. */
  public static waypoint(applyTo: WaypointPatchTarget, operation: EnvoyPatchOperation, match: WaypointPatchMatch = {}): EnvoyPatch {
    return new EnvoyPatch(applyTo, operation, renderWaypointMatch(applyTo, match, `a patch of ${applyTo} of waypoints: match`));
  }

  private constructor(
    private readonly applyTo: string,
    private readonly operation: EnvoyPatchOperation,
    private readonly match: object | undefined,
  ) {}

  /** @internal */
  public _render(): object {
    return defined({ applyTo: this.applyTo, match: this.match, patch: this.operation._render() });
  }
}
