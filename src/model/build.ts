import { DataPlaneRegistry } from './data-plane';
import { DelegateRegistry } from './delegates';
import { GatewayRegistry, gatewayWorkloads } from './gateways';
import { HostRegistry } from './host-registry';
import { Manifest } from './manifest';
import { MeshModel } from './mesh';
import { WorkloadRegistry } from './selectors';
import { sortByKind } from './sort';
import { DestinationRule, DestinationRuleRegistry, readDestinationRule } from './subsets';

/** What the objects themselves do not say about their mesh. */
export interface BuildOptions {
  /** The mesh's root namespace. @default 'istio-system' */
  readonly rootNamespace?: string;
  /** The cluster domain. @default 'cluster.local' */
  readonly clusterDomain?: string;
}

/** Resolves manifests into one mesh. Never throws over what they say: malformed parts count as absent. */
export function buildMesh(manifests: readonly Manifest[], options: BuildOptions = {}): MeshModel {
  const rootNamespace = options.rootNamespace ?? 'istio-system';
  const clusterDomain = options.clusterDomain ?? 'cluster.local';

  const sorted = sortByKind(manifests, clusterDomain, rootNamespace);
  const hostRegistry = new HostRegistry(sorted.hosts, clusterDomain, sorted.surroundings);
  const gatewayRegistry = new GatewayRegistry(sorted.gateways, sorted.surroundings);
  const destinationRules = sorted.destinationRules
    .map(manifest => readDestinationRule(manifest, hostRegistry))
    .filter((rule): rule is DestinationRule => rule !== undefined);

  const workloads = new WorkloadRegistry(sorted.workloads);

  return Object.freeze({
    rootNamespace,
    clusterDomain,
    manifests,
    hosts: Object.freeze(sorted.hosts),
    virtualServices: Object.freeze(sorted.virtualServices),
    destinationRules: Object.freeze(destinationRules),
    gateways: Object.freeze(sorted.gateways),
    selecting: Object.freeze(sorted.selecting),
    surroundings: sorted.surroundings,
    hostRegistry,
    gatewayRegistry,
    destinationRuleRegistry: new DestinationRuleRegistry(destinationRules, hostRegistry, rootNamespace),
    workloads,
    dataPlane: new DataPlaneRegistry(
      sorted.ambient, sorted.hosts, workloads, gatewayWorkloads(sorted.gateways, workloads), sorted.surroundings, rootNamespace,
    ),
    delegates: new DelegateRegistry(sorted.virtualServices),
  });
}
