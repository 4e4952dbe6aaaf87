import { Duration } from 'cdk8s';
import { istioErrorFree, istioLatency } from './istio-queries';
import { checkRange, MetricRange, percentOfSuccess } from './thresholds';
import { wholeSeconds } from './whole-seconds';
import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { DNS_LABEL, requireName } from '../../kernel/names';
import { defined, milliseconds, wholeNumber } from '../../networking/field-checks';

/** What a measurement without data means. */
export enum NoData {
  /** Neither good nor bad: after `inconclusiveLimit` of them the rollout waits for somebody to decide. */
  INCONCLUSIVE = 'inconclusive',
  /** Bad. */
  FAILURE = 'failure',
  /** Good: a canary that nobody asks is promoted. */
  SUCCESS = 'success',
}

/** How often a metric is measured, and how many bad measurements it takes. */
export interface AnalysisMeasurements {
  /**
   * Time between two measurements, whole seconds (MESH0004).
   * @default Duration.minutes(1)
   */
  readonly interval?: Duration;
  /**
   * How many measurements, 1 or more. Not with `endless` (MESH0002).
   * @default 5
   */
  readonly count?: number;
  /**
   * Measures until the rollout ends. For a background analysis only.
   * @default false
   */
  readonly endless?: boolean;
  /**
   * How many bad measurements are borne, 0 or more and less than `count`, or none would ever abort the rollout (MESH0813).
   * @default 1, and 0 with a count of 1
   */
  readonly failureLimit?: number;
  /**
   * How many measurements may be neither good nor bad, 0 or more and less than `count` (MESH0813).
   * @default - as failureLimit
   */
  readonly inconclusiveLimit?: number;
  /**
   * How many measurements in a row may not come off, 0 or more: Prometheus does not answer.
   * @default 4
   */
  readonly consecutiveErrorLimit?: number;
  /**
   * Time before the first measurement, in which requests of the new version come together: whole seconds (MESH0004).
   * @default - the window of the query, else the interval
   */
  readonly initialDelay?: Duration;
  /**
   * What a measurement without data means: nobody has asked the new version.
   * @default NoData.INCONCLUSIVE
   */
  readonly noData?: NoData;
}

/** What Istio's metrics of one version are asked. */
export interface IstioMetric extends AnalysisMeasurements {
  /**
   * The time looked back at, whole seconds (MESH0004). At least twice the interval of Prometheus's scrapes, or nothing is found.
   * @default Duration.minutes(1)
   */
  readonly window?: Duration;
  /**
   * Label of Istio's metrics that holds the name of the pod they come from, as the scrape configuration of Prometheus calls it. It tells the versions
   * apart: both are one workload to Istio.
   * @default 'pod'
   */
  readonly podLabel?: string;
}

/** Props of the check of good answers. */
export interface AnalysisSuccessRate extends IstioMetric {
  /** The least share of answers that are not 5xx, in percent, over 1 and at most 100 (MESH0813): 99. */
  readonly minPercent: number;
}

/** Props of the check of the time answers take. */
export interface AnalysisRequestDuration extends IstioMetric {
  /** The longest 99 of 100 answers may take: whole milliseconds, at least one (MESH0004). */
  readonly max: Duration;
}

/** Props of a check by a query of your own. */
export interface AnalysisQuery extends AnalysisMeasurements, MetricRange {
  /** Name of the metric: a DNS label (MESH0003). */
  readonly name: string;
  /**
   * PromQL that yields one number (MESH0813); several series are no good measurement, whatever their values. `{{args.canary-hash}}`,
   * `{{args.stable-hash}}`, `{{args.service}}` and `{{args.namespace}}` stand for the release.
   * Compare in `min` and `max`, not in the query: a comparison that does not hold yields no data.
   */
  readonly query: string;
}


/**
 * What must be good while a rollout goes on.
 *
 * Conditions are written so that they hold in Argo Rollouts: the result is a list, which may be empty, and a rate over no requests is NaN.
 *
 * @see https://argo-rollouts.readthedocs.io/en/stable/analysis/prometheus/
 */
export class AnalysisMetric {
  /** Share of the answers of the new version that are not 5xx, from Istio's `istio_requests_total` as the workload reports it. */
  public static successRate(props: AnalysisSuccessRate): AnalysisMetric {
    const where = 'AnalysisMetric.successRate';
    const min = percentOfSuccess(props.minPercent, where);
    const query = istioErrorFree(podLabelOf(props, where), windowOf(props, where));
    return new AnalysisMetric('success-rate', query, { min }, withDelay(props), where);
  }

  /** Time that 99 of 100 answers of the new version take at most, in milliseconds, from Istio's `istio_request_duration_milliseconds`. */
  public static requestDuration(props: AnalysisRequestDuration): AnalysisMetric {
    const where = 'AnalysisMetric.requestDuration';
    const max = milliseconds(props.max, `${where} max`);
    if (!Number.isSafeInteger(max) || max < 1) {
      fail({ code: CODES.INVALID_DURATION, what: `a limit of ${max} milliseconds`, where, fix: 'use Duration.millis(500)' });
    }
    return new AnalysisMetric('request-duration', istioLatency(podLabelOf(props, where), windowOf(props, where)), { max }, withDelay(props), where);
  }

  /** A query of your own. */
  public static query(props: AnalysisQuery): AnalysisMetric {
    const where = `AnalysisMetric.query ${props.name}`;
    requireName(props.name, DNS_LABEL, 'name of the metric', where);
    checkRange(props, where);
    return new AnalysisMetric(props.name, props.query, props, props, where);
  }

  private constructor(
    /** @internal */
    public readonly _name: string,
    /** @internal */
    public readonly _query: string,
    private readonly range: MetricRange,
    private readonly measurements: AnalysisMeasurements,
    private readonly where: string,
  ) {
    checkCounts(measurements, where);
  }

  /** @internal */
  public get _endless(): boolean {
    return this.measurements.endless ?? false;
  }

  /** @internal */
  public _render(address: string): object {
    const { interval, initialDelay, failureLimit, inconclusiveLimit, consecutiveErrorLimit, noData } = this.measurements;
    const every = interval ?? Duration.minutes(1);
    const count = this._endless ? undefined : this.measurements.count ?? 5;
    const failures = failureLimit ?? (count === 1 ? 0 : 1);
    return defined({
      name: this._name,
      initialDelay: wholeSeconds(initialDelay ?? every, `${this.where} initialDelay`),
      interval: wholeSeconds(every, `${this.where} interval`),
      count,
      failureLimit: failures,
      inconclusiveLimit: inconclusiveLimit ?? failures,
      consecutiveErrorLimit: consecutiveErrorLimit ?? 4,
      ...conditions(this.range, noData ?? NoData.INCONCLUSIVE),
      provider: { prometheus: { address, query: this._query } },
    });
  }
}

/** Good and bad, each said in full, so that what is neither stays open. Several series are neither: a good one would hide a bad one. */
function conditions({ min, max }: MetricRange, noData: NoData): object {
  const one = 'len(result) == 1 && !isNaN(result[0])';
  const good = [...min === undefined ? [] : [`result[0] >= ${min}`], ...max === undefined ? [] : [`result[0] <= ${max}`]].join(' && ');
  const bad = [...min === undefined ? [] : [`result[0] < ${min}`], ...max === undefined ? [] : [`result[0] > ${max}`]].join(' || ');
  return {
    successCondition: noData === NoData.SUCCESS ? `len(result) == 0 || (len(result) == 1 && (isNaN(result[0]) || (${good})))` : `${one} && ${good}`,
    failureCondition: noData === NoData.FAILURE ? `len(result) != 1 || isNaN(result[0]) || ${bad}` : `${one} && (${bad})`,
  };
}

function checkCounts({ count, endless, failureLimit, inconclusiveLimit, consecutiveErrorLimit }: AnalysisMeasurements, where: string): void {
  if (endless && count !== undefined) {
    fail({ code: CODES.ARGUMENTS_CONFLICT, what: `a count of ${count} of an endless metric`, where, fix: 'leave one of the two out' });
  }
  wholeNumber(count, 1, 100_000, `${where} count`);
  wholeNumber(consecutiveErrorLimit, 0, 100_000, `${where} consecutiveErrorLimit`);
  for (const [name, limit] of Object.entries({ failureLimit, inconclusiveLimit })) {
    wholeNumber(limit, 0, 100_000, `${where} ${name}`);
    if (limit !== undefined && !endless && limit >= (count ?? 5)) {
      fail({
        code: CODES.RELEASE_METRIC,
        what: `a ${name} of ${limit} for ${count ?? 5} measurements`,
        where,
        why: 'every measurement could be so, and the release would go on',
        fix: `use at most ${(count ?? 5) - 1}`,
      });
    }
  }
}

function windowOf({ window }: IstioMetric, where: string): string {
  return wholeSeconds(window ?? Duration.minutes(1), `${where} window`);
}

function withDelay(props: IstioMetric): AnalysisMeasurements {
  return { ...props, initialDelay: props.initialDelay ?? props.window ?? Duration.minutes(1) };
}

function podLabelOf({ podLabel }: IstioMetric, where: string): string {
  const label = podLabel ?? 'pod';
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(label)) {
    fail({ code: CODES.INVALID_NAME, what: `${JSON.stringify(label)} is no label of Prometheus`, where: `${where} podLabel`, fix: "use letters, digits and _: 'pod'" });
  }
  return label;
}
