import { Finding } from '../analysis/finding';
import { hasRetiredSubsets, routesToRetired } from '../diff/retired-subsets';
import { CODES } from '../kernel/codes';
import { fieldPathText } from '../kernel/field-path';
import { buildMesh, BuildOptions } from '../model/build';
import { Manifest } from '../model/manifest';

/** Routes to subsets that are only kept for one more release. The mesh is built for them only where such subsets are. */
export function routesToRetiredSubsets(manifests: readonly Manifest[], environment: string, options: BuildOptions): Finding[] {
  if (!manifests.some(hasRetiredSubsets)) {
    return [];
  }
  return routesToRetired(buildMesh(manifests, options)).map(({ virtualService: { manifest }, path, rule, subset }) => {
    const { apiVersion, kind, metadata } = manifest.object;
    const place = manifest.origin.locate(path);
    return {
      code: CODES.RETIRED_SUBSET,
      rule: 'route-to-retired-subset',
      layer: 'mesh',
      severity: 'error',
      message: `The route names subset "${subset}", which DestinationRule ${rule.namespace}/${rule.name} has retired.`,
      why: 'The subset goes with the next release, and the route would be answered 503.',
      fix: 'Route to another subset, or make it a subset again: addSubset instead of retireSubset.',
      object: { apiVersion, kind, namespace: metadata.namespace ?? '', name: metadata.name },
      field: fieldPathText(path),
      file: place?.file,
      line: place?.line,
      constructPath: manifest.origin.constructPath,
      environments: [environment],
      equals: [],
      found: subset,
    };
  });
}
