import { Construct } from 'constructs';
import { IstioObject, IstioObjectProps } from './istio-object';
import { trustDomainOf } from './mesh-context';
import { declareDenial } from './namespace-registry';
import { WaypointAdmission } from './waypoint-admission';
import { Enrolled, IWaypoint, NO_WAYPOINT } from './waypoint-reference';
import { WaypointTraffic } from './waypoint-traffic';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { DNS_LABEL, requireName } from '../kernel/names';
import { AuthorizationPolicy } from '../security/authorization-policy';
import { PolicyTarget } from '../security/policy-target';
import { TargetReference } from '../security/target-reference';

/** Props of a waypoint. */
export interface WaypointProps extends IstioObjectProps {
  /**
   * Which traffic passes the waypoint. What is enrolled must fit: a service needs SERVICE or ALL (MESH0028).
   * Label `istio.io/waypoint-for`.
   * @default WaypointTraffic.SERVICE
   */
  readonly traffic?: WaypointTraffic;
  /**
   * The namespaces whose objects the waypoint serves. Field `spec.listeners[].allowedRoutes` of the Gateway API.
   * @default WaypointAdmission.sameNamespace()
   */
  readonly admission?: WaypointAdmission;
  /**
   * Denies every request at the waypoint that no policy allows: an AuthorizationPolicy named `<waypoint>-deny-by-default`. For a waypoint of one
   * namespace `denyByDefault` of the namespace does more: it closes the workloads too.
   * @default false
   */
  readonly denyByDefault?: boolean;
}

/**
 * The proxy that reads HTTP in the ambient mesh: routes, rules on methods and paths, JWTs and plugins are its work. Istio runs it for this
 * object. What passes it is said by those who are enrolled: `DataPlane.ambient({ waypoint })` of a namespace, `waypoint` of a service.
 *
 * Emits a Gateway of the Gateway API with the class `istio-waypoint` and, when asked, a policy that denies by default.
 *
 * Promise: whatever is enrolled by this handle is taken by the waypoint, and rules that need HTTP are enforced by it; where they would be
 * dropped or passed by, the program fails.
 *
 * @see https://istio.io/latest/docs/ambient/usage/waypoint/
 */
export class Waypoint extends IstioObject implements IWaypoint {
  /** No waypoint: takes a single service out of the waypoint of its namespace. */
  public static readonly NONE: IWaypoint = { waypointName: NO_WAYPOINT };

  /**
   * A waypoint that others own. Whether it is there, and takes what is enrolled, is checked at synth where the environment knows it. Its
   * workload is taken to run as the service account of the same name, as Istio makes it.
   * @param reference `namespace/name`, such as `istio-ambient/waypoint`
   */
  public static fromName(scope: Construct, id: string, reference: string): IWaypoint {
    return new ForeignWaypoint(scope, id, reference);
  }

  public readonly waypointName: string;
  public readonly waypointNamespace?: string;
  public readonly waypointPrincipal?: string;
  /** Which traffic passes the waypoint. */
  public readonly traffic: WaypointTraffic;
  /** The policy that denies by default. Undefined when it was not asked for. */
  public readonly denial?: AuthorizationPolicy;
  private readonly admission: WaypointAdmission;
  private readonly home: string;

  constructor(scope: Construct, id: string, props: WaypointProps = {}) {
    const traffic = props.traffic ?? WaypointTraffic.SERVICE;
    super(scope, id, { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway' }, {
      ...props, labels: { ...props.labels, 'istio.io/waypoint-for': traffic },
    });
    this.waypointName = requireWaypointName(this.name);
    this.home = this.namespaceName ?? fail({
      code: CODES.MISSING_NAMESPACE,
      what: `the waypoint ${this.name} has no namespace`,
      where: this._subject,
      why: 'those who are enrolled name it together with its namespace',
      fix: 'set `namespace` on the chart or on the waypoint',
    });
    this.waypointNamespace = this.home;
    this.traffic = traffic;
    this.admission = props.admission ?? WaypointAdmission.sameNamespace();
    const serviceAccount = props.annotations?.['gateway.istio.io/service-account'] ?? this.name;
    this.waypointPrincipal = `${trustDomainOf(this)}/ns/${this.home}/sa/${serviceAccount}`;
    if (props.denyByDefault) {
      this.denial = AuthorizationPolicy.denyAll(this, 'DenyByDefault', {
        name: `${this.name}-deny-by-default`, namespace: this.home, target: PolicyTarget.references(TargetReference.waypoint(this)),
      });
      declareDenial(this, this);
    }
  }

  /** @internal */
  public _requireTakes({ kind, namespace, namespaceLabels, where }: Enrolled): void {
    const servesServices = this.traffic === WaypointTraffic.SERVICE || this.traffic === WaypointTraffic.ALL;
    if (this.traffic === WaypointTraffic.NONE || (kind === 'service' && !servesServices)) {
      fail({
        code: CODES.WAYPOINT_REFUSES,
        what: `the waypoint ${this.waypointName} takes ${this.traffic === WaypointTraffic.NONE ? 'no traffic' : 'no traffic to services'}`,
        where,
        why: 'requests would pass by the waypoint, and with it by every rule that it enforces',
        fix: `give the waypoint traffic: WaypointTraffic.${kind === 'service' && this.traffic === WaypointTraffic.WORKLOAD ? 'ALL' : 'SERVICE'}`,
      });
    }
    if (this.admission._admits(namespace, this.home, namespaceLabels) === false) {
      fail({
        code: CODES.WAYPOINT_REFUSES,
        what: `the waypoint ${this.home}/${this.waypointName} does not admit the namespace ${namespace}`,
        where,
        why: 'requests would pass by the waypoint, and with it by every rule that it enforces',
        fix: `give the waypoint admission: WaypointAdmission.namespaces('${namespace}'), and the other namespaces it serves`,
      });
    }
  }

  /** @internal */
  public _spec(): object {
    return {
      gatewayClassName: 'istio-waypoint',
      listeners: [{ name: 'mesh', port: 15008, protocol: 'HBONE', allowedRoutes: this.admission._render() }],
    };
  }
}

/** A waypoint of which only the name is known. */
class ForeignWaypoint extends Construct implements IWaypoint {
  public readonly waypointName: string;
  public readonly waypointNamespace?: string;
  public readonly waypointPrincipal?: string;

  constructor(scope: Construct, id: string, reference: string) {
    super(scope, id);
    const [namespace, name, ...rest] = reference.split('/');
    if (name === undefined || rest.length > 0) {
      fail({
        code: CODES.INVALID_NAME,
        what: `${JSON.stringify(reference)} is no reference to a waypoint`,
        where: `construct ${this.node.path}`,
        why: 'a name alone would mean another waypoint in every namespace',
        fix: reference === NO_WAYPOINT ? 'use Waypoint.NONE' : 'write namespace/name',
      });
    }
    this.waypointNamespace = requireName(namespace, DNS_LABEL, 'namespace of the waypoint');
    this.waypointName = requireWaypointName(name);
    this.waypointPrincipal = `${trustDomainOf(this)}/ns/${namespace}/sa/${name}`;
  }
}

function requireWaypointName(name: string): string {
  if (name === NO_WAYPOINT) {
    fail({
      code: CODES.INVALID_NAME,
      what: 'a waypoint called "none"',
      why: 'the word is reserved: whoever is enrolled in it would have no waypoint',
      fix: 'choose another name',
    });
  }
  return requireName(name, DNS_LABEL, 'name of the waypoint');
}
