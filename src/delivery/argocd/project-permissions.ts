import { ClusterAddress, namespaceOf } from './destination';
import { byCodePoint } from '../../kernel/order';
import { GroupKind } from '../delivery';
import { DeliveryTarget } from '../target';

/** A target and its cluster as its Application names it. */
export interface ProjectTarget extends DeliveryTarget {
  readonly address: ClusterAddress;
  /** The namespace that Argo CD creates for it. */
  readonly managedNamespace?: string;
}

/**
 * Clusters and namespaces, each pair once: Argo CD refuses a project that says one twice. An entry without namespace lets through an
 * Application without one, as those of cluster-scoped objects only have none, and nothing into any namespace.
 */
export function permittedDestinations(targets: readonly ProjectTarget[], additional: readonly string[] = []): object[] {
  const found = new Map<string, object>();
  for (const target of targets) {
    const { address, environment } = target;
    const namespaces = new Set<string | undefined>([...environment.namespaces, ...additional]);
    if (namespaceOf(target) === undefined) {
      namespaces.add(undefined);
    }
    for (const namespace of namespaces) {
      found.set(`${address.server ?? address.name} ${namespace ?? ''}`, { ...address, ...namespace === undefined ? {} : { namespace } });
    }
  }
  return sortedByKey(found);
}

/** Objects outside of namespaces, each by its name. */
export function permittedClusterObjects(targets: readonly ProjectTarget[], additional: readonly GroupKind[] = []): object[] {
  const found = new Map<string, object>();
  for (const { environment, managedNamespace } of targets) {
    if (managedNamespace !== undefined) {
      found.set(` Namespace ${managedNamespace}`, { group: '', kind: 'Namespace', name: managedNamespace });
    }
    const scoped = new Set(environment.kinds.filter(({ clusterScoped }) => clusterScoped).map(({ group, kind }) => `${group} ${kind}`));
    for (const { group, kind, name } of environment.objects) {
      if (scoped.has(`${group} ${kind}`)) {
        found.set(`${group} ${kind} ${name}`, { group, kind, name });
      }
    }
  }
  for (const { group, kind } of additional.filter(({ clusterScoped }) => clusterScoped)) {
    found.set(`${group} ${kind}`, { group, kind });
  }
  return sortedByKey(found);
}

/** Kinds inside of namespaces. */
export function permittedKinds(targets: readonly ProjectTarget[], additional: readonly GroupKind[] = []): object[] {
  const found = new Map<string, object>();
  for (const { group, kind, clusterScoped } of [...targets.flatMap(({ environment }) => environment.kinds), ...additional]) {
    if (!clusterScoped) {
      found.set(`${group} ${kind}`, { group, kind });
    }
  }
  return sortedByKey(found);
}

function sortedByKey(found: ReadonlyMap<string, object>): object[] {
  return [...found].sort(([a], [b]) => byCodePoint(a, b)).map(([, value]) => value);
}
