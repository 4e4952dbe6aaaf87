import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { crdFiles } from '../oracle/conformance-data';

/** The part of OpenAPI that CRDs use. */
interface Schema {
  readonly 'type'?: string;
  readonly 'enum'?: unknown[];
  readonly 'pattern'?: string;
  readonly 'required'?: string[];
  readonly 'properties'?: Record<string, Schema>;
  readonly 'additionalProperties'?: Schema | boolean;
  readonly 'items'?: Schema;
  readonly 'minLength'?: number;
  readonly 'maxLength'?: number;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
}

/** The schemas of one project's CRDs by `<apiVersion>/<kind>`; only versions that are served. */
export function servedSchemas(project: string): Map<string, Schema> {
  const schemas = new Map<string, Schema>();
  for (const file of crdFiles(project)) {
    for (const document of parseAllDocuments(readFileSync(file, 'utf8'))) {
      const crd = document.toJS();
      for (const version of crd?.spec?.versions ?? []) {
        if (version.served) {
          schemas.set(`${crd.spec.group}/${version.name}/${crd.spec.names.kind}`, version.schema.openAPIV3Schema);
        }
      }
    }
  }
  return schemas;
}

/** What a strict API server would refuse in the structure of a value: one line per fault. */
export function structureFaults(value: any, schema: Schema, path = ''): string[] {
  const faults: string[] = [];
  const type = Array.isArray(value) ? 'array' : typeof value;
  const wanted = schema.type === 'integer' ? 'number' : schema.type;
  if (wanted !== undefined && wanted !== type) {
    return [`${path}: is ${type}, must be ${wanted}`];
  }
  if (schema.enum && !schema.enum.includes(value)) {
    faults.push(`${path}: ${JSON.stringify(value)} is none of ${schema.enum.join(', ')}`);
  }
  if (type === 'string') {
    if (schema.pattern !== undefined && !new RegExp(schema.pattern).test(value)) {
      faults.push(`${path}: ${JSON.stringify(value)} does not match ${schema.pattern}`);
    }
    if (value.length < (schema.minLength ?? 0) || value.length > (schema.maxLength ?? Infinity)) {
      faults.push(`${path}: has ${value.length} characters`);
    }
  }
  if (type === 'array') {
    value.forEach((item: unknown, i: number) => faults.push(...structureFaults(item, schema.items ?? {}, `${path}[${i}]`)));
  }
  if (type === 'object' && value !== null) {
    for (const key of schema.required ?? []) {
      if (!(key in value)) {
        faults.push(`${path}.${key}: is missing`);
      }
    }
    for (const [key, item] of Object.entries(value)) {
      const inner = schema.properties?.[key] ?? (typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined);
      if (inner) {
        faults.push(...structureFaults(item, inner, `${path}.${key}`));
      } else if (schema.properties && !schema['x-kubernetes-preserve-unknown-fields']) {
        faults.push(`${path}.${key}: is unknown`);
      }
    }
  }
  return faults;
}
