import { namespacesBefore } from './namespace-order';
import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { DNS_SUBDOMAIN, NameRule, requireName } from '../../kernel/names';
import { byCodePoint } from '../../kernel/order';
import { EmittedObject, GroupKind } from '../delivery';
import { DeliveryTarget } from '../target';

/** What one Kustomization applies: a folder, or a part of one. */
export interface KustomizationUnit {
  /** Name of the Kustomization. */
  readonly name: string;
  /** Its folder below that of the target; empty for all of it. */
  readonly folder: string;
  /** Names of the Kustomizations of the same target that come before. */
  readonly after: string[];
  readonly objects: readonly EmittedObject[];
  readonly kinds: readonly GroupKind[];
}

/** Cuts the folder of a target into units, the first ones first. */
export type Division = (target: DeliveryTarget, where: string) => KustomizationUnit[];

/** One unit for all of it. */
export function wholeFolder({ name, environment: { objects, kinds } }: DeliveryTarget): KustomizationUnit[] {
  return [{ name, folder: '', after: [], objects, kinds }];
}

/** One unit per namespace, and one for what lies outside of namespaces, which comes first. */
export function folderPerNamespace({ name, environment }: DeliveryTarget, where: string): KustomizationUnit[] {
  const before = namespacesBefore(environment, where);
  const nameOf = (namespace: string): string =>
    requireName(`${name}-${namespace}`, UNIT_NAME, `name that ${where} gives to namespace ${namespace} of environment ${environment.name}`);
  const clusterKinds = environment.kinds.filter(({ clusterScoped }) => clusterScoped);
  const byNamespace = objectsByNamespace(environment.objects);
  const first = clusterKinds.length > 0 || byNamespace.has(undefined) ? [name] : [];
  return [
    ...first.map(unit => ({ name: unit, folder: '_cluster', after: [], objects: byNamespace.get(undefined) ?? [], kinds: clusterKinds })),
    ...[...before].map(([namespace, others]) => {
      const objects = byNamespace.get(namespace) ?? [];
      return { name: nameOf(namespace), folder: folderOf(namespace), after: [...first, ...others.map(nameOf)], objects, kinds: kindsOf(objects) };
    }),
  ];
}

/** Fails when two Kustomizations would have one name: `production` with a namespace `eu-shop` and `production-eu` with `shop`. */
export function checkUnitNames(units: readonly { readonly unit: KustomizationUnit; readonly target: DeliveryTarget }[], where: string): void {
  const owners = new Map<string, string>();
  for (const { unit, target } of units) {
    const owner = `environment ${target.environment.name}${unit.folder === '' ? '' : `, folder ${unit.folder}`}`;
    const other = owners.get(unit.name);
    if (other !== undefined) {
      fail({
        code: CODES.DUPLICATE_MEMBER,
        what: `Two Kustomizations would be named ${unit.name}: of ${other} and of ${owner}.`,
        where,
        why: 'The second would overwrite the first in the cluster.',
        fix: 'Rename one of the environments, clusters or namespaces.',
      });
    }
    owners.set(unit.name, owner);
  }
}

/** Flux writes the name into a label of everything it applies. */
const UNIT_NAME: NameRule = {
  ...DNS_SUBDOMAIN,
  title: 'name of a Kustomization',
  words: 'at most 63 lower-case letters, digits, "-" and ".", each part starting and ending with a letter or digit; a shorter namePrefix helps',
  longest: 63,
};

/** The folder of a namespace as environments write it: its first letter is encoded where Windows takes the name for a device. */
export function folderOf(namespace: string): string {
  return /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])$/.test(namespace) ? `%${namespace.charCodeAt(0).toString(16)}${namespace.slice(1)}` : namespace;
}

function objectsByNamespace(objects: readonly EmittedObject[]): Map<string | undefined, EmittedObject[]> {
  const byNamespace = new Map<string | undefined, EmittedObject[]>();
  for (const object of objects) {
    const there = byNamespace.get(object.namespace);
    if (there) {
      there.push(object);
    } else {
      byNamespace.set(object.namespace, [object]);
    }
  }
  return byNamespace;
}

function kindsOf(objects: readonly EmittedObject[]): GroupKind[] {
  const kinds = new Map(objects.map(({ group, kind }) => [`${group}/${kind}`, { group, kind, clusterScoped: false }]));
  return [...kinds].sort(([a], [b]) => byCodePoint(a, b)).map(([, kind]) => kind);
}
