import { defined, portNumber } from './field-checks';
import { isAddress } from './ip-address';
import { CODES } from '../kernel/codes';
import { isHostName } from '../kernel/dns';
import { fail } from '../kernel/fail';

/** The request that opens a tunnel. */
export enum TunnelProtocol {
  /** HTTP CONNECT. */
  CONNECT = 'CONNECT',
  /** HTTP POST. */
  POST = 'POST',
}

/**
 * Sends TCP through an HTTP proxy, which is the destination; the target is what the proxy is asked for.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#TrafficPolicy-TunnelSettings
 */
export interface Tunnel {
  /** Host name or address that the proxy connects to. */
  readonly targetHost: string;
  /** Port that the proxy connects to, 1–65535. */
  readonly targetPort: number;
  /**
   * The request that opens the tunnel.
   * @default - CONNECT
   */
  readonly protocol?: TunnelProtocol;
}

/** Renders and checks a tunnel. */
export function renderTunnel({ targetHost, targetPort, protocol }: Tunnel, where: string): object {
  if (!isHostName(targetHost) && !isAddress(targetHost)) {
    fail({
      code: CODES.INVALID_NAME,
      what: `${JSON.stringify(targetHost)} is neither a host name nor an address`,
      where: `${where}.targetHost`,
      why: 'Istio refuses it',
      fix: 'name one host, without wildcard and port',
    });
  }
  return defined({ targetHost, targetPort: portNumber(targetPort, `${where}.targetPort`), protocol });
}
