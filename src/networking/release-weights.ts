import { IConstruct } from 'constructs';
import { IMeshService } from './mesh-service';
import { RuntimeFields } from './runtime-fields';
import type { WeightedRelease } from './weighted-release';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';

/** Who has claimed the weights of a service, and the release that says so. */
interface Claimant {
  readonly ownerName: string;
  readonly release: IConstruct;
  readonly movesWeights: boolean;
}

/** Claimants by host of the service, for each tree of constructs. */
const CLAIMANTS = new WeakMap<IConstruct, Map<string, Claimant>>();

/** Notes who owns the weights of a service, and fails where another release of it has an owner that moves them (MESH0811). */
export function claimWeights(release: IConstruct, service: IMeshService, ownerName: string, movesWeights: boolean): void {
  const root = release.node.root;
  const claimants = CLAIMANTS.get(root) ?? new Map<string, Claimant>();
  CLAIMANTS.set(root, claimants);
  const first = claimants.get(service.host);
  if (first && (movesWeights || first.movesWeights)) {
    fail({
      code: CODES.TWO_WEIGHT_OWNERS,
      what: `the weights of ${service.host} have two owners: ${first.ownerName} and ${ownerName}`,
      where: `${first.release.node.path} and ${release.node.path}`,
      why: 'each would undo what the other has done',
      fix: 'keep one release of the service',
    });
  }
  if (!first) {
    claimants.set(service.host, { ownerName, release, movesWeights });
  }
}

/** The label that tells the versions apart, as Argo Rollouts writes it into the subsets of a DestinationRule. */
const HASH_LABEL = 'rollouts-pod-template-hash';

/** What is known of a Rollout that moves the weights of a release. */
export interface KnownRollout {
  /** Routes that its steps add before the weighted one. Undefined where it is written elsewhere, and nobody knows them. */
  readonly addedRoutes?: readonly string[];
}

/**
 * Leaves to Argo Rollouts what it writes into the objects of a release (argo-rollouts `rollout/trafficrouting/istio/istio.go`).
 *
 * Every pointer names a field that is emitted: Flux puts the live value in its place, and fails where there is no place. So it is the labels of
 * a subset, not the one among them that Argo Rollouts adds; and all routes of the delegate where others may come before the weighted one, which
 * moves it. The annotation of the rule needs no entry: neither engine removes one that it has not written.
 */
export function leaveToArgoRollouts({ delegate, rule }: WeightedRelease, { addedRoutes }: KnownRollout): void {
  const writer = 'Argo Rollouts';
  if (delegate && isConstruct(delegate)) {
    const routes = RuntimeFields.of(delegate);
    const isFixed = addedRoutes?.length === 0;
    for (const i of [0, 1]) {
      routes.add({ writer, pointer: isFixed ? `/spec/http/0/route/${i}/weight` : '/spec/http', jqPath: `.spec.http[]?.route[${i}]?.weight` });
    }
    addedRoutes?.forEach(name => routes.add({ writer, pointer: '/spec/http', jqPath: `.spec.http[]? | select(.name == "${name}")` }));
  }
  if (rule) {
    const versions = RuntimeFields.of(rule);
    for (const i of [0, 1]) {
      versions.add({ writer, pointer: `/spec/subsets/${i}/labels`, jqPath: `.spec.subsets[${i}]?.labels["${HASH_LABEL}"]` });
    }
  }
}

function isConstruct(value: object): value is IConstruct {
  return 'node' in value;
}
