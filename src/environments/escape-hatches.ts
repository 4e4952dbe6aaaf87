import { ApiObject } from 'cdk8s';
import { EscapeHatch, EscapeHatchKind } from './escape-hatch';
import type { EmittedManifest } from './render';
import { isIstioKind } from '../schema/kinds';

/** The objects of a tree that get past the typed constructs. */
export function escapeHatches(emitted: readonly EmittedManifest[]): EscapeHatch[] {
  const hatches: EscapeHatch[] = [];
  for (const { object: { apiVersion, kind, metadata }, origin } of emitted) {
    const how = hatchKind(origin.construct as ApiObject, apiVersion);
    if (how) {
      const place = origin.locate();
      hatches.push({
        kind: how,
        object: { apiVersion, kind, namespace: metadata?.namespace ?? '', name: String(metadata?.name) },
        constructPath: origin.constructPath,
        environments: origin.environment === undefined ? [] : [origin.environment],
        file: place?.file,
        line: place?.line,
      });
    }
  }
  return hatches;
}

/** The same construct in several environments is one hatch that names them all. */
export function mergeHatches(hatches: readonly EscapeHatch[]): EscapeHatch[] {
  const merged = new Map<string, EscapeHatch>();
  for (const hatch of hatches) {
    const { kind, object, constructPath, file, line } = hatch;
    const key = JSON.stringify([kind, object.kind, object.namespace, object.name, constructPath, file, line]);
    const first = merged.get(key);
    merged.set(key, first ? { ...first, environments: [...first.environments, ...hatch.environments] } : hatch);
  }
  return [...merged.values()];
}

function hatchKind(construct: ApiObject, apiVersion: string): EscapeHatchKind | undefined {
  const parts = construct as unknown as Partial<TypedObject & StockObject>;
  const isTyped = typeof parts._spec === 'function';
  if (!isTyped && isIstioKind(apiVersion, construct.kind)) {
    return EscapeHatchKind.RAW_OBJECT;
  }
  const isPatched = isTyped ? parts._isPatched === true : Array.isArray(parts.patches) && parts.patches.length > 0;
  return isPatched ? EscapeHatchKind.JSON_PATCH : undefined;
}

/** An `IstioObject`, also one of another copy of this library. */
interface TypedObject {
  readonly _isPatched: boolean;
  _spec(): object;
}

/** Where cdk8s keeps the patches of its own objects. */
interface StockObject {
  readonly patches: readonly unknown[];
}
