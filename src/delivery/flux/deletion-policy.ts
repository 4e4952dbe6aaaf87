/**
 * What happens to the applied objects when their Kustomization is deleted (`spec.deletionPolicy`).
 *
 * @see https://fluxcd.io/flux/components/kustomize/kustomizations/#deletion-policy
 */
export enum DeletionPolicy {
  /** They stay. */
  ORPHAN = 'Orphan',
  /** They are deleted when pruning is on, as it is here. */
  MIRROR_PRUNE = 'MirrorPrune',
  /** They are deleted. */
  DELETE = 'Delete',
  /** They are deleted, and the Kustomization stays until they are gone. */
  WAIT_FOR_TERMINATION = 'WaitForTermination',
}
