/**
 * What the ciphertext of a SealedSecret is bound to. It is chosen when it is sealed (`kubeseal --scope`); the same must be said here.
 *
 * @see https://github.com/bitnami-labs/sealed-secrets#scopes
 */
export enum SealingScope {
  /** To the name and the namespace of the Secret: it can be opened nowhere else. */
  STRICT = 'strict',
  /** To the namespace: the Secret may be renamed. */
  NAMESPACE_WIDE = 'namespace-wide',
  /** To the cluster only: whoever may write SealedSecrets in any namespace can open it there. */
  CLUSTER_WIDE = 'cluster-wide',
}

/**
 * The annotations that say the scope, on the SealedSecret and on its template.
 * @internal
 */
export function scopeAnnotations(scope: SealingScope): Record<string, string> {
  return scope === SealingScope.STRICT ? {} : { [`sealedsecrets.bitnami.com/${scope}`]: 'true' };
}
