import { ApiObject, App, Chart, Duration } from 'cdk8s';
import { argocd, progressive } from '../../../src/delivery';

const { SyncHook, SyncHookDeletePolicy, SyncHookPhase } = argocd;
const { AnalysisMetric } = progressive;
const rejects = { name: 'rejects', query: 'sum(increase(pilot_total_xds_rejects[5m])) or vector(0)', max: 0 };
const prometheusAddress = 'http://prometheus.monitoring:9090';
const chart = () => new Chart(new App(), 'shop', { namespace: 'shop' });
const emittedBy = (make: (scope: Chart) => unknown) => {
  const scope = chart();
  make(scope);
  return scope.toJson();
};

test('an analysis is an AnalysisRun after the sync, which stays until the next one', () => {
  const [run] = emittedBy(scope => SyncHook.analysis(scope, 'MeshIsSound', { prometheusAddress, metrics: [AnalysisMetric.query({ ...rejects, count: 2 })] }));
  expect(run).toMatchObject({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AnalysisRun',
    metadata: {
      name: 'mesh-is-sound',
      namespace: 'shop',
      annotations: { 'argocd.argoproj.io/hook': 'PostSync', 'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation' },
    },
    spec: { metrics: [{ name: 'rejects', count: 2, provider: { prometheus: { address: prometheusAddress, query: rejects.query } } }] },
  });
});

test('a job runs without sidecar, token and rights, once, and ends', () => {
  const [job] = emittedBy(scope => SyncHook.job(scope, 'Tell', { phase: SyncHookPhase.SYNC_FAIL, image: 'curlimages/curl:8.15.0', command: ['curl', 'http://pager'] }));
  expect(job).toEqual({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: 'tell',
      namespace: 'shop',
      annotations: { 'argocd.argoproj.io/hook': 'SyncFail', 'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation' },
    },
    spec: {
      backoffLimit: 0,
      activeDeadlineSeconds: 600,
      template: {
        metadata: { labels: { 'app.kubernetes.io/name': 'tell', 'sidecar.istio.io/inject': 'false' } },
        spec: {
          restartPolicy: 'Never',
          automountServiceAccountToken: false,
          securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: 'RuntimeDefault' } },
          containers: [{
            name: 'hook',
            image: 'curlimages/curl:8.15.0',
            command: ['curl', 'http://pager'],
            resources: { requests: { cpu: '10m', memory: '32Mi' }, limits: { memory: '128Mi' } },
            securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
          }],
        },
      },
    },
  });
});

test('a job takes variables, an account, a time and tries', () => {
  const [job] = emittedBy(scope => SyncHook.job(scope, 'Check', {
    name: 'smoke',
    namespace: 'tests',
    deletePolicy: SyncHookDeletePolicy.HOOK_SUCCEEDED,
    image: `check@sha256:${'0'.repeat(64)}`,
    command: ['/check'],
    environmentVariables: { TARGET: 'cart.shop' },
    serviceAccount: 'checker',
    userId: 1000,
    timeout: Duration.minutes(2),
    retries: 2,
  }));
  expect(job.metadata).toMatchObject({ name: 'smoke', namespace: 'tests', annotations: { 'argocd.argoproj.io/hook-delete-policy': 'HookSucceeded' } });
  expect(job.spec).toMatchObject({
    backoffLimit: 2,
    activeDeadlineSeconds: 120,
    template: { spec: { serviceAccountName: 'checker', automountServiceAccountToken: true, securityContext: { runAsUser: 1000 }, containers: [{ env: [{ name: 'TARGET', value: 'cart.shop' }] }] } },
  });
});

test('any object becomes a hook, and says itself when it runs if it does', () => {
  const [marked, own] = emittedBy(scope => {
    const said: { [key: string]: string }[] = [{}, { 'argocd.argoproj.io/hook': 'PreSync' }];
    for (const annotations of said) {
      const object = new ApiObject(scope, `job${scope.node.children.length}`, { apiVersion: 'batch/v1', kind: 'Job', metadata: { annotations } });
      SyncHook.mark(object, { phase: SyncHookPhase.POST_DELETE });
    }
  });
  expect(marked.metadata.annotations).toEqual({ 'argocd.argoproj.io/hook': 'PostDelete', 'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation' });
  expect(own.metadata.annotations['argocd.argoproj.io/hook']).toBe('PreSync');
});

test.each<[title: string, metrics: progressive.AnalysisMetric[], code: string]>([
  ['that measures nothing', [], 'MESH0002'],
  ['without metrics', undefined as any, 'MESH0002'],
  ['without end', [AnalysisMetric.query({ ...rejects, endless: true })], 'MESH0804'],
  ['of a release', [AnalysisMetric.successRate({ minPercent: 99 })], 'MESH0813'],
  ['that Prometheus cannot read', [AnalysisMetric.query({ ...rejects, query: 'sum(' })], 'MESH0813'],
  ['with one name twice', [AnalysisMetric.query(rejects), AnalysisMetric.query(rejects)], 'MESH0008'],
])('an analysis %s is refused', (_, metrics, code) => {
  expect(() => SyncHook.analysis(chart(), 'Check', { prometheusAddress, metrics })).toThrow(expect.objectContaining({ code }));
});

test.each<[title: string, props: Partial<argocd.JobHookProps>, code: string]>([
  ['of the newest image', { image: 'check:latest' }, 'MESH0001'],
  ['of an image without tag', { image: 'registry.example.com:5000/check' }, 'MESH0001'],
  ['with a password in plain text', { environmentVariables: { DB_PASSWORD: 'hunter2' } }, 'MESH0803'],
  ['with a token in plain text', { environmentVariables: { token: 'hunter2' } }, 'MESH0803'],
  ['that does nothing', { command: [] }, 'MESH0002'],
  ['that has no time', { timeout: Duration.seconds(0) }, 'MESH0004'],
  ['that is tried less than never', { retries: -1 }, 'MESH0001'],
  ['without command', { command: undefined }, 'MESH0002'],
  ['that runs as root', { userId: 0 }, 'MESH0001'],
  ['with an illegal name', { name: 'My Job' }, 'MESH0003'],
])('a job %s is refused', (_, props, code) => {
  expect(() => SyncHook.job(chart(), 'Check', { image: 'check:1.0', command: ['/check'], ...props })).toThrow(expect.objectContaining({ code, message: expect.not.stringContaining('hunter2') }));
});

test('a job may be told where a credential lies', () => {
  const environmentVariables = { TOKEN_FILE: '/var/run/token', API_TOKEN: '/var/run/token', PASSWORD: '', TOKEN_URL: 'https://login.example.com' };
  expect(() => SyncHook.job(chart(), 'Check', { image: 'check:1.0', command: ['/check'], environmentVariables })).not.toThrow();
});

test('a hook without namespace is refused', () => {
  expect(() => SyncHook.job(new Chart(new App(), 'shop'), 'Check', { image: 'check:1.0', command: ['/check'] })).toThrow(expect.objectContaining({ code: 'MESH0203' }));
});
