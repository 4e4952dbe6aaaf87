import { argocd } from '../../../src/delivery';
import { emitted } from '../emitted';
import { folder, FOLDERS, REPOSITORY } from './fixtures';

const { ApplicationGenerator, ApplicationSets, ApplicationsSync, NotificationService, NotificationTrigger, Project } = argocd;
const project = Project.named('mesh');
const setOf = (props: Partial<argocd.ApplicationSetsProps> = {}, folders = FOLDERS) =>
  emitted(ApplicationSets.forEnvironments({ repository: REPOSITORY, project, ...props }), folders).find(({ kind }) => kind === 'ApplicationSet');

const IGNORED = [{
  group: 'networking.istio.io',
  kind: 'VirtualService',
  name: 'cart-weights',
  namespace: 'shop',
  jqPathExpressions: ['.spec.http[]?.route[]?.weight'],
  jsonPointers: ['/metadata/annotations/example.com~1note'],
}];

test('a list names every environment and cluster, and what differs between environments is in a template of its own', () => {
  expect(setOf().spec.generators).toEqual([
    { list: { elements: [{ name: 'in-cluster', values: { application: 'mesh-staging', environment: 'staging', path: 'dist/staging', namespace: 'shop' } }] } },
    {
      list: {
        elements: [
          { name: 'eu-1', values: { application: 'mesh-production-eu-1', environment: 'production', path: 'dist/production/eu-1', namespace: 'shop' } },
          { name: 'us-1', values: { application: 'mesh-production-us-1', environment: 'production', path: 'dist/production/us-1', namespace: 'shop' } },
        ],
        template: { metadata: {}, spec: { project: 'mesh', destination: {}, ignoreDifferences: IGNORED } },
      },
    },
  ]);
});

test('the template makes the Applications that Applications would emit', () => {
  const { spec } = setOf();
  expect([spec.goTemplate, spec.goTemplateOptions]).toEqual([true, ['missingkey=error']]);
  expect(spec.template).toEqual({
    metadata: {
      name: '{{ .values.application }}',
      namespace: 'argocd',
      labels: { 'app.kubernetes.io/managed-by': 'cdk8s-istio', 'cdk8s-istio/environment': '{{ .values.environment }}' },
      annotations: { 'argocd.argoproj.io/compare-options': 'ServerSideDiff=true', 'argocd.argoproj.io/manifest-generate-paths': '.' },
    },
    spec: {
      project: 'mesh',
      source: { repoURL: 'https://git.example.com/acme/mesh.git', targetRevision: 'main', path: '{{ .values.path }}' },
      destination: { name: '{{ .name }}', namespace: '{{ .values.namespace }}' },
      syncPolicy: {
        automated: { prune: true, selfHeal: true },
        syncOptions: ['ServerSideApply=true', 'ApplyOutOfSyncOnly=true', 'FailOnSharedResource=true'],
        retry: { limit: 5, refresh: true },
      },
    },
  });
});

test('nothing is deleted unless asked', () => {
  expect(setOf().spec.syncPolicy).toEqual({ applicationsSync: 'create-update', preserveResourcesOnDeletion: true });
  expect(setOf({ applicationsSync: ApplicationsSync.SYNC, preserveResourcesOnDeletion: false, deleteWithApplication: true }).spec).toMatchObject({
    syncPolicy: { applicationsSync: 'sync', preserveResourcesOnDeletion: false },
    template: { metadata: { finalizers: ['resources-finalizer.argocd.argoproj.io'] } },
  });
});

test('registered clusters are taken by name, and only those that have a folder', () => {
  const { generators } = setOf({ generator: ApplicationGenerator.clusters({ matchLabels: { 'example.com/mesh': 'shop' } }) }).spec;
  expect(generators[0]).toHaveProperty('list');
  expect(generators[1]).toEqual({
    clusters: {
      selector: { matchLabels: { 'example.com/mesh': 'shop' } },
      values: { application: 'mesh-production-{{ .name }}', environment: 'production', path: 'dist/production/{{ .name }}', namespace: 'shop' },
      template: { metadata: {}, spec: { project: 'mesh', destination: {}, ignoreDifferences: IGNORED } },
    },
    selector: { matchExpressions: [{ key: 'name', operator: 'In', values: ['eu-1', 'us-1'] }] },
  });
});

test('clusters that share a folder share its path, also where the folder is called like one of them', () => {
  const shared = { ...folder('eu-1', { clusters: ['eu-1', 'us-1'] }), objects: [] };
  const [{ clusters }] = setOf({ generator: ApplicationGenerator.clusters() }, [shared]).spec.generators;
  expect(clusters).toEqual({ values: { application: 'mesh-eu-1-{{ .name }}', environment: 'eu-1', path: 'dist/eu-1', namespace: 'shop' } });
});

test('a rolling sync goes through the promotion order, those that come after the same in one step', () => {
  const folders = [folder('development'), folder('eu', { after: ['development'] }), folder('us', { after: ['development'] }), folder('last', { after: ['eu', 'us'] })];
  const step = (...values: string[]) => ({ matchExpressions: [{ key: 'cdk8s-istio/environment', operator: 'In', values }] });
  expect(setOf({ rollingSync: {} }, folders).spec.strategy).toEqual({
    type: 'RollingSync', deletionOrder: 'Reverse', rollingSync: { steps: [step('development'), step('eu', 'us'), step('last')] },
  });
  expect(setOf({ rollingSync: { maxUpdate: 2 } }, [folder('only')]).spec.strategy.rollingSync.steps).toEqual([{ ...step('only'), maxUpdate: 2 }]);
});

test('a rolling sync says what the controller must be told', () => {
  const { attachments } = ApplicationSets.forEnvironments({ repository: REPOSITORY, project, rollingSync: {} });
  expect(attachments!.map(({ path }) => path)).toEqual(['install/argocd-cmd-params-cm.merge-patch', 'install/argo-cd.helm-values']);
  expect(attachments![0].text).toContain('data:\n  applicationsetcontroller.enable.progressive.syncs: "true"\n');
});

test('environments that wait for a person, and subscriptions of some only, are in the templates of these', () => {
  const slack = { service: NotificationService.slack(), recipients: ['releases'] };
  const { generators, template } = setOf({
    manualEnvironments: ['production'],
    notifications: [
      { ...slack, triggers: [NotificationTrigger.DEPLOYED] },
      { ...slack, triggers: [NotificationTrigger.SYNC_FAILED], environments: ['production'] },
    ],
  }).spec;
  expect(template.metadata.annotations).toMatchObject({ 'notifications.argoproj.io/subscribe.mesh-deployed.slack': 'releases' });
  expect(generators[0].list).not.toHaveProperty('template');
  expect(generators[1].list.template).toMatchObject({
    metadata: { annotations: { 'notifications.argoproj.io/subscribe.mesh-sync-failed.slack': 'releases' } },
    spec: { syncPolicy: { automated: { enabled: false, prune: true, selfHeal: true } } },
  });
});

test('hydrated branches are one per environment, with a folder per Application', () => {
  expect(setOf({ hydratedBranches: { pullRequests: true } }).spec.template.spec.sourceHydrator).toEqual({
    drySource: { repoURL: 'https://git.example.com/acme/mesh.git', targetRevision: 'main', path: '{{ .values.path }}' },
    syncSource: { targetBranch: 'environment/{{ .values.environment }}', path: '{{ .values.application }}' },
    hydrateTo: { targetBranch: 'environment/{{ .values.environment }}-next' },
  });
});

test('a patch of the template is handed on as it is', () => {
  expect(setOf({ templatePatch: 'spec:\n  revisionHistoryLimit: 3\n' }).spec.templatePatch).toBe('spec:\n  revisionHistoryLimit: 3\n');
});

test('each environment has its project where they are derived so', () => {
  const set = setOf({ project: Project.derived({ perEnvironment: true }) });
  expect(set.spec.template.spec.project).toBe('mesh-{{ .values.environment }}');
  expect(set.spec.generators[1].list.template.spec.project).toBe('mesh-production');
});

test('without folders there is nothing', () => {
  expect(emitted(ApplicationSets.forEnvironments({ repository: REPOSITORY, project: Project.derived() }), [])).toEqual([]);
});

test.each<[title: string, props: Partial<argocd.ApplicationSetsProps>, code: string]>([
  ['a rolling sync with an environment that nobody syncs', { rollingSync: {}, manualEnvironments: ['staging'] }, 'MESH0002'],
  ['a step of no cluster', { rollingSync: { maxUpdate: 0 } }, 'MESH0001'],
  ['a manual environment that is none', { manualEnvironments: ['stagin'] }, 'MESH0006'],
])('%s is refused', (_, props, code) => {
  expect(() => setOf(props)).toThrow(expect.objectContaining({ code }));
});

test('environments that come after each other can have no rolling sync', () => {
  expect(() => setOf({ rollingSync: {} }, [folder('a', { after: ['b'] }), folder('b', { after: ['a'] })])).toThrow(expect.objectContaining({ code: 'MESH0406' }));
});

test('a label of clusters that is none is refused', () => {
  expect(() => ApplicationGenerator.clusters({ matchLabels: { mesh: 'a shop' } })).toThrow(expect.objectContaining({ code: 'MESH0003' }));
});
