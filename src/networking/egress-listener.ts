import { EgressHost, renderEgressHosts } from './egress-host';
import { defined } from './field-checks';
import { PortProtocol } from './service-entry-port';
import { bindAddress, CaptureMode, portName, renderSidecarPort, SidecarPort, socketAddress } from './sidecar-port';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';

/** Where a listener for outgoing connections listens. */
export interface EgressListenerOptions {
  /**
   * IP address to listen at (MESH0001). Istio field `egress[].bind`.
   * @default - what fits the services and the capture mode
   */
  readonly bind?: string;
  /**
   * How connections get to the listener. Istio field `egress[].captureMode`.
   * @default CaptureMode.DEFAULT
   */
  readonly captureMode?: CaptureMode;
}

/** A listener at a socket. */
export interface EgressSocketOptions {
  /**
   * Name of the port that stands for the socket (MESH0003). Istio field `egress[].port.name`.
   * @default - none
   */
  readonly portName?: string;
  /**
   * What is spoken. Istio field `egress[].port.protocol`.
   * @default - found out from the traffic where Istio can, TCP otherwise
   */
  readonly protocol?: PortProtocol;
  /**
   * How connections get to the listener; not `IPTABLES`, which a socket cannot have (MESH0002). Istio field `egress[].captureMode`.
   * @default CaptureMode.DEFAULT
   */
  readonly captureMode?: CaptureMode;
}

/**
 * What a workload can call: hosts, at a port, at a socket, or at all other ports. Each takes at least one host (MESH0011), none twice
 * (MESH0008).
 *
 * @see https://istio.io/latest/docs/reference/config/networking/sidecar/#IstioEgressListener
 */
export class EgressListener {
  /** The hosts at all ports that no other listener is for. The last listener of a Sidecar. */
  public static allPorts(hosts: EgressHost[], options: EgressListenerOptions = {}): EgressListener {
    return new EgressListener(hosts, undefined, options.bind, () => placed(options));
  }

  /** The hosts at one port. Istio field `egress[].port`. */
  public static atPort(port: SidecarPort, hosts: EgressHost[], options: EgressListenerOptions = {}): EgressListener {
    return new EgressListener(hosts, port.number, options.bind, where => ({ port: renderSidecarPort(port, `${where}.port`), ...placed(options) }));
  }

  /**
   * The hosts at a Unix socket that the workload connects to.
   * @param path absolute path, or `@name` for an abstract socket (MESH0001)
   */
  public static atSocket(path: string, hosts: EgressHost[], options: EgressSocketOptions = {}): EgressListener {
    const { captureMode, protocol } = options;
    const bind = socketAddress(path, 'EgressListener.atSocket');
    if (captureMode === CaptureMode.IPTABLES) {
      fail({
        code: CODES.ARGUMENTS_CONFLICT,
        what: 'a socket with the capture mode IPTABLES',
        where: `EgressListener.atSocket ${path}`,
        why: 'Istio refuses it: connections to a socket cannot be redirected',
        fix: 'leave the capture mode out',
      });
    }
    return new EgressListener(hosts, 0, bind, where => ({
      port: defined({ number: 0, name: portName(options.portName, where), protocol }), bind, captureMode,
    }));
  }

  /**
   * Hosts that are known when everything else has been said, at all ports.
   * @internal
   */
  public static _later(hosts: () => EgressHost[]): EgressListener {
    const listener = new EgressListener([], undefined, undefined, () => ({}));
    listener.source = hosts;
    return listener;
  }

  private source?: () => EgressHost[];

  private constructor(
    private readonly hosts: readonly EgressHost[],
    private readonly number: number | undefined,
    private readonly address: string | undefined,
    private readonly place: (where: string) => object,
  ) {}

  /**
   * What two listeners must not share: the port or the socket. Undefined for all other ports.
   * @internal
   */
  public get _place(): string | undefined {
    return this.number === 0 ? this.address : this.number?.toString();
  }

  /**
   * Whether its hosts are asked for at synth.
   * @internal
   */
  public get _isLate(): boolean {
    return this.source !== undefined;
  }

  /** @internal */
  public _render(namespace: string | undefined, where: string): object {
    return defined({ ...this.place(where), hosts: renderEgressHosts(this.source?.() ?? this.hosts, namespace, `${where}.hosts`) });
  }
}

function placed({ bind, captureMode }: EgressListenerOptions): object {
  return { bind: bindAddress(bind, 'EgressListener, bind'), captureMode };
}
