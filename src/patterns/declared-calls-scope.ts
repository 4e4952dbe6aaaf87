import { Construct } from 'constructs';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { byCodePoint } from '../kernel/order';
import { Declarations } from '../networking/declarations';
import { EgressHost } from '../networking/egress-host';
import { EgressListener } from '../networking/egress-listener';
import { rootNamespaceOf } from '../networking/mesh-context';
import { IMeshService } from '../networking/mesh-service';
import { Sidecar } from '../networking/sidecar';
import { SidecarOutboundTrafficPolicy } from '../networking/sidecar-outbound-traffic-policy';
import { WorkloadSelector } from '../networking/workload-selector';

/** Props of a scope. At least one caller or callee (MESH0002). */
export interface DeclaredCallsScopeProps {
  /**
   * Services whose workloads shall know the services that they are declared to call, and no other. Their selector and namespace must be known
   * (MESH0012).
   * @default - none: no Sidecar is emitted
   */
  readonly callers?: IMeshService[];
  /**
   * Services that shall be known to the namespaces of their declared callers only: the VirtualServices, DestinationRules and ServiceEntries of
   * their hosts are exported there, those that say `exportTo` themselves excepted.
   * @default - none: everything is exported as it says
   */
  readonly callees?: IMeshService[];
  /**
   * What the callers reach besides: the collector of a tracing provider, an external authorizer, a rate-limit service, the API server. Those of
   * Istio's root namespace are always there.
   * @default - none
   */
  readonly alsoReachable?: EgressHost[];
  /**
   * What becomes of the callers' calls to hosts that are not declared. Istio field `spec.outboundTrafficPolicy` of the Sidecars.
   * @default SidecarOutboundTrafficPolicy.registryOnly()
   */
  readonly outboundTrafficPolicy?: SidecarOutboundTrafficPolicy;
}

/**
 * What workloads know of the mesh, derived from the calls that `connections` declare. It has to be asked for, because a call that nobody declared
 * is cut.
 *
 * Emits a Sidecar for each caller, with the hosts it calls: those of `allowFrom(caller)` and `allowFromNamespace(namespace)`, ExternalServices and
 * the egress gateways before them included, in whatever order the program says so. Objects about the callees get `exportTo`: their own namespace,
 * those of the declared callers, and those from which routes of the program lead to them (callers of another host, Gateways).
 *
 * Istio adds by itself where VirtualServices of these hosts lead to. What it does not add, and `alsoReachable` must name, is what the
 * sidecar itself calls through its clusters: tracing, external authorization, rate limits (`core/cluster.go` knows the Sidecar's services only).
 * That a route leads a caller to a service which does not admit it is a finding of its own, `route-to-refusing-service`.
 *
 * Promise: a declared call of a caller arrives as it did without the scope, and every other call of it fails.
 */
export class DeclaredCallsScope extends Construct {
  /** One per caller, in the order of `callers`. */
  public readonly sidecars: Sidecar[];
  private readonly others: readonly EgressHost[];

  constructor(scope: Construct, id: string, props: DeclaredCallsScopeProps) {
    super(scope, id);
    const { callers = [], callees = [] } = props;
    if (callers.length + callees.length === 0) {
      fail({
        code: CODES.ARGUMENTS_CONFLICT,
        what: 'a scope without callers and callees',
        where: `construct ${this.node.path}`,
        why: 'it would change nothing',
        fix: 'name `callers`, `callees` or both',
      });
    }
    requireDistinct(callers, `construct ${this.node.path}`);
    this.others = [...props.alsoReachable ?? []];
    callees.forEach(({ host }) => Declarations.of(this).narrow(host));
    this.sidecars = callers.map(caller => new Sidecar(this, caller.host, {
      name: caller.serviceName,
      namespace: caller.serviceNamespace,
      workloadSelector: WorkloadSelector.service(caller),
      egress: [EgressListener._later(() => this.hostsOf(caller))],
      outboundTrafficPolicy: props.outboundTrafficPolicy ?? SidecarOutboundTrafficPolicy.registryOnly(),
    }));
  }

  /** What a caller knows: what it calls, where the routes of that are kept, and what was named besides. */
  private hostsOf(caller: IMeshService): EgressHost[] {
    const declarations = Declarations.of(this);
    const known = new Hosts(EgressHost.namespace(rootNamespaceOf(this)), caller.serviceNamespace);
    this.others.filter(({ _host }) => _host === '*').forEach(host => known.add(host));
    for (const callee of declarations.calleesOf(caller)) {
      known.add(EgressHost.service(callee));
      declarations.routeNamespacesOf(callee.host).forEach(namespace => known.add(EgressHost.namespace(namespace, callee.host)));
    }
    this.others.forEach(host => known.add(host));
    return known.all;
  }
}

/** Fails where two callers are one workload: of two Sidecars for it Istio would follow one. */
function requireDistinct(callers: readonly IMeshService[], where: string): void {
  const seen = new Map<string, IMeshService>();
  callers.forEach((caller, i) => {
    const labels = Object.entries(caller.selector ?? { host: caller.host }).map(pair => pair.join('=')).sort(byCodePoint);
    const key = [caller.serviceNamespace, ...labels].join(' ');
    const twin = seen.get(key);
    if (twin) {
      fail({
        code: CODES.DUPLICATE_MEMBER,
        what: `the workloads of ${caller.host} are those of ${twin.host}`,
        where: `${where} callers[${i}]`,
        why: 'Istio follows one Sidecar per workload, and calls that only the other one knows would be cut',
        fix: 'name one of the two, and declare its calls with that handle',
      });
    }
    seen.set(key, caller);
  });
}

/** Hosts without those that another one of the list takes in. */
class Hosts {
  public readonly all: EgressHost[];
  private readonly keys = new Set<string>();

  constructor(first: EgressHost, private readonly own: string | undefined) {
    this.all = [];
    this.add(first);
  }

  public add(host: EgressHost): void {
    const namespace = host._namespace === '.' ? this.own : host._namespace;
    const key = `${namespace}/${host._host}`;
    if (!this.keys.has(key) && !this.keys.has(`${namespace}/*`) && !this.keys.has('*/*')) {
      this.keys.add(key);
      this.all.push(host);
    }
  }
}
