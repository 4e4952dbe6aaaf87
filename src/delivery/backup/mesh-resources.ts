import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { byCodePoint } from '../../kernel/order';

/** Plurals that no rule gives. */
const PLURALS: Readonly<Record<string, string>> = { Gateway: 'gateways' };

/** The objects of a program that are its mesh: those of Istio and of the Gateway API. */
export function meshObjects(construct: IConstruct): ApiObject[] {
  return construct.node.root.node.findAll().filter((each): each is ApiObject => ApiObject.isApiObject(each) && isMesh(each.apiGroup));
}

/** The resources of objects as Velero names them, each once, sorted: `virtualservices.networking.istio.io`. */
export function resourcesOf(objects: readonly ApiObject[]): string[] {
  return [...new Set(objects.map(({ kind, apiGroup }) => `${pluralOf(kind)}.${apiGroup}`))].sort(byCodePoint);
}

function isMesh(group: string): boolean {
  return group.endsWith('.istio.io') || group === 'gateway.networking.k8s.io';
}

/** The plural that Kubernetes derives from a kind by default; all kinds of Istio and the Gateway API follow it but one. */
function pluralOf(kind: string): string {
  const singular = kind.toLowerCase();
  return PLURALS[kind] ?? (/(?:s|x|ch|sh)$/.test(singular) ? `${singular}es` : singular.endsWith('y') ? `${singular.slice(0, -1)}ies` : `${singular}s`);
}
