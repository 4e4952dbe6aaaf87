import { Chart, Duration, Testing } from 'cdk8s';
import { parse } from 'yaml';
import {
  AccessLogFilter, GlobalRateLimit, GlobalRateLimitProps, LocalRateLimit, PinnedImage, PinnedWasmPlugin, RateLimitFailure, RateLimitKey,
  RateLimitPoint, RateLimitUnit, TelemetryDefaults,
} from '../../src';
import { DataPlane, Destination, MeshService } from '../../src/networking';
import { MeshNamespace, PolicyTarget, TargetKind, TargetReference } from '../../src/security';
import { Telemetry } from '../../src/telemetry';

function setup() {
  const chart = new Chart(Testing.app(), 'shop', { namespace: 'shop' });
  const service = new MeshService(chart, 'Cart', {
    name: 'cart', ports: [{ name: 'http', number: 80, targetPort: 8080 }, { name: 'http-admin', number: 9090 }], selector: { app: 'cart' },
  });
  const gateway = new MeshService(chart, 'Ingress', { name: 'ingress', namespace: 'edge', ports: [{ number: 443 }], selector: { istio: 'ingress' } });
  const rateLimit = new MeshService(chart, 'RateLimit', { name: 'ratelimit', namespace: 'operations', ports: [{ name: 'grpc', number: 8081 }] });
  return { chart, service, gateway, rateLimit };
}

describe('a local rate limit', () => {
  test('stands before the router of the port of the workload, not of the service', () => {
    const { chart, service } = setup();
    const { filter } = new LocalRateLimit(chart, 'Limit', { at: RateLimitPoint.inbound(service, 'http'), requests: 10 });
    expect(filter.toJson()).toMatchObject({
      metadata: { name: 'cart-local-rate-limit', namespace: 'shop' },
      spec: {
        workloadSelector: { labels: { app: 'cart' } },
        configPatches: [{
          applyTo: 'HTTP_FILTER',
          match: { context: 'SIDECAR_INBOUND', listener: { filterChain: { destinationPort: 8080, filter: { subFilter: { name: 'envoy.filters.http.router' } } } } },
        }],
      },
    });
  });

  test('lives in the namespace of the gateway', () => {
    const { chart, gateway } = setup();
    const { filter } = new LocalRateLimit(chart, 'Limit', { at: RateLimitPoint.gateway(gateway), requests: 10 });
    expect(filter.toJson()).toMatchObject({ metadata: { namespace: 'edge' }, spec: { configPatches: [{ match: { context: 'GATEWAY' } }] } });
  });

  test.each([
    [{ requests: 10 }, { max_tokens: 10, tokens_per_fill: 10, fill_interval: '1s' }],
    [{ requests: 10, burst: 25, interval: Duration.minutes(1) }, { max_tokens: 25, tokens_per_fill: 10, fill_interval: '60s' }],
    [{ requests: 1, interval: Duration.millis(50) }, { max_tokens: 1, tokens_per_fill: 1, fill_interval: '0.05s' }],
  ])('%p fills the bucket as %p', (options, bucket) => {
    const { chart, service } = setup();
    const { filter } = new LocalRateLimit(chart, 'Limit', { at: RateLimitPoint.inbound(service), ...options });
    expect(filter.toJson().spec.configPatches[0].patch.value.typed_config).toMatchObject({
      token_bucket: bucket, filter_enabled: { default_value: { numerator: 100 } }, filter_enforced: { default_value: { numerator: 100 } },
    });
  });

  test.each([
    [{ requests: 0 }, 'MESH0001'], [{ requests: 10, burst: 9 }, 'MESH0001'], [{ requests: 1, interval: Duration.millis(49) }, 'MESH0004'],
  ])('%p is refused with %s', (options, code) => {
    const { chart, service } = setup();
    expect(() => new LocalRateLimit(chart, 'Limit', { at: RateLimitPoint.inbound(service), ...options })).toThrow(expect.objectContaining({ code }));
  });

  test('cannot count for single hosts, and knows the ports of its service', () => {
    const { chart, service, gateway } = setup();
    expect(() => new LocalRateLimit(chart, 'Limit', { at: RateLimitPoint.gatewayHosts(gateway, 'a.example.com'), requests: 1 }))
      .toThrow(expect.objectContaining({ code: 'MESH0002' }));
    expect(() => RateLimitPoint.inbound(service, 'htttp')).toThrow(expect.objectContaining({ code: 'MESH0006', fix: 'did you mean "http"?' }));
    expect(() => RateLimitPoint.gatewayHosts(gateway)).toThrow(expect.objectContaining({ code: 'MESH0011' }));
  });
});

describe('a global rate limit', () => {
  const rules = [{ name: 'all', requests: 0, per: RateLimitUnit.HOUR }];
  const limit = (change: Partial<GlobalRateLimitProps> = {}) => {
    const { chart, service, rateLimit } = setup();
    return new GlobalRateLimit(chart, 'Limit', {
      at: RateLimitPoint.inbound(service), rateLimitService: rateLimit.port('grpc'), onFailure: RateLimitFailure.DENY, rules, ...change,
    });
  };
  const patches = (from: GlobalRateLimit) => from.filter.toJson().spec.configPatches;

  test('refuses a namespace for its ConfigMap that cannot be one', () => {
    expect(() => limit({ configurationNamespace: 'rate limits' })).toThrow(expect.objectContaining({ code: 'MESH0003' }));
  });

  // Each key: what proxies send, and under which key and value the service finds it. A value that proxies send must be there literally.
  test.each([
    ['a header', RateLimitKey.header('x-user'), { request_headers: { header_name: 'x-user', descriptor_key: 'x-user' } }, { key: 'x-user' }],
    ['one value of a header', RateLimitKey.headerIs('x-plan', 'trial'),
      { header_value_match: { descriptor_value: 'x-plan=trial', headers: [{ name: 'x-plan', string_match: { exact: 'trial' } }] } },
      { key: 'header_match', value: 'x-plan=trial' }],
    ['a path prefix', RateLimitKey.pathPrefix('/a'),
      { header_value_match: { descriptor_value: 'prefix=/a', headers: [{ name: ':path', string_match: { prefix: '/a' } }] } }, { key: 'header_match', value: 'prefix=/a' }],
    ['a path, with any query', RateLimitKey.path('/a.b'),
      { header_value_match: { descriptor_value: 'path=/a.b', headers: [{ name: ':path', string_match: { safe_regex: { regex: '/a\\.b(?:\\?.*)?' } } }] } },
      { key: 'header_match', value: 'path=/a.b' }],
    ['a method', RateLimitKey.method('POST'),
      { header_value_match: { descriptor_value: 'method=POST', headers: [{ name: ':method', string_match: { exact: 'POST' } }] } },
      { key: 'header_match', value: 'method=POST' }],
    ['the address', RateLimitKey.remoteAddress(), { remote_address: {} }, { key: 'remote_address' }],
  ])('says the same to proxies and service: %s', (_, key, action, entry) => {
    const made = limit({ rules: [{ name: 'r', requests: 5, per: RateLimitUnit.MINUTE, keys: [key] }] });
    expect(patches(made)[1].patch.value.rate_limits).toEqual([{ actions: [{ generic_key: { descriptor_key: 'rule', descriptor_value: 'r' } }, action] }]);
    expect(parse(made.configuration)).toEqual({
      domain: 'shop-cart',
      descriptors: [{ key: 'rule', value: 'r', descriptors: [{ ...entry, rate_limit: { unit: 'minute', requests_per_unit: 5 } }] }],
    });
  });

  test('a rule without keys counts everything, and zero requests are a limit', () => {
    expect(parse(limit().configuration)).toEqual({
      domain: 'shop-cart', descriptors: [{ key: 'rule', value: 'all', rate_limit: { unit: 'hour', requests_per_unit: 0 } }],
    });
  });

  test.each([[RateLimitFailure.ALLOW, false], [RateLimitFailure.DENY, true]])('%s while the service is down', (onFailure, denies) => {
    expect(patches(limit({ onFailure }))[0].patch.value.typed_config).toMatchObject({ failure_mode_deny: denies, timeout: '0.1s' });
  });

  test('the ConfigMap is where the service is, and nowhere for a host outside', () => {
    const made = limit();
    expect(made.configMap!.toJson()).toEqual({
      apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'ratelimit-shop-cart', namespace: 'operations' }, data: { 'shop-cart.yaml': made.configuration },
    });
    const outside = limit({ rateLimitService: Destination.host('limits.example.com', { port: 443 }) });
    expect(outside.configMap).toBeUndefined();
    expect(patches(outside)[0].patch.value.typed_config.rate_limit_service.grpc_service.envoy_grpc).toEqual({
      cluster_name: 'outbound|443||limits.example.com', authority: 'limits.example.com',
    });
  });

  test('one patch per host at a gateway', () => {
    const { gateway } = setup();
    const made = limit({ at: RateLimitPoint.gatewayHosts(gateway, 'a.example.com', 'b.example.com') });
    expect(patches(made).slice(1).map((patch: any) => patch.match.routeConfiguration.vhost.domainName)).toEqual(['a.example.com', 'b.example.com']);
  });

  test.each([
    ['no rules', { rules: [] }, 'MESH0011'],
    ['a rule without name', { rules: [{ ...rules[0], name: '' }] }, 'MESH0003'],
    ['two rules of one name', { rules: [rules[0], rules[0]] }, 'MESH0008'],
    ['half a request', { rules: [{ ...rules[0], requests: 0.5 }] }, 'MESH0001'],
    ['a domain that is no label', { domain: 'Shop' }, 'MESH0003'],
    ['no time', { timeout: Duration.millis(0) }, 'MESH0004'],
  ])('refuses %s', (_, change, code) => {
    expect(() => limit(change)).toThrow(expect.objectContaining({ code }));
  });

  test.each([
    [() => RateLimitKey.header('X-User'), 'write x-user'], [() => RateLimitKey.header(''), 'name one header'], [() => RateLimitKey.path('login'), 'write /login'],
    [() => RateLimitKey.pathPrefix('/login?a'), 'write /login'],
  ])('refuses keys that would never match', (make, fix) => {
    expect(make).toThrow(expect.objectContaining({ fix: expect.stringContaining(fix) }));
  });
});

describe('a pinned plugin', () => {
  const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;

  test.each([
    'registry.example.com/plugins/auth', 'registry.example.com/plugins/auth:1.4.2', 'localhost:5000/auth', 'registry.example.com:5000/a/b-c/d_e:v1',
  ])('takes %s', repository => {
    expect(PinnedImage.of(repository, DIGEST).url).toBe(`oci://${repository}@${DIGEST}`);
  });

  test.each([
    ['oci://registry.example.com/auth', DIGEST], ['auth', DIGEST], [`registry.example.com/auth@${DIGEST}`, DIGEST], ['registry.example.com/Auth', DIGEST],
    ['registry.example.com/auth', 'latest'], ['registry.example.com/auth', DIGEST.toUpperCase()], ['registry.example.com/auth', DIGEST.slice(0, -1)],
  ])('refuses %s with %s', (repository, digest) => {
    expect(() => PinnedImage.of(repository, digest)).toThrow(expect.objectContaining({ code: 'MESH0001' }));
  });

  test('is pulled once, and refuses requests without it unless told otherwise', () => {
    const { chart, gateway } = setup();
    const { plugin } = new PinnedWasmPlugin(chart, 'Plugin', { image: PinnedImage.of('registry.example.com/auth', DIGEST), target: PolicyTarget.service(gateway) });
    expect(plugin.toJson()).toMatchObject({ metadata: { name: 'plugin', namespace: 'edge' }, spec: { imagePullPolicy: 'IfNotPresent', failStrategy: 'FAIL_CLOSE' } });
  });
});

describe('telemetry defaults', () => {
  const accessLog = {};
  const chartOf = (namespace: string) => new Chart(Testing.app(), 'chart', { namespace });
  const reference = PolicyTarget.references(TargetReference.fromName(TargetKind.GATEWAY, 'waypoint'));

  test('of a mesh are in its root namespace and log everything by default', () => {
    const { telemetry } = TelemetryDefaults.mesh(chartOf('platform'), 'Defaults', { accessLog });
    expect(telemetry.toJson()).toMatchObject({
      metadata: { name: 'mesh-default', namespace: 'istio-system' }, spec: { accessLogging: [{ providers: [{ name: 'envoy' }] }] },
    });
  });

  test.each([
    ['errors', AccessLogFilter.errors(), '!has(response.code) || response.code >= 400'],
    ['server errors', AccessLogFilter.serverErrors(), '!has(response.code) || response.code >= 500'],
    ['an expression', AccessLogFilter.expression('request.method == "POST"'), 'request.method == "POST"'],
  ])('log %s', (_, filter, expression) => {
    const { telemetry } = TelemetryDefaults.namespace(chartOf('shop'), 'Defaults', 'shop', { accessLog: { filter } });
    expect(telemetry.toJson().spec.accessLogging[0].filter).toEqual({ expression });
  });

  test('that say nothing, or the root namespace for a namespace, are refused', () => {
    expect(() => TelemetryDefaults.mesh(chartOf('a'), 'Defaults', {})).toThrow(expect.objectContaining({ code: 'MESH0011' }));
    expect(() => TelemetryDefaults.mesh(chartOf('a'), 'Defaults', { metrics: { tags: {} } })).toThrow(expect.objectContaining({ code: 'MESH0011' }));
    expect(() => TelemetryDefaults.namespace(chartOf('a'), 'Defaults', 'istio-system', { accessLog })).toThrow(expect.objectContaining({ code: 'MESH0019' }));
  });

  test.each([
    ['another namespace', (chart: Chart) => new Telemetry(chart, 'B', { namespace: 'billing' })],
    ['a target', (chart: Chart) => new Telemetry(chart, 'B', { target: PolicyTarget.labels({ app: 'cart' }) })],
    ['references', (chart: Chart) => new Telemetry(chart, 'B', { target: reference })],
    ['another revision', (chart: Chart) => new Telemetry(chart, 'B', { labels: { 'istio.io/rev': 'canary' } })],
  ])('do not meet a Telemetry with %s', (_, other) => {
    const chart = chartOf('shop');
    TelemetryDefaults.namespace(chart, 'Defaults', 'shop', { accessLog });
    expect(() => other(chart)).not.toThrow();
  });

  test('leave their place when they are removed from the program', () => {
    const chart = chartOf('shop');
    new Telemetry(chart, 'First');
    expect(() => new Telemetry(chart, 'Second')).toThrow(expect.objectContaining({ code: 'MESH0018' }));
    chart.node.tryRemoveChild('First');
    expect(() => new Telemetry(chart, 'Third')).not.toThrow();
  });
});

describe('a rate limit that would never hold', () => {
  test('asks a rate limit service at a port that is not for gRPC', () => {
    const { chart, service } = setup();
    const make = (id: string, rateLimitService: GlobalRateLimitProps['rateLimitService']) => () => new GlobalRateLimit(chart, id, {
      at: RateLimitPoint.inbound(service), rules: [{ name: 'all', requests: 1, per: RateLimitUnit.SECOND }], rateLimitService, onFailure: RateLimitFailure.ALLOW,
    });
    const other = new MeshService(chart, 'Other', { name: 'other', ports: [{ name: 'http', number: 8080 }, { name: 'grpc', number: 8081 }] });
    expect(make('AtHttp', other.port('http'))).toThrow(expect.objectContaining({ code: 'MESH0001', fix: expect.stringContaining("'grpc'") }));
    expect(make('ByNumber', other.portNumber(8080))).toThrow(expect.objectContaining({ code: 'MESH0001' }));
    expect(make('OnlyPort', new MeshService(chart, 'Web', { name: 'web', ports: [{ name: 'http', number: 8080 }] })))
      .toThrow(expect.objectContaining({ code: 'MESH0001', what: expect.stringContaining('8080') }));
    expect(make('AtGrpc', other.port('grpc'))).not.toThrow();
    expect(make('Unknown', Destination.host('limits.example.com', { port: 8080 }))).not.toThrow();
  });

  test.each([[true], [false]])('counts in sidecars of a namespace that has none (namespace declared first: %p)', first => {
    const { chart, service, rateLimit } = setup();
    const declare = () => new MeshNamespace(chart, 'Namespace', { name: 'shop', dataPlane: DataPlane.ambient() });
    const limit = () => new LocalRateLimit(chart, 'Limit', { at: RateLimitPoint.inbound(service), requests: 10 });
    const both = first ? [declare, limit] : [limit, declare];
    both[0]();
    expect(both[1]).toThrow(expect.objectContaining({ code: 'MESH0025', where: expect.stringContaining('Limit') }));
    expect(() => new GlobalRateLimit(chart, 'Global', {
      at: RateLimitPoint.inbound(service),
      rules: [{ name: 'all', requests: 1, per: RateLimitUnit.SECOND }],
      rateLimitService: rateLimit,
      onFailure: RateLimitFailure.ALLOW,
    })).toThrow(expect.objectContaining({ code: 'MESH0025' }));
  });

  test.each([['post', 'write POST'], ['POTS', 'did you mean POST?'], ['', 'name a method: GET'], ['GET POST', 'name a method: GET']])('counts the method %p', (method, fix) => {
    expect(() => RateLimitKey.method(method)).toThrow(expect.objectContaining({ code: 'MESH0001', fix }));
  });

  test('may count a method of its own', () => {
    expect(() => RateLimitKey.method('PROPFIND')).not.toThrow();
  });

  test('counts at a gateway, wherever that lives', () => {
    const { chart, gateway } = setup();
    new MeshNamespace(chart, 'Namespace', { name: 'edge', dataPlane: DataPlane.ambient() });
    expect(() => new LocalRateLimit(chart, 'Limit', { at: RateLimitPoint.gateway(gateway), requests: 10 })).not.toThrow();
  });
});
