import { FieldPath } from '../kernel/field-path';
import { RETIRED_SUBSETS } from '../kernel/retired-subsets';
import { Manifest } from '../model/manifest';
import { MeshModel } from '../model/mesh';
import { DestinationRule } from '../model/subsets';
import { VirtualService } from '../model/virtual-services';

/** Whether an object says that it has retired subsets. */
export function hasRetiredSubsets({ object: { kind, metadata } }: Manifest): boolean {
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

/** A place that routes to a retired subset. */
export interface RouteToRetired {
  readonly virtualService: VirtualService;
  readonly path: FieldPath;
  readonly rule: DestinationRule;
  readonly subset: string;
}

/** Every route and mirror that names a retired subset. */
export function routesToRetired({ virtualServices, hostRegistry, destinationRuleRegistry }: MeshModel): RouteToRetired[] {
  const found: RouteToRetired[] = [];
  for (const virtualService of virtualServices) {
    for (const { host, subset, path } of virtualService.destinations) {
      const rule = subset === undefined ? undefined
        : destinationRuleRegistry.declaring(hostRegistry.complete(host, virtualService.namespace), subset);
      if (rule && subset !== undefined && retiredSubsetsOf(rule).includes(subset)) {
        found.push({ virtualService, path: [...path, 'subset'], rule, subset });
      }
    }
  }
  return found;
}
