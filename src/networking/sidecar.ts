import { Construct } from 'constructs';
import { ConnectionPool, renderConnectionPool } from './connection-pool';
import { EgressListener } from './egress-listener';
import { defined, nonEmptyList } from './field-checks';
import { IngressListener, renderIngressListener } from './ingress-listener';
import { IstioObject, IstioObjectProps } from './istio-object';
import { checkMeshWide } from './mesh-wide';
import { SidecarOutboundTrafficPolicy } from './sidecar-outbound-traffic-policy';
import { namespaceOfSelected, WorkloadSelector } from './workload-selector';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';

/** Props of a Sidecar. At least one of `egress`, `ingress`, `outboundTrafficPolicy` and `inboundConnectionPool` (MESH0002). */
export interface SidecarProps extends IstioObjectProps {
  /**
   * The workloads, of the object's own namespace (MESH0002). Istio field `spec.workloadSelector`.
   * @default - all workloads of the namespace that no other Sidecar selects; in Istio's root namespace, of all namespaces without a Sidecar
   */
  readonly workloadSelector?: WorkloadSelector;
  /**
   * Must be true for an object in Istio's root namespace that selects no workloads, because it holds for the workloads of all namespaces; an error
   * elsewhere (MESH0019).
   * @default false
   */
  readonly meshWide?: boolean;
  /**
   * What the workloads can call, and nothing else. No list is empty (MESH0011). Istio field `spec.egress`.
   * @default - as the Sidecar of the root namespace says; all hosts that are exported to the namespace without one
   */
  readonly egress?: EgressListener[];
  /**
   * The ports at which the workloads take requests, each once (MESH0008). No list is empty (MESH0011). Istio field `spec.ingress`.
   * @default - the ports of their Services
   */
  readonly ingress?: IngressListener[];
  /**
   * What becomes of calls to hosts that the mesh does not know. Istio field `spec.outboundTrafficPolicy`.
   * @default - as the mesh is set
   */
  readonly outboundTrafficPolicy?: SidecarOutboundTrafficPolicy;
  /**
   * Limits of the connections to each port of the workloads. Istio field `spec.inboundConnectionPool`.
   * @default - as DestinationRules of the service say
   */
  readonly inboundConnectionPool?: ConnectionPool;
}

/**
 * What the sidecars of workloads know of the mesh: whom they can call, and where they take requests. A smaller picture needs less memory;
 * a call to a host that is left out fails or leaves the mesh, by the outbound traffic policy.
 *
 * What no prop reaches, `addJsonPatch` does; an `ApiObject` of cdk8s takes a whole document.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/sidecar/
 */
export class Sidecar extends IstioObject {
  private readonly spec: object;
  private readonly lateEgress?: EgressListener[];

  constructor(scope: Construct, id: string, props: SidecarProps) {
    super(scope, id, { apiVersion: 'networking.istio.io/v1', kind: 'Sidecar' }, {
      ...props, namespace: namespaceOfSelected(props.workloadSelector, props.namespace, `Sidecar ${scope.node.path}/${id}`),
    });
    const { workloadSelector, egress, ingress, outboundTrafficPolicy, inboundConnectionPool } = props;
    const where = this._subject;
    checkMeshWide(this, workloadSelector !== undefined, props.meshWide);
    if (!egress && !ingress && !outboundTrafficPolicy && !inboundConnectionPool) {
      fail({
        code: CODES.ARGUMENTS_CONFLICT,
        what: 'a Sidecar that says nothing',
        where,
        why: 'Istio refuses it',
        fix: 'give it egress, ingress, outboundTrafficPolicy or inboundConnectionPool',
      });
    }
    requireDistinct(ingress?.map(({ port }) => String(port.number)) ?? [], `${where} spec.ingress`);
    requireDistinct(egress?.map(({ _place }) => _place) ?? [], `${where} spec.egress`);
    this.lateEgress = egress?.some(({ _isLate }) => _isLate) ? egress : undefined;
    this.spec = defined({
      workloadSelector: workloadSelector && { labels: workloadSelector._render() },
      egress: this.lateEgress ? [] : this.renderEgress(egress),
      ingress: nonEmptyList(ingress, `${where} spec.ingress`)?.map((each, i) => renderIngressListener(each, `${where} spec.ingress[${i}]`)),
      outboundTrafficPolicy: outboundTrafficPolicy?._render(),
      inboundConnectionPool: inboundConnectionPool && renderConnectionPool(inboundConnectionPool, `${where} spec.inboundConnectionPool`),
    });
  }

  /** @internal */
  public _spec(): object {
    return this.lateEgress ? { ...this.spec, egress: this.renderEgress(this.lateEgress) } : this.spec;
  }

  private renderEgress(egress: EgressListener[] | undefined): object[] | undefined {
    const where = `${this._subject} spec.egress`;
    return nonEmptyList(egress, where)?.map((each, i) => each._render(this.namespaceName, `${where}[${i}]`));
  }
}

/** Fails where two listeners share a place, or where one for all other ports (undefined) is not the last. */
function requireDistinct(places: readonly (string | undefined)[], where: string): void {
  const twin = places.findIndex((place, i) => places.indexOf(place) !== i);
  if (twin >= 0) {
    fail({
      code: CODES.DUPLICATE_MEMBER,
      what: places[twin] === undefined ? 'two listeners for all other ports' : `two listeners at ${places[twin]}`,
      where: `${where}[${twin}]`,
      why: 'Istio refuses it',
      fix: 'put their settings into one listener',
    });
  }
  const rest = places.indexOf(undefined);
  if (rest >= 0 && rest !== places.length - 1) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: 'a listener for all other ports before others',
      where: `${where}[${rest}]`,
      why: 'Istio refuses it',
      fix: 'put EgressListener.allPorts last',
    });
  }
}
