import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { WorkloadMode } from '../../../src/networking';
import { IstioObject } from '../../../src/networking/istio-object';
import { PolicyTarget, TargetKind, TargetReference } from '../../../src/security';
import { Metric, TagOverride, Telemetry, TraceTag } from '../../../src/telemetry';

/** Places and values of the schema that no prop reaches, with the reason. `**` stands for any place that ends so. */
export const EXCEPTIONS: Record<string, string> = {
  '**targetRef': 'deprecated: PolicyTarget.references writes targetRefs',
  '**targetRef.group': 'deprecated: as targetRef',
  '**targetRef.kind': 'deprecated: as targetRef',
  '**targetRef.name': 'deprecated: as targetRef',
  '**targetRef.namespace': 'deprecated: as targetRef',
  '**targetRefs[].namespace': 'has to be empty: references stay in the namespace of the object',
};

const METRICS = [
  Metric.ALL_METRICS, Metric.REQUEST_COUNT, Metric.REQUEST_DURATION, Metric.REQUEST_SIZE, Metric.RESPONSE_SIZE, Metric.TCP_OPENED_CONNECTIONS,
  Metric.TCP_CLOSED_CONNECTIONS, Metric.TCP_SENT_BYTES, Metric.TCP_RECEIVED_BYTES, Metric.GRPC_REQUEST_MESSAGES, Metric.GRPC_RESPONSE_MESSAGES,
  Metric.custom('queue_length'),
];

/** Telemetries that together reach every place of the schema. */
export function kitchenSink(scope: Construct): IstioObject[] {
  for (const mode of Object.values(WorkloadMode)) {
    new Telemetry(scope, mode, {
      namespace: 'shop',
      target: PolicyTarget.labels({ app: 'cart' }),
      tracing: {
        provider: 'tempo',
        mode,
        randomSamplingPercentage: 0.5,
        disableSpanReporting: false,
        disableContextPropagation: false,
        useRequestIdForTraceSampling: true,
        enableIstioTags: true,
        customTags: {
          team: TraceTag.literal('shop'),
          zone: TraceTag.environment('ZONE', 'unknown'),
          tenant: TraceTag.header('x-tenant', ''),
          method: TraceTag.formatter('%REQ(:METHOD)%'),
        },
      },
      metrics: [{
        providers: ['prometheus'],
        reportingInterval: Duration.seconds(10),
        overrides: METRICS.map(metric => ({
          metric, mode, disabled: false, tagOverrides: { host: TagOverride.upsert('request.host'), source_app: TagOverride.remove() },
        })),
      }],
      accessLogging: [{ providers: ['loki', 'envoy'], mode, disabled: false, filterExpression: 'response.code >= 400' }],
    });
  }
  new Telemetry(scope, 'Waypoint', {
    namespace: 'shop',
    target: PolicyTarget.references(TargetReference.fromName(TargetKind.GATEWAY, 'waypoint')),
    accessLogging: [{ disabled: true }],
  });
  new Telemetry(scope, 'Namespace', { namespace: 'shop', tracing: { randomSamplingPercentage: 0 } });
  return scope.node.findAll().filter((each): each is IstioObject => each instanceof IstioObject);
}
