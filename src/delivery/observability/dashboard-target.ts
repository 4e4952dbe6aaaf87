import { Duration } from 'cdk8s';
import { prometheusDuration } from './prometheus-duration';
import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { labelValueFault, qualifiedNameFault } from '../../kernel/names';

/** How Grafana's sidecar finds dashboards. */
export interface SidecarOptions {
  /**
   * Label of the ConfigMap that the sidecar looks for. Helm value `sidecar.dashboards.label`.
   *
   * @default 'grafana_dashboard'
   */
  readonly label?: string;
  /**
   * Its value. Helm value `sidecar.dashboards.labelValue`; a sidecar that is set to none takes any.
   *
   * @default '1'
   */
  readonly labelValue?: string;
  /**
   * Folder of the dashboard. The sidecar needs `folderAnnotation`, and the provider `foldersFromFilesStructure: true`.
   *
   * @default - the folder that the sidecar is set to
   */
  readonly folder?: string;
  /**
   * Annotation that holds the folder. Helm value `sidecar.dashboards.folderAnnotation`. Not without `folder` (MESH0002).
   *
   * @default 'grafana_folder'
   */
  readonly folderAnnotation?: string;
}

/** How the Grafana Operator finds its Grafana. */
export interface GrafanaOperatorOptions {
  /** Labels of the Grafana objects that get the dashboard, at least one (MESH0011). It cannot be changed later. Field `instanceSelector.matchLabels`. */
  readonly instanceSelector: { [key: string]: string };
  /**
   * Whether Grafanas of other namespaces get it too. Field `allowCrossNamespaceImport`.
   *
   * @default false
   */
  readonly allowCrossNamespaceImport?: boolean;
  /**
   * Title of the folder. Field `folder`.
   *
   * @default - the namespace, as the operator does
   */
  readonly folder?: string;
  /**
   * How often the operator undoes changes made by hand in Grafana. Field `resyncPeriod`.
   *
   * @default - as the operator is set: 10 minutes
   */
  readonly resyncPeriod?: Duration;
}

/**
 * How a dashboard comes to Grafana: as a ConfigMap for the sidecar of Grafana's Helm chart (and kube-prometheus-stack), or as a
 * GrafanaDashboard (`grafana.integreatly.org/v1beta1`) for the Grafana Operator.
 */
export class DashboardTarget {
  /** A ConfigMap with the label that the sidecar looks for. */
  public static sidecar(options: SidecarOptions = {}): DashboardTarget {
    if (options.folder === undefined && options.folderAnnotation !== undefined) {
      fail({
        code: CODES.ARGUMENTS_CONFLICT,
        what: 'folderAnnotation without folder',
        where: 'DashboardTarget.sidecar',
        fix: 'name the folder, or leave folderAnnotation out',
      });
    }
    requireKey(options.label, 'label');
    requireKey(options.folderAnnotation, 'folderAnnotation');
    const valueFault = options.labelValue === undefined ? undefined : labelValueFault(options.labelValue);
    if (valueFault !== undefined) {
      fail({ code: CODES.INVALID_NAME, what: valueFault, where: 'DashboardTarget.sidecar: labelValue', fix: "write the value of the Helm chart, as '1'" });
    }
    return new DashboardTarget(options, undefined);
  }

  /** A GrafanaDashboard. */
  public static grafanaOperator(options: GrafanaOperatorOptions): DashboardTarget {
    if (Object.keys(options.instanceSelector).length === 0) {
      fail({
        code: CODES.AMBIGUOUS_POLICY,
        what: 'an instanceSelector without labels',
        where: 'DashboardTarget.grafanaOperator',
        why: 'it would stand for every Grafana, and it cannot be changed later',
        fix: "name a label of your Grafana, as { dashboards: 'grafana' }",
      });
    }
    return new DashboardTarget(undefined, options);
  }

  private constructor(private readonly sidecarOptions?: SidecarOptions, private readonly operatorOptions?: GrafanaOperatorOptions) {}

  /**
   * The object that brings a dashboard, given as JSON.
   * @internal
   */
  public _render(name: string, uid: string, json: string): RenderedDashboard {
    const { sidecarOptions: options, operatorOptions: operator } = this;
    if (operator) {
      return {
        apiVersion: 'grafana.integreatly.org/v1beta1',
        kind: 'GrafanaDashboard',
        body: {
          spec: {
            instanceSelector: { matchLabels: { ...operator.instanceSelector } },
            allowCrossNamespaceImport: operator.allowCrossNamespaceImport ?? false,
            uid,
            ...operator.folder === undefined ? {} : { folder: operator.folder },
            ...operator.resyncPeriod === undefined ? {}
              : { resyncPeriod: prometheusDuration(operator.resyncPeriod, 'DashboardTarget.grafanaOperator, resyncPeriod') },
            json,
          },
        },
      };
    }
    return {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      labels: { [options?.label ?? 'grafana_dashboard']: options?.labelValue ?? '1' },
      annotations: options?.folder === undefined ? {} : { [options.folderAnnotation ?? 'grafana_folder']: options.folder },
      body: { data: { [`${name}.json`]: json } },
    };
  }
}

/**
 * An object before it has its metadata.
 * @internal
 */
export interface RenderedDashboard {
  readonly apiVersion: string;
  readonly kind: string;
  readonly labels?: Record<string, string>;
  readonly annotations?: Record<string, string>;
  readonly body: Record<string, unknown>;
}

/** Kubernetes refuses an object with a malformed key. */
function requireKey(key: string | undefined, prop: string): void {
  const fault = key === undefined ? undefined : qualifiedNameFault(key);
  if (fault !== undefined) {
    fail({ code: CODES.INVALID_NAME, what: fault, where: `DashboardTarget.sidecar: ${prop}`, fix: "write the key of the Helm chart, as 'grafana_dashboard'" });
  }
}
