export { type ClusterPatchMatch } from './envoy-cluster-match';
export * from './envoy-filter';
export {
  type EnvoyFilterChain, type HttpFilterPatchMatch, type ListenerFilterPatchMatch, type ListenerPatchMatch, type NetworkFilterPatchMatch,
} from './envoy-listener-match';
export * from './envoy-patch';
export * from './envoy-patch-operation';
export { EnvoyPatchContext, type EnvoyPatchMatch, type EnvoyProxyMatch } from './envoy-proxy-match';
export { EnvoyRouteAction, type RoutePatchMatch } from './envoy-route-match';
export { type WaypointPatchMatch, WaypointPatchTarget } from './envoy-waypoint-match';
export * from './extension-filter';
export { type ExtensionMatch } from './extension-match';
export * from './extension-phase';
export * from './pinned-image';
export * from './rate-limit-point';
export { RateLimitKey, type RateLimitRule, RateLimitUnit } from './rate-limit-rule';
export * from './traffic-extension';
export { WasmFailStrategy, WasmImagePullPolicy, type WasmModule, WasmPluginType } from './wasm-module';
export * from './wasm-plugin';
export * from './wasm-variable';
