import { parseAllDocuments } from 'yaml';

type Schema = Record<string, any>;

/** Words of a CRD's schema that mean the same in JSON Schema. Formats are left out: `duration` means another text there. */
const SAME = [
  'enum', 'pattern', 'required', 'minLength', 'maxLength', 'minItems', 'maxItems', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum',
  'minProperties', 'maxProperties', 'oneOf', 'anyOf', 'allOf', 'not',
];

/**
 * JSON Schemas of the versions that the CRDs of a text serve, by `<group>/<kind in lower case>_<version>.json`: what kubeconform reads. Fields
 * that a CRD does not know are refused, as by an API server that is asked to be strict.
 */
export function jsonSchemas(crds: string): Map<string, Schema> {
  const schemas = new Map<string, Schema>();
  for (const document of parseAllDocuments(crds)) {
    const { group, names, versions = [] } = document.toJS()?.spec ?? {};
    for (const { name, served, schema } of versions) {
      if (served) {
        const { properties, ...root } = strict(schema.openAPIV3Schema);
        const identity = { apiVersion: { const: `${group}/${name}` }, kind: { const: names.kind }, metadata: { type: 'object' } };
        schemas.set(`${group}/${names.kind.toLowerCase()}_${name}.json`, { ...root, properties: { ...properties, ...identity } });
      }
    }
  }
  return schemas;
}

function strict(schema: Schema): Schema {
  const result: Schema = Object.fromEntries(SAME.filter(word => word in schema).map(word => [word, schema[word]]));
  if (schema.type !== undefined && !schema['x-kubernetes-int-or-string']) {
    result.type = schema.nullable ? [schema.type, 'null'] : schema.type;
  }
  if (schema.items) {
    result.items = strict(schema.items);
  }
  if (schema.properties) {
    result.properties = Object.fromEntries(Object.entries<Schema>(schema.properties).map(([name, inner]) => [name, strict(inner)]));
    result.additionalProperties = schema['x-kubernetes-preserve-unknown-fields'] === true;
  }
  if (schema.additionalProperties !== undefined) {
    result.additionalProperties = typeof schema.additionalProperties === 'object' ? strict(schema.additionalProperties) : schema.additionalProperties;
  }
  return result;
}
