import { isSameValue, ValueEdit } from './edit-values';
import { FleetMember } from './synth-report-file';
import { ValueLeaf, ValuesFile } from './values-file';
import { nearestName } from '../kernel/nearest';

/** One value that a promotion moves. */
export interface PromotedValue {
  readonly key: string;
  /** The value in the target. Absent where the target has none. */
  readonly before?: ValueLeaf;
  /** The value in the source. Absent where the value goes. */
  readonly after?: ValueLeaf;
}

/** Which values move, and what keeps others from moving. */
export interface Selection {
  readonly values: readonly PromotedValue[];
  /** Values that differ and stay, with the reason. */
  readonly stays: readonly { readonly key: string; readonly because: string }[];
  /** Keys that were asked for by name and must not move, with the reason. */
  readonly refused: readonly { readonly key: string; readonly because: string }[];
  /** Keys that were asked for by name and that nobody has. */
  readonly unknown: readonly { readonly key: string; readonly nearest?: string }[];
}

/**
 * Which values of one environment another one gets: those that the program reads for the source and that differ. Values of the target's
 * own stay, unless they are asked for by name and the source has none: then they go.
 *
 * @param only keys that were asked for, each with all below it; empty for all
 */
export function selectValues(
  source: ValuesFile, target: ValuesFile, from: FleetMember, to: FleetMember, only: readonly string[],
): Selection {
  const read = new Set(from.values?.read);
  const pinned = to.values?.pinned ?? [];
  const keys = [...new Set([...source.leaves.keys(), ...target.leaves.keys()])];
  const differing = keys.filter(key => !isSameValue(source.leaves.get(key), target.leaves.get(key)));
  const reasonToStay = (key: string): string | undefined => {
    const pin = pinned.find(pinnedKey => covers(pinnedKey, key));
    return pin !== undefined ? `it is pinned in ${to.name}${pin === key ? '' : ` (${pin})`}`
      : source.leaves.has(key) && !read.has(key) ? `the program does not read it for ${from.name}`
        : source.leaves.get(key)?.items?.includes(undefined) ? 'it is a list of more than texts and numbers'
          : !source.leaves.has(key) && !only.includes(key) ? `only ${to.name} has it` : undefined;
  };
  const asked = differing.filter(key => only.length === 0 || only.some(part => covers(part, key)));
  const [stays, values] = [asked.filter(key => reasonToStay(key) !== undefined), asked.filter(key => reasonToStay(key) === undefined)];
  const reasons = stays.map(key => ({ key, because: reasonToStay(key)! }));
  return {
    values: values.map(key => ({ key, before: target.leaves.get(key), after: source.leaves.get(key) })),
    stays: reasons.filter(({ key }) => !only.includes(key)),
    refused: reasons.filter(({ key }) => only.includes(key)),
    unknown: only.filter(part => !keys.some(key => covers(part, key))).map(key => ({ key, nearest: nearestName(key, keys) })),
  };
}

/** What the selection does to the values file of the target. */
export function editsOf({ values }: Selection): ValueEdit[] {
  return values.map(({ key, after }) => ({ key, value: after }));
}

/** Why one environment cannot be promoted to another by the order of the fleet; undefined when it can. */
export function orderFault(from: FleetMember, to: FleetMember, members: readonly FleetMember[]): { what: string; fix: string } | undefined {
  if (to.after.includes(from.name)) {
    return undefined;
  }
  const before = to.after.length > 0 ? to.after.join(' and ') : undefined;
  if (from.name === to.name) {
    return { what: `${from.name} cannot be promoted to itself.`, fix: before ? `Promote from ${before}.` : 'Name two environments.' };
  }
  if (earlier(from, members).has(to.name)) {
    return { what: `${from.name} comes after ${to.name}: changes go the other way.`, fix: `To take a change back, revert its commit; to promote, write --from ${to.name} --to ${from.name}.` };
  }
  return before
    ? { what: `${to.name} comes after ${before}, not after ${from.name}.`, fix: `Promote to ${before} first, then from there.` }
    : { what: `${to.name} comes after no environment.`, fix: `If it may get changes from ${from.name}, write after: ['${from.name}'] where ${to.name} is added to the fleet.` };
}

/** Names of all environments before one, at any distance. */
function earlier({ after }: FleetMember, members: readonly FleetMember[]): Set<string> {
  const found = new Set<string>();
  const todo = [...after];
  for (let name = todo.pop(); name !== undefined; name = todo.pop()) {
    if (!found.has(name)) {
      found.add(name);
      todo.push(...members.find(member => member.name === name)?.after ?? []);
    }
  }
  return found;
}

/** Whether a key stands for another: itself, or one below it. */
function covers(part: string, key: string): boolean {
  return key === part || key.startsWith(`${part}.`);
}
