import { Construct } from 'constructs';
import { IstioObject, IstioObjectProps } from './istio-object';
import { AddressForm, renderEndpoint, WorkloadEndpoint } from './workload-endpoint';

/** Props of a WorkloadEntry. */
export interface WorkloadEntryProps extends IstioObjectProps {
  /**
   * Where the workload is and what selects it. Istio field `spec`. An illegal address, port or label is an error (MESH0001, MESH0003), and
   * so is a socket with ports (MESH0002).
   */
  readonly endpoint: WorkloadEndpoint;
}

/**
 * A workload outside of Kubernetes, such as a virtual machine: what a pod is to a Service. A ServiceEntry or a Service of the same namespace
 * finds it by `endpoint.labels`; `labels` are those of the object.
 *
 * What no prop reaches, `addJsonPatch` does; an `ApiObject` of cdk8s takes a whole document.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/workload-entry/
 */
export class WorkloadEntry extends IstioObject {
  private readonly spec: object;

  constructor(scope: Construct, id: string, props: WorkloadEntryProps) {
    super(scope, id, { apiVersion: 'networking.istio.io/v1', kind: 'WorkloadEntry' }, props);
    this.spec = renderEndpoint(props.endpoint, AddressForm.ANY, undefined, `${this._subject} spec`);
  }

  /** @internal */
  public _spec(): object {
    return this.spec;
  }
}
