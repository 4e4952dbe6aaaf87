import { EnvoyPatchContext } from './envoy-proxy-match';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import type { IMeshService } from '../networking/mesh-service';
import { withDataPlaneOf } from '../networking/namespace-registry';
import { PolicyTarget } from '../security/policy-target';

/**
 * The proxies in which requests are counted: the sidecars of a service, for what comes in, or a gateway, for what passes through.
 *
 * Workloads without sidecar (ambient) and waypoints cannot be chosen (MESH0025): Istio applies no EnvoyFilter to ztunnel.
 */
export class RateLimitPoint {
  /**
   * Requests that come in to the workloads of a service, whoever sends them. Fails with MESH0012 if the labels of the workloads are not known.
   * @param port name of the service's port; all of them by default
   */
  public static inbound(service: IMeshService, port?: string): RateLimitPoint {
    return new RateLimitPoint(service, EnvoyPatchContext.SIDECAR_INBOUND, port === undefined ? undefined : targetPort(service, port), undefined);
  }

  /**
   * Requests that pass a gateway.
   * @param gateway the workload of the gateway as a service: `new MeshService(this, 'Ingress', { name: 'ingressgateway', selector: … })`.
   * Fails with MESH0012 if its labels are not known
   */
  public static gateway(gateway: IMeshService): RateLimitPoint {
    return new RateLimitPoint(gateway, EnvoyPatchContext.GATEWAY, undefined, undefined);
  }

  /**
   * Requests to some hosts that pass a gateway; for global rate limits only, because a local one counts for the whole proxy (MESH0002).
   * @param hosts as in the VirtualServices: `shop.example.com`; at least one (MESH0011)
   */
  public static gatewayHosts(gateway: IMeshService, ...hosts: string[]): RateLimitPoint {
    if (hosts.length === 0) {
      fail({ code: CODES.AMBIGUOUS_POLICY, what: 'a rate limit for no hosts', why: 'it would count nothing', fix: 'name the hosts, or say RateLimitPoint.gateway(…) for all' });
    }
    return new RateLimitPoint(gateway, EnvoyPatchContext.GATEWAY, undefined, hosts);
  }

  private constructor(
    /** The service whose proxies count. */
    public readonly service: IMeshService,
    /** @internal */
    public readonly _context: EnvoyPatchContext,
    /** @internal */
    public readonly _workloadPort: number | undefined,
    /** @internal */
    public readonly _hosts: readonly string[] | undefined,
  ) {}

  /**
   * Fails, now or as soon as the namespace is declared, where the workloads have no proxy that could count.
   * @internal
   */
  public _requireProxies(where: string): void {
    const { serviceNamespace, host } = this.service;
    if (this._context !== EnvoyPatchContext.SIDECAR_INBOUND || serviceNamespace === undefined) {
      return;
    }
    withDataPlaneOf(this.service, serviceNamespace, dataPlane => {
      if (dataPlane.isAmbient || !dataPlane.isInMesh) {
        fail({
          code: CODES.UNENFORCEABLE_CALL,
          what: `a rate limit in the sidecars of ${host}, which has none`,
          where,
          why: `the namespace ${serviceNamespace} ${dataPlane.isAmbient ? 'is in the ambient mesh: ztunnel reads no EnvoyFilter, and a waypoint is no sidecar' : 'is outside of the mesh'}`,
          fix: 'count at the gateway: RateLimitPoint.gateway(…), or give the namespace sidecars',
        });
      }
    });
  }

  /** @internal */
  public get _target(): PolicyTarget {
    return PolicyTarget.service(this.service);
  }
}

/** The port on which the workload listens: inside of a sidecar, ports of services are not known. */
function targetPort(service: IMeshService, name: string): number {
  const { port } = service.port(name).toDestinationConfig();
  return service.ports.find(each => each.number === port)?.targetPort ?? port!;
}
