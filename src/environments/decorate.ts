import { EmittedManifest, RenderedTree, withMetadata } from './render';
import { EmittedObject, IDelivery, ObjectKey } from '../delivery/delivery';
import { buildMesh, BuildOptions } from '../model/build';
import { Manifest } from '../model/manifest';
import { MeshModel } from '../model/mesh';
import { References, referencesOf } from '../model/references';
import { RuntimeFields } from '../networking/runtime-fields';

/** What delivery engines made of an environment. */
export interface DecoratedEnvironment {
  /** The objects with the annotations that engines want. */
  readonly emitted: readonly EmittedManifest[];
  /** The same objects as engines see them. */
  readonly objects: readonly EmittedObject[];
  /** The mesh that says who needs whom; undefined without engines, and where it could not be built. */
  readonly mesh?: MeshModel;
}

/** Lets each engine add annotations to the objects of an environment, one engine after the other: each sees what the ones before it added. */
export function decorate(
  { emitted }: RenderedTree, declared: readonly Manifest[], deliveries: readonly IDelivery[], options: BuildOptions,
): DecoratedEnvironment {
  if (deliveries.length === 0) {
    return { emitted, objects: [] };
  }
  const mesh = meshOf([...emitted, ...declared], options);
  const references: References = mesh ? referencesOf(mesh) : new Map();
  const needed = new Set([...references.values()].flatMap(targets => [...targets]));
  const decorated: EmittedManifest[] = [];
  const objects: EmittedObject[] = [];
  for (const manifest of emitted) {
    const facts = { ...factsOf(manifest, references), ...needed.has(manifest) ? { needed: true } : {} };
    const annotations = annotationsOf(facts, deliveries);
    decorated.push(annotations ? { ...manifest, object: withMetadata(manifest.object, { annotations }) } : manifest);
    objects.push(annotations ? { ...facts, annotations } : facts);
  }
  return { emitted: decorated, objects, mesh };
}

/** The mesh, or nothing where building it crashes: the examination builds it again and says whose fault it is. */
function meshOf(manifests: readonly Manifest[], options: BuildOptions): MeshModel | undefined {
  try {
    return buildMesh(manifests, options);
  } catch {
    return undefined;
  }
}

function factsOf(manifest: EmittedManifest, references: References): EmittedObject {
  const { object: { apiVersion, metadata } } = manifest;
  return {
    ...keyOf(manifest),
    apiVersion,
    annotations: { ...metadata?.annotations },
    references: [...references.get(manifest) ?? []].map(target => keyOf(target as EmittedManifest)),
    runtimeFields: RuntimeFields.of(manifest.origin.construct).fields,
  };
}

function keyOf({ object: { kind, metadata }, group }: EmittedManifest): ObjectKey {
  return { group, kind, name: metadata?.name, ...metadata?.namespace === undefined ? {} : { namespace: metadata.namespace } };
}

/** All annotations of an object where an engine wants more than it has. */
function annotationsOf(facts: EmittedObject, deliveries: readonly IDelivery[]): { [key: string]: string } | undefined {
  let annotations: { [key: string]: string } = { ...facts.annotations };
  let changed = false;
  for (const delivery of deliveries) {
    const wanted = delivery.annotationsFor({ ...facts, annotations });
    if (Object.keys(wanted).length > 0) {
      annotations = { ...annotations, ...wanted };
      changed = true;
    }
  }
  return changed ? annotations : undefined;
}
