import { Construct } from 'constructs';
import { defined, INT32, wholeNumber } from './field-checks';
import { IstioObject, IstioObjectProps } from './istio-object';
import { checkMeshWide } from './mesh-wide';
import { ProxyImage } from './proxy-image';
import { namespaceOfSelected, WorkloadSelector } from './workload-selector';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';

/** Props of a ProxyConfig. */
export interface ProxyConfigProps extends IstioObjectProps {
  /**
   * The workloads, of the object's own namespace (MESH0002). Istio field `spec.selector`.
   * @default - all workloads of the namespace; in Istio's root namespace, all workloads of the mesh
   */
  readonly selector?: WorkloadSelector;
  /**
   * Must be true for an object in Istio's root namespace that has no selector, because it holds for the workloads of all namespaces; an error
   * elsewhere (MESH0019).
   * @default false
   */
  readonly meshWide?: boolean;
  /**
   * Worker threads of the proxy; 0 is one for each core of the machine. Istio field `spec.concurrency`.
   * @default - by the CPU limit of the proxy's container
   */
  readonly concurrency?: number;
  /**
   * Environment variables of the proxy's container. An empty name is an error (MESH0003). Istio field `spec.environmentVariables`.
   * @default - none
   */
  readonly environmentVariables?: { [name: string]: string };
  /**
   * The image that the proxy runs. Istio field `spec.image`.
   * @default - as the mesh is set
   */
  readonly image?: ProxyImage;
}

/**
 * How the proxies of workloads are run. It takes effect when a pod is injected: pods that run already need a restart.
 *
 * What no prop reaches, `addJsonPatch` does; an `ApiObject` of cdk8s takes a whole document.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/proxy-config/
 */
export class ProxyConfig extends IstioObject {
  private readonly spec: object;

  constructor(scope: Construct, id: string, props: ProxyConfigProps) {
    const { selector, concurrency, environmentVariables, image } = props;
    const where = `ProxyConfig ${scope.node.path}/${id}`;
    super(scope, id, { apiVersion: 'networking.istio.io/v1beta1', kind: 'ProxyConfig' }, {
      ...props, namespace: namespaceOfSelected(selector, props.namespace, where),
    });
    checkMeshWide(this, selector !== undefined, props.meshWide);
    if (environmentVariables && '' in environmentVariables) {
      fail({ code: CODES.INVALID_NAME, what: 'an environment variable without name', where, fix: 'name it' });
    }
    this.spec = defined({
      selector: selector && { matchLabels: selector._render() },
      concurrency: wholeNumber(concurrency, 0, INT32, `${where} spec.concurrency`),
      environmentVariables: environmentVariables && { ...environmentVariables },
      image: image?._render(),
    });
  }

  /** @internal */
  public _spec(): object {
    return this.spec;
  }
}
