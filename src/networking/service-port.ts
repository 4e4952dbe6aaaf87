import { portNumber } from './field-checks';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { DNS_LABEL, requireName } from '../kernel/names';

/** A port of a service: what other objects need to know of it. Kubernetes field `spec.ports[]` of a Service. */
export interface ServicePort {
  /**
   * Port name. Istio reads the protocol from the part before the first dash: `http`, `grpc-web`, `tcp-redis`.
   * @default - none; a service with several ports needs names
   */
  readonly name?: string;
  /** Port number of the service, 1–65535. */
  readonly number: number;
  /**
   * Port number of the workload, 1–65535.
   * @default - the same number
   */
  readonly targetPort?: number;
  /**
   * Application protocol where the name does not say it. Kubernetes field `appProtocol`.
   * @default - derived from the name
   */
  readonly appProtocol?: string;
}

/** The port part of a Service of any cdk8s-plus version, accepted structurally. */
export interface ServicePortInfo {
  /**
   * Port name.
   * @default - none
   */
  readonly name?: string;
  /** Port number of the service. */
  readonly port: number;
  /**
   * Port number of the workload.
   * @default - the same number
   */
  readonly targetPort?: number;
}

/** Fails on ports that Kubernetes would refuse. */
export function requirePorts(ports: readonly ServicePort[], where: string): void {
  if (ports.length === 0) {
    fail({ code: CODES.INVALID_ARGUMENT, what: 'no ports', where, why: 'Istio makes a destination per port, so that nobody would reach the service', fix: "name its ports: [{ name: 'http', number: 8080 }]" });
  }
  ports.forEach(({ name, number, targetPort }, i) => {
    const at = `${where} ports[${i}]`;
    portNumber(number, `${at}.number`);
    if (targetPort !== undefined) {
      portNumber(targetPort, `${at}.targetPort`);
    }
    if (name !== undefined) {
      requireName(name, DNS_LABEL, 'name of the port', at);
    } else if (ports.length > 1) {
      fail({ code: CODES.INVALID_NAME, what: `the port ${number} has no name`, where: at, why: 'Kubernetes tells several ports of a Service apart by name', fix: "name it: { name: 'http-admin', … }" });
    }
    if (name !== undefined && ports.findIndex(each => each.name === name) !== i) {
      fail({ code: CODES.DUPLICATE_MEMBER, what: `there is a port "${name}" already`, where: at, why: 'Kubernetes tells the ports of a Service apart by name', fix: 'choose another name' });
    }
  });
}
