import { DeliveredEnvironment, EmittedObject } from '../../../src/delivery';

export const REPOSITORY = { url: 'https://git.example.com/acme/mesh.git' };

/** An object as engines see it; what is not given is empty. */
export function object(apiVersion: string, kind: string, name: string, more: Partial<EmittedObject> = {}): EmittedObject {
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
  return { apiVersion, group, kind, name, references: [], runtimeFields: [], ...more };
}

export const NAMESPACE = object('v1', 'Namespace', 'shop');
export const RULE = object('networking.istio.io/v1', 'DestinationRule', 'cart', { namespace: 'shop' });
export const ROUTES = object('networking.istio.io/v1', 'VirtualService', 'cart', { namespace: 'shop' });
export const WEIGHTS = object('networking.istio.io/v1', 'VirtualService', 'cart-weights', {
  namespace: 'shop',
  runtimeFields: [
    { writer: 'Argo Rollouts', pointer: '/spec/http/0/route/0/weight', jqPath: '.spec.http[]?.route[]?.weight' },
    { writer: 'Argo Rollouts', pointer: '/spec/http/0/route/1/weight', jqPath: '.spec.http[]?.route[]?.weight' },
    { writer: 'somebody', pointer: '/metadata/annotations/example.com~1note' },
  ],
});

const KINDS = [
  { group: '', kind: 'Namespace', clusterScoped: true },
  { group: 'networking.istio.io', kind: 'DestinationRule', clusterScoped: false },
  { group: 'networking.istio.io', kind: 'VirtualService', clusterScoped: false },
];

/** A folder with the four objects above in the namespace `shop`; what is given replaces that. */
export function folder(name: string, more: Partial<DeliveredEnvironment> = {}): DeliveredEnvironment {
  const path = more.cluster === undefined ? `dist/${name}` : `dist/${name}/${more.cluster}`;
  return { name, path, clusters: [], after: [], namespaces: ['shop'], kinds: KINDS, objects: [NAMESPACE, RULE, ROUTES, WEIGHTS], ...more };
}

/** Staging without a cluster, production on two. */
export const FOLDERS = [
  folder('staging', { objects: [NAMESPACE, RULE, ROUTES] }),
  folder('production', { cluster: 'eu-1', after: ['staging'] }),
  folder('production', { cluster: 'us-1', after: ['staging'] }),
];
