import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { IMeshService } from '../../networking/mesh-service';
import { protocolOf } from '../../networking/port-protocol';
import { PortProtocol } from '../../networking/service-entry-port';
import { ServicePort } from '../../networking/service-port';

/** Protocols whose requests can be split. */
const SPLIT = [PortProtocol.HTTP, PortProtocol.HTTP2, PortProtocol.GRPC, PortProtocol.GRPC_WEB];

/** The port that is released. Fails where an owner that writes the Service cannot know it, or would drop other ports (MESH0013). */
export function portOfRelease({ ports, serviceName }: IMeshService, name: string | undefined, ownerName: string, otherPorts: boolean): ServicePort {
  const port = name === undefined ? ports[0] : ports.find(each => each.name === name);
  const fault = port === undefined
    ? { what: `the ports of the service ${serviceName} are not known`, fix: 'declare the service with its ports' }
    : ports.length > 1 && !otherPorts
      ? { what: `the service ${serviceName} has ${ports.length} ports, and ${ownerName} writes it with one`, fix: 'say portDiscovery: true, or release a service with one port' }
      : !SPLIT.includes(protocolOf(port) ?? PortProtocol.HTTP)
        ? { what: `port ${port.number} of the service ${serviceName} is ${port.appProtocol ?? port.name}`, fix: 'release an HTTP or gRPC port' }
        : undefined;
  if (fault) {
    fail({ code: CODES.TRAFFIC_OWNER, where: `service ${serviceName}`, why: `${ownerName} writes the Service, and splits HTTP requests`, ...fault });
  }
  return port!;
}
