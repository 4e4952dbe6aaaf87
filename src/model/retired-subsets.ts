import { DestinationRule } from './subsets';
import { RETIRED_SUBSETS } from '../kernel/retired-subsets';

/** Names of the subsets that a rule keeps for one more release. */
export function retiredSubsetsOf({ manifest, subsets }: DestinationRule): string[] {
  const said = manifest.object.metadata.annotations?.[RETIRED_SUBSETS];
  const names = new Set(typeof said === 'string' ? said.split(',') : []);
  return subsets.map(({ name }) => name).filter(name => names.has(name));
}
