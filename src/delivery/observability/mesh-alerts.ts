import { ApiObject, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { Alert } from './alert';
import { prometheusDuration } from './prometheus-duration';
import { Query, requirePromql } from './query';
import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { DNS_SUBDOMAIN, kebabCase, requireName } from '../../kernel/names';

/** A series that Prometheus computes and stores. */
export interface RecordingRule {
  /** Name of the new metric (MESH0003), by habit `level:metric:operation`. Field `record`. */
  readonly record: string;
  /** What is computed. */
  readonly query: Query;
  /**
   * Labels of the new series.
   *
   * @default - those that the query gives
   */
  readonly labels?: { [key: string]: string };
}

/** Props of alerts. */
export interface MeshAlertsProps {
  /** The alerts, at least one (MESH0001), no two of one name and severity (MESH0008). */
  readonly alerts: Alert[];
  /**
   * Series that are computed before the alerts, in this order.
   *
   * @default - none
   */
  readonly records?: RecordingRule[];
  /**
   * `metadata.name`.
   *
   * @default - the id in kebab-case
   */
  readonly name?: string;
  /**
   * `metadata.namespace`: one that the Prometheus reads rules of (`ruleNamespaceSelector`).
   *
   * @default - the namespace of the chart
   */
  readonly namespace?: string;
  /**
   * `metadata.labels`, by which the Prometheus finds its rules (`ruleSelector`). The chart kube-prometheus-stack asks for the label
   * `release` with the name of its Helm release.
   *
   * @default - none: right where `ruleSelector` is `{}`
   */
  readonly labels?: { [key: string]: string };
  /**
   * How often the rules are computed.
   *
   * @default - as Prometheus is set, a minute by its own default
   */
  readonly interval?: Duration;
}

/**
 * Alerts for the Prometheus Operator: a `PrometheusRule` (`monitoring.coreos.com/v1`) with one group.
 *
 * @see https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.PrometheusRule
 */
export class MeshAlerts extends Construct {
  constructor(scope: Construct, id: string, props: MeshAlertsProps) {
    super(scope, id);
    const where = `MeshAlerts (construct ${this.node.path})`;
    const name = requireName(props.name ?? kebabCase(id), DNS_SUBDOMAIN, 'name of MeshAlerts', where);
    if (!props.alerts?.length) {
      fail({ code: CODES.INVALID_ARGUMENT, what: 'no alert', where, fix: 'name some, for example Alert.configRejected()' });
    }
    requireDistinct(props.alerts, where);
    const interval = prometheusDuration(props.interval, `${where}, interval`);
    new ApiObject(this, 'Resource', {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PrometheusRule',
      metadata: { name, namespace: props.namespace, labels: props.labels },
      spec: {
        groups: [{
          name,
          ...interval === undefined ? {} : { interval },
          rules: [...(props.records ?? []).map(rule => renderRecord(rule, where)), ...props.alerts.map(alert => alert._render())],
        }],
      },
    });
  }
}

function requireDistinct(alerts: readonly Alert[], where: string): void {
  const identities = alerts.map(({ _identity }) => _identity);
  const twice = identities.find((identity, i) => identities.indexOf(identity) !== i);
  if (twice !== undefined) {
    fail({
      code: CODES.DUPLICATE_MEMBER,
      what: `the alert ${twice.split(' ')[0]} is there twice with one severity`,
      where,
      why: 'whoever is woken cannot tell them apart',
      fix: 'give one of them another name or severity',
    });
  }
}

function renderRecord({ record, query, labels }: RecordingRule, where: string): object {
  if (!/^[A-Za-z_:][A-Za-z0-9_:]*$/.test(record)) {
    fail({
      code: CODES.INVALID_NAME,
      what: `${JSON.stringify(record)} is no name of a metric.`,
      where,
      fix: 'Use letters, digits, "_" and ":", as mesh:requests:rate5m.',
    });
  }
  requirePromql(query.expression, query.expression, `${where}, record ${record}`);
  return { record, expr: query.expression, ...labels === undefined ? {} : { labels } };
}
