import { App, Chart } from 'cdk8s';
import { argocd, backup, CanaryRelease, flux, Gateway, MeshService, observability, progressive, secrets, Server, ServerTls } from '../../src';

const { Query, MeshAlerts, MeshDashboard } = observability;
const { AnalysisMetric, AnalysisTemplate, ArgoRollout, FlaggerMetric, FlaggerStrategy, RolloutStep, RolloutWorkload } = progressive;
const repository = { url: 'https://git.example.com/acme/mesh.git' };
const project = argocd.Project.named('mesh');
const prometheusAddress = 'http://prometheus.monitoring:9090';
const chart = () => new Chart(new App(), 'shop', { namespace: 'shop' });

function tlsSecret(source: unknown): void {
  const scope = chart();
  const gateway = new Gateway(scope, 'Public', { servers: [Server.https(['shop.example.com'], ServerTls.simple('shop-tls'))] });
  new secrets.GatewayTlsSecret(scope, 'Tls', { gateway, namespace: 'istio-ingress', source: source as secrets.SecretSource });
}

function release(props: unknown): void {
  const scope = chart();
  const service = new MeshService(scope, 'Cart', { name: 'cart', ports: [{ name: 'http', number: 8080 }], selector: { app: 'cart' } });
  new CanaryRelease(scope, 'Release', { service, owner: new ArgoRollout({ workload: RolloutWorkload.deployment('cart'), ...props as { steps: [] } }) });
}

/** What a compiler would have refused, as a program in JavaScript writes it. */
test.each<[title: string, make: (any: any) => unknown]>([
  ['the repository of Argo CD', () => argocd.Applications.perEnvironment({ project } as any)],
  ['its address', () => flux.Kustomizations.perEnvironment({ repository: {} } as any)],
  ['the project', () => argocd.Applications.perEnvironment({ repository } as any)],
  ['the source of Flux', () => flux.Kustomizations.perEnvironment({})],
  ['the address of an artifact', () => flux.Source.oci({ unverified: 'a test' } as any)],
  ['the images', () => flux.ImageUpdates.ofRepository({ repository: { ...repository, secretRef: 'a' }, authorEmail: 'a@b.c' } as any)],
  ['the author', () => flux.ImageUpdates.ofRepository({
    repository: { ...repository, secretRef: 'a' }, images: [{ name: 'a', image: 'b.example.com/a', tags: flux.TagPolicy.semver('1.x') }],
  } as any)],
  ['the schedule of a window', () => argocd.SyncWindow.deny({} as any)],
  ['the triggers of a subscription', () => argocd.Applications.perEnvironment({
    repository, project, notifications: [{ service: argocd.NotificationService.slack(), recipients: ['a'] }],
  } as any)],
  ['the image of a hook', () => argocd.SyncHook.job(chart(), 'Hook', { command: ['/a'] } as any)],
  ['the metrics of a hook', () => argocd.SyncHook.analysis(chart(), 'Hook', { prometheusAddress } as any)],
  ['the address of Prometheus', () => argocd.SyncHook.analysis(chart(), 'Hook', { metrics: [AnalysisMetric.query({ name: 'a', query: 'up', max: 1 })] } as any)],
  ['the metrics of a template', () => new AnalysisTemplate(chart(), 'Template', { prometheusAddress } as any)],
  ['the bound of a metric', () => AnalysisMetric.successRate({} as any)],
  ['the bound of a metric of Flagger', () => FlaggerMetric.successRate({} as any)],
  ['the longest time of a metric', () => FlaggerMetric.requestDuration({} as any)],
  ['the query of a metric', () => FlaggerMetric.query({ name: 'a', max: 1 } as any)],
  ['the iterations of a test', () => FlaggerStrategy.blueGreen({} as any)],
  ['the steps of a rollout', () => release({})],
  ['the share of a step', () => RolloutStep.weight(undefined as any)],
  ['the pods of a step', () => RolloutStep.canaryReplicas(undefined as any)],
  ['the source of a secret', () => tlsSecret(undefined)],
  ['the content of a sealed secret', () => tlsSecret(secrets.SecretSource.sealed({} as any))],
  ['the store of an external secret', () => tlsSecret(secrets.SecretSource.external({ dataFrom: [{ key: 'a' }] } as any))],
  ['the name of the store', () => tlsSecret(secrets.SecretSource.external({ store: {}, dataFrom: [{ key: 'a' }] } as any))],
  ['the alerts', () => new MeshAlerts(chart(), 'Alerts', {} as any)],
  ['the panels', () => new MeshDashboard(chart(), 'Dashboard', { title: 'a' } as any)],
  ['the title', () => new MeshDashboard(chart(), 'Dashboard', { panels: observability.DashboardPanels.flux() } as any)],
  ['the text of a query', () => Query.of(undefined as any)],
  ['the schedule of a backup, given as null', () => new backup.MeshBackup(chart(), 'Backup', { schedule: null as any })],
])('%s is missing, and a coded error says so', (_, make) => {
  expect(make).toThrow(expect.objectContaining({ code: expect.stringMatching(/^MESH0/) }));
});
