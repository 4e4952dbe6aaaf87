import { ApiObject, Chart, Duration } from 'cdk8s';
import { crdFaults, deployment, only, setup, warnWithoutCrds } from './setup';
import { progressive } from '../../../src/delivery';
import { CODES } from '../../../src/kernel/codes';
import { MeshService } from '../../../src/networking/mesh-service';
import { RuntimeFields } from '../../../src/networking/runtime-fields';
import { StringMatch } from '../../../src/networking/string-match';
import { ITrafficOwner, TrafficOwner } from '../../../src/networking/traffic-owner';
import { CanaryRelease } from '../../../src/patterns/canary-release';
import { AuthorizationPolicy } from '../../../src/security/authorization-policy';

const { FlaggerCanary, FlaggerMetric, FlaggerStrategy, FlaggerTarget, FlaggerWebhookType } = progressive;
const PROMETHEUS = 'http://prometheus.monitoring:9090';
const CHECK = { name: 'gate', url: 'http://tester.flagger/gate/check' };

warnWithoutCrds('flagger');

describe('a release that Flagger runs', () => {
  test('is one Canary, beside the routes that delegate to what it writes', () => {
    const { chart, release } = setup();
    release(new FlaggerCanary());
    expect(only(chart, 'Canary')).toEqual({
      apiVersion: 'flagger.app/v1beta1',
      kind: 'Canary',
      metadata: { name: 'cart', namespace: 'shop' },
      spec: {
        provider: 'istio',
        targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'cart' },
        progressDeadlineSeconds: 600,
        revertOnDeletion: true,
        service: { name: 'cart', port: 80, portName: 'http', targetPort: 8080, delegation: true },
        analysis: {
          interval: '1m',
          threshold: 5,
          stepWeight: 10,
          maxWeight: 50,
          metrics: [
            { name: 'request-success-rate', interval: '1m', thresholdRange: { min: 99 } },
            { name: 'request-duration', interval: '1m', thresholdRange: { max: 500 } },
          ],
        },
      },
    });
    expect(only(chart, 'VirtualService').spec.http).toEqual([{ name: 'split', delegate: { name: 'cart', namespace: 'shop' } }]);
  });

  test.each<[strategy: string, progressive.FlaggerStrategy, analysis: object]>([
    ['listed steps', FlaggerStrategy.canary({ stepWeights: [1, 5, 100], stepWeightPromotion: 50 }), { stepWeights: [1, 5, 100], stepWeightPromotion: 50 }],
    ['a mirrored first step', FlaggerStrategy.canary({ mirror: true }), { stepWeight: 10, maxWeight: 50, mirror: true }],
    ['a first step that is the most', FlaggerStrategy.canary({ maxWeight: 5 }), { stepWeight: 5, maxWeight: 5 }],
    ['a cookie', FlaggerStrategy.canary({ sessionAffinity: { cookieName: 'cart-canary', stableCookieName: 'cart-stable' } }), {
      stepWeight: 10,
      maxWeight: 50,
      sessionAffinity: { cookieName: 'cart-canary', primaryCookieName: 'cart-stable', maxAge: 86400, httpOnly: true, secure: true, path: '/' },
    }],
    ['testers only', FlaggerStrategy.abTest({ iterations: 10, match: [{ headers: { 'x-canary': StringMatch.regex('.+') } }, { sourceLabels: { app: 'probe' } }] }), {
      iterations: 10, match: [{ headers: { 'x-canary': { regex: '.+' } } }, { sourceLabels: { app: 'probe' } }],
    }],
    ['all at once', FlaggerStrategy.blueGreen({ iterations: 3, mirror: true, mirrorPercent: 25 }), { iterations: 3, mirror: true, mirrorWeight: 25 }],
  ])('by %s', (_, strategy, analysis) => {
    const { chart, release } = setup();
    release(new FlaggerCanary({ strategy, metrics: [FlaggerMetric.successRate({ minPercent: 99.9 })] }));
    const { interval, threshold, metrics, ...rest } = only(chart, 'Canary').spec.analysis;
    expect([interval, threshold, metrics.length, rest]).toEqual(['1m', 5, 1, analysis]);
    expect(crdFaults(chart, 'flagger')).toEqual([]);
  });

  test('with everything is what a strict API server takes', () => {
    const { chart, release } = setup();
    const team = new progressive.FlaggerAlertProvider(chart, 'Team', { receiver: progressive.FlaggerAlertReceiver.MS_TEAMS, secretName: 'chat' });
    const others = progressive.FlaggerAlertProvider.fromName(chart, 'Others', 'platform', 'pager');
    release(new FlaggerCanary({
      target: FlaggerTarget.daemonSet('cart-agent'),
      interval: Duration.seconds(90),
      threshold: 1,
      prometheusAddress: PROMETHEUS,
      metrics: [
        FlaggerMetric.requestDuration({ max: Duration.millis(250), window: Duration.minutes(2) }),
        FlaggerMetric.query({ name: 'lag', query: 'max(lag{pod=~"{{ target }}-.*"}) or vector(0)', min: 0, max: 10 }),
        FlaggerMetric.template({ name: 'errors', templateName: 'errors', templateNamespace: 'platform', max: 0, variables: { code: '5..' } }),
      ],
      webhooks: Object.values(FlaggerWebhookType).map(type => ({ ...CHECK, type, name: type, timeout: Duration.seconds(5), retries: 2, muteAlert: true, metadata: { a: 'b' } })),
      loadTest: { testerUrl: 'http://tester.flagger' },
      alerts: [{ name: 'team', provider: team }, { name: 'pager', provider: others, severity: progressive.FlaggerAlertSeverity.INFO }],
      autoscaler: { name: 'cart', stableMinReplicas: 2, stableMaxReplicas: 9 },
      stableReadyPercent: 90,
      canaryReadyPercent: 50,
      portDiscovery: true,
      skipAnalysis: true,
      suspend: true,
      revertOnDeletion: false,
    }), { trafficPolicy: { outlierDetection: { consecutive5xxErrors: 5 }, connectionPool: { http: { maxRetries: 1 } } } });
    expect(crdFaults(chart, 'flagger')).toEqual([]);
    const { spec } = only(chart, 'Canary');
    expect(spec).toMatchObject({
      targetRef: { kind: 'DaemonSet', name: 'cart-agent' },
      autoscalerRef: { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', name: 'cart', primaryScalerReplicas: { minReplicas: 2, maxReplicas: 9 } },
      service: { portDiscovery: true, trafficPolicy: { outlierDetection: { consecutive5xxErrors: 5 }, connectionPool: { http: { maxRetries: 1 } } } },
      analysis: {
        interval: '90s',
        alerts: [{ name: 'team', severity: 'error', providerRef: { name: 'team', namespace: 'shop' } }, { severity: 'info', providerRef: { name: 'pager', namespace: 'platform' } }],
      },
    });
    expect(only(chart, 'MetricTemplate')).toMatchObject({
      metadata: { name: 'cart-lag', namespace: 'shop' },
      spec: { provider: { type: 'prometheus', address: PROMETHEUS }, query: 'max(lag{pod=~"{{ target }}-.*"}) or vector(0)' },
    });
    expect(only(chart, 'AlertProvider').spec).toEqual({ type: 'msteams', secretRef: { name: 'chat' } });
  });

  test('the command of the load test has the host of the new version', () => {
    const { chart, release } = setup();
    release(new FlaggerCanary({ interval: Duration.seconds(30), loadTest: { testerUrl: 'http://tester.flagger', path: '/cart', concurrency: 4 } }));
    expect(only(chart, 'Canary').spec.analysis.webhooks).toEqual([
      { type: 'rollout', name: 'load-test', url: 'http://tester.flagger', timeout: '15s', metadata: { cmd: 'hey -z 30s -q 10 -c 4 http://cart-canary.shop:80/cart' } },
    ]);
  });
});

describe('what Flagger writes is left to it', () => {
  test('the replicas of a workload of this program are ignored by delivery engines', () => {
    const { chart, release } = setup();
    const workload = deployment(chart, { replicas: 3, selector: { matchLabels: { app: 'cart' } } });
    release(new FlaggerCanary({ target: FlaggerTarget.object(workload) }));
    expect(RuntimeFields.of(workload).fields).toEqual([{ writer: 'Flagger', pointer: '/spec/replicas' }]);
    expect(chart.node.root.node.validate()).toEqual([]);
  });

  test('a workload of this program that was not handed over makes the program invalid', () => {
    const { chart, release } = setup();
    release(new FlaggerCanary());
    deployment(chart);
    expect(chart.node.root.node.validate()).toEqual([expect.stringContaining('Hand it over: target: FlaggerTarget.object')]);
  });

  test.each<[kind: string, name: string]>([
    ['Service', 'cart'], ['Service', 'cart-canary'], ['VirtualService', 'cart'], ['DestinationRule', 'cart-primary'],
    ['Deployment', 'backend-primary'], ['HorizontalPodAutoscaler', 'scaler-primary'],
  ])('a %s %s in Git makes the program invalid', (kind, name) => {
    const { chart, release } = setup();
    release(new FlaggerCanary({ target: FlaggerTarget.deployment('backend'), autoscaler: { name: 'scaler' } }));
    new ApiObject(chart, 'Mine', { apiVersion: 'v1', kind, metadata: { name } });
    expect(chart.node.root.node.validate()).toEqual([expect.stringContaining('and Flagger writes it at run time for shop/Release')]);
  });

  test.each<[selects: string, selector: { [key: string]: string }, faults: number]>([
    ['the label that Flagger changes', { app: 'cart' }, 1],
    ['a label that both versions carry', { 'shop.example.com/service': 'cart' }, 0],
    ['another workload', { app: 'search' }, 0],
  ])('a policy that selects %s: %j', (_, selector, faults) => {
    const { chart, release } = setup({ selector });
    const workload = deployment(chart, { selector: { matchLabels: { app: 'cart' } } });
    release(new FlaggerCanary({ target: FlaggerTarget.object(workload) }));
    new ApiObject(chart, 'Policy', { apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy', metadata: { name: 'cart' }, spec: { selector: { matchLabels: selector } } });
    const said = chart.node.root.node.validate();
    expect(said).toHaveLength(faults);
    said.forEach(fault => expect(fault).toContain('carries app: cart-primary'));
  });

  test('a Sidecar that selects the label that Flagger changes', () => {
    const { chart, release } = setup();
    release(new FlaggerCanary({ target: FlaggerTarget.object(deployment(chart, { selector: { matchLabels: { app: 'cart' } } })) }));
    new ApiObject(chart, 'Sidecar', {
      apiVersion: 'networking.istio.io/v1', kind: 'Sidecar', metadata: { name: 'cart' }, spec: { workloadSelector: { labels: { app: 'cart' } }, egress: [{ hosts: ['./*'] }] },
    });
    expect(chart.node.root.node.validate()).toEqual([expect.stringContaining('Sidecar shop/cart selects app: cart')]);
  });

  test('a policy without selector holds for both versions', () => {
    const { chart, release } = setup();
    release(new FlaggerCanary());
    AuthorizationPolicy.denyAll(chart, 'Nothing');
    new ApiObject(chart, 'Bare', { apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy', metadata: { name: 'bare' } });
    expect(chart.node.root.node.validate()).toEqual([]);
  });
});

describe('what Flagger cannot do is refused', () => {
  const strategy = (make: () => progressive.FlaggerStrategy) => () => make();
  const metric = (make: () => progressive.FlaggerMetric) => () => make();
  const canary = (props: progressive.FlaggerCanaryProps) => () => setup().release(new FlaggerCanary(props));

  test.each<[mistake: string, program: () => unknown, code: string, words: string]>([
    ['a step over the most', strategy(() => FlaggerStrategy.canary({ stepWeight: 60, maxWeight: 50 })), CODES.RELEASE_STEPS, 'more than the most it may have'],
    ['a step of zero', strategy(() => FlaggerStrategy.canary({ stepWeight: 0 })), CODES.INVALID_ARGUMENT, 'from 1 to 100'],
    ['a most of 101', strategy(() => FlaggerStrategy.canary({ maxWeight: 101 })), CODES.INVALID_ARGUMENT, 'from 1 to 100'],
    ['steps that fall', strategy(() => FlaggerStrategy.canary({ stepWeights: [10, 5] })), CODES.RELEASE_STEPS, 'list rising shares: 5, 10'],
    ['no steps', strategy(() => FlaggerStrategy.canary({ stepWeights: [] })), CODES.RELEASE_STEPS, 'never get a request'],
    ['two kinds of steps', strategy(() => FlaggerStrategy.canary({ stepWeights: [10], maxWeight: 50 })), CODES.ARGUMENTS_CONFLICT, 'stepWeights together with maxWeight'],
    ['a mirror with a cookie', strategy(() => FlaggerStrategy.canary({ mirror: true, sessionAffinity: { cookieName: 'a' } })), CODES.ARGUMENTS_CONFLICT, 'mirrors its first route'],
    ['a cookie with a blank', strategy(() => FlaggerStrategy.canary({ sessionAffinity: { cookieName: 'a b' } })), CODES.INVALID_NAME, 'no name of a cookie'],
    ['one cookie for both', strategy(() => FlaggerStrategy.canary({ sessionAffinity: { cookieName: 'a', stableCookieName: 'a' } })), CODES.DUPLICATE_MEMBER, 'use two names'],
    ['an A/B test without match', strategy(() => FlaggerStrategy.abTest({ iterations: 3, match: [] })), CODES.RELEASE_STEPS, 'blue-green'],
    ['an A/B test by path', strategy(() => FlaggerStrategy.abTest({ iterations: 3, match: [{ uri: StringMatch.prefix('/a') }] })), CODES.RELEASE_STEPS, 'a match by uri'],
    ['an A/B test by presence', strategy(() => FlaggerStrategy.abTest({ iterations: 3, match: [{ headers: { a: StringMatch.present() } }] })), CODES.RELEASE_STEPS, '.+'],
    ['no iterations', strategy(() => FlaggerStrategy.blueGreen({ iterations: 0 })), CODES.INVALID_ARGUMENT, 'from 1'],
    ['a share of a mirror that is not there', strategy(() => FlaggerStrategy.blueGreen({ iterations: 1, mirrorPercent: 5 })), CODES.ARGUMENTS_CONFLICT, 'mirror: true'],
    ['a ratio for a percentage', metric(() => FlaggerMetric.successRate({ minPercent: 0.99 })), CODES.RELEASE_METRIC, 'write 99'],
    ['a metric without bounds', metric(() => FlaggerMetric.query({ name: 'a', query: 'up' })), CODES.RELEASE_METRIC, 'without bounds'],
    ['bounds that exclude all', metric(() => FlaggerMetric.query({ name: 'a', query: 'up', min: 2, max: 1 })), CODES.RELEASE_METRIC, 'exchange'],
    ['a word that Flagger does not know', metric(() => FlaggerMetric.query({ name: 'a', query: 'up{n="{{ namespce }}"}', min: 1 })), CODES.RELEASE_METRIC, 'write {{ namespace }}'],
    ['a load test that runs a second command', canary({ loadTest: { testerUrl: 'http://tester', path: '/;rm' } }), CODES.INVALID_ARGUMENT, 'is no path'],
    ['no time at all', metric(() => FlaggerMetric.requestDuration({ max: Duration.millis(0) })), CODES.INVALID_DURATION, 'whole milliseconds'],
    ['a query that does not parse', canary({ prometheusAddress: PROMETHEUS, metrics: [FlaggerMetric.query({ name: 'a', query: 'sum(rate(x[{{ interval }}])', max: 1 })] }), CODES.RELEASE_METRIC, 'does not parse'],
    ['a query that yields a range', canary({ prometheusAddress: PROMETHEUS, metrics: [FlaggerMetric.query({ name: 'a', query: 'x[1m]', max: 1 })] }), CODES.RELEASE_METRIC, 'one number'],
    ['a query without a Prometheus', canary({ metrics: [FlaggerMetric.query({ name: 'a', query: 'up', max: 1 })] }), CODES.RELEASE_METRIC, 'add prometheusAddress'],
    ['a metric twice', canary({ metrics: [FlaggerMetric.successRate({ minPercent: 9 }), FlaggerMetric.successRate({ minPercent: 99 })] }), CODES.DUPLICATE_MEMBER, 'is there twice'],
    ['nothing that judges', canary({ metrics: [] }), CODES.RELEASE_STEPS, 'nothing judges'],
    ['an interval under ten seconds', canary({ interval: Duration.seconds(9) }), CODES.INVALID_DURATION, 'ten seconds'],
    ['no failed checks', canary({ threshold: 0 }), CODES.INVALID_ARGUMENT, 'from 1'],
    ['credentials in an address', canary({ prometheusAddress: 'http://me:secret@prometheus' }), CODES.INVALID_ARGUMENT, 'not shown'],
    ['a chat as a webhook', canary({ webhooks: [{ type: FlaggerWebhookType.EVENT, name: 'a', url: 'https://hooks.slack.com/services/T/B/x' }] }), CODES.RELEASE_STEPS, 'FlaggerAlertProvider'],
    ['two webhooks of one name', canary({ webhooks: [{ ...CHECK, type: FlaggerWebhookType.ROLLOUT }, { ...CHECK, type: FlaggerWebhookType.EVENT }] }), CODES.DUPLICATE_MEMBER, 'two webhooks'],
    ['replicas the wrong way round', canary({ autoscaler: { name: 'a', stableMinReplicas: 3, stableMaxReplicas: 2 } }), CODES.RELEASE_STEPS, 'exchange'],
    ['queries of a HorizontalPodAutoscaler', canary({ autoscaler: { name: 'a', stableQueries: { a: 'up' } } }), CODES.ARGUMENTS_CONFLICT, 'ScaledObject'],
    ['a pod template without a label that Flagger knows', () => {
      const { chart } = setup();
      new FlaggerCanary({ target: FlaggerTarget.object(deployment(chart, { selector: { matchLabels: { component: 'cart' } } })) });
    }, CODES.TRAFFIC_OWNER, 'select by one of app, name'],
    ['a StatefulSet', () => FlaggerTarget.object(new ApiObject(setup().chart, 'S', { apiVersion: 'apps/v1', kind: 'StatefulSet' })), CODES.INVALID_ARGUMENT, 'Deployments and DaemonSets'],
    ['several ports', () => setup({ ports: [{ name: 'http', number: 80 }, { name: 'http-admin', number: 81 }] }).release(new FlaggerCanary(), { port: 'http' }), CODES.TRAFFIC_OWNER, 'portDiscovery'],
    ['a port of TLS', () => setup({ ports: [{ name: 'https', number: 443 }] }).release(new FlaggerCanary()), CODES.TRAFFIC_OWNER, 'HTTP or gRPC'],
    ['a setting that Flagger drops', () => setup().release(new FlaggerCanary(), { trafficPolicy: { connectionPool: { tcp: { maxConnections: 1 } } } }), CODES.TRAFFIC_OWNER, 'connectionPool.tcp.maxConnections'],
    ['testers by the release', () => setup().release(new FlaggerCanary(), { alwaysCanary: [{ headers: { a: StringMatch.exact('b') } }] }), CODES.TRAFFIC_OWNER, 'analysis.match'],
    ['an address in the place of a Secret', () => new progressive.FlaggerAlertProvider(setup().chart, 'A', {
      receiver: progressive.FlaggerAlertReceiver.SLACK, secretName: 'https://hooks.slack.com/services/T/B/x',
    }), CODES.INVALID_NAME, 'not shown'],
  ])('%s', (_, program, code, words) => {
    expect(program).toThrow(code);
    expect(program).toThrow(words);
    expect(program).not.toThrow('services/T/B/x');
  });

  test('one workload for two releases', () => {
    const { chart, release } = setup();
    const owner = new FlaggerCanary({ target: FlaggerTarget.deployment('both') });
    release(owner);
    expect(() => second(chart, owner)).toThrow(CODES.TWO_WEIGHT_OWNERS);
  });

  test('two owners of one service, also where one of them is Git', () => {
    const { chart, cart } = setup();
    again(chart, cart, 'A', TrafficOwner.flagger());
    expect(() => again(chart, cart, 'B', TrafficOwner.argoRollouts())).toThrow(CODES.TWO_WEIGHT_OWNERS);
    expect(() => again(chart, cart, 'C', undefined)).toThrow('two owners: Flagger and Git');
  });
});

function second(chart: Chart, owner: progressive.FlaggerCanary): void {
  const web = new MeshService(chart, 'Web', { name: 'web', ports: [{ name: 'http', number: 80 }] });
  again(chart, web, 'Second', owner);
}

function again(chart: Chart, service: MeshService, id: string, owner: ITrafficOwner | undefined): void {
  new CanaryRelease(chart, id, {
    service, owner, ...owner ? {} : { stable: { labels: { version: 'v1' } }, canary: { labels: { version: 'v2' } }, canaryPercent: 1 },
  });
}
