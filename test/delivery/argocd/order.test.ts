import { NAMESPACE, object, REPOSITORY, ROUTES, RULE } from './fixtures';
import { argocd } from '../../../src/delivery';

const applications = argocd.Applications.perEnvironment({ repository: REPOSITORY, project: argocd.Project.named('mesh') });
const waveOf = (...[apiVersion, kind, name, more]: Parameters<typeof object>) =>
  applications.annotationsFor(object(apiVersion, kind, name, more))['argocd.argoproj.io/sync-wave'] ?? '0';
const optionsOf = (...[apiVersion, kind, name, more]: Parameters<typeof object>) =>
  applications.annotationsFor(object(apiVersion, kind, name, more))['argocd.argoproj.io/sync-options'];

test.each<[title: string, kind: Parameters<typeof object>, wave: string]>([
  ['a route comes after the route that it delegates to', ['networking.istio.io/v1', 'VirtualService', 'root', { references: [ROUTES] }], '16'],
  ['a route comes after its rule, as its kind does anyway', ['networking.istio.io/v1', 'VirtualService', 'cart', { references: [RULE, NAMESPACE] }], '15'],
  [
    'a policy comes after the waypoint that enforces it, and still before routes',
    ['security.istio.io/v1', 'AuthorizationPolicy', 'cart', { references: [object('gateway.networking.k8s.io/v1', 'Gateway', 'waypoint')] }],
    '11',
  ],
  [
    'a gateway comes after the certificate that it reads',
    ['networking.istio.io/v1', 'Gateway', 'public', { references: [object('bitnami.com/v1alpha1', 'SealedSecret', 'shop-tls')] }],
    '10',
  ],
  ['an object without a wave comes after its namespace anyway', ['v1', 'Service', 'cart', { references: [NAMESPACE] }], '0'],
  ['two routes that need each other are in one wave', ['networking.istio.io/v1', 'VirtualService', 'cart', { references: [ROUTES] }], '16'],
])('%s', (_, kind, wave) => {
  expect(waveOf(...kind)).toBe(wave);
});

test.each<[title: string, kind: Parameters<typeof object>, options: string | undefined]>([
  ['a gateway that routes are bound to is pruned last', ['networking.istio.io/v1', 'Gateway', 'public', { needed: true }], 'PruneLast=true'],
  ['a route that others delegate to is pruned last', ['networking.istio.io/v1', 'VirtualService', 'weights', { needed: true }], 'PruneLast=true'],
  ['a sealed certificate that a gateway reads is pruned last', ['bitnami.com/v1alpha1', 'SealedSecret', 'shop-tls', { needed: true }], 'PruneLast=true'],
  ['a rule is pruned last even if nothing needs it now', ['networking.istio.io/v1', 'DestinationRule', 'cart', {}], 'PruneLast=true'],
  ['a route that nothing needs is pruned in its wave', ['networking.istio.io/v1', 'VirtualService', 'cart', {}], undefined],
  ['a kind waits for a confirmation: all objects of it go with it', ['apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'x', {}], 'Prune=confirm'],
  ['a volume waits for a confirmation: its content goes with it', ['v1', 'PersistentVolumeClaim', 'data', {}], 'Prune=confirm'],
  ['a namespace waits for a confirmation, though everything needs it', ['v1', 'Namespace', 'shop', { needed: true }], 'Prune=confirm'],
])('%s', (_, kind, options) => {
  expect(optionsOf(...kind)).toBe(options);
});

test('a hook is ordered by its phase: it gets no wave and no options', () => {
  const hook = object('argoproj.io/v1alpha1', 'Rollout', 'check', { needed: true, annotations: { 'argocd.argoproj.io/hook': 'PostSync' } });
  expect(applications.annotationsFor(hook)).toEqual({});
});
