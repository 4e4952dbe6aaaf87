import { defined, portNumber } from './field-checks';
import { isAddress } from './ip-address';
import { PORT_NAME, PortProtocol } from './service-entry-port';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { requireName } from '../kernel/names';

/** A port of a listener. Istio type `SidecarPort`. */
export interface SidecarPort {
  /** Number of the port, 1–65535. */
  readonly number: number;
  /**
   * Name of the port: at most 62 letters, digits and `-` (MESH0003).
   * @default - none
   */
  readonly name?: string;
  /**
   * What is spoken on the port.
   * @default - found out from the traffic where Istio can, TCP otherwise
   */
  readonly protocol?: PortProtocol;
}

/**
 * How connections get to a listener.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/sidecar/#CaptureMode
 */
export enum CaptureMode {
  /** As the proxy is installed. */
  DEFAULT = 'DEFAULT',
  /** By redirection of the workload's connections. */
  IPTABLES = 'IPTABLES',
  /** Not at all: the workload connects to the listener itself. */
  NONE = 'NONE',
}

/** Renders and checks a port. */
export function renderSidecarPort({ number, name, protocol }: SidecarPort, where: string): object {
  return defined({ number: portNumber(number, `${where}.number`), name: portName(name, where), protocol });
}

/** A name of a port, checked; undefined stays undefined. */
export function portName(name: string | undefined, where: string): string | undefined {
  return name === undefined ? undefined : requireName(name, PORT_NAME, `port of ${where}`);
}

/** An address to listen at, checked; undefined stays undefined. */
export function bindAddress(bind: string | undefined, where: string): string | undefined {
  if (bind !== undefined && !isAddress(bind)) {
    fail({ code: CODES.INVALID_ARGUMENT, what: `${JSON.stringify(bind)} is no address to listen at`, where, why: 'Istio refuses it', fix: 'write an IP address' });
  }
  return bind;
}

/** The address of a socket, by its path: absolute, or `@name` for an abstract one. */
export function socketAddress(path: string, where: string): string {
  if (!(/^@./.test(path) || (path.startsWith('/') && !path.endsWith('/')))) {
    fail({ code: CODES.INVALID_ARGUMENT, what: `${JSON.stringify(path)} is no path of a socket`, where, why: 'Istio refuses it', fix: 'write /path/to/socket or @name' });
  }
  return `unix://${path}`;
}
