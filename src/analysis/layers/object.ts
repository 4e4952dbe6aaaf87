import { CODES } from '../../kernel/codes';
import { FieldPath } from '../../kernel/field-path';
import {
  DNS_LABEL, DNS_SUBDOMAIN, labelValueFault, legalName, nameFault, NameRule, PATH_SEGMENT, qualifiedNameFault, SERVICE_NAME,
} from '../../kernel/names';
import { Manifest } from '../../model/manifest';
import { Finding } from '../finding';
import { FindingCollector } from '../report';

/** Why a value is not even an object of Kubernetes. */
export interface ShapeFault {
  readonly message: string;
  readonly path: FieldPath;
  readonly fix: string;
}

/** What keeps a value from being a Kubernetes object: apiVersion, kind, metadata and its name must be there and be texts. */
export function shapeFault(value: unknown): ShapeFault | undefined {
  if (!isMap(value)) {
    return { message: 'The document is no map.', path: [], fix: 'A manifest is a map with apiVersion, kind and metadata.' };
  }
  const untyped = textFault(value.apiVersion, API_VERSION, 'apiVersion') ?? textFault(value.kind, KIND, 'kind');
  if (untyped) {
    return untyped;
  }
  const { metadata } = value;
  if (!isMap(metadata)) {
    return { message: metadata === undefined ? 'The field metadata is missing.' : 'The field metadata is no map.', path: ['metadata'], fix: 'Give metadata with a name.' };
  }
  const generated = metadata.name === undefined && typeof metadata.generateName === 'string';
  return textFault(metadata.name, NAME, 'metadata.name', generated ? 'An object of a repository needs a name of its own: generateName makes a new object at every apply.' : undefined)
    ?? (metadata.namespace === undefined || metadata.namespace === null ? undefined : textFault(metadata.namespace, NAMESPACE, 'metadata.namespace'))
    ?? mapFault(metadata, 'labels') ?? mapFault(metadata, 'annotations');
}

const API_VERSION: FieldPath = ['apiVersion'];
const KIND: FieldPath = ['kind'];
const NAME: FieldPath = ['metadata', 'name'];
const NAMESPACE: FieldPath = ['metadata', 'namespace'];

/** What Kubernetes refuses of each object by itself: shape, name, namespace, keys and values of labels and annotations. */
export function checkIdentity(manifests: readonly Manifest[]): Finding[] {
  const shape = new FindingCollector({ ...REFUSED, code: CODES.OBJECT_SHAPE, name: 'malformed-object' });
  const names = new FindingCollector({ ...REFUSED, code: CODES.OBJECT_NAME, name: 'illegal-name' });
  const gateways = new FindingCollector({ ...REFUSED, code: CODES.OBJECT_NAME, name: 'illegal-name', layer: 'webhook', why: 'Istio’s webhook refuses the object.' });
  for (const manifest of manifests) {
    const fault = shapeFault(manifest.object);
    if (fault) {
      shape.problem(manifest, fault.path, fault);
      continue;
    }
    if (!manifest.origin.declared) {
      checkNames(manifest, names, gateways);
      checkLabels(manifest, names);
    }
  }
  return [...shape.findings(), ...names.findings(), ...gateways.findings()];
}

/** Objects of one group, kind, namespace and name: the one applied last would silently win. */
export function checkDuplicates(manifests: readonly Manifest[]): Finding[] {
  const first = new Map<string, Manifest>();
  const twice = new FindingCollector({
    code: CODES.DUPLICATE_OBJECT,
    name: 'duplicate-object',
    layer: 'mesh',
    severity: 'error',
    equals: [],
    why: 'The one applied last silently replaces the other.',
  });
  for (const manifest of manifests) {
    const { apiVersion, kind, metadata: { namespace, name } } = manifest.object;
    const identity = `${groupOf(apiVersion)}\n${kind}\n${namespace ?? ''}\n${name}`;
    const twin = first.get(identity);
    if (!twin) {
      first.set(identity, manifest);
    } else if (!manifest.origin.declared && !twin.origin.declared) {
      twice.problem(manifest, ['metadata', 'name'], {
        message: `${kind} ${namespace ? `${namespace}/` : ''}${name} is there twice: ${placeOf(twin)} and ${placeOf(manifest)}.`,
        fix: 'Give one of them another name or namespace, or remove it.',
      });
    }
  }
  return twice.findings();
}

const REFUSED = { layer: 'crd', severity: 'error', why: 'The API server refuses the object.', equals: [] } as const;

/** Kinds whose name is more (or less) than a DNS subdomain. */
const NAME_RULES: Readonly<Record<string, { readonly group: string; readonly rule: NameRule } | undefined>> = {
  Namespace: { group: '', rule: DNS_LABEL },
  Service: { group: '', rule: SERVICE_NAME },
  Role: { group: 'rbac.authorization.k8s.io', rule: PATH_SEGMENT },
  ClusterRole: { group: 'rbac.authorization.k8s.io', rule: PATH_SEGMENT },
  RoleBinding: { group: 'rbac.authorization.k8s.io', rule: PATH_SEGMENT },
  ClusterRoleBinding: { group: 'rbac.authorization.k8s.io', rule: PATH_SEGMENT },
};

function checkNames(manifest: Manifest, names: FindingCollector, gateways: FindingCollector): void {
  const { apiVersion, kind, metadata: { name, namespace } } = manifest.object;
  const rule = nameRuleOf(apiVersion, kind);
  const fault = nameFault(name, rule);
  if (fault) {
    names.problem(manifest, ['metadata', 'name'], { message: `The name ${fault}`, ...correction(name, rule) });
  } else if (kind === 'Gateway' && groupOf(apiVersion) === 'networking.istio.io') {
    const gatewayFault = nameFault(name, DNS_LABEL);
    if (gatewayFault) {
      gateways.problem(manifest, ['metadata', 'name'], { message: `The name ${gatewayFault}`, ...correction(name, DNS_LABEL) });
    }
  }
  if (namespace === undefined || namespace === null || namespace === '') {
    return;
  }
  const namespaceFault = nameFault(namespace, DNS_LABEL);
  if (namespaceFault) {
    names.problem(manifest, ['metadata', 'namespace'], { message: `The namespace ${namespaceFault}`, ...correction(namespace, DNS_LABEL) });
  }
}

function nameRuleOf(apiVersion: string, kind: string): NameRule {
  const rules = NAME_RULES[kind];
  return rules?.group === groupOf(apiVersion) ? rules.rule : DNS_SUBDOMAIN;
}

function correction(name: string, rule: NameRule): { fix: string; found: string; nearest?: string } {
  const nearest = legalName(name, rule);
  return { fix: nearest ? `Write ${JSON.stringify(nearest)}.` : 'Choose a legal name.', found: name, nearest };
}

function checkLabels(manifest: Manifest, names: FindingCollector): void {
  const { labels, annotations } = manifest.object.metadata;
  for (const key in labels) {
    check('labels', key, labels[key], true);
  }
  for (const key in annotations) {
    check('annotations', key, annotations[key], false);
  }

  function check(field: 'labels' | 'annotations', key: string, value: unknown, isLabel: boolean): void {
    const word = isLabel ? 'label' : 'annotation';
    const path = ['metadata', field, key];
    const keyFault = qualifiedNameFault(isLabel ? key : key.toLowerCase());
    if (keyFault) {
      names.problem(manifest, path, { message: `The key of a ${word} is not legal: ${keyFault}`, fix: 'Choose a legal key.', found: key });
    }
    if (typeof value !== 'string') {
      names.problem(manifest, path, { message: `The ${word} ${JSON.stringify(key)} is ${JSON.stringify(value)}, which is no text.`, fix: `Write ${JSON.stringify(String(value))} in quotes.` });
    } else if (isLabel) {
      const fault = labelValueFault(value);
      if (fault) {
        names.problem(manifest, path, { message: `The value of the label ${JSON.stringify(key)} is not legal: ${fault}`, fix: 'Choose a legal value, or make it an annotation.', found: value });
      }
    }
  }
}

function textFault(value: unknown, path: FieldPath, field: string, missing = `Add ${field}.`): ShapeFault | undefined {
  if (typeof value === 'string' && value !== '') {
    return undefined;
  }
  const what = value === undefined || value === null ? 'is missing' : value === '' ? 'is empty' : `is ${JSON.stringify(value)}, which is no text`;
  return { message: `The field ${field} ${what}.`, path, fix: value === undefined || value === null || value === '' ? missing : `Write ${JSON.stringify(String(value))} in quotes.` };
}

function mapFault(metadata: Fields, field: 'labels' | 'annotations'): ShapeFault | undefined {
  const value = metadata[field];
  return value === undefined || value === null || isMap(value) ? undefined
    : { message: `The field metadata.${field} is no map.`, path: ['metadata', field], fix: 'Give a map of texts.' };
}

type Fields = Readonly<Record<string, unknown>>;

function isMap(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

/** The construct, or the file and line. */
function placeOf({ origin }: Manifest): string {
  const place = origin.constructPath === undefined ? origin.locate() : undefined;
  return origin.constructPath ?? (place ? `${place.file}:${place.line}` : 'an unknown place');
}
