import { stringify } from 'yaml';
import { CEL_RULES } from '../../projenrc/import-cel';
import { CrdSchema } from '../../projenrc/import-crd';
import { factNode, kindFacts } from '../../src/schema/facts';
import { IstioMinor } from '../../src/schema/istio-version';

/** A schema that a test may change before it becomes a CRD. */
export type EditableSchema = { -readonly [K in keyof CrdSchema]: CrdSchema[K] };

/** A change of the schema of a kind, `spec` and all. */
export type Edit = (kind: string, root: EditableSchema) => void;

/** A CRD file that says what the facts of a minor say: the importer backwards, so that a test needs no file of Istio. */
export function crdsOfFacts(minor: IstioMinor, edit: Edit = () => undefined): string {
  const documents = [...kindFacts(minor).values()].map(({ kind, group, plural, versions, root }) => {
    const openAPIV3Schema = schemaOf(root);
    edit(kind, openAPIV3Schema);
    return {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: `${plural}.${group}` },
      spec: {
        group,
        scope: 'Namespaced',
        names: { kind, plural },
        versions: versions.map((name, i) => ({ name, served: true, storage: i === 0, schema: { openAPIV3Schema } })),
      },
    };
  });
  return documents.map(document => stringify(document, { aliasDuplicateObjects: false })).join('---\n');
}

function schemaOf(number: number): EditableSchema {
  const { type, fields, items, values, open, minSize, maxSize, pattern, keys, rules, atMostOne, ...same } = factNode(number);
  const size = { string: 'Length', array: 'Items', object: 'Properties' }[type as string];
  const schema: Record<string, unknown> = {
    type,
    ...same,
    'properties': fields && Object.fromEntries(Object.entries(fields).map(([name, child]) => [name, schemaOf(child)])),
    'items': items === undefined ? undefined : schemaOf(items),
    'additionalProperties': values === undefined ? undefined : schemaOf(values),
    'pattern': pattern?.source,
    [`min${size}`]: minSize,
    [`max${size}`]: maxSize,
    'x-kubernetes-preserve-unknown-fields': open,
    'x-kubernetes-list-type': keys && 'map',
    'x-kubernetes-list-map-keys': keys,
    'x-kubernetes-validations': rules?.map(name => CEL_RULES.find(({ id }) => id === name)).map(rule => ({ rule: rule!.rule, message: rule!.message })),
    'allOf': atMostOne?.map(names => ({ oneOf: [{ not: { anyOf: names.map(required) } }, ...names.map(required)] })),
  };
  return Object.fromEntries(Object.entries(schema).filter(([, value]) => value !== undefined));
}

function required(name: string): object {
  return { required: [name] };
}
