import { EmittedObject } from '../delivery';

/** Annotation that holds an object's sync wave. */
export const SYNC_WAVE = 'argocd.argoproj.io/sync-wave';

/**
 * Sync waves by `<group>/<kind>`; what is not listed goes to wave 0. Inside a wave Argo CD sorts Istio's kinds by name only, so
 * the table says what must exist first: namespaces, secrets, destinations, then policies before the routes they guard, gateways
 * before the routes that are bound to them.
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
};

/** The wave an object is applied in; waves go from low to high, and 0 is Argo CD's own default. */
export function syncWaveOf(object: EmittedObject): number {
  return WAVES[groupKindOf(object)] ?? 0;
}

/** The key of the tables by kind: `<group>/<kind>`, with nothing before the slash for core kinds. The version does not matter. */
export function groupKindOf({ group, kind }: EmittedObject): string {
  return `${group}/${kind}`;
}
