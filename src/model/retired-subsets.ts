import { RETIRED_SUBSETS } from '../kernel/retired-subsets';
import { Manifest } from './manifest';
import { DestinationRule } from './subsets';

/** Whether an object says that it has retired subsets. */
function hasRetiredSubsets({ object: { kind, metadata } }: Manifest): boolean {
  return kind === 'DestinationRule' && typeof metadata?.annotations?.[RETIRED_SUBSETS] === 'string';
}

/** Names of the subsets that a rule keeps for one more release. */
export function retiredSubsetsOf({ manifest, subsets }: DestinationRule): string[] {
  if (!hasRetiredSubsets(manifest)) {
    return [];
  }
  const names = new Set(manifest.object.metadata.annotations![RETIRED_SUBSETS].split(','));
  return subsets.map(({ name }) => name).filter(name => names.has(name));
}
