import { renderProviders } from './providers';
import { requireTagNames } from './tag-override';
import { TraceTag } from './trace-tag';
import { defined, numberBetween } from '../networking/field-checks';
import { WorkloadMode } from '../networking/workload-mode';

/**
 * How requests are traced. Istio field `spec.tracing[]`, of which Istio reads one entry with one provider.
 *
 * @see https://istio.io/latest/docs/reference/config/telemetry/#Tracing
 */
export interface Tracing {
  /**
   * Name of an extension provider of the mesh configuration. Istio field `providers[0].name`.
   * @default - that of the enclosing level: namespace, then mesh, then the default provider of the mesh configuration
   */
  readonly provider?: string;
  /**
   * The side on which this holds. Istio field `match.mode`.
   * @default WorkloadMode.CLIENT_AND_SERVER
   */
  readonly mode?: WorkloadMode;
  /**
   * Share of requests without sampling decision that are traced, in percent, 0–100 in steps of 0.01.
   * @default - as on the enclosing level, at last 1 %
   */
  readonly randomSamplingPercentage?: number;
  /**
   * Whether no spans are reported. Requests still carry the context.
   * @default - as on the enclosing level, at last false
   */
  readonly disableSpanReporting?: boolean;
  /**
   * Whether proxies leave the headers of the trace alone. Since Istio 1.30.
   * @default - as on the enclosing level, at last false
   */
  readonly disableContextPropagation?: boolean;
  /**
   * Whether the sampling decision is derived from `x-request-id`.
   * @default true
   */
  readonly useRequestIdForTraceSampling?: boolean;
  /**
   * Whether spans get Istio's own tags, such as `istio.canonical_service`.
   * @default true
   */
  readonly enableIstioTags?: boolean;
  /**
   * Tags that spans get in addition, by name. They replace those of the enclosing level.
   * @default - those of the enclosing level
   */
  readonly customTags?: { [name: string]: TraceTag };
}

/** Renders and checks tracing. */
export function renderTracing(tracing: Tracing, where: string): object {
  const { provider, mode, customTags, ...fields } = tracing;
  numberBetween(tracing.randomSamplingPercentage, 0, 100, `${where}.randomSamplingPercentage`);
  return defined({
    match: mode && { mode },
    providers: renderProviders(provider === undefined ? undefined : [provider], `${where}.providers`),
    ...fields,
    customTags: customTags && Object.fromEntries(
      requireTagNames(customTags, `${where}.customTags`).map(([name, tag]) => [name, tag._render()])),
  });
}
