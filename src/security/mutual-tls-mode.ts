/**
 * Whether a workload takes mutual TLS, plain text, or both from its callers.
 *
 * @see https://istio.io/latest/docs/reference/config/security/peer_authentication/#PeerAuthentication-MutualTLS-Mode
 */
export enum MutualTlsMode {
  /** What the next outer level says: the namespace for a workload, the mesh for a namespace; permissive in the end. */
  UNSET = 'UNSET',
  /** Plain text only. */
  DISABLE = 'DISABLE',
  /** Both. Policies on callers' identities do not match callers that come in plain text. */
  PERMISSIVE = 'PERMISSIVE',
  /** Mutual TLS only. */
  STRICT = 'STRICT',
}
