import { strongComponents } from './strong-components';
import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { byCodePoint } from '../../kernel/order';
import { DeliveredEnvironment, EmittedObject, ObjectKey } from '../delivery';

/** An object of one namespace that needs an object of another. */
interface Need {
  readonly from: EmittedObject;
  readonly to: ObjectKey;
}

/** What the objects of one namespace need of another. */
interface Needs {
  /** The first that must be there before. */
  hard?: Need;
  /** The first that may come later: both work as soon as both are there. */
  soft?: Need;
}

/** By namespace, then by the namespace it needs. */
type NeedsByNamespace = ReadonlyMap<string, ReadonlyMap<string, Needs>>;

/**
 * The namespaces whose objects must be applied before those of a namespace, for every namespace of an environment; sorted.
 *
 * A delegate comes before what delegates to it, a certificate before its gateway, and wherever there is no circle also gateways and services
 * before the routes to them. In a circle those wait for nobody: a route takes effect when both are there. Fails with MESH0807 where a
 * VirtualService and a DestinationRule of one host are in two namespaces, and in a circle that cannot be opened.
 */
export function namespacesBefore(environment: DeliveredEnvironment, where: string): Map<string, string[]> {
  const needs = needsOf(environment.objects, environment.name, where);
  const namespaces = [...environment.namespaces].sort(byCodePoint);
  const circleOf = strongComponents(namespaces, name => [...needs.get(name)?.keys() ?? []].sort(byCodePoint));
  const before = new Map(namespaces.map(name => [name, [...needs.get(name) ?? []]
    .filter(([other, need]) => circleOf.has(other) && (need.hard !== undefined || circleOf.get(other) !== circleOf.get(name)))
    .map(([other]) => other)
    .sort(byCodePoint)]));
  checkCircles(namespaces, before, needs, environment.name, where);
  return before;
}

function needsOf(objects: readonly EmittedObject[], environment: string, where: string): NeedsByNamespace {
  const needs = new Map<string, Map<string, Needs>>();
  const ties: Need[] = [];
  for (const from of objects) {
    for (const to of from.references) {
      if (from.namespace !== undefined && to.namespace !== undefined && from.namespace !== to.namespace) {
        if (areTied(from, to)) {
          ties.push({ from, to });
        }
        const others = entryOf(needs, from.namespace, () => new Map<string, Needs>());
        const need = entryOf(others, to.namespace, (): Needs => ({}));
        need[mayComeLater(from, to) ? 'soft' : 'hard'] ??= { from, to };
      }
    }
  }
  if (ties.length > 0) {
    failTied(ties, environment, where);
  }
  return needs;
}

const NETWORKING = 'networking.istio.io';

/** Whether two objects must be changed together: a rule that goes before its routes leaves them without subsets. */
function areTied(from: ObjectKey, to: ObjectKey): boolean {
  const kinds = [from, to].map(({ group, kind }) => group === NETWORKING ? kind : '').sort(byCodePoint).join();
  return kinds === 'DestinationRule,VirtualService';
}

/** A route to a gateway or a service waits by itself; a delegate and a certificate are needed for what is applied now. */
function mayComeLater(from: ObjectKey, to: ObjectKey): boolean {
  const isRoute = from.group === NETWORKING && from.kind === 'VirtualService' && to.kind !== 'VirtualService';
  return isRoute || (from.group === NETWORKING && from.kind === 'DestinationRule');
}

function entryOf<K, T>(map: Map<K, T>, key: K, make: () => T): T {
  let entry = map.get(key);
  if (entry === undefined) {
    entry = make();
    map.set(key, entry);
  }
  return entry;
}

function checkCircles(
  namespaces: readonly string[], before: ReadonlyMap<string, readonly string[]>, needs: NeedsByNamespace, environment: string, where: string,
): void {
  const circles = new Map<number, string[]>();
  for (const [name, circle] of strongComponents(namespaces, namespace => before.get(namespace) ?? [])) {
    entryOf(circles, circle, (): string[] => []).push(name);
  }
  const circle = [...circles.values()].find(names => names.length > 1);
  if (circle !== undefined) {
    const members = circle.sort(byCodePoint);
    const chain = members.flatMap(name => [...needs.get(name) ?? []].filter(([other]) => members.includes(other)).map(([, need]) => need.hard))
      .filter(need => need !== undefined);
    fail({
      code: CODES.TIED_NAMESPACES,
      what: `The namespaces ${members.join(', ')} need each other: ${wordsOf(chain)}.`,
      where: `${where}: environment ${environment}`,
      why: 'With one Kustomization per namespace each would wait for the other for ever.',
      fix: 'Move one of the objects to the namespace of the other, or use flux.Kustomizations.perEnvironment.',
    });
  }
}

function failTied(ties: readonly Need[], environment: string, where: string): never {
  const { from, to } = ties[0];
  const [route, rule] = from.kind === 'VirtualService' ? [from, to] : [to, from];
  return fail({
    code: CODES.TIED_NAMESPACES,
    what: `A route and the rule of its host are in two namespaces: ${wordsOf(ties)}.`,
    where: `${where}: environment ${environment}`,
    why: 'Flux orders what it applies by Kustomization, and prunes in the same order: a rule would go before the routes to its subsets, which answer 503.',
    fix: `Move the routes to ${rule.namespace} and let ${nameOf(route)} delegate to them, or use flux.Kustomizations.perEnvironment.`,
  });
}

/** At most three of them in words; people fix one after the other. */
function wordsOf(needs: readonly Need[]): string {
  const words = needs.slice(0, 3).map(({ from, to }) => `${nameOf(from)} needs ${nameOf(to)}`);
  return words.join(', ') + (needs.length > words.length ? `, and ${needs.length - words.length} more` : '');
}

function nameOf({ kind, namespace, name }: ObjectKey): string {
  return `${kind} ${namespace}/${name}`;
}
