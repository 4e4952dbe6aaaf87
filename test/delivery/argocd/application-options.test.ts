import { ApiObject, App, Chart, Duration } from 'cdk8s';
import { argocd } from '../../../src/delivery';
import { emitted } from '../emitted';
import { folder, FOLDERS, NAMESPACE, REPOSITORY } from './fixtures';

const { Project } = argocd;
const project = Project.named('mesh');
const deliver = (props: Partial<argocd.ApplicationsProps>, folders = FOLDERS) =>
  emitted(argocd.Applications.perEnvironment({ repository: REPOSITORY, project, ...props }), folders);

describe('A root Application', () => {
  test('applies a folder beside its own, in the project for administrators', () => {
    const [root] = deliver({ appOfApps: {} }).filter(({ metadata }) => metadata.name === 'mesh');
    expect(root).toEqual({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { name: 'mesh', namespace: 'argocd', labels: { 'app.kubernetes.io/managed-by': 'cdk8s-istio' } },
      spec: {
        project: 'default',
        source: { repoURL: 'https://git.example.com/acme/mesh.git', targetRevision: 'main', path: 'dist/_delivery/argocd/mesh' },
        destination: { server: 'https://kubernetes.default.svc', namespace: 'argocd' },
        syncPolicy: {
          automated: { prune: true, selfHeal: true },
          syncOptions: ['ServerSideApply=true', 'ApplyOutOfSyncOnly=true', 'FailOnSharedResource=true'],
          retry: { limit: 5, refresh: true },
        },
      },
    });
  });

  test('lies in another folder than the objects that it applies', () => {
    const chart = new Chart(new App(), 'argocd');
    argocd.Applications.perEnvironment({ repository: REPOSITORY, project, appOfApps: {} }).deliver(chart, FOLDERS);
    const objects = chart.node.findAll().filter(construct => ApiObject.isApiObject(construct)) as ApiObject[];
    expect(objects.map(object => `${Chart.of(object).node.id}/${object.name}`))
      .toEqual(['mesh/mesh-staging', 'mesh/mesh-production-eu-1', 'mesh/mesh-production-us-1', 'root/mesh']);
  });

  test('applies the derived project before the Applications that are in it', () => {
    const [derived] = deliver({ appOfApps: {}, project: Project.derived() }).filter(({ kind }) => kind === 'AppProject');
    expect(derived.metadata.annotations).toEqual({ 'argocd.argoproj.io/sync-wave': '-1' });
  });

  test('prunes no Application that would take the mesh with it before somebody confirmed it', () => {
    const application = deliver({ appOfApps: {}, deleteWithApplication: true }).find(({ metadata }) => metadata.name === 'mesh-staging');
    expect(application.metadata.annotations['argocd.argoproj.io/sync-options']).toBe('Prune=confirm');
  });

  test.each([[undefined, 'dist/_delivery/argocd/mesh'], ['out/mesh/', 'out/mesh/_delivery/argocd/mesh'], ['.', '_delivery/argocd/mesh']])(
    'finds its folder with the output path %p at %s', (outputPath, path) => {
      expect(deliver({ appOfApps: {}, outputPath }).find(({ metadata }) => metadata.name === 'mesh').spec.source.path).toBe(path);
    });

  test('asks for the output path where it cannot be told', () => {
    expect(() => deliver({ appOfApps: {} }, [folder('production', { path: 'rendered/prod' })])).toThrow(expect.objectContaining({ code: 'MESH0802' }));
  });

  test('cannot be called as the folder it lies in, which it would then apply', () => {
    expect(() => deliver({ appOfApps: { rootName: 'root' } })).toThrow(expect.objectContaining({ code: 'MESH0802' }));
  });

  test('has a name and a project of its own where asked', () => {
    const root = deliver({ appOfApps: { rootName: 'shop', projectName: 'platform' } }).find(({ metadata }) => metadata.name === 'shop');
    expect([root.spec.project, root.spec.source.path]).toEqual(['platform', 'dist/_delivery/argocd/shop']);
  });
});

describe('Hydrated branches', () => {
  test('are one per environment, with a folder per Application, pushed to where they are read', () => {
    expect(deliver({ hydratedBranches: {} })[1].spec.sourceHydrator).toEqual({
      drySource: { repoURL: 'https://git.example.com/acme/mesh.git', targetRevision: 'main', path: 'dist/production/eu-1' },
      syncSource: { targetBranch: 'environment/production', path: 'mesh-production-eu-1' },
    });
    expect(deliver({ hydratedBranches: {} })[1].spec).not.toHaveProperty('source');
  });

  test('are reached by a pull request where asked, in another repository where named, which the project lets through', () => {
    const objects = deliver({
      project: Project.derived(),
      hydratedBranches: { branchPrefix: 'hydrated/', pullRequests: true, repositoryUrl: 'https://git.example.com/acme/rendered.git' },
    });
    expect(objects[1].spec.sourceHydrator).toEqual({
      drySource: { repoURL: 'https://git.example.com/acme/mesh.git', targetRevision: 'main', path: 'dist/staging' },
      syncSource: { targetBranch: 'hydrated/staging', path: 'mesh-staging', repoURL: 'https://git.example.com/acme/rendered.git' },
      hydrateTo: { targetBranch: 'hydrated/staging-next' },
    });
    expect(objects[0].spec.sourceRepos).toEqual(['https://git.example.com/acme/mesh.git', 'https://git.example.com/acme/rendered.git']);
  });

  test('need the commit server, which is said', () => {
    const { attachments } = argocd.Applications.perEnvironment({ repository: REPOSITORY, project, hydratedBranches: {} });
    expect(attachments!.find(({ path }) => path === 'install/argo-cd.helm-values')!.text).toContain('commitServer:\n  enabled: true\n');
    expect(attachments![0].text).toContain('hydrator.enabled: "true"');
  });

  test('a root without signed commits cannot apply a project that asks for them: one push would take the demand away', () => {
    const signed = Project.derived({ signature: { keys: ['4AEE18F83AFDEB23'] } });
    expect(() => deliver({ appOfApps: {}, project: signed })).toThrow(expect.objectContaining({ code: 'MESH0002', message: expect.stringContaining('projectName') }));
    expect(() => deliver({ appOfApps: { projectName: 'default' }, project: signed })).toThrow(expect.objectContaining({ code: 'MESH0002' }));
    expect(() => deliver({ appOfApps: { projectName: 'signed' }, project: signed })).not.toThrow();
  });

  test.each<[title: string, props: Partial<argocd.ApplicationsProps>, code: string]>([
    ['the branch that the folders are read from', { repository: { ...REPOSITORY, branch: 'environment/staging' }, hydratedBranches: {} }, 'MESH0802'],
    ['a branch that is none', { hydratedBranches: { branchPrefix: '/' } }, 'MESH0001'],
    ['another repository with a credential', { hydratedBranches: { repositoryUrl: 'https://me:hunter2@git.example.com/x' } }, 'MESH0001'],
    ['signed commits', { hydratedBranches: {}, project: Project.derived({ signature: { keys: ['4AEE18F83AFDEB23'] } }) }, 'MESH0002'],
  ])('cannot be %s', (_, props, code) => {
    expect(() => deliver(props)).toThrow(expect.objectContaining({ code, message: expect.not.stringContaining('hunter2') }));
  });
});

describe('A managed namespace', () => {
  const managedNamespaces = { staging: { namespace: 'shop', labels: { 'istio-injection': 'enabled' } } };
  const bare = folder('staging', { objects: [] });

  test('is created with its labels, is the destination, and is let through by the project', () => {
    const [derived, application] = deliver({ managedNamespaces, project: Project.derived() }, [bare]);
    expect(application.spec.destination).toEqual({ server: 'https://kubernetes.default.svc', namespace: 'shop' });
    expect(application.spec.syncPolicy.syncOptions).toContain('CreateNamespace=true');
    expect(application.spec.syncPolicy.managedNamespaceMetadata).toEqual({ labels: { 'istio-injection': 'enabled' } });
    expect(derived.spec.clusterResourceWhitelist).toEqual([{ group: '', kind: 'Namespace', name: 'shop' }]);
  });

  test('is refused where the folder holds it, because the object would win', () => {
    expect(() => deliver({ managedNamespaces }, [folder('staging', { objects: [NAMESPACE] })])).toThrow(expect.objectContaining({ code: 'MESH0002' }));
  });

  test.each([[{ staging: { namespace: 'shpo' } }, '"shop"'], [{ stagin: { namespace: 'shop' } }, '"staging"']])('that is none is refused: %p', (wrong, nearest) => {
    expect(() => deliver({ managedNamespaces: wrong }, [bare])).toThrow(expect.objectContaining({ code: 'MESH0006', message: expect.stringContaining(nearest) }));
  });
});

test('an environment that waits for a person has automated syncs switched off, and no other', () => {
  expect(deliver({ manualEnvironments: ['production'] }).map(({ spec }) => spec.syncPolicy.automated.enabled)).toEqual([undefined, false, false]);
});

test('a failed sync is tried again as often and as fast as asked', () => {
  const retry = { limit: 0, firstDelay: Duration.seconds(30), longestDelay: Duration.minutes(10) };
  expect(deliver({ retry })[0].spec.syncPolicy.retry).toEqual({ limit: 0, refresh: true, backoff: { factor: 2, duration: '30s', maxDuration: '10m' } });
});

test.each([{ limit: -1 }, { limit: 1.5 }])('a retry of %p is refused', retry => {
  expect(() => deliver({ retry })).toThrow(expect.objectContaining({ code: 'MESH0001' }));
});
