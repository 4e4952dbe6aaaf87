import { placeOfMark } from './construct-origin';
import { identityOf, titleOf } from './structure-findings';
import type { CheckedEnvironment } from './synthesis';
import { Finding } from '../analysis/finding';
import { CODES } from '../kernel/codes';
import { Manifest } from '../model/manifest';

/** Two environments, the clusters that both name, and what they emit alike. */
interface Clash {
  readonly earlier: CheckedEnvironment;
  readonly later: CheckedEnvironment;
  readonly clusters: string[];
  readonly objects: Map<string, Manifest>;
}

/**
 * Objects that two environments put into one cluster, which both name: one finding per pair of environments, at the later one. Environments
 * without clusters say nothing of where they go.
 */
export function sharedClusterFindings(environments: readonly CheckedEnvironment[]): Finding[] {
  const clashes = new Map<string, Clash>();
  for (const [cluster, sharers] of sharedClusters(environments)) {
    const emittedBy = new Map<string, CheckedEnvironment>();
    for (const later of sharers) {
      for (const { manifest } of later.placed) {
        const identity = identityOf(manifest);
        const earlier = emittedBy.get(identity) ?? later;
        emittedBy.set(identity, earlier);
        if (earlier !== later) {
          note(clashes, { earlier, later, cluster, identity, manifest });
        }
      }
    }
  }
  return [...clashes.values()].map(findingOf);
}

/** The clusters that several environments name, with these, in the order of the fleet. */
function sharedClusters(environments: readonly CheckedEnvironment[]): [string, CheckedEnvironment[]][] {
  const sharers = new Map<string, CheckedEnvironment[]>();
  for (const checked of environments) {
    for (const cluster of new Set(checked.environment.clusters)) {
      sharers.set(cluster, [...sharers.get(cluster) ?? [], checked]);
    }
  }
  return [...sharers].filter(([, all]) => all.length > 1);
}

interface Twin {
  readonly earlier: CheckedEnvironment;
  readonly later: CheckedEnvironment;
  readonly cluster: string;
  readonly identity: string;
  readonly manifest: Manifest;
}

function note(clashes: Map<string, Clash>, { earlier, later, cluster, identity, manifest }: Twin): void {
  const key = `${earlier.environment.environmentName} ${later.environment.environmentName}`;
  const clash = clashes.get(key) ?? { earlier, later, clusters: [], objects: new Map<string, Manifest>() };
  clashes.set(key, clash);
  if (clash.clusters[clash.clusters.length - 1] !== cluster) {
    clash.clusters.push(cluster);
  }
  clash.objects.set(identity, manifest);
}

function findingOf({ earlier, later, clusters, objects }: Clash): Finding {
  const names = [earlier.environment.environmentName, later.environment.environmentName];
  const [first] = objects.values();
  const more = objects.size > 1 ? ` and ${objects.size - 1} more` : '';
  return {
    code: CODES.DUPLICATE_OBJECT,
    rule: 'duplicate-object',
    layer: 'mesh',
    severity: 'error',
    message: `The environments ${names.join(' and ')} both put ${titleOf(first)}${more} into the cluster ${clusters.join(' and ')}.`,
    why: 'Each delivery would overwrite what the other has applied, or remove it.',
    fix: 'Give each environment namespaces of its own in that cluster, or another cluster in `clusters`. What they share belongs into an environment of its own.',
    field: '',
    environments: names,
    equals: [],
    ...placeOfMark(later.environment._said),
  };
}
