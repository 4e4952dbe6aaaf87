import { EmittedObject } from '../delivery';
import { groupKindOf } from './sync-wave';

/** Annotation that holds an object's sync options, comma separated. */
export const SYNC_OPTIONS = 'argocd.argoproj.io/sync-options';

/**
 * Sync options of an object, read by Argo CD from the live object, hence on it from its first sync.
 *
 * - `PruneLast=true` on a DestinationRule: pruning runs first inside a wave, and the wave of DestinationRules comes before that of
 *   VirtualServices, so a removed rule would be gone before the routes that name its subsets are updated.
 * - `Prune=confirm` on a Namespace: removing it removes everything in it.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/
 */
const OPTIONS: Readonly<Record<string, readonly string[]>> = {
  '/Namespace': ['Prune=confirm'],
  'networking.istio.io/DestinationRule': ['PruneLast=true'],
};

/** The options, sorted; empty for most kinds. */
export function syncOptionsOf(object: EmittedObject): readonly string[] {
  return OPTIONS[groupKindOf(object)] ?? [];
}

/**
 * The options of an object's own annotation and those it needs besides, in one list; undefined where it needs none besides. An
 * option that the object sets itself, to whatever value, stays as it is.
 */
export function joinedSyncOptions(own: string | undefined, needed: readonly string[]): string | undefined {
  const said = (own ?? '').split(',').map(option => option.trim()).filter(option => option !== '');
  const names = new Set(said.map(option => option.split('=')[0]));
  const missing = needed.filter(option => !names.has(option.split('=')[0]));
  return missing.length === 0 ? undefined : [...said, ...missing].join(',');
}
