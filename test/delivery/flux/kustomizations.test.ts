import { execFileSync } from 'node:child_process';
import { ApiObject, App, Chart, Duration } from 'cdk8s';
import { flux } from '../../../src/delivery';
import { emitted } from '../emitted';

const repository = { url: 'https://git.example.com/acme/mesh.git', secretRef: 'mesh-repository' };
const PRODUCTION = { name: 'production', path: 'dist/production', clusters: [], after: [], namespaces: ['shop'], kinds: [], objects: [] };

test('An environment is a GitRepository and a Kustomization of one name', () => {
  const kustomizations = flux.Kustomizations.perEnvironment({ repository, interval: Duration.minutes(5) });
  const labels = { 'app.kubernetes.io/managed-by': 'cdk8s-istio', 'cdk8s-istio/environment': 'production' };
  expect(emitted(kustomizations, [PRODUCTION])).toEqual([
    {
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'GitRepository',
      metadata: { name: 'mesh-production', namespace: 'flux-system', labels },
      spec: {
        interval: '1m',
        url: 'https://git.example.com/acme/mesh.git',
        ref: { branch: 'main' },
        sparseCheckout: ['dist/production'],
        secretRef: { name: 'mesh-repository' },
      },
    },
    {
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      metadata: { name: 'mesh-production', namespace: 'flux-system', labels },
      spec: {
        sourceRef: { kind: 'GitRepository', name: 'mesh-production' },
        path: './dist/production',
        interval: '5m',
        retryInterval: '2m',
        timeout: '3m',
        prune: true,
        force: false,
        deletionPolicy: 'Orphan',
      },
    },
  ]);
});

const kustomizationsOf = (delivery: flux.Kustomizations, environments: any[]) =>
  emitted(delivery, environments).filter(object => object.kind === 'Kustomization');

test('A Kustomization depends on earlier environments of its own cluster, never of another or an unnamed one', () => {
  const environment = (name: string, more: object) => ({ name, path: `dist/${name}`, clusters: [], after: [], namespaces: [], kinds: [], objects: [], ...more });
  const kustomizations = kustomizationsOf(flux.Kustomizations.perEnvironment({ repository }), [
    environment('development', { cluster: 'west' }),
    environment('staging', { clusters: ['west', 'east'], after: ['development'] }),
    environment('production', { clusters: ['north', 'east'], after: ['staging', 'development'] }),
    environment('archive', { after: ['production'] }),
  ]);
  expect(kustomizations.map(({ metadata, spec }) => [metadata.name, spec.dependsOn])).toEqual([
    ['mesh-development-west', undefined],
    ['mesh-staging-west', [{ name: 'mesh-development-west' }]],
    ['mesh-staging-east', undefined],
    ['mesh-production-east', [{ name: 'mesh-staging-east' }]],
    ['mesh-production-north', undefined],
    ['mesh-archive', undefined],
  ]);
});

test('A central Flux reaches a cluster with the kubeconfig of its Secret', () => {
  const kustomizations = flux.Kustomizations.perEnvironment({ repository, kubeConfigSecrets: { west: 'west-kubeconfig' } });
  const [west, east] = kustomizationsOf(kustomizations, [{ ...PRODUCTION, clusters: ['west', 'east'] }]);
  expect(west.spec.kubeConfig).toEqual({ secretRef: { name: 'west-kubeconfig' } });
  expect(east.spec.kubeConfig).toBeUndefined();
});

test('What one cluster applies lies in a folder of its own; what a central Flux applies lies at the top', () => {
  const chartOf = (construct: any): string => Chart.of(construct).node.path;
  const folders = [
    { ...PRODUCTION, path: 'dist/production/west', cluster: 'west' },
    { ...PRODUCTION, path: 'dist/production/east', cluster: 'east' },
    { ...PRODUCTION, name: 'staging', path: 'dist/staging/west', cluster: 'west' },
    { ...PRODUCTION, name: 'laptop', path: 'dist/laptop' },
  ];
  const chart = new Chart(new App(), 'flux');
  flux.Kustomizations.perEnvironment({ repository, kubeConfigSecrets: { east: 'east-kubeconfig' } }).deliver(chart, folders);
  const kustomizations = chart.node.findAll().filter(construct => ApiObject.isApiObject(construct) && construct.kind === 'Kustomization');
  expect(kustomizations.map(object => [(object as ApiObject).name, chartOf(object)])).toEqual([
    ['mesh-production-west', 'flux/west'],
    ['mesh-staging-west', 'flux/west'],
    ['mesh-production-east', 'flux'],
    ['mesh-laptop', 'flux/laptop'],
  ]);
});

test('An environment without cluster is refused when a cluster has its name, for their folders would be one', () => {
  const folders = [{ ...PRODUCTION, name: 'west' }, { ...PRODUCTION, path: 'dist/production/west', cluster: 'west' }];
  expect(() => emitted(flux.Kustomizations.perEnvironment({ repository }), [{ ...folders[0], path: 'dist/west' }, folders[1]]))
    .toThrow(expect.objectContaining({ code: 'MESH0002', message: expect.stringContaining('west') }));
});

test('A kubeconfig for a cluster that no environment has is refused', () => {
  const kustomizations = flux.Kustomizations.perEnvironment({ repository, kubeConfigSecrets: { west: 'west-kubeconfig' } });
  expect(() => emitted(kustomizations, [PRODUCTION])).toThrow(expect.objectContaining({ code: 'MESH0006' }));
});

test('Fields that others write are ignored on their object and on no other', () => {
  const object = (group: string, kind: string, name: string, ...pointers: string[]) => ({
    group, kind, name, namespace: 'shop', apiVersion: 'v1', references: [], runtimeFields: pointers.map(pointer => ({ writer: 'somebody', pointer })),
  });
  const [{ spec }] = kustomizationsOf(flux.Kustomizations.perEnvironment({ repository }), [{
    ...PRODUCTION,
    objects: [
      object('networking.istio.io', 'VirtualService', 'cart.v1', '/spec/http/0/route/0/weight', '/spec/http/0/route/1/weight', '/spec/http/0/route/0/weight'),
      object('', 'Service', 'cart', '/spec/selector/rollouts-pod-template-hash'),
      object('apps', 'Deployment', 'cart'),
      { ...object('rbac.authorization.k8s.io', 'ClusterRole', 'system:mesh', '/rules'), namespace: undefined },
    ],
  }]);
  expect(spec.ignore).toEqual([
    {
      paths: ['/spec/http/0/route/0/weight', '/spec/http/0/route/1/weight'],
      target: { group: 'networking\\.istio\\.io', kind: 'VirtualService', name: 'cart\\.v1', namespace: 'shop' },
    },
    { paths: ['/spec/selector/rollouts-pod-template-hash'], target: { kind: 'Service', name: 'cart', namespace: 'shop' } },
    { paths: ['/rules'], target: { group: 'rbac\\.authorization\\.k8s\\.io', kind: 'ClusterRole', name: 'system:mesh' } },
  ]);
});

test('Kustomizations of others come first', () => {
  const dependsOn = [{ name: 'secrets' }, { name: 'istio', namespace: 'platform', readyExpr: 'dep.metadata.generation > 0' }];
  const [{ spec }] = kustomizationsOf(flux.Kustomizations.perEnvironment({ repository, dependsOn, timeout: Duration.minutes(90) }), [PRODUCTION]);
  expect([spec.dependsOn, spec.timeout]).toEqual([dependsOn, '90m']);
});

test.each<[title: string, props: object, code: string]>([
  ['a dependency without a legal name', { dependsOn: [{ name: 'Secrets' }] }, 'MESH0003'],
  ['a dependency in no namespace', { dependsOn: [{ name: 'secrets', namespace: '' }] }, 'MESH0003'],
  ['an empty expression', { dependsOn: [{ name: 'secrets', readyExpr: '' }] }, 'MESH0001'],
  ['a kubeconfig in place of its name', { kubeConfigSecrets: { west: 'apiVersion: v1' } }, 'MESH0003'],
])('Refused: %s', (_title, props, code) => {
  expect(() => flux.Kustomizations.perEnvironment({ repository, ...props })).toThrow(expect.objectContaining({ code }));
});

test.each(['mesh-production-east', 'mesh-production-west'])('A dependency on %s, which is ours, is refused: it would wait for itself, or for another cluster', name => {
  const dependsOn = [{ name }];
  const [east, west] = ['east', 'west'].map(cluster => ({ ...PRODUCTION, path: `dist/production/${cluster}`, cluster }));
  expect(() => emitted(flux.Kustomizations.perEnvironment({ repository, dependsOn }), [east, west]))
    .toThrow(expect.objectContaining({ code: 'MESH0002', what: expect.stringContaining(name) }));
  expect(() => emitted(flux.Kustomizations.perEnvironment({ repository, dependsOn: [{ name, namespace: 'platform' }] }), [east, west])).not.toThrow();
});

test('The short form of an SSH address is refused with the form that Flux takes', () => {
  expect(() => flux.Kustomizations.perEnvironment({ repository: { url: 'git@git.example.com:acme/mesh.git' } }))
    .toThrow(expect.objectContaining({ code: 'MESH0001', message: expect.stringContaining("'ssh://git@git.example.com/acme/mesh.git'") }));
});

test.each<[group: string, kind: string, own: string | undefined, wanted: object]>([
  ['', 'Namespace', undefined, { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' }],
  ['apiextensions.k8s.io', 'CustomResourceDefinition', undefined, { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' }],
  ['', 'PersistentVolumeClaim', undefined, { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' }],
  ['', 'Namespace', 'enabled', {}],
  ['other.example', 'Namespace', undefined, {}],
  ['networking.istio.io', 'DestinationRule', undefined, {}],
])('Flux never removes what much else goes with, unless the object says so: %s/%s, %s', (group, kind, own, wanted) => {
  const annotations = own === undefined ? undefined : { 'kustomize.toolkit.fluxcd.io/prune': own };
  const object = { apiVersion: `${group}/v1`, group, kind, name: 'shop', annotations, references: [], runtimeFields: [] };
  expect(flux.Kustomizations.perEnvironment({ repository }).annotationsFor(object)).toEqual(wanted);
});

test.each<[duration: Duration, text: string]>([
  [Duration.minutes(5), '5m'],
  [Duration.hours(1), '1h'],
  [Duration.seconds(90), '1m30s'],
  [Duration.days(2), '48h'],
  [Duration.millis(1500), '1s500ms'],
  [Duration.seconds(60), '1m'],
])('A duration is written as Flux reads it: %p is %s', (interval, text) => {
  const [kustomization] = kustomizationsOf(flux.Kustomizations.perEnvironment({ repository, interval }), [PRODUCTION]);
  expect(kustomization.spec.interval).toBe(text);
  expect(text).toMatch(/^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$/);
});

test.each([[Duration.millis(0)], [Duration.millis(0.5)]])('A duration without a whole millisecond is refused: %p', interval => {
  expect(() => flux.Kustomizations.perEnvironment({ repository, interval })).toThrow(expect.objectContaining({ code: 'MESH0004' }));
});

describe('Waiting for health', () => {
  const group = (name: string, kind: string) => ({ group: name, kind, clusterScoped: false });
  const waiting = (kinds: object[]) =>
    kustomizationsOf(flux.Kustomizations.perEnvironment({ repository, wait: true }), [{ ...PRODUCTION, kinds }])[0].spec;

  test('is off unless asked for', () => {
    const [{ spec }] = kustomizationsOf(flux.Kustomizations.perEnvironment({ repository }), [
      { ...PRODUCTION, kinds: [group('networking.istio.io', 'VirtualService')] },
    ]);
    expect([spec.wait, spec.healthCheckExprs, spec.healthChecks]).toEqual([undefined, undefined, undefined]);
  });

  test("replaces Flux's own check for each of Istio's groups that is there, and for Rollouts", () => {
    const spec = waiting([
      group('security.istio.io', 'PeerAuthentication'), group('networking.istio.io', 'Gateway'), group('networking.istio.io', 'VirtualService'),
      group('apps', 'Deployment'), group('argoproj.io', 'Rollout'), group('extensions.istio.io', 'WasmPlugin'),
      group('telemetry.istio.io', 'Telemetry'),
    ]);
    expect(spec.wait).toBe(true);
    expect(spec.healthCheckExprs.map((check: any) => [check.apiVersion, check.kind])).toEqual([
      ['argoproj.io/v1alpha1', 'Rollout'],
      ['extensions.istio.io/v1alpha1', undefined],
      ['networking.istio.io/v1', undefined],
      ['security.istio.io/v1', undefined],
      ['telemetry.istio.io/v1', undefined],
    ]);
    expect(spec.healthCheckExprs[2].current).toBe('metadata.generation > 0');
  });

  test('looks at what our other kinds say of themselves', () => {
    const spec = waiting([
      group('bitnami.com', 'SealedSecret'), group('external-secrets.io', 'ExternalSecret'), group('external-secrets.io', 'SecretStore'),
      group('flagger.app', 'Canary'), group('flagger.app', 'MetricTemplate'), group('velero.io', 'Schedule'), group('monitoring.coreos.com', 'PrometheusRule'),
    ]);
    expect(spec.healthCheckExprs.map((check: any) => [check.apiVersion, check.kind])).toEqual([
      ['bitnami.com/v1alpha1', 'SealedSecret'],
      ['external-secrets.io/v1', 'ExternalSecret'],
      ['flagger.app/v1beta1', 'Canary'],
      ['velero.io/v1', 'Schedule'],
    ]);
    const [sealed, external, canary, schedule] = spec.healthCheckExprs;
    const condition = (type: string, status: string) => ({ status: { conditions: [{ type: 'Other', status: 'True' }, { type, status }] } });
    const cases: [expression: string, object: object, expected: boolean][] = [
      [sealed.current, condition('Synced', 'True'), true],
      [sealed.current, condition('Synced', 'False'), false],
      [sealed.current, { status: {} }, false],
      [sealed.failed, condition('Synced', 'False'), true],
      [sealed.failed, condition('Synced', 'True'), false],
      [external.current, condition('Ready', 'True'), true],
      [external.current, condition('Ready', 'False'), false],
      [canary.current, { status: { phase: 'Succeeded' } }, true],
      [canary.current, { status: { phase: 'Initialized' } }, true],
      [canary.current, { status: { phase: 'Progressing' } }, false],
      [canary.failed, { status: { phase: 'Failed' } }, true],
      [canary.failed, { status: { phase: 'Progressing' } }, false],
      [schedule.current, { status: { phase: 'Enabled' } }, true],
      [schedule.current, { status: { phase: 'New' } }, false],
      [schedule.failed, { status: { phase: 'FailedValidation' } }, true],
    ];
    expect(evaluated(cases.map(([expression, object]) => [expression, object]))).toEqual(cases.map(([, , expected]) => expected));
  });

  test('needs no expressions where the built-in checks do', () => {
    expect(waiting([group('apps', 'Deployment'), group('argoproj.io', 'AnalysisTemplate')]).healthCheckExprs).toBeUndefined();
  });

  test('judges objects without status, with a text for a generation, and with an error of istiod', () => {
    const { healthCheckExprs: [istio, rollout] } = {
      healthCheckExprs: waiting([group('networking.istio.io', 'VirtualService'), group('argoproj.io', 'Rollout')]).healthCheckExprs.reverse(),
    };
    const written = { managedFields: [{ manager: 'kubectl' }, { manager: 'pilot', subresource: 'status' }], generation: 2 };
    const cases: [expression: string, object: object, expected: boolean][] = [
      [istio.failed, { metadata: { generation: 1 } }, false],
      [istio.failed, { metadata: { generation: 1, managedFields: [{ manager: 'kubectl' }] } }, false],
      [istio.failed, { metadata: written, status: { observedGeneration: '2' } }, false],
      [istio.failed, { metadata: written, status: { observedGeneration: '2', validationMessages: [{ level: 'WARNING' }, {}] } }, false],
      [istio.failed, { metadata: written, status: { observedGeneration: '2', validationMessages: [{ level: 'ERROR' }] } }, true],
      [istio.current, { metadata: { generation: 1 } }, true],
      [istio.current, { metadata: written, status: { observedGeneration: '2' } }, true],
      [rollout.current, { metadata: { generation: 2 }, status: { observedGeneration: '2', phase: 'Healthy' } }, true],
      [rollout.current, { metadata: { generation: 3 }, status: { observedGeneration: '2', phase: 'Healthy' } }, false],
      [rollout.current, { metadata: { generation: 2 }, status: { observedGeneration: '2', phase: 'Progressing' } }, false],
      [rollout.failed, { metadata: { generation: 2 }, status: { phase: 'Degraded' } }, true],
      [rollout.failed, { metadata: { generation: 2 }, status: {} }, false],
    ];
    expect(evaluated(cases.map(([expression, object]) => [expression, object]))).toEqual(cases.map(([, , expected]) => expected));
  });
});

/** The values of CEL expressions over objects. The engine is an ES module, which Jest does not load: a process of its own does. */
function evaluated(cases: [expression: string, object: object][]): unknown[] {
  const program = `
    const { evaluate } = await import('@marcbachmann/cel-js');
    const big = value => Array.isArray(value) ? value.map(big)
      : Number.isInteger(value) ? BigInt(value)
      : value && typeof value === 'object' ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, big(item)])) : value;
    console.log(JSON.stringify(${JSON.stringify(cases)}.map(([expression, object]) => evaluate(expression, big(object)))));
  `;
  return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' }));
}
