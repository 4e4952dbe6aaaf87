import { Duration } from 'cdk8s';
import { WAYPOINT_DURATION, WAYPOINT_SUCCESS_RATE } from './istio-queries';
import { checkRange, MetricRange, percentOfSuccess } from './thresholds';
import { wholeSeconds } from './whole-seconds';
import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { DNS_LABEL, DNS_SUBDOMAIN, requireName } from '../../kernel/names';
import { nearestName } from '../../kernel/nearest';
import { defined, milliseconds } from '../../networking/field-checks';

/** Props of the check of good answers. */
export interface FlaggerSuccessRate {
  /** The least share of answers that are not 5xx, in percent, over 1 and at most 100 (MESH0813): 99. */
  readonly minPercent: number;
  /**
   * The time looked back at, whole seconds (MESH0004). At least twice the interval of Prometheus's scrapes, or nothing is found.
   * @default Duration.minutes(1)
   */
  readonly window?: Duration;
}

/** Props of the check of the time answers take. */
export interface FlaggerRequestDuration {
  /** The longest 99 of 100 answers may take, whole milliseconds, at least one (MESH0004). */
  readonly max: Duration;
  /**
   * The time looked back at, whole seconds (MESH0004). At least twice the interval of Prometheus's scrapes, or nothing is found.
   * @default Duration.minutes(1)
   */
  readonly window?: Duration;
}

/** Props of a check by a query of your own. */
export interface FlaggerQuery extends MetricRange {
  /** Name of the check, and of the MetricTemplate after that of the service: `<service>-<name>`. A DNS label (MESH0003). */
  readonly name: string;
  /**
   * The query, in PromQL with Flagger's words for the release: `{{ name }}`, `{{ namespace }}`, `{{ target }}`, `{{ service }}`, `{{ interval }}`; another
   * word is refused (MESH0813), as is what does not parse. It yields one number; none at all, or NaN, counts as a failed check.
   */
  readonly query: string;
  /**
   * The time `{{ interval }}` stands for, whole seconds (MESH0004).
   * @default Duration.minutes(1)
   */
  readonly window?: Duration;
}

/** Props of a check by a MetricTemplate that others own. */
export interface FlaggerTemplateMetric extends MetricRange {
  /** Name of the check. A DNS label (MESH0003). */
  readonly name: string;
  /** Name of the MetricTemplate (MESH0003). */
  readonly templateName: string;
  /**
   * Namespace of the MetricTemplate (MESH0003).
   * @default - that of the release
   */
  readonly templateNamespace?: string;
  /**
   * Values for its `{{ variables.… }}`.
   * @default - none
   */
  readonly variables?: { [key: string]: string };
  /**
   * The time looked back at, whole seconds (MESH0004).
   * @default Duration.minutes(1)
   */
  readonly window?: Duration;
}

/**
 * Which proxy's metrics are asked: that of the workload, or the waypoint before it.
 * @internal
 */
export type Reporter = 'destination' | 'waypoint';

/**
 * What of a metric is emitted for a release.
 * @internal
 */
export interface RenderedMetric {
  /** The entry of `analysis.metrics`. */
  readonly entry: object;
  /** A MetricTemplate beside the Canary: its name and query. */
  readonly template?: { readonly name: string; readonly query: string };
}

/**
 * What must be good while a release goes on. A check that fails counts against `threshold` of the release.
 *
 * @see https://docs.flagger.app/usage/metrics
 */
export class FlaggerMetric {
  /**
   * Share of the answers of the new version that are not 5xx: Flagger's `request-success-rate`, which asks Istio's `istio_requests_total` as the
   * workload reports it. No requests at all count as a failed check.
   */
  public static successRate(props: FlaggerSuccessRate): FlaggerMetric {
    const where = 'FlaggerMetric.successRate';
    const min = percentOfSuccess(props.minPercent, where);
    return new FlaggerMetric('request-success-rate', (service, reporter) => reporter === 'destination'
      ? { entry: { name: 'request-success-rate', interval: windowOf(props.window, where), thresholdRange: { min } } }
      : ofWaypoint(service, 'success-rate', WAYPOINT_SUCCESS_RATE, { min }, windowOf(props.window, where)));
  }

  /** Time that 99 of 100 answers of the new version take at most: Flagger's `request-duration`. No requests at all count as a failed check. */
  public static requestDuration(props: FlaggerRequestDuration): FlaggerMetric {
    const where = 'FlaggerMetric.requestDuration';
    const max = milliseconds(props.max, `${where} max`);
    if (!Number.isSafeInteger(max) || max < 1) {
      fail({ code: CODES.INVALID_DURATION, what: `a limit of ${max} milliseconds`, where, why: 'Flagger counts whole milliseconds', fix: 'use Duration.millis(500)' });
    }
    return new FlaggerMetric('request-duration', (service, reporter) => reporter === 'destination'
      ? { entry: { name: 'request-duration', interval: windowOf(props.window, where), thresholdRange: { max } } }
      : ofWaypoint(service, 'duration', WAYPOINT_DURATION, { max }, windowOf(props.window, where)));
  }

  /** A query of your own; its MetricTemplate is emitted beside the Canary. Needs `prometheusAddress` of the release (MESH0813). */
  public static query(props: FlaggerQuery): FlaggerMetric {
    const where = `FlaggerMetric.query ${props.name}`;
    requireName(props.name, DNS_LABEL, 'name of the metric', where);
    checkRange(props, where);
    checkWords(props.query, where);
    return new FlaggerMetric(props.name, service => {
      const name = requireName(`${service}-${props.name}`, DNS_SUBDOMAIN, 'name of the MetricTemplate', where);
      return {
        entry: { name: props.name, interval: windowOf(props.window, where), templateRef: { name }, thresholdRange: rangeOf(props) },
        template: { name, query: props.query },
      };
    });
  }

  /** A MetricTemplate that others own. */
  public static template(props: FlaggerTemplateMetric): FlaggerMetric {
    const where = `FlaggerMetric.template ${props.name}`;
    requireName(props.name, DNS_LABEL, 'name of the metric', where);
    requireName(props.templateName, DNS_SUBDOMAIN, 'name of the MetricTemplate', where);
    if (props.templateNamespace !== undefined) {
      requireName(props.templateNamespace, DNS_LABEL, 'namespace of the MetricTemplate', where);
    }
    checkRange(props, where);
    return new FlaggerMetric(props.name, () => ({
      entry: defined({
        name: props.name,
        interval: windowOf(props.window, where),
        templateRef: defined({ name: props.templateName, namespace: props.templateNamespace }),
        templateVariables: props.variables,
        thresholdRange: rangeOf(props),
      }),
    }));
  }

  private constructor(
    /** @internal */
    public readonly _name: string,
    /** @internal */
    public readonly _render: (serviceName: string, reporter: Reporter) => RenderedMetric,
  ) {}
}

/** Flagger's own checks ask sidecars; in the ambient mesh the waypoint knows what became of requests. */
function ofWaypoint(service: string, name: string, query: string, range: MetricRange, interval: string): RenderedMetric {
  const template = `${service}-${name}`;
  return { entry: { name, interval, templateRef: { name: template }, thresholdRange: rangeOf(range) }, template: { name: template, query } };
}

function windowOf(window: Duration | undefined, where: string): string {
  return wholeSeconds(window ?? Duration.minutes(1), `${where} window`);
}

function rangeOf({ min, max }: MetricRange): object {
  return defined({ min, max });
}

const WORDS = ['name', 'namespace', 'target', 'service', 'ingress', 'route', 'interval'];

/** Flagger renders the query as a Go template whose functions are these words; another one fails when the release runs. */
function checkWords(query: string, where: string): void {
  if (!query?.trim()) {
    fail({ code: CODES.RELEASE_METRIC, what: 'an empty query', where, fix: 'write PromQL that yields one number' });
  }
  for (const [, text] of query.matchAll(/\{\{(.*?)\}\}/gs)) {
    const word = text.trim();
    if (!WORDS.includes(word)) {
      const nearest = nearestName(word, new Set(WORDS));
      fail({
        code: CODES.RELEASE_METRIC,
        what: `the query says {{ ${word} }}`,
        where,
        why: 'Flagger does not know the word, so that every check of the release would fail',
        fix: nearest === undefined ? `use one of ${WORDS.join(', ')}` : `write {{ ${nearest} }}`,
      });
    }
  }
}
