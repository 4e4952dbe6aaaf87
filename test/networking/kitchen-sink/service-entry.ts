import { Construct } from 'constructs';
import {
  ExportTo, PortProtocol, ServiceEntry, ServiceEntryLocation, ServiceEntryPort, ServiceEntryResolution, WorkloadSelector,
} from '../../../src/networking';
import { IstioObject } from '../../../src/networking/istio-object';

const HTTPS: ServiceEntryPort = { name: 'https', number: 443, protocol: PortProtocol.HTTPS };

/** Places and values of the schema that no prop reaches, with the reason. `**` stands for any place that ends so. */
export const EXCEPTIONS: Record<string, string> = {};

/** ServiceEntries that together reach every place of the schema. */
export function kitchenSink(scope: Construct): IstioObject[] {
  new ServiceEntry(scope, 'Endpoints', {
    namespace: 'shop',
    hosts: ['db.example.com'],
    addresses: ['10.1.0.0/16', '10.2.3.4', 'fd00::1'],
    ports: [{ name: 'tcp', number: 5432, protocol: PortProtocol.TCP, targetPort: 15432 }],
    location: ServiceEntryLocation.MESH_INTERNAL,
    resolution: ServiceEntryResolution.staticEndpoints([{
      address: '10.1.2.3', ports: { tcp: 25432 }, labels: { version: 'v1' }, network: 'vpc-1', locality: 'eu/eu-1/a', weight: 0, serviceAccount: 'db',
    }, { address: 'fd00::2' }, { network: 'vpc-2' }]),
    subjectAltNames: ['spiffe://cluster.local/ns/shop/sa/db'],
    exportTo: ExportTo.namespaces('shop', 'billing'),
  });
  new ServiceEntry(scope, 'Socket', {
    namespace: 'shop', hosts: ['socket.example.com'], ports: [HTTPS], resolution: ServiceEntryResolution.staticEndpoints([{ address: 'unix:///var/run/db' }]),
  });
  const workloads = WorkloadSelector.labels({ app: 'db' });
  const resolutions = {
    None: ServiceEntryResolution.none(),
    Workloads: ServiceEntryResolution.staticWorkloads(workloads),
    DnsWorkloads: ServiceEntryResolution.dnsWorkloads(workloads),
    Dns: ServiceEntryResolution.dns(),
    DnsEndpoints: ServiceEntryResolution.dns([{ address: 'eu.example.com' }, { address: '10.1.2.3' }]),
    RoundRobin: ServiceEntryResolution.dnsRoundRobin(),
    RoundRobinEndpoint: ServiceEntryResolution.dnsRoundRobin({ address: 'eu.example.com' }),
  };
  for (const [id, resolution] of Object.entries(resolutions)) {
    new ServiceEntry(scope, id, { namespace: 'shop', hosts: ['api.example.com'], ports: [HTTPS], location: ServiceEntryLocation.MESH_EXTERNAL, resolution });
  }
  new ServiceEntry(scope, 'Dynamic', {
    namespace: 'shop',
    hosts: ['*.example.com'],
    resolution: ServiceEntryResolution.dynamicDns(),
    exportTo: ExportTo.nowhere(),
    ports: [{ name: 'tls', number: 443, protocol: PortProtocol.TLS }],
  });
  new ServiceEntry(scope, 'Protocols', {
    namespace: 'shop',
    hosts: ['*.every.example.com'],
    resolution: ServiceEntryResolution.none(),
    ports: Object.values(PortProtocol).map((protocol, i) => ({ name: `port-${i}`, number: 9000 + i, protocol })),
  });
  return scope.node.findAll().filter((each): each is IstioObject => each instanceof IstioObject);
}
