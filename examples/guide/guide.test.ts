import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { managedFiles } from '../../src/delivery/ci/managed-files';
import { crdFaults } from '../../test/delivery/crd-faults';
import { Edit, filesBelow, lineOf, runExample } from '../../test/support/run-example';

const DIST = join(__dirname, 'dist');
const CLUSTERS = join(__dirname, '../guide-multi-cluster');
const ENVIRONMENTS = ['development', 'staging', 'production'];

test.each([
  ['one cluster per environment', __dirname, ENVIRONMENTS],
  ['several clusters', CLUSTERS, ['staging', 'production']],
])('%s: the committed dist/ is what the program writes, and nothing is found', (_, folder, environments) => {
  const { result, files } = runExample(folder);
  expect(result.findings).toEqual([]);
  expect(result.acknowledged.map(({ rule }) => rule)).toEqual(['external-without-tls', 'gateway-without-rate-limit']);
  expect(result.environments.map(({ name }) => name)).toEqual(environments);
  expect([...files.keys()]).toEqual([...filesBelow(join(folder, 'dist')).keys()]);
  for (const [path, text] of files) {
    expect({ path, text }).toEqual({ path, text: readFileSync(join(folder, 'dist', path), 'utf8') });
  }
});

test('the workflows, the hook and the Rego are what `npx tsx ../../src/cli/main.ts update` writes', () => {
  for (const { path, text } of managedFiles({ forge: 'github', policies: true })) {
    expect({ path, text: readFileSync(join(__dirname, path), 'utf8') }).toEqual({ path, text });
  }
});

describe('a name misspelt by one letter is one finding that names the line and the name that was meant', () => {
  test.each<[string, Edit, string, string]>([
    ['gateway', { file: 'web-app.ts', from: "'istio-system/main-gateway'", to: "'istio-system/man-gateway'" }, 'unknown-gateway', 'istio-system/main-gateway'],
    ['namespace of the gateway', { file: 'web-app.ts', from: "'istio-system/main-gateway'", to: "'istio-sytem/main-gateway'" }, 'unknown-gateway', 'istio-system/main-gateway'],
    ['host', { file: 'frontend.ts', from: "'api-service.default.svc", to: "'api-servise.default.svc" }, 'route-to-unknown-host', 'api-service.default.svc.cluster.local'],
    ['namespace of the host', { file: 'frontend.ts', from: "'api-service.default.svc", to: "'api-service.defalt.svc" }, 'route-to-unknown-host', 'api-service.default.svc.cluster.local'],
    ['domain of the host', { file: 'frontend.ts', from: 'svc.cluster.local', to: 'svc.clusted.local' }, 'route-to-unknown-host', 'api-service.default.svc.cluster.local'],
    ['port', { file: 'frontend.ts', from: 'portNumber(80)', to: 'portNumber(81)' }, 'route-to-unknown-port', '80'],
    ['subset', { file: 'frontend.ts', from: "withSubset('canary')", to: "withSubset('canari')" }, 'route-to-unknown-subset', 'canary'],
    ['version label', { file: 'api-service.ts', from: "canary: { labels: { version: 'v2' }", to: "canary: { labels: { version: 'v22' }" }, 'selector-without-workload', 'v2'],
    ['gateway of a release of Flagger', { file: 'catalog.ts', from: "'istio-system/main-gateway'", to: "'istio-system/main-gatway'" }, 'unknown-gateway', 'istio-system/main-gateway'],
    ['workload of a policy', { file: 'policies.ts', from: "PolicyTarget.labels({ istio: 'ingressgateway' })", to: "PolicyTarget.labels({ istio: 'ingresgateway' })" }, 'selector-without-workload', 'ingressgateway'],
    ['workload of the gateway', { file: 'gateways.ts', from: "{ istio: 'ingressgateway' }, certificates", to: "{ istio: 'ingressgatewy' }, certificates" }, 'selector-without-workload', 'ingressgateway'],
  ])('%s', (_, edit, rule, meant) => {
    const { result, files } = runExample(__dirname, edit);
    // The pack may warn of what follows: a gateway without workload has no rate limit either.
    const findings = result.findings.filter(({ pack }) => pack === undefined);
    expect(findings).toHaveLength(1);
    const [finding] = findings;
    expect(finding).toMatchObject({ rule, severity: 'error', environments: ENVIRONMENTS });
    expect(basename(finding.file!)).toBe(edit.file);
    expect(finding.line).toBe(lineOf(__dirname, edit.file, edit.from));
    expect(finding.fix).toContain(meant);
    expect(files.size).toBe(0);
  });
});

const canary = { destination: { host: 'api-service.default.svc.cluster.local', subset: 'canary' } };
const stable = { destination: { host: 'api-service.default.svc.cluster.local', subset: 'stable' } };
const colour = (subset: string) => ({ destination: { host: 'web-app.default.svc.cluster.local', subset } });
const mainGateway = ['istio-system/main-gateway'];

/** The objects of the guide that Istio reads: of its code blocks with what they say, of its tree the names that it gives. */
describe('every Istio object of the guide has its counterpart in production', () => {
  test.each<[string, string, string, string, object]>([
    ['base/istio-system/peer-authentication.yaml', 'PeerAuthentication', 'default', 'istio-system/peerauthentication.default',
      { mtls: { mode: 'STRICT' } }],
    ['base/gateways/ingress-gateway.yaml', 'Gateway', 'main-gateway', 'istio-system/gateway.main-gateway',
      { servers: [{ tls: { httpsRedirect: true } }, { tls: { credentialName: 'istio-gateway-tls' } }] }],
    ['base/gateways/egress-gateway.yaml', 'Gateway', 'payments-external-example-org-egress', 'istio-system/gateway.payments-external-example-org-egress',
      { selector: { istio: 'egressgateway' } }],
    ['base/authorization/default-deny.yaml', 'AuthorizationPolicy', 'default-deny', 'istio-system/authorizationpolicy.default-deny',
      {}],
    ['base/telemetry/access-logging.yaml', 'Telemetry', 'mesh-default', 'istio-system/telemetry.mesh-default',
      { accessLogging: [{ providers: [{ name: 'envoy' }] }] }],
    ['applications/frontend/virtual-service.yaml', 'VirtualService', 'frontend-gateway', 'default/virtualservice.frontend-gateway',
      { hosts: ['frontend.example.com'], gateways: mainGateway, http: [{ route: [{ destination: { host: 'frontend.default.svc.cluster.local', port: { number: 80 } } }] }] }],
    ['applications/frontend/destination-rule.yaml', 'DestinationRule', 'frontend', 'default/destinationrule.frontend',
      { trafficPolicy: { connectionPool: { tcp: { maxConnections: 100 }, http: { h2UpgradePolicy: 'UPGRADE' } }, loadBalancer: { simple: 'LEAST_REQUEST' } } }],
    ['applications/frontend/service-entry.yaml', 'ServiceEntry', 'payments.external.example.org', 'default/serviceentry.payments.external.example.org',
      { hosts: ['payments.external.example.org'] }],
    ['applications/backend/virtual-service.yaml', 'VirtualService', 'backend', 'default/virtualservice.backend',
      { hosts: ['backend.default.svc.cluster.local'] }],
    ['applications/backend/destination-rule.yaml', 'DestinationRule', 'backend', 'default/destinationrule.backend',
      { host: 'backend.default.svc.cluster.local' }],
    ['applications/api-service/virtual-service.yaml', 'VirtualService', 'api-service', 'default/virtualservice.api-service',
      { http: [{ match: [{ headers: { 'x-canary': { exact: 'true' } } }], route: [canary] }, { route: [{ ...stable, weight: 90 }, { ...canary, weight: 10 }] }] }],
    ['applications/api-service/destination-rule.yaml', 'DestinationRule', 'api-service', 'default/destinationrule.api-service',
      {
        trafficPolicy: {
          connectionPool: { tcp: { maxConnections: 100 }, http: { http1MaxPendingRequests: 100, http2MaxRequests: 1000 } },
          loadBalancer: { simple: 'ROUND_ROBIN' },
        },
        subsets: [{ name: 'stable', labels: { version: 'v1' } }, { name: 'canary', labels: { version: 'v2' } }],
      }],
    ['applications/web-app/blue-green-virtual-service.yaml', 'VirtualService', 'web-app-gateway', 'default/virtualservice.web-app-gateway',
      { hosts: ['web-app.example.com'], gateways: mainGateway, http: [{ match: [{ headers: { 'x-preview': { exact: 'true' } } }], route: [colour('green')] }, { route: [colour('blue')] }] }],
    ['applications/web-app/blue-green-destination-rule.yaml', 'DestinationRule', 'web-app', 'default/destinationrule.web-app',
      { subsets: [{ name: 'blue', labels: { deployment: 'blue' } }, { name: 'green', labels: { deployment: 'green' } }] }],
    ['policies/rate-limits/', 'EnvoyFilter', 'istio-ingressgateway-local-rate-limit', 'istio-system/envoyfilter.istio-ingressgateway-local-rate-limit',
      { configPatches: [{ patch: { value: { typed_config: { token_bucket: { tokens_per_fill: 1000 } } } } }] }],
    ['policies/wasm-plugins/', 'WasmPlugin', 'robot-filter', 'istio-system/wasmplugin.robot-filter',
      { failStrategy: 'FAIL_CLOSE' }],
  ])('%s: %s %s', (_, kind, name, file, spec) => {
    const object = parse(readFileSync(join(DIST, 'production', `${file}.yaml`), 'utf8'));
    expect(object).toMatchObject({ kind, metadata: { name, labels: { 'app.kubernetes.io/managed-by': 'gitops', 'environment': 'production' } }, spec });
  });
});

test.each(['development', 'staging'])('%s has the same objects as production but for the source of the certificate: an overlay changes values', environment => {
  const names = (folder: string) => [...filesBelow(join(DIST, folder)).keys()];
  expect(names(environment).map(name => name.replace('sealedsecret_bitnami.com', 'externalsecret_external-secrets.io')).sort()).toEqual(names('production'));
});

test('what is promoted is a value: a new share for the canary changes the weights of one environment, and nothing else', () => {
  const { files } = runExample(__dirname, { file: 'config/production.yaml', from: 'canaryPercent: 10', to: 'canaryPercent: 25' });
  const changed = [...files].filter(([path, text]) => readFileSync(join(DIST, path), 'utf8') !== text);
  expect(changed.map(([path]) => path)).toEqual(['default/virtualservice.api-service-gateway.yaml', 'default/virtualservice.api-service.yaml'].map(path => `production/${path}`));
  changed.forEach(([, text]) => expect(parse(text).spec.http[1].route.map((route: any) => route.weight)).toEqual([75, 25]));
});

const repository = 'https://github.com/your-org/istio-config.git';
const annotations = (annotated: object) => ({ metadata: { annotations: annotated } });

/** The blocks of the guide that are no objects of Istio, with the fields that make them right today. */
describe('every other object of the guide has its counterpart', () => {
  test.each<[string, string, string, string, object]>([
    ['argocd/installation/namespace.yaml', 'Namespace', 'argocd', 'production/_cluster/namespace.argocd',
      { metadata: { labels: { 'istio-injection': 'disabled' } } }],
    ['argocd/applications/istio-config.yaml', 'Application', 'istio-config-production', '_delivery/argocd/application_argoproj.io.istio-config-production',
      {
        spec: {
          project: 'istio-config',
          source: { repoURL: repository, path: 'dist/production', targetRevision: 'main' },
          syncPolicy: { automated: { prune: true, selfHeal: true }, syncOptions: ['ServerSideApply=true', 'ApplyOutOfSyncOnly=true', 'FailOnSharedResource=true'] },
        },
      }],
    ['argocd/applications/istio-config-with-rollback.yaml', 'Application', 'istio-config-production', '_delivery/argocd/application_argoproj.io.istio-config-production',
      annotations({
        'notifications.argoproj.io/subscribe.mesh-sync-failed.slack': 'istio-alerts',
        'notifications.argoproj.io/subscribe.mesh-health-degraded.slack': 'istio-alerts',
      })],
    ['argocd/rollback/analysis-template.yaml', 'AnalysisRun', 'istio-config-health', 'production/argocd/analysisrun_argoproj.io.istio-config-health',
      {
        ...annotations({ 'argocd.argoproj.io/hook': 'PostSync' }),
        spec: {
          metrics: [
            { initialDelay: '2m', count: 5, failureLimit: 1, successCondition: 'len(result) == 0 || (len(result) == 1 && (isNaN(result[0]) || (result[0] >= 0.99)))' },
            { count: 5, failureLimit: 1, successCondition: 'len(result) == 1 && !isNaN(result[0]) && result[0] <= 0' },
          ],
        },
      }],
    ['argocd/applicationsets/istio-multi-cluster.yaml', 'ApplicationSet', 'istio-config', '../../guide-multi-cluster/dist/_delivery/argocd/applicationset_argoproj.io.istio-config',
      {
        spec: {
          goTemplate: true,
          goTemplateOptions: ['missingkey=error'],
          generators: [
            { list: { elements: [{ name: 'staging' }] } },
            { list: { elements: [{ name: 'prod-us-east', values: { path: 'dist/production/prod-us-east' } }, { name: 'prod-eu-west', values: { path: 'dist/production/prod-eu-west' } }] } },
          ],
          strategy: { rollingSync: { steps: [{ maxUpdate: 1 }, { maxUpdate: 1 }] } },
          syncPolicy: { preserveResourcesOnDeletion: true },
          template: { spec: { destination: { name: '{{ .name }}' } } },
        },
      }],
    ['applications/frontend/virtual-service.yaml: its wave', 'VirtualService', 'frontend-gateway', 'production/default/virtualservice.frontend-gateway',
      annotations({ 'argocd.argoproj.io/sync-wave': '15' })],
    ['applications/frontend/destination-rule.yaml: its wave', 'DestinationRule', 'frontend', 'production/default/destinationrule.frontend',
      annotations({ 'argocd.argoproj.io/sync-wave': '5', 'argocd.argoproj.io/sync-options': 'PruneLast=true' })],
    ['flux-system/sources/istio-config-repo.yaml', 'GitRepository', 'istio-config-production', '_delivery/flux/production/gitrepository_source.toolkit.fluxcd.io.istio-config-production',
      {
        apiVersion: 'source.toolkit.fluxcd.io/v1',
        spec: { url: repository, ref: { branch: 'main' }, interval: '1m', secretRef: { name: 'github-credentials' }, sparseCheckout: ['dist/production'] },
      }],
    ['flux-system/kustomizations/istio-config.yaml', 'Kustomization', 'istio-config-production', '_delivery/flux/production/kustomization_kustomize.toolkit.fluxcd.io.istio-config-production',
      {
        apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
        spec: { path: './dist/production', prune: true, force: false, wait: true, interval: '5m', sourceRef: { kind: 'GitRepository', name: 'istio-config-production' } },
      }],
    ['flux-system/image-automation/image-policy.yaml', 'ImagePolicy', 'istio-config-robot-filter', '_delivery/flux/development/imagepolicy_image.toolkit.fluxcd.io.istio-config-robot-filter',
      { apiVersion: 'image.toolkit.fluxcd.io/v1', spec: { policy: { semver: { range: '2.x' } }, digestReflectionPolicy: 'IfNotPresent' } }],
    ['flux-system/image-automation/image-repository.yaml', 'ImageRepository', 'istio-config-robot-filter', '_delivery/flux/development/imagerepository_image.toolkit.fluxcd.io.istio-config-robot-filter',
      { apiVersion: 'image.toolkit.fluxcd.io/v1', spec: { image: 'registry.example.com/plugins/robot-filter' } }],
    ['flux-system/image-automation/image-update.yaml', 'ImageUpdateAutomation', 'istio-config-images', '_delivery/flux/development/imageupdateautomation_image.toolkit.fluxcd.io.istio-config-images',
      { apiVersion: 'image.toolkit.fluxcd.io/v1', spec: { git: { push: { branch: 'image-updates' } }, update: { path: './config', strategy: 'Setters' } } }],
    ['flux-system/notifications/slack-provider.yaml', 'Provider', 'istio-config-slack-production', '_delivery/flux/production/provider_notification.toolkit.fluxcd.io.istio-config-slack-production',
      { apiVersion: 'notification.toolkit.fluxcd.io/v1beta3', spec: { type: 'slack', channel: 'istio-alerts', secretRef: { name: 'slack-bot' } } }],
    ['flux-system/notifications/istio-alerts.yaml', 'Alert', 'istio-config-production-slack', '_delivery/flux/production/alert_notification.toolkit.fluxcd.io.istio-config-production-slack',
      {
        apiVersion: 'notification.toolkit.fluxcd.io/v1beta3',
        spec: { eventSeverity: 'error', eventMetadata: { env: 'production', summary: 'mesh configuration of production' }, eventSources: [{ kind: 'GitRepository' }, { kind: 'Kustomization' }] },
      }],
    ['applications/api-service/canary.yaml', 'Canary', 'catalog', 'production/default/canary_flagger.app.catalog',
      {
        spec: {
          service: { delegation: true, port: 80, targetPort: 8080 },
          analysis: {
            interval: '1m',
            threshold: 3,
            stepWeight: 5,
            maxWeight: 50,
            metrics: [{ name: 'request-success-rate', thresholdRange: { min: 99 } }, { name: 'request-duration', thresholdRange: { max: 500 } }],
            webhooks: [{ type: 'rollout', metadata: { cmd: 'hey -z 1m -q 10 -c 2 http://catalog-canary.default:80/' } }],
            alerts: [{ providerRef: { name: 'istio-alerts' } }],
          },
        },
      }],
    ['secrets/sealed-secret.yaml', 'SealedSecret', 'istio-gateway-tls', 'staging/istio-system/sealedsecret_bitnami.com.istio-gateway-tls',
      { spec: { template: { type: 'kubernetes.io/tls', metadata: { name: 'istio-gateway-tls', namespace: 'istio-system' } } } }],
    ['external-secrets/istio-gateway-tls.yaml', 'ExternalSecret', 'istio-gateway-tls', 'production/istio-system/externalsecret_external-secrets.io.istio-gateway-tls',
      {
        apiVersion: 'external-secrets.io/v1',
        spec: {
          secretStoreRef: { name: 'vault-backend', kind: 'ClusterSecretStore' },
          target: { name: 'istio-gateway-tls', creationPolicy: 'Owner', template: { type: 'kubernetes.io/tls' } },
          data: [{ secretKey: 'tls.crt', remoteRef: { key: 'istio/gateway-tls', property: 'certificate' } }, { secretKey: 'tls.key' }],
        },
      }],
    ['monitoring/gitops-dashboard.yaml', 'ConfigMap', 'gitops-istio-dashboard', 'production/monitoring/configmap.gitops-istio-dashboard',
      { metadata: { labels: { grafana_dashboard: '1' }, annotations: { 'kustomize.toolkit.fluxcd.io/substitute': 'disabled' } } }],
    ['backup/velero-backup.yaml', 'Schedule', 'istio-config-backup', 'production/velero/schedule_velero.io.istio-config-backup',
      {
        spec: {
          schedule: '0 */6 * * *',
          template: { includedNamespaces: ['*'], labelSelector: { matchLabels: { 'app.kubernetes.io/managed-by': 'gitops' } }, snapshotVolumes: false, ttl: '720h0m0s' },
        },
      }],
    ['backup/velero-backup.yaml: what Git cannot hold', 'Schedule', 'istio-secrets-backup-sealing-keys', 'production/velero/schedule_velero.io.istio-secrets-backup-sealing-keys',
      { spec: { template: { includedResources: ['secrets'], labelSelector: { matchExpressions: [{ key: 'sealedsecrets.bitnami.com/sealed-secrets-key', operator: 'Exists' }] } } } }],
  ])('%s: %s %s', (_, kind, name, file, fields) => {
    const object = parse(readFileSync(join(DIST, `${file}.yaml`), 'utf8'));
    expect(object).toMatchObject({ kind, metadata: { name } });
    expect(object).toMatchObject(fields);
  });

  test('each is what the CRD of its system says', () => {
    const faults = crdFaults('argo-cd', 'argo-rollouts', 'external-secrets', 'flagger', 'flux', 'prometheus-operator', 'sealed-secrets', 'velero');
    const objects = [DIST, join(CLUSTERS, 'dist')].flatMap(folder => [...filesBelow(folder)])
      .filter(([path]) => path.endsWith('.yaml') && !path.startsWith('_known/')).map(([, text]) => parse(text))
      .filter(({ apiVersion }) => apiVersion !== 'v1' && !/^kustomize\.config\.k8s\.io\/|\.istio\.io\//.test(apiVersion));
    expect(objects.length).toBeGreaterThan(60);
    expect(objects.flatMap(faults)).toEqual([]);
  });
});

/** The blocks that no cluster gets, and those that are settings of a controller's own installation. */
describe('every file of the guide that is no object has its counterpart', () => {
  test.each<[string, string, (string | RegExp)[], (string | RegExp)[]]>([
    ['argocd/config/argocd-cm.yaml', 'dist/_delivery/argocd/install/argocd-cm.merge-patch',
      [
        'networking.istio.io_VirtualService: |', 'networking.istio.io_DestinationRule: |', 'security.istio.io_AuthorizationPolicy: |',
        'security.istio.io_PeerAuthentication: |', 'local health',
      ], ['concat(obj.status', 'kind: ConfigMap']],
    ['argocd/applications/istio-config-with-rollback.yaml: its messages', 'dist/_delivery/argocd/install/argocd-notifications-cm.merge-patch',
      ['service.slack:', 'trigger.mesh-sync-failed:', 'template.mesh-sync-failed:', 'trigger.mesh-health-degraded:'], []],
    ['flux-system/image-automation/: its marker', 'config/development.yaml', ['# {"$imagepolicy": "flux-system:istio-config-robot-filter"}'], []],
    ['.github/workflows/istio-validation.yaml', '.github/workflows/mesh-check.yaml',
      ['contents: read', 'concurrency:', /uses: actions\/checkout@[0-9a-f]{40} /, 'ci/tools.sh drift', 'ci/tools.sh istio', 'ci/tools.sh policies'],
      ['curl', 'opa-github-action', /uses: [^@\n]+@v\d/]],
    ['.github/workflows/istio-validation.yaml: .yamllint.yaml', '.yamllint.yaml', ['line-length'], []],
    ['.github/workflows/promotion.yaml', '.github/workflows/mesh-promote.yaml', ['concurrency:', 'cdk8s-istio promote'], ['cp -r', 'GH_PAT', /run: [^\n]*\$\{\{ *inputs/]],
    ['policies/rego/istio-policies.rego', 'policies/route_without_timeout.rego', ['import rego.v1', /^deny_route_without_timeout contains /m, 'some i in forwarding_routes'], ['deny[msg]', 'http[_].timeout']],
    ['policies/rego/istio-policies.rego: its tests', 'policies/route_without_timeout_test.rego', ['test_'], []],
  ])('%s', (_, file, has, lacks) => {
    const text = readFileSync(join(__dirname, file), 'utf8');
    has.forEach(each => expect(text).toMatch(each instanceof RegExp ? each : new RegExp(escaped(each))));
    lacks.forEach(each => expect(text).not.toMatch(each instanceof RegExp ? each : new RegExp(escaped(each))));
  });

  test('policies/rego: each of the six rules is there', () => {
    const rules = [
      'route_without_timeout', 'route_without_retries', 'plaintext_destination', 'allow_all_policy', 'external_without_outlier_detection', 'rate_limit_by_header',
    ];
    rules.forEach(rule => expect(readFileSync(join(__dirname, 'policies', `${rule}.rego`), 'utf8')).toContain('import rego.v1'));
  });

  test('monitoring: the panels ask for what the guide means by drift, and the alerts for the same', () => {
    const dashboard = JSON.parse(Object.values<string>(parse(readFileSync(join(DIST, 'production/monitoring/configmap.gitops-istio-dashboard.yaml'), 'utf8')).data)[0]);
    const queries: string[] = dashboard.panels.flatMap((panel: any) => panel.targets ?? []).map((target: any) => target.expr);
    expect(queries).toContain('count by (sync_status) (argocd_app_info{name=~"istio-config-.+"})');
    expect(queries.join('\n')).not.toContain('argocd_app_reconcile');
    const { groups } = parse(readFileSync(join(DIST, 'production/monitoring/prometheusrule_monitoring.coreos.com.gitops-istio.yaml'), 'utf8')).spec;
    expect(groups[0].rules.map((rule: any) => rule.alert)).toEqual(expect.arrayContaining(['MeshConfigRejected', 'MeshOutOfSync', 'MeshFluxNotReady', 'MeshCanaryFailed']));
  });
});

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
