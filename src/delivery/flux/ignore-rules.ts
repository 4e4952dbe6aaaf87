import { literally } from './oidc-identity';
import { EmittedObject } from '../delivery';

/** One entry of `spec.ignore` of a Kustomization: fields of one object that Flux leaves alone. Needs Flux 2.9. */
export interface IgnoreRule {
  readonly paths: string[];
  readonly target: { readonly group?: string; readonly kind: string; readonly name: string; readonly namespace?: string };
}

/**
 * The fields that somebody else writes at run time, one rule per object, in the order of the program. Without `target` a rule would hold
 * for every object; in it every text is a regular expression that takes the whole, so a point is written as a point.
 */
export function ignoreRules(objects: readonly EmittedObject[]): IgnoreRule[] {
  return objects.filter(({ runtimeFields }) => runtimeFields.length > 0).map(({ group, kind, name, namespace, runtimeFields }) => ({
    paths: [...new Set(runtimeFields.map(({ pointer }) => pointer))],
    target: {
      ...group === '' ? {} : { group: literally(group) },
      kind: literally(kind),
      name: literally(name),
      ...namespace === undefined ? {} : { namespace: literally(namespace) },
    },
  }));
}
