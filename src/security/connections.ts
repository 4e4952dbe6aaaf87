import type { Construct } from 'constructs';
import { AuthorizationOperation } from './authorization-operation';
import { AuthorizationPolicy } from './authorization-policy';
import { AuthorizationRule } from './authorization-rule';
import { AuthorizationSource, principalOf } from './authorization-source';
import { Condition } from './condition';
import { PolicyTarget } from './policy-target';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { DNS_LABEL, requireName } from '../kernel/names';
import { Declarations } from '../networking/declarations';
import { requireSameEnvironment } from '../networking/mesh-context';
import type { IMeshService } from '../networking/mesh-service';
import { waypointOf, withWaypointOf } from '../networking/namespace-registry';
import { portsApart } from '../networking/shared-workloads';
import type { IWaypoint } from '../networking/waypoint-reference';

/** What a caller may do. */
export interface AllowOptions {
  /**
   * Operations, of which one must match.
   * @default - every request
   */
  readonly to?: AuthorizationOperation[];
  /**
   * Conditions, all of which must hold.
   * @default - none
   */
  readonly when?: Condition[];
}

/** A call that the program says will be made: by a service, or by any workload of a namespace. */
export interface DeclaredCall {
  /**
   * The caller.
   * @default - any workload of the namespace
   */
  readonly caller?: IMeshService;
  /**
   * Namespace of the caller.
   * @default - not known: the caller is no service of the cluster
   */
  readonly callerNamespace?: string;
}

/** Where calls are admitted instead of at the workloads of the service. */
export interface AdmissionPoint {
  /** The policy that a call adds its rule to. Undefined where nothing can admit or refuse. */
  readonly policy?: AuthorizationPolicy;
  /** What holds for every rule. */
  readonly when: Condition[];
  /** The service at which that is, where callers reach it first. */
  readonly through?: IMeshService;
  /** Why a rule cannot look at requests, in words; undefined where it can. */
  readonly opaque?: string;
}

/**
 * Who may call a service.
 *
 * The calls write one AuthorizationPolicy, `<service>-allow`, in the namespace of the service and with its labels: one rule per call, in
 * the order of the calls. From the first call on, the workloads of the service refuse every caller that no ALLOW policy admits.
 *
 * Callers are admitted by the service account of their workload, which mutual TLS proves: a caller in plain text is refused. They are admitted
 * to all ports of the workload, those that no Service has included. Only where other services of the program have other ports of the same
 * pods the rules name the ports of this one, so that nobody gets to a neighbour; name `ports` in `to` where pods have more that are not for all.
 *
 * Where requests to the service pass a waypoint, the policy is enforced there, which reads HTTP and sees who calls; a second one,
 * `<service>-through-waypoint`, makes the workloads refuse what does not come from the waypoint, so that nobody passes it by.
 *
 * Of an `ExternalService` the policy is at its egress gateway; without one, a call is only declared, for scopes to read, and nothing is
 * refused.
 */
export class Connections {
  private policy?: AuthorizationPolicy;
  private point?: AdmissionPoint;
  private admitsEverything = false;

  constructor(private readonly service: IMeshService) {}

  /**
   * The calls that the program declares for the host of the service, with whatever handle: each caller once, in code point order. An egress
   * gateway is a caller of the host, and those whom it admits are callers of the gateway.
   */
  public get calls(): DeclaredCall[] {
    return Declarations.of(this.service).callsTo(this.service.host).map(({ caller, namespace }) => ({ caller, callerNamespace: namespace }));
  }

  /**
   * Admits a service. Its workloads are known by their service account; if the handle does not know it, the call fails with MESH0012.
   * Every workload that runs as the same service account is admitted too. A caller of another environment is an error (MESH0001).
   * @param caller who may call
   * @param options what it may do; everything by default
   * @returns the policy; undefined for an external service without egress gateway, where no policy can refuse anything
   */
  public allowFrom(caller: IMeshService, options: AllowOptions = {}): AuthorizationPolicy | undefined {
    requireSameEnvironment(this.service, caller, `connections of ${this.service.host}`);
    const policy = this.admit(() => ({ principals: [principalOf(caller, `connections of ${this.service.host}`)] }), options);
    this.declare(caller, caller.serviceNamespace);
    return policy;
  }

  /**
   * Admits what comes through a gateway. To the service the caller is then the gateway, whoever called the gateway: restrict
   * requests with `to` and `when`.
   * @param gateway the workload of the gateway as a service: `new MeshService(this, 'Ingress', { name: 'istio-ingress', serviceAccount: … })`
   */
  public allowFromGateway(gateway: IMeshService, options: AllowOptions = {}): AuthorizationPolicy | undefined {
    return this.allowFrom(gateway, options);
  }

  /**
   * Admits all workloads of a namespace.
   * @param namespace name of the namespace, without wildcard
   */
  public allowFromNamespace(namespace: string, options: AllowOptions = {}): AuthorizationPolicy | undefined {
    requireName(namespace, DNS_LABEL, 'namespace of the callers');
    const policy = this.admit(() => ({ namespaces: [namespace] }), options);
    this.declare(undefined, namespace);
    return policy;
  }

  /** @internal */
  public _admitAt(point: AdmissionPoint): void {
    this.point = point;
    this.policy = point.policy;
  }

  private declare(caller: IMeshService | undefined, namespace: string | undefined): void {
    const declarations = Declarations.of(this.service);
    declarations.addCall({ callee: this.service, caller, namespace });
    if (this.point?.through) {
      declarations.addCall({ callee: this.point.through, caller, namespace });
    }
  }

  private admit(source: () => AuthorizationSource, options: AllowOptions): AuthorizationPolicy | undefined {
    this.requireEnforceable(options);
    if (this.point && !this.policy) {
      return undefined;
    }
    this.admitsEverything ||= !options.when;
    const when = [...this.point?.when ?? [], ...options.when ?? []];
    const rule: AuthorizationRule = { from: [source()], to: options.to, when: this.point ? when : options.when };
    if (this.policy) {
      this.policy.addRule(rule);
      return this.policy;
    }
    withWaypointOf(this.service, waypoint => this.requireTraversal(waypoint));
    this.policy = AuthorizationPolicy.allow(this.service as unknown as Construct, 'Allow', {
      name: `${this.service.serviceName}-allow`,
      target: PolicyTarget.service(this.service),
      rules: [rule],
    });
    this.policy._refine({
      check: () => this.requireHostsApart(),
      ports: () => waypointOf(this.service) ? undefined : portsApart(this.service),
    });
    return this.policy;
  }

  /** Behind an egress gateway are hosts: a caller that is admitted to it as a whole is admitted to all of them. */
  private requireHostsApart(): void {
    if (this.admitsEverything && Declarations.of(this.service).isEgressGateway(this.service.host)) {
      fail({
        code: CODES.ARGUMENTS_CONFLICT,
        what: `callers are admitted to the egress gateway ${this.service.host} as a whole`,
        where: `connections of ${this.service.host} (construct ${this.service.node.path})`,
        why: 'they could call every host behind it, whatever the connections of that host say',
        fix: 'say of each host who may call it: externalService.connections.allowFrom(caller); for other servers of the gateway add a condition: when: [Condition.sni(…)]',
      });
    }
  }

  /** The workloads themselves see the waypoint as their caller: whoever goes past it is refused. */
  private requireTraversal(waypoint: IWaypoint): void {
    AuthorizationPolicy.allow(this.service as unknown as Construct, 'ThroughWaypoint', {
      name: `${this.service.serviceName}-through-waypoint`,
      namespace: this.service.serviceNamespace,
      target: PolicyTarget._behind(this.service, waypoint),
      rules: [{ from: [{ principals: [waypoint.waypointPrincipal!] }] }],
    });
  }

  /** Fails where a rule would say more than the place can see: an ALLOW rule on requests is dropped on connections. */
  private requireEnforceable({ to, when }: AllowOptions): void {
    if (this.point?.opaque !== undefined && (to || when)) {
      fail({
        code: CODES.UNENFORCEABLE_CALL,
        what: `operations or conditions for calls to ${this.service.host}`,
        where: `connections of ${this.service.host} (construct ${this.service.node.path})`,
        why: this.point.opaque,
        fix: 'leave `to` and `when` out, or let the proxies see the requests: EgressPort.tlsOrigination() and an egress gateway',
      });
    }
  }
}
