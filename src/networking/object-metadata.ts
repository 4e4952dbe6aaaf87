import { ApiObject, App } from 'cdk8s';

/**
 * The metadata of an object, as `metadata.toJson()` gives it. cdk8s resolves and copies each value twice for that, which takes
 * longer than everything else there is to render; where all values are plain texts there is nothing to resolve.
 */
export function renderMetadata(object: ApiObject): object {
  return plainMetadata(object) ?? object.metadata.toJson();
}

/** What cdk8s keeps of metadata. None of it is public, so nothing is taken for granted. */
interface KeptMetadata {
  readonly name?: unknown;
  readonly namespace?: unknown;
  readonly labels?: unknown;
  readonly annotations?: unknown;
  readonly finalizers?: unknown;
  readonly ownerReferences?: unknown;
  readonly _additionalAttributes?: unknown;
}

const OWN_FIELDS = new Set(['name', 'namespace', 'labels', 'annotations']);

/** The metadata where it consists of name, namespace, labels and annotations, all plain texts; undefined elsewhere. */
function plainMetadata(object: ApiObject): object | undefined {
  const { name, namespace, labels, annotations, finalizers, ownerReferences, _additionalAttributes } = object.metadata as unknown as KeptMetadata;
  if (
    typeof name !== 'string' || (namespace !== undefined && typeof namespace !== 'string') || !isEmptyList(finalizers) || !isEmptyList(ownerReferences)
    || !hasOnlyOwnFields(_additionalAttributes) || !areTexts(labels) || !areTexts(annotations) || hasOwnResolvers(object)
  ) {
    return undefined;
  }
  const metadata: Record<string, unknown> = {};
  if (!isEmpty(annotations)) {
    metadata.annotations = { ...annotations };
  }
  if (!isEmpty(labels)) {
    metadata.labels = { ...labels };
  }
  metadata.name = name;
  if (namespace !== undefined) {
    metadata.namespace = namespace;
  }
  return metadata;
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function hasOnlyOwnFields(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  for (const field in value) {
    if (!OWN_FIELDS.has(field)) {
      return false;
    }
  }
  return true;
}

function areTexts(value: unknown): value is Record<string, string> {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  for (const key in value) {
    if (typeof (value as Record<string, unknown>)[key] !== 'string') {
      return false;
    }
  }
  return true;
}

function isEmpty(texts: Record<string, string>): boolean {
  for (const _ in texts) {
    return false;
  }
  return true;
}

let stockResolvers: number | undefined;

/** Every app has some resolvers, which leave texts alone; the user's come on top, and those may replace anything. */
function hasOwnResolvers(object: ApiObject): boolean {
  stockResolvers ??= new App().resolvers.length;
  return App.of(object).resolvers?.length !== stockResolvers;
}
