import { Duration } from 'cdk8s';
import { argocd } from '../../../src/delivery';
import { emitted } from '../emitted';
import { folder, FOLDERS, REPOSITORY } from './fixtures';

const { ApplicationAction, Project, SignatureMode, SyncWindow } = argocd;
const projectsOf = (props: argocd.ProjectProps, folders = FOLDERS, more: Partial<argocd.ApplicationsProps> = {}) =>
  emitted(argocd.Applications.perEnvironment({ repository: REPOSITORY, project: Project.derived(props), ...more }), folders)
    .filter(({ kind }) => kind === 'AppProject');

test('a derived project lets through exactly what the folders need', () => {
  expect(projectsOf({})).toEqual([{
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: { name: 'mesh', namespace: 'argocd', labels: { 'app.kubernetes.io/managed-by': 'cdk8s-istio' } },
    spec: {
      sourceRepos: ['https://git.example.com/acme/mesh.git'],
      destinations: [
        { name: 'eu-1', namespace: 'shop' },
        { server: 'https://kubernetes.default.svc', namespace: 'shop' },
        { name: 'us-1', namespace: 'shop' },
      ],
      clusterResourceWhitelist: [{ group: '', kind: 'Namespace', name: 'shop' }],
      namespaceResourceWhitelist: [
        { group: 'networking.istio.io', kind: 'DestinationRule' },
        { group: 'networking.istio.io', kind: 'VirtualService' },
      ],
      orphanedResources: { warn: true, ignore: [{ group: '', kind: 'ConfigMap', name: 'istio-ca-*' }] },
    },
  }]);
});

test('Applications name the derived project, also where each environment has its own', () => {
  const deliver = (props: argocd.ProjectProps) => argocd.Applications.perEnvironment({ repository: REPOSITORY, project: Project.derived(props) });
  const projects = (props: argocd.ProjectProps) => emitted(deliver(props), FOLDERS)
    .filter(({ kind }) => kind === 'Application').map(({ spec }) => spec.project);
  expect(projects({ name: 'shop' })).toEqual(['shop', 'shop', 'shop']);
  expect(projects({ perEnvironment: true })).toEqual(['mesh-staging', 'mesh-production', 'mesh-production']);
});

test('a project per environment lets through the clusters of that environment only', () => {
  expect(projectsOf({ perEnvironment: true }).map(({ metadata, spec }) => [metadata.name, spec.destinations])).toEqual([
    ['mesh-staging', [{ server: 'https://kubernetes.default.svc', namespace: 'shop' }]],
    ['mesh-production', [{ name: 'eu-1', namespace: 'shop' }, { name: 'us-1', namespace: 'shop' }]],
  ]);
});

test('a destination is said once, although two environments share it', () => {
  const folders = [folder('a', { cluster: 'east' }), folder('b', { cluster: 'east' })];
  expect(projectsOf({}, folders)[0].spec.destinations).toEqual([{ name: 'east', namespace: 'shop' }]);
});

test('an address that is given for a cluster is the destination', () => {
  const [{ spec }] = projectsOf({}, FOLDERS, { servers: { 'eu-1': 'https://10.0.0.1:6443' } });
  expect(spec.destinations).toContainEqual({ server: 'https://10.0.0.1:6443', namespace: 'shop' });
});

test('an environment of cluster-scoped objects only may write to no namespace, as its Application names none', () => {
  expect(projectsOf({}, [folder('production', { namespaces: [] })])[0].spec.destinations).toEqual([{ server: 'https://kubernetes.default.svc' }]);
});

test('kinds and namespaces that no folder holds any more can be named, so that Argo CD still sees what it must prune', () => {
  const [{ spec }] = projectsOf({
    additionalKinds: [{ group: 'networking.istio.io', kind: 'Sidecar', clusterScoped: false }, { group: '', kind: 'Node', clusterScoped: true }],
    additionalNamespaces: ['billing'],
  }, [folder('production')]);
  expect(spec.namespaceResourceWhitelist.map(({ kind }: { kind: string }) => kind)).toEqual(['DestinationRule', 'Sidecar', 'VirtualService']);
  expect(spec.clusterResourceWhitelist).toEqual([{ group: '', kind: 'Namespace', name: 'shop' }, { group: '', kind: 'Node' }]);
  expect(spec.destinations).toContainEqual({ server: 'https://kubernetes.default.svc', namespace: 'billing' });
});

test('a project in another namespace than its Applications names theirs, and roles do too', () => {
  const [{ metadata, spec }] = projectsOf({
    namespace: 'argocd', roles: [{ roleName: 'deployer', actions: [ApplicationAction.SYNC], environments: ['staging'] }],
  }, FOLDERS, { namespace: 'shop-gitops' });
  expect(metadata.namespace).toBe('argocd');
  expect(spec.sourceNamespaces).toEqual(['shop-gitops']);
  expect(spec.roles[0].policies).toEqual(['p, proj:mesh:deployer, applications, sync, mesh/shop-gitops/mesh-staging, allow']);
});

test('roles may act on the Applications of their environments, or on all', () => {
  const [{ spec }] = projectsOf({
    roles: [
      { roleName: 'readers', actions: [ApplicationAction.GET], groups: ['developers'], description: 'Everybody' },
      { roleName: 'operators', actions: [ApplicationAction.SYNC, ApplicationAction.RUN_ACTIONS], environments: ['production'] },
    ],
  });
  expect(spec.roles).toEqual([
    { name: 'readers', description: 'Everybody', policies: ['p, proj:mesh:readers, applications, get, mesh/*, allow'], groups: ['developers'] },
    {
      name: 'operators',
      policies: [
        'p, proj:mesh:operators, applications, sync, mesh/mesh-production-eu-1, allow',
        'p, proj:mesh:operators, applications, sync, mesh/mesh-production-us-1, allow',
        'p, proj:mesh:operators, applications, action/*, mesh/mesh-production-eu-1, allow',
        'p, proj:mesh:operators, applications, action/*, mesh/mesh-production-us-1, allow',
      ],
    },
  ]);
});

test('sync windows name the Applications of their environments and write their time zone', () => {
  const [{ spec }] = projectsOf({
    syncWindows: [
      SyncWindow.deny({ schedule: '0 16 * * fri', duration: Duration.hours(64), timeZone: 'Europe/Berlin', environments: ['production'], description: 'Weekend' }),
      SyncWindow.allow({ schedule: '*/30 8-17 * * 1-5', duration: Duration.minutes(90), manualSync: true, syncOverrun: false }),
    ],
  });
  expect(spec.syncWindows).toEqual([
    {
      kind: 'deny',
      schedule: '0 16 * * fri',
      duration: '64h',
      timeZone: 'Europe/Berlin',
      applications: ['mesh-production-eu-1', 'mesh-production-us-1'],
      manualSync: false,
      syncOverrun: true,
      description: 'Weekend',
    },
    {
      kind: 'allow',
      schedule: '*/30 8-17 * * 1-5',
      duration: '1h30m',
      timeZone: 'UTC',
      applications: ['mesh-staging', 'mesh-production-eu-1', 'mesh-production-us-1'],
      manualSync: true,
      syncOverrun: false,
    },
  ]);
});

test('roles and windows of one environment are in the project of that environment only', () => {
  const projects = projectsOf({
    perEnvironment: true,
    roles: [{ roleName: 'operators', actions: [ApplicationAction.SYNC], environments: ['production'] }],
    syncWindows: [SyncWindow.deny({ schedule: '0 0 * * 0', duration: Duration.hours(24), environments: ['production'] })],
  });
  expect(projects.map(({ metadata, spec }) => [metadata.name, spec.roles?.length, spec.syncWindows?.length])).toEqual([
    ['mesh-staging', undefined, undefined], ['mesh-production', 1, 1],
  ]);
});

test('commits must be signed by one of the keys, in every repository of the project', () => {
  const [{ spec }] = projectsOf({ signature: { keys: ['4AEE18F83AFDEB23'], mode: SignatureMode.STRICT } });
  expect(spec.sourceIntegrity).toEqual({
    git: { policies: [{ repos: [{ url: 'https://git.example.com/acme/mesh.git' }], gpg: { mode: 'strict', keys: ['4AEE18F83AFDEB23'] } }] },
  });
});

test('objects are applied as a ServiceAccount where one is named', () => {
  expect(projectsOf({ serviceAccount: 'argocd:mesh' })[0].spec.destinationServiceAccounts)
    .toEqual([{ server: '*', namespace: '*', defaultServiceAccount: 'argocd:mesh' }]);
});

test.each<[title: string, props: argocd.ProjectProps, code: string, text: string]>([
  ['a role without a legal name', { roles: [{ roleName: 'a role', actions: [ApplicationAction.GET] }] }, 'MESH0003', '"a role"'],
  ['a role that may do nothing', { roles: [{ roleName: 'idle', actions: [] }] }, 'MESH0002', 'idle'],
  [
    'two roles of one name',
    { roles: [{ roleName: 'a', actions: [ApplicationAction.GET] }, { roleName: 'a', actions: [ApplicationAction.SYNC] }] },
    'MESH0008',
    'Two roles',
  ],
  ['a group of blanks', { roles: [{ roleName: 'a', actions: [ApplicationAction.GET], groups: ['admins', ' '] }] }, 'MESH0003', '" "'],
  ['two groups in one entry', { roles: [{ roleName: 'a', actions: [ApplicationAction.GET], groups: ['x,y'] }] }, 'MESH0003', '"x,y"'],
  ['a role of an environment that is none', { roles: [{ roleName: 'a', actions: [ApplicationAction.GET], environments: ['prodution'] }] }, 'MESH0006', '"production"'],
  ['a role of no environment', { roles: [{ roleName: 'a', actions: [ApplicationAction.GET], environments: [] }] }, 'MESH0001', 'no environment'],
  [
    'a freeze of no environment',
    { syncWindows: [SyncWindow.deny({ schedule: '0 16 * * fri', duration: Duration.hours(64), environments: [] })] },
    'MESH0001',
    'no environment',
  ],
  ['a resource in place of its kind', { additionalKinds: [{ group: 'networking.istio.io', kind: 'gateways', clusterScoped: false }] }, 'MESH0003', 'Gateway'],
  ['a ServiceAccount without namespace', { serviceAccount: 'mesh' }, 'MESH0003', '"mesh"'],
  ['an illegal name', { name: 'My Project' }, 'MESH0003', '"My Project"'],
  ['nobody who may sign', { signature: { keys: [] } }, 'MESH0002', 'No key'],
  ['the short id of a key', { signature: { keys: ['3AFDEB23'] } }, 'MESH0001', '"3AFDEB23"'],
])('%s is refused', (_, props, code, text) => {
  expect(() => projectsOf(props)).toThrow(expect.objectContaining({ code, message: expect.stringContaining(text) }));
});

test.each([
  ['0 16 * *', 'four fields'], ['@daily', 'a word'], ['60 * * * *', 'a minute too many'], ['* 24 * * *', 'an hour too many'], ['* * 0 * *', 'a day zero'],
  ['* * * 13 *', 'a month too many'], ['* * * * 7', 'an eighth day'], ['5-1 * * * *', 'a range backwards'], ['*/0 * * * *', 'a step of nothing'],
  ['a * * * *', 'a letter'], ['1,,2 * * * *', 'an empty entry'], ['', 'nothing'],
])('the schedule %p is refused: %s', schedule => {
  expect(() => SyncWindow.deny({ schedule, duration: Duration.hours(1) })).toThrow(expect.objectContaining({ code: 'MESH0820' }));
});

test.each(['0 22 * * *', '*/15 0-6,22-23 1 jan,JUL mon-fri', '5/10 ? * * SUN', '0 0 31 12 6'])('the schedule %p is one', schedule => {
  expect(() => SyncWindow.deny({ schedule, duration: Duration.hours(1) })).not.toThrow();
});

test.each(['Berlin', 'europe/berlin', 'CEST+2', '+02:00', 'Europe/Berlinn', ''])('the time zone %p is refused, because Argo CD would take UTC', timeZone => {
  expect(() => SyncWindow.deny({ schedule: '0 0 * * *', duration: Duration.hours(1), timeZone })).toThrow(expect.objectContaining({ code: 'MESH0805' }));
});

test.each(['UTC', 'Europe/Berlin', 'America/Port_of_Spain', 'America/Argentina/Buenos_Aires'])('the time zone %p is one', timeZone => {
  expect(() => SyncWindow.deny({ schedule: '0 0 * * *', duration: Duration.hours(1), timeZone })).not.toThrow();
});

test('a window that is never open, or lasts parts of a second, is refused', () => {
  for (const duration of [Duration.seconds(0), Duration.millis(1500)]) {
    expect(() => SyncWindow.allow({ schedule: '0 0 * * *', duration })).toThrow(expect.objectContaining({ code: 'MESH0004' }));
  }
});

test.each(['mesh', undefined, null, {}])('a program without types that gives %p for the project is told what to give', project => {
  expect(() => argocd.Applications.perEnvironment({ repository: REPOSITORY, project: project as unknown as argocd.Project }))
    .toThrow(expect.objectContaining({ code: 'MESH0001', message: expect.stringContaining('argocd.Project.derived()') }));
});
