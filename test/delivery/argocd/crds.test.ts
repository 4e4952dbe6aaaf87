import { ApiObject, App, Chart, Duration } from 'cdk8s';
import { argocd, progressive } from '../../../src/delivery';
import { dataSkipReason } from '../../oracle/conformance-data';
import { servedSchemas, structureFaults } from '../crd-structure';
import { emitted } from '../emitted';
import { FOLDERS, REPOSITORY } from './fixtures';

const { ApplicationAction, ApplicationGenerator, Applications, ApplicationSets } = argocd;
const { NotificationService, NotificationTrigger, Project, SignatureMode, SyncWindow } = argocd;

const everything = {
  repository: REPOSITORY,
  project: Project.derived({
    perEnvironment: true,
    namespace: 'argocd',
    description: 'The mesh',
    roles: [{ roleName: 'operators', actions: Object.values(ApplicationAction), groups: ['operators'], description: 'On duty', environments: ['production'] }],
    syncWindows: [SyncWindow.deny({ schedule: '0 16 * * fri', duration: Duration.hours(64), description: 'Weekend' })],
    signature: { keys: ['4AEE18F83AFDEB23'], mode: SignatureMode.STRICT },
    serviceAccount: 'argocd:mesh',
    additionalKinds: [{ group: 'networking.istio.io', kind: 'Sidecar', clusterScoped: false }],
    additionalNamespaces: ['billing'],
  }),
  namespace: 'gitops',
  deleteWithApplication: true,
  notifications: [{ triggers: [NotificationTrigger.DEPLOYED], service: NotificationService.slack(), recipients: ['ops'], environments: ['production'] }],
  appOfApps: { projectName: 'administrators' },
};

const objects = [
  ...emitted(Applications.perEnvironment(everything), FOLDERS),
  ...emitted(ApplicationSets.forEnvironments({
    ...everything, rollingSync: { maxUpdate: 1 }, generator: ApplicationGenerator.clusters({ matchLabels: { mesh: 'shop' } }), templatePatch: 'spec: {}\n',
  }), FOLDERS),
  ...emitted(ApplicationSets.forEnvironments({ ...everything, manualEnvironments: ['production'], hydratedBranches: undefined }), FOLDERS),
  ...hooks(),
];

function hooks(): object[] {
  const chart = new Chart(new App(), 'shop', { namespace: 'shop' });
  argocd.SyncHook.analysis(chart, 'Check', {
    prometheusAddress: 'http://prometheus:9090', metrics: [progressive.AnalysisMetric.query({ name: 'rejects', query: 'sum(pilot_total_xds_rejects)', max: 0 })],
  });
  return chart.node.findAll().filter(construct => ApiObject.isApiObject(construct)).map(object => (object as ApiObject).toJson());
}

const reason = dataSkipReason();
if (reason) {
  console.warn(`${objects.length} cases skipped (structure of objects): ${reason}`);
}

test('every kind is there', () => {
  expect(new Set(objects.map(({ kind }: any) => kind))).toEqual(new Set(['AppProject', 'Application', 'ApplicationSet', 'AnalysisRun']));
});

(reason ? test.skip : test)(`the CRDs of today take everything, unknown fields refused${reason ? ` [SKIPPED: ${reason}]` : ''}`, () => {
  const schemas = new Map([...servedSchemas('argo-cd'), ...servedSchemas('argo-rollouts')]);
  for (const object of objects as any[]) {
    const schema = schemas.get(`${object.apiVersion}/${object.kind}`)!;
    expect([object.kind, object.metadata.name, structureFaults(object, { ...schema, properties: { ...schema.properties, metadata: {} } })])
      .toEqual([object.kind, object.metadata.name, []]);
  }
});
