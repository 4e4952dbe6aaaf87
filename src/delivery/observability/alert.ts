import { Duration } from 'cdk8s';
import { prometheusDuration } from './prometheus-duration';
import { ApplicationsQueryOptions, FLUX_KINDS, ofApplications, Query, requirePromql } from './query';
import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { milliseconds } from '../../networking/field-checks';

/** How soon somebody must look. The value of the label `severity`. */
export enum AlertSeverity {
  /** Now. */
  CRITICAL = 'critical',
  /** Today. */
  WARNING = 'warning',
  /** When there is time. */
  INFO = 'info',
}

/** What every alert takes. */
export interface AlertOptions {
  /**
   * How soon somebody must look.
   *
   * @default - said with each alert
   */
  readonly severity?: AlertSeverity;
  /**
   * How long the condition must hold before the alert fires. Zero is at once. Field `for`.
   *
   * @default - said with each alert
   */
  readonly for?: Duration;
  /**
   * How long the alert still fires after the condition has ended. Field `keep_firing_for`.
   *
   * @default - not at all
   */
  readonly keepFiringFor?: Duration;
  /**
   * More labels, for the routes of Alertmanager. Not `severity` (MESH0002).
   *
   * @default - none
   */
  readonly labels?: { [key: string]: string };
  /**
   * Where it says what to do. Annotation `runbook_url`.
   *
   * @default - none
   */
  readonly runbookUrl?: string;
}

/** Options of the alert on slow configuration. */
export interface SlowConvergenceOptions extends AlertOptions {
  /**
   * From when on it is slow: more than 0 and less than 30 seconds, the end of istiod's histogram (MESH0001).
   *
   * @default Duration.seconds(10)
   */
  readonly threshold?: Duration;
}

/** Options of the alerts on Applications. */
export interface ApplicationAlertOptions extends AlertOptions {
  /**
   * Names of the Applications, a regular expression of RE2 that takes the whole name.
   *
   * @default 'mesh(-.+)?' - the names that `argocd.Applications` gives, and that of the root Application
   */
  readonly applications?: string;
}

/** Options of an alert of your own. */
export interface CustomAlertOptions extends AlertOptions {
  /** One line of what is wrong; labels stand in double braces: `{{ $labels.name }}`. Annotation `summary`. */
  readonly summary: string;
  /**
   * What it means and what to do first. Annotation `description`.
   *
   * @default - none
   */
  readonly description?: string;
}

/**
 * An alert of Prometheus. The named ones are about a mesh that is delivered from Git, and ask for metrics that exist.
 *
 * @see https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/
 */
export class Alert {
  /**
   * An alert of your own.
   *
   * @param name letters, digits and `_`, not starting with a digit (MESH0003): `CartIsSlow`
   * @param query the alert fires for each series that the query gives: it ends with a comparison
   * @param options severity `WARNING` and `for` 5 minutes where they do not say otherwise
   */
  public static of(name: string, query: Query, options: CustomAlertOptions): Alert {
    return new Alert(name, query.expression, { severity: AlertSeverity.WARNING, for: Duration.minutes(5), ...options });
  }

  /** Proxies refuse configuration, so that what was written does not hold. Critical, at once. */
  public static configRejected(options: AlertOptions = {}): Alert {
    return new Alert('MeshConfigRejected', counted('pilot_total_xds_rejects', 'type'), {
      severity: AlertSeverity.CRITICAL,
      summary: 'Proxies refuse configuration ({{ $labels.type }})',
      description: 'What was applied last does not hold at some proxies. istioctl proxy-status shows which; revert the last change.',
      ...options,
    });
  }

  /** The webhook of istiod refuses objects that somebody applies; dry runs do not count. Warning, at once. */
  public static validationFailed(options: AlertOptions = {}): Alert {
    return new Alert('MeshValidationFailed', counted('galley_validation_failed', 'resource, reason'), {
      severity: AlertSeverity.WARNING,
      summary: 'istiod refuses {{ $labels.resource }} ({{ $labels.reason }})',
      description: 'Somebody applies what istiod refuses, past the checks of the repository. Dry runs, as Argo CD and Flux make them, do not count.',
      ...options,
    });
  }

  /** Changes reach proxies late. Warning, after 10 minutes. */
  public static slowConvergence(options: SlowConvergenceOptions = {}): Alert {
    const { threshold = Duration.seconds(10), ...rest } = options;
    const seconds = milliseconds(threshold, 'Alert.slowConvergence, threshold') / 1000;
    if (!(seconds > 0 && seconds < LAST_BUCKET)) {
      fail({
        code: CODES.INVALID_ARGUMENT,
        what: `a threshold of ${seconds} s`,
        where: 'Alert.slowConvergence, threshold',
        why: `the histogram of istiod ends at ${LAST_BUCKET} s, so that the alert would always or never fire`,
        fix: 'use Duration.seconds(10)',
      });
    }
    return new Alert('MeshConvergenceSlow', `${Query.convergence().expression} > ${seconds}`, {
      severity: AlertSeverity.WARNING,
      for: Duration.minutes(10),
      summary: 'Changes reach proxies after more than {{ $value | humanizeDuration }}',
      description: `One of 100 changes takes longer than ${seconds} s to reach a proxy. Look at the load of istiod and at how often the mesh changes.`,
      ...rest,
    });
  }

  /** Gateways ask for certificates that are not there. Critical, at once. */
  public static certificateMissing(options: AlertOptions = {}): Alert {
    return new Alert('MeshCertificateMissing', counted('pilot_sds_certificate_errors_total'), {
      severity: AlertSeverity.CRITICAL,
      summary: 'A gateway lacks a certificate',
      description: 'A Secret that a Gateway names is missing in the namespace of the gateway workload, or its keys are not a certificate and its key.',
      ...options,
    });
  }

  /** A SealedSecret or an ExternalSecret makes no Secret. Critical, after 10 minutes. */
  public static secretNotSynced(options: AlertOptions = {}): Alert {
    const external = `max by (${OBJECT}) (externalsecret_status_condition{condition="Ready", status="False"}) == 1`;
    const sealed = `max by (${OBJECT}) (sealed_secrets_controller_condition_info{condition="Synced"}) == -1`;
    return new Alert('MeshSecretNotSynced', `${external} or ${sealed}`, {
      severity: AlertSeverity.CRITICAL,
      for: Duration.minutes(10),
      summary: 'The Secret {{ $labels.name }} is not made',
      description: 'Its SealedSecret cannot be opened (sealed for another name, namespace or cluster), or the store of its ExternalSecret does not answer.',
      ...options,
    });
  }

  /** The cluster is not as in Git, and Argo CD does not change that. Warning, after 15 minutes. */
  public static outOfSync(options: ApplicationAlertOptions = {}): Alert {
    const { applications, ...rest } = options;
    return new Alert('MeshOutOfSync', applicationsThat({ applications }, 'sync_status="OutOfSync"'), {
      severity: AlertSeverity.WARNING,
      for: Duration.minutes(15),
      summary: '{{ $labels.name }} is not as in Git',
      description: 'Argo CD cannot apply it, or somebody else keeps writing a field: argocd app diff shows which.',
      ...rest,
    });
  }

  /** Objects of an Application are not healthy. Critical, after 5 minutes. */
  public static degraded(options: ApplicationAlertOptions = {}): Alert {
    const { applications, ...rest } = options;
    return new Alert('MeshDegraded', applicationsThat({ applications }, 'health_status=~"Degraded|Unknown"'), {
      severity: AlertSeverity.CRITICAL,
      for: Duration.minutes(5),
      summary: '{{ $labels.name }} is not healthy',
      description: 'An object was applied and does not do its work. Revert the last change if it began with it.',
      ...rest,
    });
  }

  /** A Kustomization or source of Flux is not ready. Warning, after 10 minutes. */
  public static fluxNotReady(options: AlertOptions = {}): Alert {
    const selector = `customresource_kind=~"${FLUX_KINDS}", ready="False", suspended!="true"`;
    return new Alert('MeshFluxNotReady', `max by (customresource_kind, exported_namespace, name) (gotk_resource_info{${selector}}) > 0`, {
      severity: AlertSeverity.WARNING,
      for: Duration.minutes(10),
      summary: '{{ $labels.customresource_kind }} {{ $labels.exported_namespace }}/{{ $labels.name }} is not ready',
      description: 'Flux cannot fetch or apply it: flux get all -A says why.',
      ...options,
    });
  }

  /** Flagger has taken a canary back. Warning, at once. */
  public static canaryFailed(options: AlertOptions = {}): Alert {
    return new Alert('MeshCanaryFailed', `max by (${OBJECT}) (flagger_canary_status) == 2`, {
      severity: AlertSeverity.WARNING,
      summary: 'The canary of {{ $labels.name }} failed',
      description: 'All traffic is back at the old version, and Git still asks for the new one. Correct or revert it.',
      ...options,
    });
  }

  /** A Rollout of Argo Rollouts was aborted or cannot go on. Warning, after a minute. */
  public static rolloutDegraded(options: AlertOptions = {}): Alert {
    return new Alert('MeshRolloutDegraded', `max by (${OBJECT}) (rollout_info{phase="Degraded"}) > 0`, {
      severity: AlertSeverity.WARNING,
      for: Duration.minutes(1),
      summary: 'The Rollout {{ $labels.name }} is degraded',
      description: 'All traffic is back at the stable version, and Git still asks for the new one. Correct or revert it.',
      ...options,
    });
  }

  /** Its name, the value of the label `alertname`. */
  public readonly name: string;

  private constructor(name: string, private readonly expression: string, private readonly options: CustomAlertOptions) {
    this.name = name;
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
      fail({
        code: CODES.INVALID_NAME,
        what: `${JSON.stringify(name)} is no name of an alert.`,
        where: 'Alert.of',
        why: 'It becomes the value of the label alertname, by which people route and silence.',
        fix: 'Use letters, digits and "_", as CartIsSlow.',
      });
    }
    requirePromql(expression, expression, `Alert ${name}`);
    if (options.labels?.severity !== undefined) {
      fail({ code: CODES.ARGUMENTS_CONFLICT, what: 'the label severity', where: `Alert ${name}, labels`, fix: 'use `severity`' });
    }
    [options.summary, options.description].forEach(text => requireTemplate(text, `Alert ${name}`));
  }

  /** @internal */
  public get _identity(): string {
    return `${this.name} ${this.options.severity}`;
  }

  /** @internal */
  public _render(): object {
    const { severity, for: pending, keepFiringFor, labels, summary, description, runbookUrl } = this.options;
    const where = `Alert ${this.name}`;
    return withoutGaps({
      alert: this.name,
      expr: this.expression,
      for: prometheusDuration(pending, `${where}, for`),
      keep_firing_for: prometheusDuration(keepFiringFor, `${where}, keepFiringFor`),
      labels: { ...labels, severity },
      annotations: withoutGaps({ summary, description, runbook_url: runbookUrl }),
    });
  }
}

/** Seconds at which the histogram of istiod ends. */
const LAST_BUCKET = 30;

/** Labels that name an object: Prometheus renames those of a metric that its scrape has too. */
const OBJECT = 'namespace, exported_namespace, name';

/**
 * Series of a counter that grew in the last 5 minutes, or began in them: a counter with labels begins with its first event at 1, and its increase
 * from there is 0.
 */
function counted(metric: string, labels?: string): string {
  return `sum${labels === undefined ? '' : ` by (${labels}) `}(increase(${metric}[5m]) > 0 or (${metric} unless ${metric} offset 5m)) > 0`;
}

function applicationsThat(options: ApplicationsQueryOptions, matcher: string): string {
  return `max by (name, dest_server) (argocd_app_info${ofApplications(options, `, ${matcher}`)}) > 0`;
}

/** Templates of Go: every `{{` has its `}}`. */
function requireTemplate(text: string | undefined, where: string): void {
  if (text !== undefined && text.replace(/\{\{[^{}]*\}\}/g, '').match(/\{\{|\}\}/)) {
    fail({
      code: CODES.INVALID_ARGUMENT,
      what: `${JSON.stringify(text)} opens or closes double braces only once`,
      where,
      why: 'Prometheus would refuse the whole file of rules',
      fix: 'write labels as {{ $labels.name }}',
    });
  }
}

function withoutGaps(object: Record<string, unknown>): object {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}
