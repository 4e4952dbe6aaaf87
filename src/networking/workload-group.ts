import { Construct } from 'constructs';
import { defined, nonEmptyText, UINT32, wholeNumber } from './field-checks';
import { IstioObject, IstioObjectProps } from './istio-object';
import { endpointPorts } from './workload-endpoint';
import { WorkloadProbe } from './workload-probe';
import { legalLabels } from './workload-selector';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { qualifiedNameFault } from '../kernel/names';

/** What the workloads of a group have in common. Istio field `spec.template`. */
export interface WorkloadTemplate {
  /**
   * Ports by the name of the port of the ServiceEntry or Service, where they differ, 1–65535.
   * @default - the same numbers
   */
  readonly ports?: { [name: string]: number };
  /**
   * Network of the workloads.
   * @default - the network of the control plane
   */
  readonly network?: string;
  /**
   * Locality, `region/zone/subzone`.
   * @default - that of the client
   */
  readonly locality?: string;
  /**
   * Share of the requests of each workload, in proportion to other workloads; 0 gets none.
   * @default - 1
   */
  readonly weight?: number;
  /**
   * Service account of the workloads.
   * @default - `default`
   */
  readonly serviceAccount?: string;
}

/** Props of a WorkloadGroup. */
export interface WorkloadGroupProps extends IstioObjectProps {
  /** What the workloads have in common. Istio field `spec.template`. */
  readonly template: WorkloadTemplate;
  /**
   * Labels of the workloads, by which a ServiceEntry or a Service finds them (MESH0003). `labels` are those of the group itself. Istio field
   * `spec.metadata.labels`.
   * @default - none
   */
  readonly workloadLabels?: { [key: string]: string };
  /**
   * Annotations of the WorkloadEntries that workloads of the group register with (MESH0003). Istio field `spec.metadata.annotations`.
   * @default - none
   */
  readonly workloadAnnotations?: { [key: string]: string };
  /**
   * How the proxy of a workload finds out whether it can take requests. Istio field `spec.probe`.
   * @default - workloads always can
   */
  readonly probe?: WorkloadProbe;
}

/**
 * Workloads outside of Kubernetes that register themselves, such as virtual machines: what a Deployment is to its pods. Each becomes a
 * WorkloadEntry of the group's namespace.
 *
 * What no prop reaches, `addJsonPatch` does; an `ApiObject` of cdk8s takes a whole document.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/workload-group/
 */
export class WorkloadGroup extends IstioObject {
  private readonly spec: object;

  constructor(scope: Construct, id: string, props: WorkloadGroupProps) {
    super(scope, id, { apiVersion: 'networking.istio.io/v1', kind: 'WorkloadGroup' }, props);
    const { template, workloadLabels, workloadAnnotations, probe } = props;
    const at = `${this._subject} spec.template`;
    const metadata = defined({
      labels: workloadLabels && legalLabels(workloadLabels, `${this._subject} spec.metadata.labels`),
      annotations: workloadAnnotations && legalAnnotations(workloadAnnotations, `${this._subject} spec.metadata.annotations`),
    });
    this.spec = defined({
      metadata: workloadLabels || workloadAnnotations ? metadata : undefined,
      template: defined({
        ports: endpointPorts(template.ports, `${at}.ports`),
        network: nonEmptyText(template.network, `${at}.network`),
        locality: nonEmptyText(template.locality, `${at}.locality`),
        weight: wholeNumber(template.weight, 0, UINT32, `${at}.weight`),
        serviceAccount: nonEmptyText(template.serviceAccount, `${at}.serviceAccount`),
      }),
      probe: probe?._render(),
    });
  }

  /** @internal */
  public _spec(): object {
    return this.spec;
  }
}

function legalAnnotations(annotations: { readonly [key: string]: string }, where: string): object {
  for (const key of Object.keys(annotations)) {
    const fault = qualifiedNameFault(key);
    if (fault) {
      fail({ code: CODES.INVALID_NAME, what: `the annotation ${key}: ${fault}`, where, fix: 'use a key that Kubernetes takes' });
    }
  }
  return { ...annotations };
}
