import { Construct } from 'constructs';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { rootNamespaceOf } from '../networking/mesh-context';
import { AccessLogFilter } from '../telemetry/access-log-filter';
import { TagOverride } from '../telemetry/tag-override';
import { Telemetry } from '../telemetry/telemetry';
import { TraceTag } from '../telemetry/trace-tag';

/** What is logged by default. */
export interface AccessLogDefaults {
  /**
   * Name of an extension provider of the mesh configuration.
   * @default 'envoy', which every mesh has: it writes to the standard output of the proxy
   */
  readonly provider?: string;
  /**
   * Which requests are logged.
   * @default - all
   */
  readonly filter?: AccessLogFilter;
}

/** What is traced by default. */
export interface TracingDefaults {
  /** Name of an extension provider of the mesh configuration (`extensionProviders`): no mesh has one by itself. */
  readonly provider: string;
  /** Share of the requests without sampling decision that are traced, in percent: 0–100 in steps of 0.01. */
  readonly samplingPercent: number;
  /**
   * Tags that spans get in addition, by name.
   * @default - none
   */
  readonly tags?: { [name: string]: TraceTag };
}

/** What metrics are like by default. */
export interface MetricDefaults {
  /**
   * Name of an extension provider of the mesh configuration.
   * @default 'prometheus', which every mesh has
   */
  readonly provider?: string;
  /** What becomes of the tags of all metrics, by name; at least one (MESH0011). Every value of a new tag is one more time series. */
  readonly tags: { [name: string]: TagOverride };
}

/** Props of telemetry defaults. At least one of `accessLog`, `tracing` and `metrics` (MESH0011). */
export interface TelemetryDefaultsProps {
  /**
   * What is logged.
   * @default - as on the enclosing level
   */
  readonly accessLog?: AccessLogDefaults;
  /**
   * What is traced.
   * @default - as on the enclosing level
   */
  readonly tracing?: TracingDefaults;
  /**
   * What metrics are like.
   * @default - as on the enclosing level
   */
  readonly metrics?: MetricDefaults;
}

/**
 * Access logs, traces and metrics of a whole mesh or namespace.
 *
 * Emits one Telemetry, `mesh-default` in Istio's root namespace or `namespace-default` in a namespace. Istio follows one object without
 * target per namespace and ignores the others, so a second one in the program is an error (MESH0018), and so is another Telemetry without
 * target there. What a namespace says replaces what the mesh says, field by field.
 *
 * Promise: every proxy of the mesh or namespace logs, traces and counts as said here, unless a namespace or a workload says otherwise;
 * requests go where they would go without.
 */
export class TelemetryDefaults extends Construct {
  /** Defaults of the whole mesh. */
  public static mesh(scope: Construct, id: string, props: TelemetryDefaultsProps): TelemetryDefaults {
    return new TelemetryDefaults(scope, id, 'mesh-default', rootNamespaceOf(scope), props);
  }

  /**
   * Defaults of a namespace.
   * @param namespace name of the namespace; not the root namespace, which stands for the mesh (MESH0019)
   */
  public static namespace(scope: Construct, id: string, namespace: string, props: TelemetryDefaultsProps): TelemetryDefaults {
    return new TelemetryDefaults(scope, id, 'namespace-default', namespace, props);
  }

  /** The Telemetry. */
  public readonly telemetry: Telemetry;

  private constructor(scope: Construct, id: string, name: string, namespace: string, props: TelemetryDefaultsProps) {
    super(scope, id);
    const { accessLog, tracing, metrics } = props;
    if ((!accessLog && !tracing && !metrics) || (metrics && Object.keys(metrics.tags).length === 0)) {
      fail({
        code: CODES.AMBIGUOUS_POLICY,
        what: metrics ? 'metrics without tags' : 'telemetry defaults that say nothing',
        where: `construct ${this.node.path}`,
        why: 'the object would change nothing, and keep others from being followed',
        fix: metrics ? 'name a tag, or leave `metrics` out' : 'say accessLog, tracing or metrics',
      });
    }
    this.telemetry = new Telemetry(this, 'Resource', {
      name,
      namespace,
      meshWide: name === 'mesh-default' ? true : undefined,
      accessLogging: accessLog && [{ providers: [accessLog.provider ?? 'envoy'], filterExpression: accessLog.filter?.text }],
      tracing: tracing && { provider: tracing.provider, randomSamplingPercentage: tracing.samplingPercent, customTags: tracing.tags },
      metrics: metrics && [{ providers: [metrics.provider ?? 'prometheus'], overrides: [{ tagOverrides: metrics.tags }] }],
    });
  }
}
