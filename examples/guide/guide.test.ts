import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { Edit, filesBelow, lineOf, runExample } from '../../test/support/run-example';

const DIST = join(__dirname, 'dist');
const ENVIRONMENTS = ['development', 'staging', 'production'];

test('the committed dist/ is what the program writes, and nothing is found', () => {
  const { result, files } = runExample(__dirname);
  expect(result.findings).toEqual([]);
  expect([...files.keys()]).toEqual([...filesBelow(DIST).keys()]);
  for (const [path, text] of files) {
    expect({ path, text }).toEqual({ path, text: readFileSync(join(DIST, path), 'utf8') });
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
    ['workload of a policy', { file: 'policies.ts', from: "PolicyTarget.labels({ istio: 'ingressgateway' })", to: "PolicyTarget.labels({ istio: 'ingresgateway' })" }, 'selector-without-workload', 'ingressgateway'],
    ['workload of the gateway', { file: 'gateways.ts', from: "{ istio: 'ingressgateway' }, certificates", to: "{ istio: 'ingressgatewy' }, certificates" }, 'selector-without-workload', 'ingressgateway'],
  ])('%s', (_, edit, rule, meant) => {
    const { result, files } = runExample(__dirname, edit);
    expect(result.findings).toHaveLength(1);
    const [finding] = result.findings;
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

test.each(['development', 'staging'])('%s has the same objects as production: an overlay changes values', environment => {
  const names = (folder: string) => [...filesBelow(join(DIST, folder)).keys()];
  expect(names(environment)).toEqual(names('production'));
});

describe('what brings a folder to the cluster has its counterpart', () => {
  const repository = 'https://github.com/your-org/istio-config.git';
  test.each<[string, string, object]>([
    ['argocd/applications/istio-config.yaml', 'argocd/application_argoproj.io.mesh-production',
      { project: 'istio-config', source: { repoURL: repository, path: 'dist/production' }, syncPolicy: { automated: { prune: true, selfHeal: true } } }],
    ['flux-system/sources/istio-config-repo.yaml', 'flux/production/gitrepository_source.toolkit.fluxcd.io.mesh-production',
      { url: repository, ref: { branch: 'main' }, interval: '1m' }],
    ['flux-system/kustomizations/istio-config.yaml', 'flux/production/kustomization_kustomize.toolkit.fluxcd.io.mesh-production',
      { path: './dist/production', prune: true, sourceRef: { kind: 'GitRepository', name: 'mesh-production' } }],
  ])('%s', (_, file, spec) => {
    expect(parse(readFileSync(join(DIST, '_delivery', `${file}.yaml`), 'utf8'))).toMatchObject({ spec });
  });
});
