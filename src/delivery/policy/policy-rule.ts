/**
 * A rule of meshes that one object is enough to decide, but for one. Each exists three times with one meaning: as a rule of the fleet
 * (`PolicyRulePack`), in Rego for CI (`RegoBundle`), and as a ValidatingAdmissionPolicy (`AdmissionPolicies`).
 */
export enum PolicyRule {
  /**
   * An HTTP route that leads to a destination says `timeout`; a stream says one that is longer than it lasts, because Istio takes no zero here.
   * Redirects, direct responses, routes that delegate, and VirtualServices without `hosts` (another one delegates to them, and may say it) are
   * passed over.
   */
  ROUTE_WITHOUT_TIMEOUT = 'route-without-timeout',
  /** An HTTP route that leads to a destination says `retries.attempts`; 0 turns retries off. Passes over the same routes. A warning. */
  ROUTE_WITHOUT_RETRIES = 'route-without-retries',
  /** No rule of an ALLOW policy matches every request of everybody. */
  ALLOW_ALL_POLICY = 'allow-all-policy',
  /** No rule of an ALLOW policy matches every request of everybody in the mesh (`principals: ["*"]`: any identity, not anyone). A warning. */
  ANY_IDENTITY_POLICY = 'any-identity-policy',
  /** No DestinationRule turns TLS off: at the top, at a port, or in a subset. Saying nothing is right, proxies choose mutual TLS themselves. */
  PLAINTEXT_DESTINATION = 'plaintext-destination',
  /** No DestinationRule takes any certificate for the destination's (`insecureSkipVerify`). */
  UNVERIFIED_DESTINATION = 'unverified-destination',
  /** A DestinationRule of a host outside of the cluster says `tls`, unless the clients encrypt themselves. A warning. */
  EXTERNAL_WITHOUT_TLS = 'external-without-tls',
  /** A DestinationRule of a host outside of the cluster has outlier detection at every level that counts. */
  EXTERNAL_WITHOUT_OUTLIER_DETECTION = 'external-without-outlier-detection',
  /** No route sets `x-envoy-ratelimited`: it tells that Envoy limited a request, and limits none. A warning. */
  RATE_LIMIT_BY_HEADER = 'rate-limit-by-header',
  /**
   * Requests are limited at every gateway that serves routes. A warning, in a fleet only: it needs the Gateway, its routes and the EnvoyFilter
   * that limits, so bundles and admission policies leave it out, and refuse it where it is named (MESH0826).
   */
  GATEWAY_WITHOUT_RATE_LIMIT = 'gateway-without-rate-limit',
  /** No PeerAuthentication with a selector lies in the root namespace, where Istio ignores it. In a fleet this is MESH1201, always on. */
  IGNORED_PEER_AUTHENTICATION = 'ignored-peer-authentication',
  /** A WasmPlugin names its module by digest, or by `sha256`. */
  UNPINNED_WASM_PLUGIN = 'unpinned-wasm-plugin',
}
