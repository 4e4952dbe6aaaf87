import { EmittedObject } from '../delivery';

/** Annotation that holds an object's sync wave. */
export const SYNC_WAVE = 'argocd.argoproj.io/sync-wave';

/**
 * Sync waves by `<group>/<kind>`; what is not listed goes to wave 0. Inside a wave Argo CD sorts Istio's kinds by name only, so
 * the table says what must exist first: namespaces, secrets, destinations, then policies before the routes they guard, gateways
 * before the routes that are bound to them. Releases that an engine moves come last: while one is under way it is not healthy, and
 * no later wave would begin; and it needs the routes it moves.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/
 */
const WAVES: Readonly<Record<string, number>> = {
  '/Namespace': -10,
  'apiextensions.k8s.io/CustomResourceDefinition': -10,
  'bitnami.com/SealedSecret': -5,
  'external-secrets.io/ExternalSecret': -5,
  'networking.istio.io/DestinationRule': 5,
  'security.istio.io/RequestAuthentication': 8,
  'security.istio.io/AuthorizationPolicy': 8,
  'security.istio.io/PeerAuthentication': 8,
  'networking.istio.io/Gateway': 10,
  'gateway.networking.k8s.io/Gateway': 10,
  'networking.istio.io/VirtualService': 15,
  'gateway.networking.k8s.io/HTTPRoute': 15,
  'gateway.networking.k8s.io/GRPCRoute': 15,
  'gateway.networking.k8s.io/TLSRoute': 15,
  'gateway.networking.k8s.io/TCPRoute': 15,
  'argoproj.io/Rollout': 20,
  'flagger.app/Canary': 20,
};

/**
 * The wave an object is applied in; waves go from low to high, and 0 is Argo CD's own default. It is the wave of its kind, or the first
 * one after the kinds of the objects that it needs: a VirtualService comes after the one it delegates to, a policy after the waypoint that
 * enforces it.
 */
export function syncWaveOf(object: EmittedObject): number {
  return Math.max(waveOfKind(object), ...object.references.map(needed => waveOfKind(needed) + 1));
}

function waveOfKind(of: { readonly group: string; readonly kind: string }): number {
  return WAVES[groupKindOf(of)] ?? 0;
}

/** The key of the tables by kind: `<group>/<kind>`, with nothing before the slash for core kinds. The version does not matter. */
export function groupKindOf({ group, kind }: { readonly group: string; readonly kind: string }): string {
  return `${group}/${kind}`;
}
