import { Duration } from 'cdk8s';
import { Metric } from './metric';
import { renderProviders } from './providers';
import { requireTagNames, TagOverride } from './tag-override';
import { defined, durationText, nonEmptyList } from '../networking/field-checks';
import { WorkloadMode } from '../networking/workload-mode';

/** A change of some metrics. Later entries win over earlier ones. Istio field `spec.metrics[].overrides[]`. */
export interface MetricOverride {
  /**
   * The metric. Istio fields `match.metric` and `match.customMetric`.
   * @default Metric.ALL_METRICS
   */
  readonly metric?: Metric;
  /**
   * The side on which this holds. Istio field `match.mode`.
   * @default WorkloadMode.CLIENT_AND_SERVER
   */
  readonly mode?: WorkloadMode;
  /**
   * Whether the metric is not reported.
   * @default - as on the enclosing level, at last false
   */
  readonly disabled?: boolean;
  /**
   * What becomes of tags, by their names; no name is empty.
   * @default - the tags stay as they are
   */
  readonly tagOverrides?: { [tag: string]: TagOverride };
}

/**
 * Metrics that proxies report to some providers. Istio field `spec.metrics[]`.
 *
 * @see https://istio.io/latest/docs/reference/config/telemetry/#Metrics
 */
export interface Metrics {
  /**
   * Names of extension providers of the mesh configuration, at least one.
   * @default - those of the enclosing level: namespace, then mesh, then the default providers of the mesh configuration
   */
  readonly providers?: string[];
  /**
   * Changes of the metrics, at least one, in this order.
   * @default - those of the enclosing level
   */
  readonly overrides?: MetricOverride[];
  /**
   * How often metrics of TCP connections are reported; at least 1 ms, in whole milliseconds.
   * @default - 5 seconds
   */
  readonly reportingInterval?: Duration;
}

/** Renders and checks an entry. */
export function renderMetrics(metrics: Metrics, where: string): object {
  return defined({
    providers: renderProviders(metrics.providers, `${where}.providers`),
    overrides: nonEmptyList(metrics.overrides, `${where}.overrides`)?.map((override, i) => renderOverride(override, `${where}.overrides[${i}]`)),
    reportingInterval: durationText(metrics.reportingInterval, `${where}.reportingInterval`),
  });
}

function renderOverride({ metric, mode, disabled, tagOverrides }: MetricOverride, where: string): object {
  return defined({
    match: metric || mode ? defined({ ...metric?._render(), mode }) : undefined,
    disabled,
    tagOverrides: tagOverrides && Object.fromEntries(
      requireTagNames(tagOverrides, `${where}.tagOverrides`).map(([tag, override]) => [tag, override._render()])),
  });
}
