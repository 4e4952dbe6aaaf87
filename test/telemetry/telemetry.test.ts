import { App, Chart, Duration } from 'cdk8s';
import { MeshService, WorkloadMode } from '../../src/networking';
import { PolicyTarget, TargetKind, TargetReference } from '../../src/security';
import { Metric, TagOverride, Telemetry, TelemetryProps, TraceTag } from '../../src/telemetry';

function shop(): Chart {
  return new Chart(new App(), 'shop', { namespace: 'shop' });
}

const specOf = (props: TelemetryProps) => new Telemetry(shop(), 'Telemetry', props).toJson().spec;

test('an object without settings is legal and empty', () => {
  expect(new Telemetry(shop(), 'Defaults').toJson()).toMatchObject({
    apiVersion: 'telemetry.istio.io/v1', kind: 'Telemetry', metadata: { name: 'defaults', namespace: 'shop' }, spec: {},
  });
});

test('the workloads of a service, in the namespace of the service', () => {
  const chart = shop();
  const cart = new MeshService(chart, 'Cart', { name: 'cart', namespace: 'carts', ports: [{ number: 80 }], selector: { app: 'cart' } });
  const telemetry = new Telemetry(chart, 'Quiet', { target: PolicyTarget.service(cart), accessLogging: [{ disabled: true }] }).toJson();
  expect(telemetry.metadata.namespace).toBe('carts');
  expect(telemetry.spec).toEqual({ selector: { matchLabels: { app: 'cart' } }, accessLogging: [{ disabled: true }] });
});

test.each<[string, TelemetryProps, object]>([
  ['a waypoint', { target: PolicyTarget.references(TargetReference.fromName(TargetKind.GATEWAY, 'waypoint')) },
    { targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'waypoint' }] }],
  ['zero and false are values', { tracing: { randomSamplingPercentage: 0, enableIstioTags: false } },
    { tracing: [{ randomSamplingPercentage: 0, enableIstioTags: false }] }],
  ['a provider of traces on one side', { tracing: { provider: 'tempo', mode: WorkloadMode.CLIENT } },
    { tracing: [{ match: { mode: 'CLIENT' }, providers: [{ name: 'tempo' }] }] }],
  ['tags of spans', { tracing: { customTags: { a: TraceTag.literal('x'), b: TraceTag.header('h'), c: TraceTag.environment('E', ''), d: TraceTag.formatter('%DURATION%') } } },
    {
      tracing: [{
        customTags: {
          a: { literal: { value: 'x' } }, b: { header: { name: 'h' } }, c: { environment: { name: 'E', defaultValue: '' } }, d: { formatter: { value: '%DURATION%' } },
        },
      }],
    }],
  ['no custom tags, which replaces those of the enclosing level', { tracing: { customTags: {} } }, { tracing: [{ customTags: {} }] }],
  ['metrics', {
    metrics: [{
      providers: ['prometheus'],
      reportingInterval: Duration.millis(1500),
      overrides: [
        { metric: Metric.REQUEST_COUNT, tagOverrides: { host: TagOverride.upsert('request.host'), source_app: TagOverride.remove() } },
        { metric: Metric.custom('queue_length'), mode: WorkloadMode.SERVER, disabled: true },
        { disabled: false },
      ],
    }],
  }, {
    metrics: [{
      providers: [{ name: 'prometheus' }],
      reportingInterval: '1.5s',
      overrides: [
        { match: { metric: 'REQUEST_COUNT' }, tagOverrides: { host: { operation: 'UPSERT', value: 'request.host' }, source_app: { operation: 'REMOVE' } } },
        { match: { customMetric: 'queue_length', mode: 'SERVER' }, disabled: true },
        { disabled: false },
      ],
    }],
  }],
  ['a filter of access logs', { accessLogging: [{ filterExpression: 'response.code >= 400', mode: WorkloadMode.SERVER }] },
    { accessLogging: [{ match: { mode: 'SERVER' }, filter: { expression: 'response.code >= 400' } }] }],
])('%s', (_, props, spec) => {
  expect(specOf(props)).toEqual(spec);
});

test.each<[string, () => TelemetryProps, RegExp]>([
  ['a sampling of less than 0', () => ({ tracing: { randomSamplingPercentage: -0.1 } }), /MESH0001.*\n?[^]*randomSamplingPercentage/],
  ['a sampling of more than 100', () => ({ tracing: { randomSamplingPercentage: 100.1 } }), /MESH0001/],
  ['a sampling that is no number', () => ({ tracing: { randomSamplingPercentage: NaN } }), /MESH0001/],
  ['a provider of traces without name', () => ({ tracing: { provider: '' } }), /MESH0001/],
  ['a provider of metrics without name', () => ({ metrics: [{ providers: ['prometheus', ''] }] }), /MESH0001[^]*providers\[1\]/],
  ['a provider of logs without name', () => ({ accessLogging: [{ providers: [''] }] }), /MESH0001/],
  ['no providers', () => ({ accessLogging: [{ providers: [] }] }), /MESH0011/],
  ['no metrics', () => ({ metrics: [] }), /MESH0011/],
  ['no overrides', () => ({ metrics: [{ overrides: [] }] }), /MESH0011/],
  ['no access logging', () => ({ accessLogging: [] }), /MESH0011/],
  ['an interval of nothing', () => ({ metrics: [{ reportingInterval: Duration.millis(0) }] }), /MESH0004/],
  ['an empty filter', () => ({ accessLogging: [{ filterExpression: '' }] }), /MESH0001/],
  ['a literal without text', () => ({ tracing: { customTags: { a: TraceTag.literal('') } } }), /MESH0001/],
  ['a header without name', () => ({ tracing: { customTags: { a: TraceTag.header('') } } }), /MESH0001/],
  ['a variable without name', () => ({ tracing: { customTags: { a: TraceTag.environment('') } } }), /MESH0001/],
  ['a formatter without text', () => ({ tracing: { customTags: { a: TraceTag.formatter('') } } }), /MESH0001/],
  ['a tag of spans without name', () => ({ tracing: { customTags: { '': TraceTag.literal('a') } } }), /MESH0001/],
  ['a tag of metrics without name', () => ({ metrics: [{ overrides: [{ tagOverrides: { '': TagOverride.remove() } }] }] }), /MESH0001/],
  ['a tag without value', () => ({ metrics: [{ overrides: [{ tagOverrides: { a: TagOverride.upsert('') } }] }] }), /MESH0001/],
  ['a metric without name', () => ({ metrics: [{ overrides: [{ metric: Metric.custom('') }] }] }), /MESH0001/],
])('%s is refused', (_, props, message) => {
  expect(() => specOf(props())).toThrow(message);
});
