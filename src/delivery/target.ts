import { DeliveredEnvironment } from './delivery';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { DNS_SUBDOMAIN, NameRule, requireName } from '../kernel/names';
import { nearestName } from '../kernel/nearest';
import { byCodePoint } from '../kernel/order';

/** One folder on its way to one cluster: what one Application, or one Kustomization, stands for. */
export interface DeliveryTarget {
  readonly environment: DeliveredEnvironment;
  /** Absent when the environment names no cluster. */
  readonly cluster?: string;
  /** Name of the controllers' objects: `<prefix>-<environment>[-<cluster>]`. */
  readonly name: string;
}

/** Names of controllers' objects: controllers write them into label values of what they apply, which end at 63 characters. */
const OBJECT_NAME: NameRule = {
  ...DNS_SUBDOMAIN,
  title: 'name of a controller’s object',
  words: 'at most 63 lower-case letters, digits, "-" and ".", each part starting and ending with a letter or digit',
  longest: 63,
};

/** The label of the environment on controllers' objects, for selectors of people and of progressive syncs. */
const ENVIRONMENT_LABEL = 'cdk8s-istio/environment';

/** Labels of every controllers' object. */
export function deliveryLabels(target: DeliveryTarget): Record<string, string> {
  return { 'app.kubernetes.io/managed-by': 'cdk8s-istio', [ENVIRONMENT_LABEL]: target.environment.name };
}

/** All targets in the order of the environments and of their clusters. Checks what engines rely on: names, folders, promotion order. */
export function deliveryTargets(environments: readonly DeliveredEnvironment[], prefix: string, where: string): DeliveryTarget[] {
  const targets: DeliveryTarget[] = [];
  const environmentOf = new Map<string, string>();
  for (const environment of environments) {
    checkFolder(environment, where);
    for (const cluster of clustersOf(environment, where)) {
      const name = [prefix, environment.name, cluster].filter(part => part !== undefined).join('-');
      requireName(name, OBJECT_NAME, `name that ${where} gives to the objects of environment ${environment.name}`);
      const other = environmentOf.get(name);
      if (other !== undefined) {
        fail({
          code: CODES.DUPLICATE_MEMBER,
          what: `Two objects would be named ${name}: of environment ${other} and of environment ${environment.name}.`,
          where,
          why: 'The second would overwrite the first in the cluster.',
          fix: 'Rename one of the environments or clusters.',
        });
      }
      environmentOf.set(name, environment.name);
      targets.push({ environment, cluster, name });
    }
  }
  checkFoldersApart(environments, where);
  checkPromotionOrder(environments, where);
  return targets;
}

function clustersOf({ name, cluster, clusters }: DeliveredEnvironment, where: string): (string | undefined)[] {
  if (cluster !== undefined && clusters.length > 0) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: `Environment ${name} has both cluster and clusters.`,
      where,
      fix: 'Use cluster for a folder that one cluster gets, clusters for a folder that several get.',
    });
  }
  return clusters.length > 0 ? clusters : [cluster];
}

function checkFolder({ name, path }: DeliveredEnvironment, where: string): void {
  const steps = path.split('/');
  if (/[\\:\x00-\x1f]/.test(path) || steps.some(step => step === '' || step === '.' || step === '..')) {
    fail({
      code: CODES.INVALID_ARGUMENT,
      what: `Environment ${name} has the path ${JSON.stringify(path)}.`,
      where,
      why: 'Controllers read the folder from the root of the repository, not from a place of this machine.',
      fix: "Give a relative path with / between plain names, for example 'dist/production'.",
    });
  }
}

/** A folder inside another environment's folder would be applied twice. */
function checkFoldersApart(environments: readonly DeliveredEnvironment[], where: string): void {
  const sorted = environments.map(({ name, path }) => ({ name, path: `${path}/` })).sort((a, b) => byCodePoint(a.path, b.path));
  for (let i = 1; i < sorted.length; i++) {
    const [outer, inner] = [sorted[i - 1], sorted[i]];
    if (inner.path.startsWith(outer.path)) {
      fail({
        code: CODES.ARGUMENTS_CONFLICT,
        where,
        what: `The folder ${inner.path} of environment ${inner.name} lies in the folder ${outer.path} of environment ${outer.name}.`,
        why: 'Two controllers’ objects would apply the same manifests.',
        fix: 'Give each environment, or each of its clusters, a folder of its own.',
      });
    }
  }
}

function checkPromotionOrder(environments: readonly DeliveredEnvironment[], where: string): void {
  const names = new Set(environments.map(environment => environment.name));
  for (const { name, after } of environments) {
    const unknown = after.find(earlier => !names.has(earlier));
    if (unknown !== undefined) {
      const nearest = nearestName(unknown, names);
      fail({
        code: CODES.ENVIRONMENT_ORDER,
        what: `Environment ${name} comes after ${JSON.stringify(unknown)}, which does not exist.`,
        where,
        fix: nearest === undefined ? `Name one of: ${[...names].join(', ')}.` : `Did you mean ${JSON.stringify(nearest)}?`,
      });
    }
  }
}

/** Fails on an empty list of environments: what it is about would silently hold for none. Undefined stands for all. */
export function checkAnyEnvironment(names: readonly string[] | undefined, where: string): void {
  if (names?.length === 0) {
    fail({
      code: CODES.INVALID_ARGUMENT,
      what: 'The list names no environment.',
      where,
      why: 'Nothing would come of it, without a word.',
      fix: 'Name at least one, or leave out `environments` for all of them.',
    });
  }
}

/** Fails when a map by cluster names a cluster that no environment has: the entry would silently do nothing. */
export function checkClusterKeys(keys: readonly string[], targets: readonly DeliveryTarget[], where: string): void {
  const clusters = new Set(targets.map(target => target.cluster).filter(cluster => cluster !== undefined));
  for (const key of keys) {
    if (!clusters.has(key)) {
      const nearest = nearestName(key, clusters);
      fail({
        code: CODES.UNKNOWN_MEMBER,
        what: `No environment has a cluster ${JSON.stringify(key)}.`,
        where,
        fix: nearest === undefined ? `Clusters are: ${[...clusters].join(', ') || 'none'}.` : `Did you mean ${JSON.stringify(nearest)}?`,
      });
    }
  }
}
