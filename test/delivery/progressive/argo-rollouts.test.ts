import { ApiObject, Chart, Duration, Testing } from 'cdk8s';
import { crdFaults, deployment, only, PODS, setup, warnWithoutCrds } from './setup';
import { progressive } from '../../../src/delivery';
import { CODES } from '../../../src/kernel/codes';
import { RuntimeFields } from '../../../src/networking/runtime-fields';
import { StringMatch } from '../../../src/networking/string-match';
import { TrafficOwner } from '../../../src/networking/traffic-owner';

const { AnalysisMetric, AnalysisTemplate, ArgoRollout, NoData, RolloutScaleDown, RolloutStep, RolloutWorkload } = progressive;
const PROMETHEUS = 'http://prometheus.monitoring:9090';
const TESTERS = { 'x-canary': StringMatch.exact('true') };
const STEPS = [RolloutStep.weight(20), RolloutStep.pause(Duration.seconds(90))];

function template(chart: Chart, ...metrics: progressive.AnalysisMetric[]): progressive.AnalysisTemplate {
  return new AnalysisTemplate(chart, 'Answers', { prometheusAddress: PROMETHEUS, metrics });
}

warnWithoutCrds('argo-rollouts');

describe('a release that Argo Rollouts runs', () => {
  test('is one Rollout that names the weights and the versions of the release', () => {
    const { chart, release } = setup();
    release(new ArgoRollout({ workload: PODS, replicas: 3, steps: STEPS }));
    expect(only(chart, 'Rollout')).toEqual({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Rollout',
      metadata: { name: 'cart', namespace: 'shop' },
      spec: {
        replicas: 3,
        selector: { matchLabels: { app: 'cart' } },
        template: { metadata: { labels: { app: 'cart' } }, spec: { containers: [{ name: 'cart', image: 'shop/cart:1.0.0' }] } },
        progressDeadlineSeconds: 600,
        progressDeadlineAbort: true,
        strategy: {
          canary: {
            maxSurge: '25%',
            maxUnavailable: 0,
            scaleDownDelaySeconds: 30,
            abortScaleDownDelaySeconds: 30,
            trafficRouting: {
              istio: {
                virtualService: { name: 'cart-weights', routes: ['weights'] },
                destinationRule: { name: 'cart', stableSubsetName: 'stable', canarySubsetName: 'canary' },
              },
            },
            steps: [{ setWeight: 20 }, { pause: { duration: '90s' } }],
          },
        },
      },
    });
    expect(crdFaults(chart, 'argo-rollouts')).toEqual([]);
    const emitted = Testing.synth(chart).map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    expect(emitted).toEqual(expect.arrayContaining(['VirtualService cart-weights', 'DestinationRule cart']));
  });

  test('with every step lists the routes it adds in the order of the steps', () => {
    const { chart, release } = setup();
    const answers = template(chart, AnalysisMetric.successRate({ minPercent: 99 }));
    const watch = new AnalysisTemplate(chart, 'Watch', { prometheusAddress: PROMETHEUS, metrics: [AnalysisMetric.requestDuration({ max: Duration.millis(500), endless: true })] });
    release(new ArgoRollout({
      workload: PODS,
      dynamicStableScale: true,
      abortScaleDownDelay: Duration.seconds(0),
      backgroundAnalysis: { templates: [watch, answers] },
      steps: [
        RolloutStep.canaryReplicas(1),
        RolloutStep.headerRoute({ name: 'testers', headers: TESTERS }),
        RolloutStep.mirrorRoute({ name: 'reads', match: [{ method: StringMatch.exact('GET'), uri: StringMatch.prefix('/cart'), headers: TESTERS }], percent: 10 }),
        RolloutStep.pauseUntilPromoted(),
        RolloutStep.removeMirrorRoute('reads'),
        RolloutStep.removeHeaderRoute('testers'),
        RolloutStep.weight(50),
        RolloutStep.followWeight(),
        RolloutStep.analysis(answers),
        RolloutStep.canaryReplicaPercent(80),
        RolloutStep.weight(0),
      ],
    }));
    expect(crdFaults(chart, 'argo-rollouts')).toEqual([]);
    const { canary } = only(chart, 'Rollout').spec.strategy;
    expect(canary.trafficRouting.managedRoutes).toEqual([{ name: 'testers' }, { name: 'reads' }]);
    expect([canary.dynamicStableScale, canary.abortScaleDownDelaySeconds, canary.scaleDownDelaySeconds]).toEqual([true, 0, undefined]);
    const args = [
      { name: 'namespace', value: 'shop' }, { name: 'rollout', value: 'cart' }, { name: 'canary-hash', valueFrom: { podTemplateHashValue: 'Latest' } },
    ];
    expect(canary.analysis).toEqual({ startingStep: 7, templates: [{ templateName: 'watch' }, { templateName: 'answers' }], args });
    expect(canary.steps).toEqual([
      { setCanaryScale: { replicas: 1 } },
      { setHeaderRoute: { name: 'testers', match: [{ headerName: 'x-canary', headerValue: { exact: 'true' } }] } },
      {
        setMirrorRoute: {
          name: 'reads', percentage: 10, match: [{ method: { exact: 'GET' }, path: { prefix: '/cart' }, headers: { 'x-canary': { exact: 'true' } } }],
        },
      },
      { pause: {} },
      { setMirrorRoute: { name: 'reads' } },
      { setHeaderRoute: { name: 'testers' } },
      { setWeight: 50 },
      { setCanaryScale: { matchTrafficWeight: true } },
      { analysis: { templates: [{ templateName: 'answers' }], args } },
      { setCanaryScale: { weight: 80 } },
      { setWeight: 0 },
    ]);
  });

  test('runs the pod template of a Deployment that is there', () => {
    const { chart, release } = setup();
    release(new ArgoRollout({ workload: RolloutWorkload.object(deployment(chart)), steps: STEPS }));
    const { spec } = only(chart, 'Rollout');
    expect([spec.workloadRef, spec.template, spec.selector, spec.replicas]).toEqual([
      { apiVersion: 'apps/v1', kind: 'Deployment', name: 'cart', scaleDown: 'onsuccess' }, undefined, undefined, undefined,
    ]);
    expect(crdFaults(chart, 'argo-rollouts')).toEqual([]);
  });

  test('or of one that others emit, which stays as it is', () => {
    const { chart, release } = setup();
    release(new ArgoRollout({ workload: RolloutWorkload.deployment('backend', RolloutScaleDown.NEVER), steps: STEPS }));
    expect(only(chart, 'Rollout').spec.workloadRef).toEqual({ apiVersion: 'apps/v1', kind: 'Deployment', name: 'backend', scaleDown: 'never' });
  });
});

describe('what Argo Rollouts writes is left to it', () => {
  const writer = 'Argo Rollouts';
  const weights = (pointer: (i: number) => string) => [0, 1].map(i => ({ writer, pointer: pointer(i), jqPath: `.spec.http[]?.route[${i}]?.weight` }));
  const withRoute = () => new ArgoRollout({ workload: PODS, steps: [...STEPS, RolloutStep.headerRoute({ name: 'testers', headers: TESTERS })] });

  test.each([
    ['a Rollout without routes of its own: each weight at its place', () => new ArgoRollout({ workload: PODS, steps: STEPS }), weights(i => `/spec/http/0/route/${i}/weight`)],
    ['a Rollout that adds routes before the weighted one: all routes', withRoute, [
      ...weights(() => '/spec/http'), { writer, pointer: '/spec/http', jqPath: '.spec.http[]? | select(.name == "testers")' },
    ]],
    ['a Rollout that is written elsewhere and may add some: all routes', () => TrafficOwner.argoRollouts(), weights(() => '/spec/http')],
  ])('%s', (_, owner, fields) => {
    expect(RuntimeFields.of(setup().release(owner()).weights as any).fields).toEqual(fields);
  });

  test('labels of the subsets, which tell the versions apart', () => {
    const { rule } = setup().release(TrafficOwner.argoRollouts());
    expect(RuntimeFields.of(rule!).fields).toEqual([0, 1].map(i => (
      { writer, pointer: `/spec/subsets/${i}/labels`, jqPath: `.spec.subsets[${i}]?.labels["rollouts-pod-template-hash"]` }
    )));
  });

  // Flux puts live values in the place of ignored fields, and fails where the object in Git has no such place.
  test.each([
    ['Argo Rollouts', () => new ArgoRollout({ workload: PODS, steps: STEPS })], ['with routes', withRoute], ['elsewhere', () => TrafficOwner.argoRollouts()],
  ])('every pointer names a field that is emitted: %s', (_, owner) => {
    const { chart, release } = setup();
    release(owner());
    const objects = chart.node.findAll().filter(ApiObject.isApiObject).filter(object => RuntimeFields.of(object).fields.length > 0);
    expect(objects.map(({ name }) => name)).toEqual(expect.arrayContaining(['cart-weights', 'cart']));
    for (const object of objects) {
      for (const { pointer } of RuntimeFields.of(object).fields) {
        const value = pointer.split('/').slice(1).reduce((at, step) => at?.[step], object.toJson());
        expect({ pointer, found: value !== undefined }).toEqual({ pointer, found: true });
      }
    }
  });

  test('nothing where Git owns the weights', () => {
    const { rule } = setup().release(TrafficOwner.git(), { stable: { labels: { version: 'v1' } }, canary: { labels: { version: 'v2' } }, canaryPercent: 1 });
    expect(RuntimeFields.of(rule!).fields).toEqual([]);
  });
});

describe('conditions of a metric', () => {
  const ONE = 'len(result) == 1 && !isNaN(result[0])';

  test.each<[noData: progressive.NoData | undefined, good: string, bad: string]>([
    [undefined, `${ONE} && result[0] >= 1 && result[0] <= 2`, `${ONE} && (result[0] < 1 || result[0] > 2)`],
    [NoData.SUCCESS, 'len(result) == 0 || (len(result) == 1 && (isNaN(result[0]) || (result[0] >= 1 && result[0] <= 2)))', `${ONE} && (result[0] < 1 || result[0] > 2)`],
    [NoData.FAILURE, `${ONE} && result[0] >= 1 && result[0] <= 2`, 'len(result) != 1 || isNaN(result[0]) || result[0] < 1 || result[0] > 2'],
  ])('read one series, so that no good one hides a bad one, and say what no data means: %s', (noData, good, bad) => {
    const { chart } = setup();
    template(chart, AnalysisMetric.query({ name: 'a', query: 'up', min: 1, max: 2, noData }));
    const [{ successCondition, failureCondition }] = only(chart, 'AnalysisTemplate').spec.metrics;
    expect([successCondition, failureCondition]).toEqual([good, bad]);
  });

  test('a template names the arguments its queries use, and limits that can abort', () => {
    const { chart } = setup();
    template(chart, AnalysisMetric.query({ name: 'a', query: 'sum(up{s="{{args.service}}",h="{{ args.stable-hash }}"})', min: 1, count: 1, initialDelay: Duration.minutes(3) }));
    const { args, metrics: [{ provider, successCondition, failureCondition, ...rest }] } = only(chart, 'AnalysisTemplate').spec;
    expect(args).toEqual([{ name: 'service' }, { name: 'stable-hash' }]);
    expect(rest).toEqual({ name: 'a', initialDelay: '3m', interval: '1m', count: 1, failureLimit: 0, inconclusiveLimit: 0, consecutiveErrorLimit: 4 });
    expect(crdFaults(chart, 'argo-rollouts')).toEqual([]);
  });

  test('Istio\'s metrics are asked of the pods of the new version only', () => {
    const { chart } = setup();
    template(chart, AnalysisMetric.successRate({ minPercent: 99, podLabel: 'kubernetes_pod_name', window: Duration.minutes(2) }));
    const [{ provider: { prometheus: { query } }, initialDelay }] = only(chart, 'AnalysisTemplate').spec.metrics;
    expect(query.match(/kubernetes_pod_name=~"\{\{args\.rollout\}\}-\{\{args\.canary-hash\}\}-\.\*"[^[]*\[2m\]/g)).toHaveLength(2);
    expect(initialDelay).toBe('2m');
  });
});

test("the check of answers has its name, and asks by Prometheus's own label of pods", () => {
  const { chart } = setup();
  template(chart, AnalysisMetric.successRate({ minPercent: 99 }), AnalysisMetric.requestDuration({ max: Duration.millis(500) }));
  const { metrics } = only(chart, 'AnalysisTemplate').spec;
  expect(metrics.map(({ name }: { name: string }) => name)).toEqual(['success-rate', 'request-duration']);
  metrics.forEach(({ provider }: any) => expect(provider.prometheus.query).toContain(',pod=~"{{args.rollout}}-'));
});

test.each<[string, progressive.AnalysisMeasurements]>([
  ['one less than the count', { count: 3, failureLimit: 2, inconclusiveLimit: 2 }],
  ['one less than the usual count', { failureLimit: 4, inconclusiveLimit: 4 }],
  ['any of endless measurements', { endless: true, failureLimit: 50 }],
  ['none', { count: 1, failureLimit: 0 }],
])('a limit may be %s', (_, measurements) => {
  expect(() => AnalysisMetric.query({ name: 'a', query: 'up', min: 1, max: 1, ...measurements })).not.toThrow();
});

test('a ladder of shares needs no number of pods', () => {
  expect(() => new ArgoRollout({ workload: PODS, steps: [5, 20, 50, 20].map(percent => RolloutStep.weight(percent)) })).not.toThrow();
});

describe('what Argo Rollouts cannot do is refused', () => {
  const steps = (...list: progressive.RolloutStep[]) => () => new ArgoRollout({ workload: PODS, steps: list });
  const metric = (make: () => progressive.AnalysisMetric) => () => template(setup().chart, make());
  const query = (text: string) => metric(() => AnalysisMetric.query({ name: 'a', query: text, min: 1 }));
  const rollout = (props: Partial<progressive.ArgoRolloutProps>) => () =>
    setup().release(new ArgoRollout({ workload: PODS, steps: STEPS, ...props }));
  const endless = () => template(setup().chart, AnalysisMetric.successRate({ minPercent: 99, endless: true }));
  const weight = RolloutStep.weight(20);

  test.each<[mistake: string, program: () => unknown, code: string, words: string]>([
    ['a weight over 100', () => RolloutStep.weight(101), CODES.INVALID_ARGUMENT, 'from 0 to 100'],
    ['half a percent', () => RolloutStep.weight(0.5), CODES.INVALID_ARGUMENT, 'from 0 to 100'],
    ['no step', steps(), CODES.RELEASE_STEPS, 'all users would get it at once'],
    ['no share but zero', steps(RolloutStep.weight(0), RolloutStep.pauseUntilPromoted()), CODES.RELEASE_STEPS, 'RolloutStep.weight(5)'],
    ['a share twice', steps(weight, RolloutStep.weight(20)), CODES.RELEASE_STEPS, '20 percent already'],
    ['a pause of no time', () => RolloutStep.pause(Duration.seconds(0)), CODES.INVALID_DURATION, 'at least 1'],
    ['a share that one pod has to bear', steps(RolloutStep.canaryReplicas(1), RolloutStep.weight(90)), CODES.RELEASE_STEPS, 'followWeight'],
    ['a route to pods that are not there', steps(RolloutStep.headerRoute({ name: 'a', headers: TESTERS }), weight), CODES.RELEASE_STEPS, 'canaryReplicas(1)'],
    ['the same after a pause', steps(RolloutStep.pauseUntilPromoted(), RolloutStep.headerRoute({ name: 'a', headers: TESTERS }), weight), CODES.RELEASE_STEPS, 'canaryReplicas(1)'],
    ['pods that go before there is a share', steps(RolloutStep.canaryReplicas(1), RolloutStep.followWeight(), weight), CODES.RELEASE_STEPS, 'RolloutStep.weight(5) before'],
    ['no pods', () => RolloutStep.canaryReplicas(0), CODES.INVALID_ARGUMENT, 'from 1'],
    ['a header route without headers', () => RolloutStep.headerRoute({ name: 'a', headers: {} }), CODES.RELEASE_STEPS, 'removal'],
    ['a header route by presence', () => RolloutStep.headerRoute({ name: 'a', headers: { b: StringMatch.present() } }), CODES.RELEASE_STEPS, '.+'],
    ['a route called like the weighted one', () => RolloutStep.headerRoute({ name: 'weights', headers: TESTERS }), CODES.INVALID_NAME, 'remove it'],
    ['a mirror without match', () => RolloutStep.mirrorRoute({ name: 'a', match: [] }), CODES.RELEASE_STEPS, 'removal'],
    ['a mirror by query', () => RolloutStep.mirrorRoute({ name: 'a', match: [{ queryParams: { a: StringMatch.exact('b') } }] }), CODES.RELEASE_STEPS, 'queryParams'],
    ['a header route and a mirror of one name', steps(weight, RolloutStep.headerRoute({ name: 'a', headers: TESTERS }), RolloutStep.mirrorRoute({ name: 'a', match: [{ headers: TESTERS }] })), CODES.RELEASE_STEPS, 'choose another name'],
    ['the removal of a route that is not there', steps(weight, RolloutStep.removeHeaderRoute('a')), CODES.RELEASE_STEPS, 'no step before'],
    ['the removal of a route before it is there', steps(weight, RolloutStep.removeMirrorRoute('a'), RolloutStep.mirrorRoute({ name: 'a', match: [{ headers: TESTERS }] })), CODES.RELEASE_STEPS, 'no step before'],
    ['a step that never ends', () => RolloutStep.analysis(endless()), CODES.RELEASE_STEPS, 'backgroundAnalysis'],
    ['a background analysis after the end', rollout({ backgroundAnalysis: { templates: [endless()], startingStep: 2 } }), CODES.RELEASE_STEPS, 'from 0 to 1'],
    ['a background analysis of nothing', rollout({ backgroundAnalysis: { templates: [] } }), CODES.RELEASE_STEPS, 'name a template'],
    ['two ways to keep the old version', rollout({ dynamicStableScale: true, scaleDownDelay: Duration.seconds(5) }), CODES.ARGUMENTS_CONFLICT, 'leave one'],
    ['pods that the service does not select', rollout({ workload: RolloutWorkload.pods({ labels: { app: 'card' }, spec: {} }) }), CODES.TRAFFIC_OWNER, 'add app: cart'],
    ['a Deployment with replicas', () => RolloutWorkload.object(deployment(setup().chart, { replicas: 2 })), CODES.TRAFFIC_OWNER, 'leave replicas out'],
    ['a StatefulSet', () => RolloutWorkload.object(new ApiObject(setup().chart, 'S', { apiVersion: 'apps/v1', kind: 'StatefulSet' })), CODES.INVALID_ARGUMENT, 'name a Deployment'],
    ['a template of another namespace', () => {
      const { chart, release } = setup();
      const far = new AnalysisTemplate(chart, 'Far', { namespace: 'far', prometheusAddress: PROMETHEUS, metrics: [AnalysisMetric.successRate({ minPercent: 99 })] });
      release(new ArgoRollout({ workload: PODS, steps: [weight, RolloutStep.analysis(far)] }));
    }, CODES.TRAFFIC_OWNER, 'namespace of the service'],
    ['a template without metrics', () => template(setup().chart), CODES.RELEASE_METRIC, 'without metrics'],
    ['a metric twice', () => template(setup().chart, AnalysisMetric.successRate({ minPercent: 9 }), AnalysisMetric.successRate({ minPercent: 99 })), CODES.DUPLICATE_MEMBER, 'is there twice'],
    ['a query that does not parse', query('sum(rate(x[1m])'), CODES.RELEASE_METRIC, 'does not parse'],
    ['a query that yields a text', query('"a"'), CODES.RELEASE_METRIC, 'one number'],
    ['a query that yields a scalar, which has no index', query('scalar(up)'), CODES.RELEASE_METRIC, 'yields a scalar'],
    ['a token in an address', () => new AnalysisTemplate(setup().chart, 'A', { prometheusAddress: 'http://prometheus/?token=hunter2', metrics: [AnalysisMetric.successRate({ minPercent: 9 })] }), CODES.INVALID_ARGUMENT, 'not shown'],
    ['an argument that nobody gives', query('up{h="{{args.canary_hash}}"}'), CODES.RELEASE_METRIC, '{{args.canary-hash}}'],
    ['a ratio for a percentage', metric(() => AnalysisMetric.successRate({ minPercent: 0.95 })), CODES.RELEASE_METRIC, 'write 95'],
    ['a bound that is no number', metric(() => AnalysisMetric.query({ name: 'a', query: 'up', min: NaN, max: 5 })), CODES.RELEASE_METRIC, 'use a number'],
    ['bounds the wrong way round', metric(() => AnalysisMetric.query({ name: 'a', query: 'up', min: 2, max: 1 })), CODES.RELEASE_METRIC, 'exchange'],
    ['more than all answers', metric(() => AnalysisMetric.successRate({ minPercent: 100.5 })), CODES.RELEASE_METRIC, 'at most 100'],
    ['a percentage of one', metric(() => AnalysisMetric.successRate({ minPercent: 1 })), CODES.RELEASE_METRIC, 'write 100'],
    ['a limit that nothing reaches', metric(() => AnalysisMetric.successRate({ minPercent: 95, count: 3, failureLimit: 3 })), CODES.RELEASE_METRIC, 'at most 2'],
    ['the same of what is neither good nor bad', metric(() => AnalysisMetric.successRate({ minPercent: 95, inconclusiveLimit: 5 })), CODES.RELEASE_METRIC, 'at most 4'],
    ['a limit below zero', metric(() => AnalysisMetric.successRate({ minPercent: 95, failureLimit: -1 })), CODES.INVALID_ARGUMENT, 'failureLimit'],
    ['a number of endless measurements', metric(() => AnalysisMetric.successRate({ minPercent: 95, count: 3, endless: true })), CODES.ARGUMENTS_CONFLICT, 'leave one'],
    ['an address without scheme', () => new AnalysisTemplate(setup().chart, 'A', { prometheusAddress: 'prometheus:9090', metrics: [AnalysisMetric.successRate({ minPercent: 9 })] }), CODES.INVALID_ARGUMENT, 'http://'],
    ['a label with a dash', metric(() => AnalysisMetric.successRate({ minPercent: 95, podLabel: 'pod-name' })), CODES.INVALID_NAME, 'no label of Prometheus'],
  ])('%s', (_, program, code, words) => {
    expect(program).toThrow(code);
    expect(program).toThrow(words);
  });
});
