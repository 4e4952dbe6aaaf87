import { nameOf, ObjectName, objectText } from './object-diff';
import { valueAt } from '../kernel/field-path';
import { Manifest } from '../model/manifest';
import { MeshModel } from '../model/mesh';
import { listOf, mapOf, numberOf } from '../model/reading';
import { referencesOf } from '../model/references';
import { retiredSubsetsOf } from '../model/retired-subsets';
import { DestinationRule, Subset } from '../model/subsets';
import { DestinationReference, VirtualService } from '../model/virtual-services';

/** Something that live objects need until the change has arrived everywhere, and that the change takes away. */
export interface Break {
  /** What goes: a subset or its labels, a host, or a whole object (a gateway, a delegate, what makes a secret). */
  readonly kind: 'subset' | 'labels' | 'host' | 'object';
  /** The object that has it in the last release. */
  readonly object: ObjectName;
  /** Full host of the service, of subsets and hosts. */
  readonly host?: string;
  readonly subset?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly newLabels?: Readonly<Record<string, string>>;
  /** Objects of the last release that need it. */
  readonly users: readonly ObjectName[];
  /** Why controllers do it in the right order all the same. Absent where they do not: then it takes two releases. */
  readonly orderedBecause?: string;
}

/** A subset that is kept for one more release. */
export interface RetiredSubset {
  readonly object: ObjectName;
  readonly subset: string;
  /** Objects of the last release that still name it; none means that it can go now. */
  readonly users: readonly ObjectName[];
}

/** What a change takes away from live objects, and which subsets wait to go. */
export interface ChangePlan {
  readonly breaks: readonly Break[];
  readonly retired: readonly RetiredSubset[];
}

/**
 * Compares the last release with the next one: what the routes of the last one need must outlive them. Controllers write DestinationRules before
 * VirtualServices (waves of Argo CD, the alphabet in Flux), and no proxy gets both at once: so what goes together with its last reference is
 * missing for a while, and requests are answered 503.
 *
 * @param engines names of the delivery engines that apply the environment; they decide in which order whole objects are removed
 * @see https://istio.io/latest/docs/ops/best-practices/traffic-management/#avoid-503-errors-while-reconfiguring-service-routes
 */
export function planChange(before: MeshModel, after: MeshModel, engines: readonly string[]): ChangePlan {
  const kept = new Set(after.manifests.filter(({ origin }) => !origin.declared).map(keyOf));
  const order = (object: Manifest, users: readonly Manifest[]): string | undefined => removalOrder(object, users, kept, engines);
  const used = usedSubsets(before);
  return {
    breaks: [...subsetBreaks(used, after, order), ...hostBreaks(before, after, order), ...objectBreaks(before, kept, order)],
    retired: after.destinationRules.filter(({ manifest }) => !manifest.origin.declared).flatMap(rule => retiredSubsetsOf(rule).map(subset => ({
      object: nameOf(rule.manifest.object),
      subset,
      users: names(used.get(`${rule.host}|${subset}`)?.users ?? []),
    }))),
  };
}

type Order = (object: Manifest, users: readonly Manifest[]) => string | undefined;

/** A subset that routes name, by `host|subset`. */
interface UsedSubset {
  readonly host: string;
  readonly rule: DestinationRule;
  readonly subset: Subset;
  readonly users: Manifest[];
  /** Those among them that send it requests: a weight of 0 sends none. */
  readonly senders: Manifest[];
}

function usedSubsets({ virtualServices, hostRegistry, destinationRuleRegistry }: MeshModel): Map<string, UsedSubset> {
  const used = new Map<string, UsedSubset>();
  for (const owner of virtualServices.filter(({ manifest }) => !manifest.origin.declared)) {
    for (const destination of owner.destinations) {
      const host = hostRegistry.complete(destination.host, owner.namespace);
      const rule = destination.subset === undefined ? undefined : destinationRuleRegistry.declaring(host, destination.subset);
      const subset = rule?.subsets.find(({ name }) => name === destination.subset);
      if (rule && subset && !rule.manifest.origin.declared) {
        const key = `${host}|${subset.name}`;
        const entry = used.get(key) ?? { host, rule, subset, users: [], senders: [] };
        used.set(key, entry);
        entry.users.push(owner.manifest);
        if (isSentRequests(owner, destination)) {
          entry.senders.push(owner.manifest);
        }
      }
    }
  }
  return used;
}

/** Of several destinations, one without weight or with the weight 0 gets no requests; a single one gets them all. */
function isSentRequests(owner: VirtualService, { path }: DestinationReference): boolean {
  const list = path[3] === 'route' ? listOf(valueAt(owner.manifest.object, path.slice(0, 4))) : [];
  return list.length < 2 || (numberOf(mapOf(list[path[4] as number])?.weight) ?? 0) > 0;
}

function subsetBreaks(used: ReadonlyMap<string, UsedSubset>, { destinationRuleRegistry }: MeshModel, order: Order): Break[] {
  const breaks: Break[] = [];
  for (const { host, rule, subset, users, senders } of used.values()) {
    const about = { object: nameOf(rule.manifest.object), host, subset: subset.name, labels: subset.labels ?? {} };
    const next = destinationRuleRegistry.declaring(host, subset.name)?.subsets.find(({ name }) => name === subset.name);
    if (!next) {
      breaks.push({ kind: 'subset', ...about, users: names(users), orderedBecause: order(rule.manifest, users) });
    } else if (senders.length > 0 && labelText(next.labels) !== labelText(subset.labels)) {
      breaks.push({ kind: 'labels', ...about, newLabels: next.labels ?? {}, users: names(senders) });
    }
  }
  return breaks;
}

/** Hosts that routes of the last release lead to and that nothing of the next one stands for. */
function hostBreaks(before: MeshModel, after: MeshModel, order: Order): Break[] {
  const gone = new Map<string, { object: Manifest; host: string; users: Manifest[] }>();
  for (const { manifest, namespace, visibility, destinations } of before.virtualServices) {
    for (const destination of manifest.origin.declared ? [] : destinations) {
      const target = destination.resolve(before.hostRegistry);
      if (target.answer === 'yes' && target.value.kind !== 'generated' && !target.value.manifest.origin.declared
        && after.hostRegistry.resolve(destination.host, namespace, visibility.namespaces).answer !== 'yes') {
        const { host, manifest: object } = target.value;
        const entry = gone.get(host) ?? { object, host, users: [] };
        gone.set(host, entry);
        entry.users.push(manifest);
      }
    }
  }
  return [...gone.values()].map(({ object, host, users }) =>
    ({ kind: 'host', object: nameOf(object.object), host, users: names(users), orderedBecause: order(object, users) }));
}

/** Whole objects that VirtualServices and Gateways need besides hosts and subsets: gateways, delegates, what makes their secrets. */
function objectBreaks(before: MeshModel, kept: ReadonlySet<string>, order: Order): Break[] {
  const gone = new Map<Manifest, Manifest[]>();
  for (const [user, targets] of referencesOf(before)) {
    for (const target of ['VirtualService', 'Gateway'].includes(user.object.kind) ? targets : []) {
      if (!kept.has(keyOf(target)) && !SEEN_ELSEWHERE.has(target.object.kind)) {
        gone.set(target, [...gone.get(target) ?? [], user]);
      }
    }
  }
  return [...gone].map(([target, users]) =>
    ({ kind: 'object', object: nameOf(target.object), users: names(users), orderedBecause: order(target, users) }));
}

/** Services and ServiceEntries count by their hosts, DestinationRules by their subsets; a Namespace goes when nothing is in it. */
const SEEN_ELSEWHERE: ReadonlySet<string> = new Set(['Service', 'ServiceEntry', 'DestinationRule', 'Namespace']);

/**
 * Why a removal of the object comes after its users have changed; undefined where it may come first. An object that stays and loses a part is
 * written in its turn, which is before the routes: always too early.
 */
function removalOrder(object: Manifest, users: readonly Manifest[], kept: ReadonlySet<string>, engines: readonly string[]): string | undefined {
  if (kept.has(keyOf(object))) {
    return undefined;
  }
  if (users.every(user => !kept.has(keyOf(user)))) {
    return `what needs it is removed too, and controllers remove ${users.map(user => objectText(nameOf(user.object))).join(', ')} first`;
  }
  const reasons = engines.map(engine => ORDERED_BY[engine]?.(object));
  return reasons.length > 0 && reasons.every(reason => reason !== undefined) ? reasons.join('; ') : undefined;
}

/** How engines remove an object whose users stay and change: Flux prunes after the whole apply, Argo CD prunes first unless told otherwise. */
const ORDERED_BY: Readonly<Record<string, (object: Manifest) => string | undefined>> = {
  flux: () => 'Flux removes it after everything else is applied',
  argocd: ({ object }) => /(?:^|,)\s*PruneLast=true\s*(?:,|$)/.test(object.metadata.annotations?.['argocd.argoproj.io/sync-options'] ?? '')
    ? 'Argo CD removes it last (PruneLast)' : undefined,
};

function names(manifests: readonly Manifest[]): ObjectName[] {
  return [...new Set(manifests)].map(({ object }) => nameOf(object));
}

function keyOf({ object }: Manifest): string {
  const { group, kind, namespace, name } = nameOf(object);
  return [namespace, kind, name, group].join('\0');
}

function labelText(labels: Readonly<Record<string, string>> | undefined): string {
  return JSON.stringify(Object.entries(labels ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)));
}
