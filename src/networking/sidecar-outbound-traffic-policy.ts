import { IDestination, renderDestination } from './destination';
import { CODES } from '../kernel/codes';
import { hostFault } from '../kernel/dns';
import { fail } from '../kernel/fail';

/**
 * What becomes of calls to hosts that the mesh does not know. Istio field `spec.outboundTrafficPolicy`.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/sidecar/#OutboundTrafficPolicy
 */
export class SidecarOutboundTrafficPolicy {
  /** They fail. Mode `REGISTRY_ONLY`. */
  public static registryOnly(): SidecarOutboundTrafficPolicy {
    return new SidecarOutboundTrafficPolicy({ mode: 'REGISTRY_ONLY' });
  }

  /** They go out as they are. Mode `ALLOW_ANY`. */
  public static allowAny(): SidecarOutboundTrafficPolicy {
    return new SidecarOutboundTrafficPolicy({ mode: 'ALLOW_ANY' });
  }

  /**
   * They go out through a proxy. Mode `ALLOW_ANY`, Istio field `outboundTrafficPolicy.egressProxy`.
   * @param proxy one host with a port: `gateway.port('tls')` (MESH0001, MESH0003)
   */
  public static allowAnyThrough(proxy: IDestination): SidecarOutboundTrafficPolicy {
    const { host, port } = proxy.toDestinationConfig();
    const where = `SidecarOutboundTrafficPolicy.allowAnyThrough ${host}`;
    const fault = hostFault(host);
    if (fault) {
      fail({ code: CODES.INVALID_NAME, what: fault, where, why: 'Istio refuses it', fix: 'name one host' });
    }
    if (port === undefined) {
      fail({ code: CODES.INVALID_ARGUMENT, what: 'a proxy without port', where, why: 'Istio refuses it', fix: 'name the port: proxy.portNumber(8443)' });
    }
    return new SidecarOutboundTrafficPolicy({ mode: 'ALLOW_ANY', egressProxy: renderDestination(proxy) });
  }

  private constructor(private readonly config: object) {}

  /** @internal */
  public _render(): object {
    return this.config;
  }
}
