import { EmittedObject } from '../delivery';
import { groupKindOf } from './sync-wave';

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
