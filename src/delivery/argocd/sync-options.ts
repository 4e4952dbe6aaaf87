import { DeliveredEnvironment, EmittedObject } from '../delivery';
import { groupKindOf } from './sync-wave';
import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { nearestName } from '../../kernel/nearest';

/** Annotation that holds an object's sync options, comma separated. */
export const SYNC_OPTIONS = 'argocd.argoproj.io/sync-options';

/**
 * Sync options of an object, read by Argo CD from the live object, hence on it from its first sync.
 *
 * - `PruneLast=true` on every DestinationRule, and on what another object needs: pruning runs first inside a wave, and what is needed is in an
 *   earlier wave than what needs it. A removed rule, gateway, delegate or secret would be gone before the objects that use it are updated.
 * - `Prune=confirm` on a Namespace, a CustomResourceDefinition and a PersistentVolumeClaim: what is in it goes with it.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/
 */
export function syncOptionsOf(object: EmittedObject): readonly string[] {
  switch (groupKindOf(object)) {
    case '/Namespace':
    case '/PersistentVolumeClaim':
    case 'apiextensions.k8s.io/CustomResourceDefinition':
      return ['Prune=confirm'];
    case 'networking.istio.io/DestinationRule':
      return ['PruneLast=true'];
    default:
      return object.needed ? ['PruneLast=true'] : [];
  }
}

/**
 * The options of an object's own annotation and those it needs besides, in one list; undefined where it needs none besides. An
 * option that the object sets itself, to whatever value, stays as it is.
 */
export function joinedSyncOptions(own: string | undefined, needed: readonly string[]): string | undefined {
  const said = (own ?? '').split(',').map(option => option.trim()).filter(option => option !== '');
  const names = new Set(said.map(nameOf));
  const missing = needed.filter(option => !names.has(nameOf(option)));
  return missing.length === 0 ? undefined : [...said, ...missing].join(',');
}

/** What every Application syncs with. */
const DEFAULTS = ['ServerSideApply=true', 'ApplyOutOfSyncOnly=true', 'FailOnSharedResource=true'];

/** Options of an Application that we set in another way, or not at all, with the way. */
const REFUSED: Readonly<Record<string, string>> = {
  ApplyOutOfSyncOnly: 'Leave it out: it is on, and without it every sync sets back what is ignored, above all the weights of a release.',
  CreateNamespace: 'Name the namespace in managedNamespaces, or emit a MeshNamespace.',
  PruneLast: 'Leave it out: on the objects that need it, it is there; on all of them it prunes routes and rules at once.',
};

/** The options of an Application: ours, those of the user in place of ours of the same name, and his others after them. */
export function applicationSyncOptions(own: readonly string[] = [], where: string): string[] {
  const byName = new Map(DEFAULTS.map(option => [nameOf(option), option]));
  for (const option of own) {
    if (!/^[A-Za-z]+=[A-Za-z]+$/.test(option) || REFUSED[nameOf(option)] !== undefined) {
      fail({
        code: CODES.INVALID_ARGUMENT,
        what: `${JSON.stringify(option)} cannot be a sync option of an Application.`,
        where: `${where}: syncOptions`,
        fix: REFUSED[nameOf(option)] ?? "Write it as name and value, for example 'Validate=false'.",
      });
    }
    checkSpelling(option, `${where}: syncOptions`);
    byName.set(nameOf(option), option);
  }
  return [...byName.values()];
}

/** Argo CD passes over an option that it does not know, so that a slip would do nothing, without a word. Names that are like none of ours pass. */
function checkSpelling(option: string, where: string): void {
  const [name, value] = option.split('=');
  const meant = KNOWN.find(known => known.toLowerCase() === name.toLowerCase()) ?? nearestName(name, KNOWN);
  if (meant !== undefined && meant !== name) {
    fail({
      code: CODES.INVALID_ARGUMENT,
      what: `Argo CD knows no sync option ${name}.`,
      where,
      why: 'It would pass over it without a word.',
      fix: `Write '${meant}=${value}'.`,
    });
  }
}

/** Options of an Application that Argo CD 3.5 knows, which are not refused here. */
const KNOWN = [
  'ClientSideApplyMigration', 'Delete', 'FailOnSharedResource', 'Force', 'Prune', 'PrunePropagationPolicy', 'Replace', 'RespectIgnoreDifferences',
  'ServerSideApply', 'SkipDryRunOnMissingResource', 'Validate',
];

/** Fails where an Application would sync a VirtualService with the option that keeps its live routes. */
export function checkRespectedDifferences(options: readonly string[], environments: readonly DeliveredEnvironment[], where: string): void {
  if (!options.includes('RespectIgnoreDifferences=true')) {
    return;
  }
  for (const { name, objects } of environments) {
    const routes = objects.find(object => groupKindOf(object) === 'networking.istio.io/VirtualService');
    if (routes) {
      fail({
        code: CODES.LIVE_ROUTES_OVER_GIT,
        what: `RespectIgnoreDifferences=true is set, and environment ${name} has the VirtualService ${routes.namespace}/${routes.name}.`,
        where: `${where}: syncOptions`,
        why: 'Where a weight is ignored, Argo CD applies the whole live list of routes: routes and timeouts that Git adds never arrive, while every sync says '
          + 'Succeeded.',
        fix: 'Leave the option out. Weights that an engine moves live in a VirtualService of their own, which is not synced while only they differ.',
      });
    }
  }
}

function nameOf(option: string): string {
  return option.split('=')[0];
}
