import { readPromql } from './promql';
import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';

/** What is said of a query besides its expression. */
export interface QueryOptions {
  /**
   * What a panel calls each series: a text with labels in double braces, `{{name}}`. Grafana field `legendFormat`.
   *
   * @default - Grafana's choice: all labels of the series
   */
  readonly legend?: string;
}

/** Which Applications of Argo CD are meant. */
export interface ApplicationsQueryOptions {
  /**
   * Names of the Applications, a regular expression of RE2 that takes the whole name.
   *
   * @default 'mesh(-.+)?' - the names that `argocd.Applications` gives, and that of the root Application
   */
  readonly applications?: string;
}

/**
 * An expression of PromQL that Prometheus takes. It is read when it is made: what Prometheus would refuse is refused here (MESH0819).
 *
 * The named ones ask for metrics that exist, of istiod, Argo CD, Flux, Flagger and Argo Rollouts; counters are asked for their increase,
 * so that they fall back to 0. Grafana's `$__rate_interval`, `$__interval` and `$__range` may stand for a duration; then the query is for
 * dashboards only.
 *
 * @see https://prometheus.io/docs/prometheus/latest/querying/basics/
 */
export class Query {
  /**
   * Any expression.
   *
   * @param expression a vector or a scalar (MESH0819): `sum by (type) (rate(pilot_total_xds_rejects[5m]))`
   */
  public static of(expression: string, options: QueryOptions = {}): Query {
    return new Query(expression ?? '', options.legend);
  }

  /** Configuration that proxies refused, by type (`cds`, `lds`, `rds` …): what was written there does not hold. Metric `pilot_total_xds_rejects`. */
  public static configRejects(): Query {
    return new Query('sum by (type) (increase(pilot_total_xds_rejects[5m])) or vector(0)', '{{type}}');
  }

  /** Objects that the webhook of istiod refused. Metric `galley_validation_failed`. */
  public static validationFailures(): Query {
    return new Query('sum(increase(galley_validation_failed[5m])) or vector(0)', 'refused');
  }

  /** Seconds from a change until proxies have it, for 99 of 100. Metric `pilot_proxy_convergence_time`, up to 30 s. */
  public static convergence(): Query {
    return new Query('histogram_quantile(0.99, sum by (le) (rate(pilot_proxy_convergence_time_bucket[5m])))', 'p99');
  }

  /** Seconds that sending one configuration to one proxy takes, for 99 of 100, by type. Metric `pilot_xds_push_time`. */
  public static pushTime(): Query {
    return new Query('histogram_quantile(0.99, sum by (le, type) (rate(pilot_xds_push_time_bucket[5m])))', '{{type}}');
  }

  /** Hosts that two VirtualServices claim: one of them is ignored. Metric `pilot_vservice_dup_domain`. */
  public static duplicateHosts(): Query {
    return new Query('max(pilot_vservice_dup_domain) or vector(0)', 'hosts');
  }

  /** Certificates that gateways asked for and istiod could not give them. Metric `pilot_sds_certificate_errors_total`. */
  public static certificateErrors(): Query {
    return new Query('sum(increase(pilot_sds_certificate_errors_total[5m])) or vector(0)', 'not given');
  }

  /** Applications of Argo CD by whether the cluster is as in Git. Metric `argocd_app_info`. */
  public static applicationsBySync(options: ApplicationsQueryOptions = {}): Query {
    return new Query(`count by (sync_status) (argocd_app_info${ofApplications(options)})`, '{{sync_status}}');
  }

  /** Applications of Argo CD by their health. Metric `argocd_app_info`. */
  public static applicationsByHealth(options: ApplicationsQueryOptions = {}): Query {
    return new Query(`count by (health_status) (argocd_app_info${ofApplications(options)})`, '{{health_status}}');
  }

  /** Syncs of Argo CD in the last hour, by how they ended. Metric `argocd_app_sync_total`. */
  public static syncs(options: ApplicationsQueryOptions = {}): Query {
    return new Query(`sum by (phase) (increase(argocd_app_sync_total${ofApplications(options)}[1h]))`, '{{phase}}');
  }

  /**
   * Kustomizations and sources of Flux by whether they are ready. Metric `gotk_resource_info`, which kube-state-metrics makes with the
   * configuration that Flux documents.
   */
  public static fluxByReadiness(): Query {
    return new Query(`count by (customresource_kind, ready) (gotk_resource_info{customresource_kind=~"${FLUX_KINDS}"})`, '{{customresource_kind}} {{ready}}');
  }

  /** Seconds that a run of a Kustomization takes, for 99 of 100. Metric `gotk_reconcile_duration_seconds`. */
  public static fluxDuration(): Query {
    return new Query(
      'histogram_quantile(0.99, sum by (le, name) (rate(gotk_reconcile_duration_seconds_bucket{kind="Kustomization"}[5m])))', '{{name}}');
  }

  /** Percent of the traffic that the new versions of Flagger's canaries get. Metric `flagger_canary_weight`. */
  public static canaryWeights(): Query {
    return new Query('flagger_canary_weight', '{{workload}}');
  }

  /** Rollouts of Argo Rollouts by phase. Metric `rollout_info`. */
  public static rolloutsByPhase(): Query {
    return new Query('count by (phase) (rollout_info)', '{{phase}}');
  }

  /** The expression as it was given. */
  public readonly expression: string;
  /** What a panel calls each series. Undefined for Grafana's choice. */
  public readonly legend?: string;

  private constructor(expression: string, legend?: string) {
    requirePromql(sampleOf(expression), expression, 'Query');
    this.expression = expression;
    this.legend = legend;
  }
}

/**
 * Kinds of Flux that bring a mesh to a cluster.
 * @internal
 */
export const FLUX_KINDS = 'GitRepository|OCIRepository|Kustomization';

/**
 * The matcher of Applications: `{name=~"mesh(-.+)?"}`.
 * @internal
 */
export function ofApplications({ applications = 'mesh(-.+)?' }: ApplicationsQueryOptions, others: string = ''): string {
  return `{name=~${JSON.stringify(applications)}${others}}`;
}

/**
 * Fails unless Prometheus takes the text as a vector or a scalar.
 * @internal
 */
export function requirePromql(text: string, shown: string, where: string): void {
  const { type, fault } = readPromql(text);
  if (fault) {
    fail({
      code: CODES.PROMQL,
      what: `${JSON.stringify(shown)} is no expression of PromQL: ${fault.message}${fault.message.endsWith('?') ? '' : '.'}`,
      where: `${where}, at character ${fault.offset + 1}`,
      why: 'Prometheus would refuse the whole file of rules, and a panel would stay empty.',
      fix: 'Correct it there; `promtool promql format` says the same.',
    });
  }
  if (type !== 'vector' && type !== 'scalar') {
    fail({
      code: CODES.PROMQL,
      what: `${JSON.stringify(shown)} gives a ${type}, not a vector or a scalar.`,
      where,
      why: 'Rules and panels need one value per series.',
      fix: type === 'range' ? 'Put a function around it, as rate(…[5m]).' : 'Ask for a metric.',
    });
  }
}

const GRAFANA_DURATION = /\$(?:__rate_interval|__interval|__range|\{__(?:rate_interval|interval|range)\})/g;

/** The expression with a duration where Grafana puts one in. */
function sampleOf(expression: string): string {
  // As long as the variable where that is possible, so that places in messages stay right.
  return expression.replace(GRAFANA_DURATION, variable => '5m'.padEnd(variable.length));
}
