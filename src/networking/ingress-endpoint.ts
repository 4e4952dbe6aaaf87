import { portNumber } from './field-checks';
import { socketAddress } from './sidecar-port';

/**
 * Where the proxy hands incoming connections to the workload. Istio field `ingress[].defaultEndpoint`.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/sidecar/#IstioIngressListener
 */
export class IngressEndpoint {
  /** A port at 127.0.0.1, 1–65535 (MESH0001). */
  public static loopback(port: number): IngressEndpoint {
    return new IngressEndpoint(`127.0.0.1:${portNumber(port, 'IngressEndpoint.loopback')}`);
  }

  /** A port at ::1, 1–65535 (MESH0001). */
  public static loopbackIpv6(port: number): IngressEndpoint {
    return new IngressEndpoint(`[::1]:${portNumber(port, 'IngressEndpoint.loopbackIpv6')}`);
  }

  /** A port at the IPv4 address of the workload, 1–65535 (MESH0001). */
  public static ownAddress(port: number): IngressEndpoint {
    return new IngressEndpoint(`0.0.0.0:${portNumber(port, 'IngressEndpoint.ownAddress')}`);
  }

  /** A port at the IPv6 address of the workload, 1–65535 (MESH0001). */
  public static ownAddressIpv6(port: number): IngressEndpoint {
    return new IngressEndpoint(`[::]:${portNumber(port, 'IngressEndpoint.ownAddressIpv6')}`);
  }

  /**
   * A Unix socket of the workload.
   * @param path absolute path, or `@name` for an abstract socket (MESH0001)
   */
  public static socket(path: string): IngressEndpoint {
    return new IngressEndpoint(socketAddress(path, 'IngressEndpoint.socket'));
  }

  private constructor(private readonly address: string) {}

  /** @internal */
  public _render(): string {
    return this.address;
  }
}
