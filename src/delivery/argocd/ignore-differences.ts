import { EmittedObject } from '../delivery';

/** An entry of `spec.ignoreDifferences`. */
export interface IgnoredDifferences {
  readonly group?: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
  readonly jqPathExpressions?: string[];
  readonly jsonPointers?: string[];
}

/**
 * One entry for every object with fields that somebody else writes at run time, and only for those fields: by jq path where there is one,
 * because a pointer names the entry of a list by a place that moves when the writer inserts another.
 */
export function ignoredDifferences(objects: readonly EmittedObject[]): IgnoredDifferences[] {
  return objects.filter(({ runtimeFields }) => runtimeFields.length > 0).map(({ group, kind, name, namespace, runtimeFields }) => {
    const paths = distinct(runtimeFields.map(({ jqPath }) => jqPath));
    const pointers = distinct(runtimeFields.map(({ jqPath, pointer }) => jqPath === undefined ? pointer : undefined));
    return {
      ...group === '' ? {} : { group },
      kind,
      name,
      ...namespace === undefined ? {} : { namespace },
      ...paths.length > 0 ? { jqPathExpressions: paths } : {},
      ...pointers.length > 0 ? { jsonPointers: pointers } : {},
    };
  });
}

function distinct(values: readonly (string | undefined)[]): string[] {
  return [...new Set(values)].filter(value => value !== undefined);
}
