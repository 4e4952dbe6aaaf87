import { Construct } from 'constructs';
import {
  EnvoyFilter, EnvoyFilterClass, EnvoyPatch, EnvoyPatchContext, EnvoyPatchOperation, EnvoyRouteAction, ListenerPatchMatch, WaypointPatchTarget,
} from '../../../src/extensions';
import { IstioObject } from '../../../src/networking/istio-object';
import { PolicyTarget, TargetKind, TargetReference } from '../../../src/security';

/** Places and values of the schema that no prop reaches, with the reason. `**` stands for any place that ends so. */
export const EXCEPTIONS: Record<string, string> = {
  '**targetRefs[].namespace': 'has to be empty: references stay in the namespace of the object',
  'configPatches[].applyTo=INVALID': 'stands for a missing target, which Istio refuses',
  'configPatches[].patch.operation=INVALID': 'stands for a missing operation, which Istio refuses',
  'configPatches[].patch.filterClass=UNSPECIFIED': 'the same as no class',
};

const LUA = {
  name: 'envoy.filters.http.lua',
  typed_config: {
    '@type': 'type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua',
    'default_source_code': { inline_string: 'function envoy_on_request(handle) end' },
  },
};

/** EnvoyFilters that together reach every place of the schema. */
export function kitchenSink(scope: Construct): IstioObject[] {
  const namespace = 'shop';
  const listener: ListenerPatchMatch = {
    context: EnvoyPatchContext.SIDECAR_INBOUND,
    proxyVersion: '^1\\.31.*',
    proxyMetadata: { CLUSTER_ID: 'east' },
    name: 'virtualInbound',
    portNumber: 8080,
    portName: 'http',
    filterChain: { name: 'inbound', sni: 'cart.example.com', transportProtocol: 'tls', applicationProtocols: 'h2,http/1.1', destinationPort: 8080 },
  };
  const merge = EnvoyPatchOperation.merge({ name: 'patched' });
  new EnvoyFilter(scope, 'Listeners', {
    namespace,
    target: PolicyTarget.labels({ app: 'cart' }),
    priority: -10,
    configPatches: [
      EnvoyPatch.listener(merge, listener),
      EnvoyPatch.filterChain(EnvoyPatchOperation.remove(), listener),
      EnvoyPatch.listenerFilter(EnvoyPatchOperation.insertFirst({ name: 'envoy.filters.listener.http_inspector' }), {
        ...listener, listenerFilter: 'envoy.filters.listener.tls_inspector',
      }),
      EnvoyPatch.networkFilter(EnvoyPatchOperation.replace({ name: 'envoy.filters.network.tcp_proxy' }), {
        ...listener, filter: 'envoy.filters.network.tcp_proxy',
      }),
      EnvoyPatch.httpFilter(EnvoyPatchOperation.insertBefore(LUA), { ...listener, httpFilter: 'envoy.filters.http.router' }),
      EnvoyPatch.httpFilter(EnvoyPatchOperation.insertAfter(LUA), { httpFilter: 'envoy.filters.http.cors' }),
      ...Object.values(EnvoyFilterClass).map(filterClass => EnvoyPatch.httpFilter(EnvoyPatchOperation.add(LUA, filterClass))),
    ],
  });
  new EnvoyFilter(scope, 'Routes', {
    namespace,
    configPatches: [
      EnvoyPatch.routeConfiguration(EnvoyPatchOperation.mergeAndReplaceList({ internal_only_headers: ['x-internal'] }), {
        context: EnvoyPatchContext.GATEWAY, name: 'http.8080', portNumber: 8080, portName: 'http', gateway: 'istio-ingress/public',
      }),
      EnvoyPatch.virtualHost(merge, { context: EnvoyPatchContext.SIDECAR_OUTBOUND, virtualHost: 'cart.shop.svc.cluster.local:80', domainName: 'cart' }),
      ...Object.values(EnvoyRouteAction).map(routeAction => EnvoyPatch.httpRoute(merge, { route: 'canary', routeAction })),
      EnvoyPatch.cluster(merge, { name: 'outbound|80||cart.shop.svc.cluster.local' }),
      EnvoyPatch.cluster(merge, { portNumber: 80, service: 'cart.shop.svc.cluster.local', subset: 'v1' }),
      EnvoyPatch.extensionConfig(EnvoyPatchOperation.add(LUA), { context: EnvoyPatchContext.ANY }),
      EnvoyPatch.bootstrap(EnvoyPatchOperation.merge({ stats_config: { stats_tags: [] } })),
    ],
  });
  new EnvoyFilter(scope, 'Waypoints', {
    namespace,
    target: PolicyTarget.references(TargetReference.fromName(TargetKind.GATEWAY, 'waypoint')),
    configPatches: [
      EnvoyPatch.waypoint(WaypointPatchTarget.HTTP_FILTER, EnvoyPatchOperation.insertBefore(LUA), { portNumber: 80, httpFilter: 'envoy.filters.http.router' }),
      EnvoyPatch.waypoint(WaypointPatchTarget.NETWORK_FILTER, merge, { filter: 'envoy.filters.network.http_connection_manager' }),
      EnvoyPatch.waypoint(WaypointPatchTarget.HTTP_ROUTE, merge, { route: 'default', proxyVersion: '^1\\.31.*' }),
    ],
  });
  return scope.node.findAll().filter((each): each is IstioObject => each instanceof IstioObject);
}
