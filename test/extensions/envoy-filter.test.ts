import { App, Chart, JsonPatch } from 'cdk8s';
import {
  EnvoyFilter, EnvoyFilterClass, EnvoyPatch, EnvoyPatchContext, EnvoyPatchOperation, EnvoyRouteAction, WaypointPatchTarget,
} from '../../src/extensions';
import { MeshService } from '../../src/networking';
import { PolicyTarget, TargetKind, TargetReference } from '../../src/security';

function shop(): Chart {
  return new Chart(new App(), 'shop', { namespace: 'shop' });
}

const VALUE = { name: 'lua', typed_config: { '@type': 'type.googleapis.com/x', 'nothing': null, 'list': [], 'zero': 0 } };
const merge = EnvoyPatchOperation.merge(VALUE);

function rendered(patch: EnvoyPatch): object {
  return new EnvoyFilter(shop(), 'Filter', { configPatches: [patch] }).toJson().spec.configPatches[0];
}

test('workloads by labels, in the namespace of their service', () => {
  const chart = shop();
  const cart = new MeshService(chart, 'Cart', { name: 'cart', namespace: 'carts', ports: [{ number: 80 }], selector: { app: 'cart' } });
  const filter = new EnvoyFilter(chart, 'Lua', { target: PolicyTarget.service(cart), priority: -1, configPatches: [EnvoyPatch.cluster(merge)] }).toJson();
  expect(filter).toMatchObject({ apiVersion: 'networking.istio.io/v1alpha3', kind: 'EnvoyFilter', metadata: { name: 'lua', namespace: 'carts' } });
  expect(filter.spec).toEqual({
    workloadSelector: { labels: { app: 'cart' } }, priority: -1, configPatches: [{ applyTo: 'CLUSTER', patch: { operation: 'MERGE', value: VALUE } }],
  });
});

test('waypoints by reference', () => {
  const target = PolicyTarget.references(TargetReference.fromName(TargetKind.GATEWAY, 'waypoint'));
  expect(new EnvoyFilter(shop(), 'Lua', { target, configPatches: [EnvoyPatch.cluster(merge)] }).toJson().spec.targetRefs).toEqual([
    { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'waypoint' },
  ]);
});

test.each<[string, EnvoyPatchOperation, object]>([
  ['merge', merge, { operation: 'MERGE', value: VALUE }],
  ['add', EnvoyPatchOperation.add(VALUE), { operation: 'ADD', value: VALUE }],
  ['add in a class', EnvoyPatchOperation.add(VALUE, EnvoyFilterClass.AUTHZ), { operation: 'ADD', filterClass: 'AUTHZ', value: VALUE }],
  ['remove', EnvoyPatchOperation.remove(), { operation: 'REMOVE' }],
  ['insert before', EnvoyPatchOperation.insertBefore(VALUE), { operation: 'INSERT_BEFORE', value: VALUE }],
  ['insert after', EnvoyPatchOperation.insertAfter(VALUE), { operation: 'INSERT_AFTER', value: VALUE }],
  ['insert first', EnvoyPatchOperation.insertFirst(VALUE), { operation: 'INSERT_FIRST', value: VALUE }],
  ['replace', EnvoyPatchOperation.replace({}), { operation: 'REPLACE', value: {} }],
  ['merge and replace lists', EnvoyPatchOperation.mergeAndReplaceList(VALUE), { operation: 'MERGE_AND_REPLACE_LIST', value: VALUE }],
])('%s: the value is written as it is', (_, operation, patch) => {
  expect(rendered(EnvoyPatch.httpFilter(operation))).toEqual({ applyTo: 'HTTP_FILTER', patch });
});

test.each<[string, EnvoyPatch, string, object | undefined]>([
  ['a listener', EnvoyPatch.listener(merge, { portNumber: 80 }), 'LISTENER', { listener: { portNumber: 80 } }],
  ['a filter chain', EnvoyPatch.filterChain(merge, { filterChain: { sni: 'a' } }), 'FILTER_CHAIN', { listener: { filterChain: { sni: 'a' } } }],
  ['a listener filter', EnvoyPatch.listenerFilter(merge, { listenerFilter: 'a' }), 'LISTENER_FILTER', { listener: { listenerFilter: 'a' } }],
  ['a network filter', EnvoyPatch.networkFilter(merge, { filter: 'a' }), 'NETWORK_FILTER', { listener: { filterChain: { filter: { name: 'a' } } } }],
  ['an HTTP filter, in its connection manager', EnvoyPatch.httpFilter(merge, { context: EnvoyPatchContext.GATEWAY, httpFilter: 'a' }), 'HTTP_FILTER', {
    context: 'GATEWAY',
    listener: { filterChain: { filter: { name: 'envoy.filters.network.http_connection_manager', subFilter: { name: 'a' } } } },
  }],
  ['a route configuration', EnvoyPatch.routeConfiguration(merge, { name: 'a' }), 'ROUTE_CONFIGURATION', { routeConfiguration: { name: 'a' } }],
  ['a virtual host', EnvoyPatch.virtualHost(merge, { virtualHost: 'a', domainName: 'b' }), 'VIRTUAL_HOST', { routeConfiguration: { vhost: { name: 'a', domainName: 'b' } } }],
  ['a route', EnvoyPatch.httpRoute(merge, { routeAction: EnvoyRouteAction.REDIRECT }), 'HTTP_ROUTE', { routeConfiguration: { vhost: { route: { action: 'REDIRECT' } } } }],
  ['a cluster', EnvoyPatch.cluster(merge, { subset: 'v1' }), 'CLUSTER', { cluster: { subset: 'v1' } }],
  ['an extension', EnvoyPatch.extensionConfig(merge, { proxyVersion: '^1' }), 'EXTENSION_CONFIG', { proxy: { proxyVersion: '^1' } }],
  ['the bootstrap', EnvoyPatch.bootstrap(merge, { proxyMetadata: { A: 'b' } }), 'BOOTSTRAP', { proxy: { metadata: { A: 'b' } } }],
  ['a waypoint', EnvoyPatch.waypoint(WaypointPatchTarget.NETWORK_FILTER, merge), 'NETWORK_FILTER', { context: 'WAYPOINT', waypoint: {} }],
  ['an HTTP filter of a waypoint', EnvoyPatch.waypoint(WaypointPatchTarget.HTTP_FILTER, merge, { httpFilter: 'a' }), 'HTTP_FILTER', {
    context: 'WAYPOINT', waypoint: { filter: { name: 'envoy.filters.network.http_connection_manager', subFilter: { name: 'a' } } },
  }],
  ['conditions that say nothing', EnvoyPatch.httpFilter(merge, {}), 'HTTP_FILTER', undefined],
])('%s', (_, patch, applyTo, match) => {
  expect(rendered(patch)).toEqual({ applyTo, ...(match && { match }), patch: { operation: 'MERGE', value: VALUE } });
});

test.each<[string, () => unknown, RegExp]>([
  ['no patches', () => new EnvoyFilter(shop(), 'Filter', { configPatches: [] }), /MESH0011/],
  ['a priority of 33 bits', () => new EnvoyFilter(shop(), 'Filter', { priority: -2147483649, configPatches: [EnvoyPatch.cluster(merge)] }), /MESH0001/],
  ['no value', () => EnvoyPatchOperation.merge(undefined), /MESH0001/],
  ['null', () => EnvoyPatchOperation.add(null), /MESH0001/],
  ['a list', () => EnvoyPatchOperation.replace([]), /MESH0001/],
  ['a text', () => EnvoyPatchOperation.insertFirst('name: lua'), /MESH0001/],
  ['a version that RE2 does not read', () => EnvoyPatch.cluster(merge, { proxyVersion: '(?=1)' }), /MESH0001/],
  ['a version that is too long', () => EnvoyPatch.cluster(merge, { proxyVersion: '1'.repeat(1025) }), /MESH0001/],
  ['an empty version', () => EnvoyPatch.cluster(merge, { proxyVersion: '' }), /MESH0001/],
  ['an empty network filter', () => EnvoyPatch.networkFilter(merge, { filter: '' }), /MESH0001/],
  ['an empty HTTP filter', () => EnvoyPatch.httpFilter(merge, { httpFilter: '' }), /MESH0001/],
  ['an old name of a filter', () => EnvoyPatch.httpFilter(merge, { httpFilter: 'envoy.router' }), /MESH0003[^]*envoy\.filters\.http\.router/],
  ['port 0 of a listener', () => EnvoyPatch.listener(merge, { portNumber: 0 }), /MESH0001/],
  ['port 65536 of a chain', () => EnvoyPatch.listener(merge, { filterChain: { destinationPort: 65536 } }), /MESH0001/],
  ['port 0 of a cluster', () => EnvoyPatch.cluster(merge, { portNumber: 0 }), /MESH0001/],
  ['port 0 of a route', () => EnvoyPatch.httpRoute(merge, { portNumber: 0 }), /MESH0001/],
  ['port 0 of a waypoint', () => EnvoyPatch.waypoint(WaypointPatchTarget.HTTP_FILTER, merge, { portNumber: 0 }), /MESH0001/],
  ['an HTTP filter in a patch of network filters', () => EnvoyPatch.waypoint(WaypointPatchTarget.NETWORK_FILTER, merge, { httpFilter: 'a' }), /MESH0002/],
  ['two filters', () => EnvoyPatch.waypoint(WaypointPatchTarget.HTTP_FILTER, merge, { filter: 'a', httpFilter: 'b' }), /MESH0002/],
])('%s is refused', (_, make, message) => {
  expect(make).toThrow(message);
});

test('JSON patches reach what no prop does', () => {
  const filter = new EnvoyFilter(shop(), 'Filter', { configPatches: [EnvoyPatch.cluster(merge)] });
  filter.addJsonPatch(JsonPatch.replace('/spec/configPatches/0/patch/value/name', 'other'));
  expect(filter.toJson().spec.configPatches[0].patch.value.name).toBe('other');
  expect(VALUE.name).toBe('lua');
});
