import { argocd } from '../../../src/delivery';
import { emitted } from '../emitted';

const repository = { url: 'https://git.example.com/acme/mesh.git' };
const project = argocd.Project.named('mesh');
const applications = argocd.Applications.perEnvironment({ repository, project });

test('An environment without cluster is one Application for the cluster that Argo CD runs in', () => {
  expect(emitted(applications, [{ name: 'production', path: 'dist/production', clusters: [], after: [], namespaces: ['shop', 'billing'], kinds: [], objects: [] }])).toEqual([{
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: {
      name: 'mesh-production',
      namespace: 'argocd',
      labels: { 'app.kubernetes.io/managed-by': 'cdk8s-istio', 'cdk8s-istio/environment': 'production' },
      annotations: {
        'argocd.argoproj.io/compare-options': 'ServerSideDiff=true',
        'argocd.argoproj.io/manifest-generate-paths': '.',
      },
    },
    spec: {
      project: 'mesh',
      source: { repoURL: 'https://git.example.com/acme/mesh.git', targetRevision: 'main', path: 'dist/production' },
      destination: { server: 'https://kubernetes.default.svc', namespace: 'billing' },
      syncPolicy: {
        automated: { prune: true, selfHeal: true },
        syncOptions: ['ServerSideApply=true', 'ApplyOutOfSyncOnly=true', 'FailOnSharedResource=true'],
        retry: { limit: 5, refresh: true },
      },
    },
  }]);
});

test('Clusters are destinations by name, or by address where one is given', () => {
  const byAddress = argocd.Applications.perEnvironment({ repository, project, servers: { east: 'https://10.0.0.1:6443' } });
  const environments = [{ name: 'production', path: 'dist/production', clusters: ['west', 'east'], after: [], namespaces: ['shop'], kinds: [], objects: [] }];
  expect(emitted(byAddress, environments).map(({ metadata, spec }) => [metadata.name, spec.destination])).toEqual([
    ['mesh-production-west', { name: 'west', namespace: 'shop' }],
    ['mesh-production-east', { server: 'https://10.0.0.1:6443', namespace: 'shop' }],
  ]);
});

test('A folder per cluster is an Application per folder', () => {
  const environments = ['west', 'east'].map(cluster => ({
    name: 'production', path: `dist/production/${cluster}`, cluster, clusters: [], after: [], namespaces: ['shop'], kinds: [], objects: [],
  }));
  expect(emitted(applications, environments).map(({ metadata, spec }) => [metadata.name, spec.source.path, spec.destination.name])).toEqual([
    ['mesh-production-west', 'dist/production/west', 'west'],
    ['mesh-production-east', 'dist/production/east', 'east'],
  ]);
});

test('An address for a cluster that no environment has is refused with the nearest name', () => {
  const misspelt = argocd.Applications.perEnvironment({ repository, project, servers: { wets: 'https://10.0.0.1:6443' } });
  expect(() => emitted(misspelt, [{ name: 'production', path: 'dist/production', cluster: 'west', clusters: [], after: [], namespaces: [], kinds: [], objects: [] }]))
    .toThrow(expect.objectContaining({ code: 'MESH0006', message: expect.stringContaining('Did you mean "west"?') }));
});

test('An address for a cluster is one with its scheme', () => {
  expect(() => argocd.Applications.perEnvironment({ repository, project, servers: { west: 'west.example.com:6443' } }))
    .toThrow(expect.objectContaining({ code: 'MESH0001', message: expect.stringContaining("'https://west.example.com:6443'") }));
});

test('An environment of cluster-scoped objects only has no destination namespace', () => {
  const [application] = emitted(applications, [{ name: 'production', path: 'dist/production', clusters: [], after: [], namespaces: [], kinds: [], objects: [] }]);
  expect(application.spec.destination).toEqual({ server: 'https://kubernetes.default.svc' });
});

test('Deleting an Application deletes the mesh only when asked', () => {
  const asked = argocd.Applications.perEnvironment({ repository, project, deleteWithApplication: true });
  const environments = [{ name: 'production', path: 'dist/production', clusters: [], after: [], namespaces: [], kinds: [], objects: [] }];
  expect(emitted(asked, environments)[0].metadata.finalizers).toEqual(['resources-finalizer.argocd.argoproj.io']);
  expect(emitted(applications, environments)[0].metadata.finalizers).toBeUndefined();
});

test('The short form of an SSH address is one that Argo CD takes', () => {
  expect(() => argocd.Applications.perEnvironment({ repository: { url: 'git@git.example.com:acme/mesh.git' }, project })).not.toThrow();
});

const wave = (value: string) => ({ 'argocd.argoproj.io/sync-wave': value });
test.each([
  ['v1', 'Namespace', { ...wave('-10'), 'argocd.argoproj.io/sync-options': 'Prune=confirm' }],
  ['apiextensions.k8s.io/v1', 'CustomResourceDefinition', { ...wave('-10'), 'argocd.argoproj.io/sync-options': 'Prune=confirm' }],
  ['bitnami.com/v1alpha1', 'SealedSecret', wave('-5')],
  ['external-secrets.io/v1', 'ExternalSecret', wave('-5')],
  ['networking.istio.io/v1', 'ServiceEntry', {}],
  ['networking.istio.io/v1', 'Sidecar', {}],
  ['networking.istio.io/v1alpha3', 'EnvoyFilter', {}],
  ['telemetry.istio.io/v1', 'Telemetry', {}],
  ['extensions.istio.io/v1alpha1', 'WasmPlugin', {}],
  ['v1', 'Service', {}],
  ['apps/v1', 'Deployment', {}],
  ['networking.istio.io/v1', 'DestinationRule', { ...wave('5'), 'argocd.argoproj.io/sync-options': 'PruneLast=true' }],
  ['networking.istio.io/v1beta1', 'DestinationRule', { ...wave('5'), 'argocd.argoproj.io/sync-options': 'PruneLast=true' }],
  ['security.istio.io/v1', 'RequestAuthentication', wave('8')],
  ['security.istio.io/v1', 'AuthorizationPolicy', wave('8')],
  ['security.istio.io/v1', 'PeerAuthentication', wave('8')],
  ['networking.istio.io/v1', 'Gateway', wave('10')],
  ['gateway.networking.k8s.io/v1', 'Gateway', wave('10')],
  ['networking.istio.io/v1', 'VirtualService', wave('15')],
  ['gateway.networking.k8s.io/v1', 'HTTPRoute', wave('15')],
  ['argoproj.io/v1alpha1', 'Rollout', wave('20')],
  ['flagger.app/v1beta1', 'Canary', wave('20')],
  ['example.com/v1', 'VirtualService', {}],
  ['example.com/v1', 'Namespace', {}],
])('%s %s is annotated for its wave and its removal', (apiVersion, kind, annotations) => {
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
  expect(applications.annotationsFor({ apiVersion, group, kind, namespace: 'shop', name: 'cart', references: [], runtimeFields: [] })).toEqual(annotations);
});

test.each([
  ['keeps its own options and gets those it needs', { 'argocd.argoproj.io/sync-options': 'Replace=true' }, 'Replace=true,PruneLast=true'],
  ['keeps an option that it sets itself', { 'argocd.argoproj.io/sync-options': 'PruneLast=false' }, undefined],
])('an object %s', (_, annotations, options) => {
  const rule = {
    apiVersion: 'networking.istio.io/v1', group: 'networking.istio.io', kind: 'DestinationRule', name: 'cart', annotations, references: [], runtimeFields: [],
  };
  expect(applications.annotationsFor(rule)['argocd.argoproj.io/sync-options']).toBe(options);
});

test('an object keeps a wave that it says itself', () => {
  const annotations = { 'argocd.argoproj.io/sync-wave': '99' };
  expect(applications.annotationsFor({ apiVersion: 'v1', group: '', kind: 'Namespace', name: 'shop', annotations, references: [], runtimeFields: [] }))
    .toEqual({ 'argocd.argoproj.io/sync-options': 'Prune=confirm' });
});
