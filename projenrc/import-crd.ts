import { parseAllDocuments } from 'yaml';

/** A sub-schema of a CRD, in the dialect Kubernetes calls structural. */
export interface CrdSchema {
  readonly 'type'?: string;
  readonly 'properties'?: Record<string, CrdSchema>;
  readonly 'items'?: CrdSchema;
  readonly 'additionalProperties'?: CrdSchema;
  readonly 'required'?: string[];
  readonly 'enum'?: string[];
  readonly 'oneOf'?: object[];
  readonly 'allOf'?: { readonly oneOf?: object[] }[];
  readonly 'pattern'?: string;
  readonly 'format'?: string;
  readonly 'nullable'?: boolean;
  readonly 'minimum'?: number;
  readonly 'maximum'?: number;
  readonly 'minLength'?: number;
  readonly 'maxLength'?: number;
  readonly 'minItems'?: number;
  readonly 'maxItems'?: number;
  readonly 'minProperties'?: number;
  readonly 'maxProperties'?: number;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-list-type'?: string;
  readonly 'x-kubernetes-list-map-keys'?: string[];
  readonly 'x-kubernetes-validations'?: { readonly rule: string; readonly message?: string }[];
}

/** One kind of a CRD file. All its served versions have one schema; the generation fails otherwise. */
export interface CrdKind {
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
  /** Served versions, the preferred one first: v1, else v1beta1, else the stored one. */
  readonly versions: string[];
  readonly schema: CrdSchema;
}

/** What is read of a CustomResourceDefinition. */
interface CrdDocument {
  readonly kind: string;
  readonly spec: {
    readonly group: string;
    readonly scope: string;
    readonly names: { readonly kind: string; readonly plural: string };
    readonly versions: {
      readonly name: string;
      readonly served: boolean;
      readonly storage: boolean;
      readonly schema: { readonly openAPIV3Schema: CrdSchema };
    }[];
  };
}

/** Keywords that carry a fact (or, `description`, nothing). A keyword that is not here fails the generation. */
const KEYWORDS = new Set([
  'type', 'properties', 'items', 'additionalProperties', 'required', 'enum', 'oneOf', 'allOf', 'pattern', 'format', 'nullable',
  'minimum', 'maximum', 'minLength', 'maxLength', 'minItems', 'maxItems', 'minProperties', 'maxProperties', 'description',
  'x-kubernetes-preserve-unknown-fields', 'x-kubernetes-list-type', 'x-kubernetes-list-map-keys', 'x-kubernetes-validations',
]);

/** The kinds of a CRD file, ordered by kind. */
export function readCrds(text: string): CrdKind[] {
  const kinds: CrdKind[] = [];
  for (const document of parseAllDocuments(text)) {
    const crd = document.toJS() as CrdDocument | null;
    if (crd?.kind !== 'CustomResourceDefinition') {
      continue;
    }
    const served = crd.spec.versions.filter(version => version.served);
    const schemas: CrdSchema[] = served.map(version => withOpenStatus(version.schema.openAPIV3Schema));
    const name = crd.spec.names.kind;
    if (crd.spec.scope !== 'Namespaced') {
      throw new Error(`${name} is not namespaced: kinds.ts takes every kind of Istio for namespaced.`);
    }
    if (new Set(schemas.map(schema => JSON.stringify(withoutDescriptions(schema)))).size !== 1) {
      throw new Error(`The versions of ${name} have different schemas: the facts need one table per version.`);
    }
    checkKeywords(schemas[0], name);
    const stored = served.find(version => version.storage)?.name;
    kinds.push({
      group: crd.spec.group,
      kind: name,
      plural: crd.spec.names.plural,
      versions: preferredFirst(served.map(version => version.name), stored),
      schema: schemas[0],
    });
  }
  if (kinds.length === 0) {
    throw new Error('No CustomResourceDefinition in the file: give the crd-all.gen.yaml of an Istio release.');
  }
  return kinds.sort((a, b) => (a.kind < b.kind ? -1 : 1));
}

function preferredFirst(versions: string[], stored: string | undefined): string[] {
  const preferred = ['v1', 'v1beta1', stored].find(version => version !== undefined && versions.includes(version))!;
  return [preferred, ...versions.filter(version => version !== preferred).sort()];
}

/** Controllers write `status`, users do not: it is open, whatever the release says of it. */
function withOpenStatus(root: CrdSchema): CrdSchema {
  const { spec } = root.properties!;
  return {
    type: 'object',
    required: root.required,
    properties: { spec, status: { 'type': 'object', 'x-kubernetes-preserve-unknown-fields': true } },
  };
}

function withoutDescriptions(schema: CrdSchema): unknown {
  return JSON.parse(JSON.stringify(schema, (key, value) => (key === 'description' && typeof value === 'string' ? undefined : value)));
}

function checkKeywords(schema: CrdSchema, where: string): void {
  for (const keyword of Object.keys(schema)) {
    if (!KEYWORDS.has(keyword)) {
      throw new Error(`${where} has the keyword ${keyword}, which the checker does not know.`);
    }
  }
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    checkKeywords(property, `${where}.${name}`);
  }
  for (const child of [schema.items, schema.additionalProperties]) {
    if (child) {
      checkKeywords(child, `${where}[]`);
    }
  }
}
