import { defined, portNumber } from './field-checks';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { NameRule, requireName } from '../kernel/names';

/** The protocols that Istio tells apart on a port. */
export enum PortProtocol {
  /** `HTTP`. */
  HTTP = 'HTTP',
  /** `HTTP2`. */
  HTTP2 = 'HTTP2',
  /** `HTTPS`. */
  HTTPS = 'HTTPS',
  /** `HTTP_PROXY`. */
  HTTP_PROXY = 'HTTP_PROXY',
  /** `GRPC`. */
  GRPC = 'GRPC',
  /** `GRPC-WEB`. */
  GRPC_WEB = 'GRPC-WEB',
  /** `TLS`. */
  TLS = 'TLS',
  /** `TCP`. */
  TCP = 'TCP',
  /** `UDP`. */
  UDP = 'UDP',
  /** `MONGO`. */
  MONGO = 'MONGO',
  /** `MYSQL`. */
  MYSQL = 'MYSQL',
  /** `REDIS`. */
  REDIS = 'REDIS',
}

/**
 * A port of the hosts. Istio field `spec.ports[]`.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/service-entry/#ServicePort
 */
export interface ServiceEntryPort {
  /** Name of the port, unique: at most 62 letters, digits and `-`. */
  readonly name: string;
  /** Number of the port, unique, 1–65535. */
  readonly number: number;
  /**
   * What is spoken on the port. HTTPS and TLS are encrypted by the caller and routed by server name.
   * @default - found out from the traffic where Istio can, TCP otherwise
   */
  readonly protocol?: PortProtocol;
  /**
   * The port of the endpoints, where it is another one, 1–65535.
   * @default - the same number
   */
  readonly targetPort?: number;
}

/** What Istio and the API server both take as name of a port. */
export const PORT_NAME: NameRule = {
  title: 'name of a port',
  words: 'at most 62 letters, digits and "-", starting and ending with a letter or digit',
  longest: 62,
  pattern: /^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?$/,
};

/** Protocols with a Host header, and those with a server name: several hosts can share a port of these. */
export const HTTP_LIKE: readonly (PortProtocol | undefined)[] = [
  PortProtocol.HTTP, PortProtocol.HTTP2, PortProtocol.HTTP_PROXY, PortProtocol.GRPC, PortProtocol.GRPC_WEB,
];
export const TLS_LIKE: readonly (PortProtocol | undefined)[] = [PortProtocol.HTTPS, PortProtocol.TLS];

/** Renders and checks the ports; names and numbers must be unique. */
export function renderServiceEntryPorts(ports: readonly ServiceEntryPort[], where: string): object[] {
  return ports.map(({ name, number, protocol, targetPort }, i) => {
    const at = `${where}[${i}]`;
    requireName(name, PORT_NAME, `port of ${where}`);
    const twin = ports.findIndex(port => port.name === name || port.number === number);
    if (twin !== i) {
      fail({
        code: CODES.DUPLICATE_MEMBER,
        what: ports[twin].name === name ? `the port name "${name}" is there twice` : `the port number ${number} is there twice`,
        where: at,
        why: 'Istio refuses it',
        fix: 'give each port its own name and number',
      });
    }
    return defined({
      name,
      number: portNumber(number, `${at}.number`),
      protocol,
      targetPort: targetPort === undefined ? undefined : portNumber(targetPort, `${at}.targetPort`),
    });
  });
}
