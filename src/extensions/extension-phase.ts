/**
 * Where in the chain of filters an extension stands. Without one, it stands at the end, just before the router.
 *
 * @see https://istio.io/latest/docs/reference/config/proxy_extensions/wasm-plugin/#PluginPhase
 */
export enum ExtensionPhase {
  /** Before Istio's authentication. */
  AUTHN = 'AUTHN',
  /** After Istio's authentication, before its authorization. */
  AUTHZ = 'AUTHZ',
  /** After Istio's authorization, before its statistics. */
  STATS = 'STATS',
}
