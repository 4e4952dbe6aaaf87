import { App, Chart } from 'cdk8s';
import {
  ExportTo, IWaypoint, PortProtocol, ServiceEntry, ServiceEntryLocation, ServiceEntryPort, ServiceEntryProps, ServiceEntryResolution, TrafficSplit,
  Waypoint, WorkloadSelector,
} from '../../src/networking';

function entry(props: Partial<ServiceEntryProps>): ServiceEntry {
  return new ServiceEntry(new Chart(new App(), 'shop', { namespace: 'shop' }), 'Payments', {
    hosts: ['api.payments.example'], ports: [HTTPS], resolution: ServiceEntryResolution.dns(), ...props,
  });
}

const HTTPS: ServiceEntryPort = { name: 'https', number: 443, protocol: PortProtocol.HTTPS };
const TCP: ServiceEntryPort = { name: 'tcp', number: 5432, protocol: PortProtocol.TCP };
const fixed = (address: string, more: object = {}) => ServiceEntryResolution.staticEndpoints([{ address, ...more }]);

test('a host outside the cluster', () => {
  expect(entry({ location: ServiceEntryLocation.MESH_EXTERNAL, exportTo: ExportTo.nowhere() }).toJson()).toEqual({
    apiVersion: 'networking.istio.io/v1',
    kind: 'ServiceEntry',
    metadata: { name: 'payments', namespace: 'shop' },
    spec: {
      hosts: ['api.payments.example'], ports: [{ name: 'https', number: 443, protocol: 'HTTPS' }], resolution: 'DNS', location: 'MESH_EXTERNAL', exportTo: ['~'],
    },
  });
});

test('an endpoint without traffic keeps its weight of 0', () => {
  expect(entry({ resolution: fixed('10.1.2.3', { weight: 0, labels: {} }) }).toJson().spec.endpoints).toEqual([{ address: '10.1.2.3', weight: 0, labels: {} }]);
});

describe('as a destination', () => {
  test('is its host at its only port', () => {
    expect(TrafficSplit.to(entry({}))._render()).toEqual([{ destination: { host: 'api.payments.example', port: { number: 443 } } }]);
  });

  test('is its host at one of its ports', () => {
    const two = entry({ ports: [HTTPS, { name: 'http', number: 80, protocol: PortProtocol.HTTP }] });
    expect(two.toDestinationConfig()).toEqual({ host: 'api.payments.example', port: undefined });
    expect(two.port('http').toDestinationConfig()).toEqual({ host: 'api.payments.example', port: 80 });
    expect(two.portNumber(443).toDestinationConfig()).toEqual({ host: 'api.payments.example', port: 443 });
    expect(() => two.port('htpp')).toThrow(/MESH0006[^]*did you mean http\?/);
    expect(() => two.portNumber(444)).toThrow(/MESH0006[^]*443/);
  });

  test.each([[['a.example.com', 'b.example.com']], [['*.example.com']]])('%j is more than one host', hosts => {
    expect(() => entry({ hosts, resolution: ServiceEntryResolution.none() }).toDestinationConfig()).toThrow(/MESH0001/);
  });
});

test.each<[string, () => Partial<ServiceEntryProps>, RegExp]>([
  ['no host', () => ({ hosts: [] }), /MESH0001/],
  ['every host', () => ({ hosts: ['*'], resolution: ServiceEntryResolution.none() }), /MESH0003/],
  ['a wildcard that is looked up', () => ({ hosts: ['*.example.com'] }), /MESH0003[^]*looked up/],
  ['a wildcard whose workloads are looked up', () => ({ hosts: ['*.example.com'], resolution: ServiceEntryResolution.dnsWorkloads(WorkloadSelector.labels({ app: 'x' })) }), /MESH0003/],
  ['a URL', () => ({ hosts: ['https://example.com'] }), /MESH0003/],
  ['a star inside the host', () => ({ hosts: ['a.*.com'], resolution: ServiceEntryResolution.none() }), /MESH0003/],
  ['a port name twice', () => ({ ports: [HTTPS, { ...HTTPS, number: 444 }] }), /MESH0008.*name/],
  ['a port number twice', () => ({ ports: [HTTPS, { ...HTTPS, name: 'tls' }] }), /MESH0008.*number/],
  ['port 0', () => ({ ports: [{ name: 'http', number: 0 }] }), /MESH0001/],
  ['target port 65536', () => ({ ports: [{ name: 'http', number: 80, targetPort: 65536 }] }), /MESH0001/],
  ['a port name with a dot', () => ({ ports: [{ name: 'http.web', number: 80 }] }), /MESH0003/],
  ['a port name of 63 characters, which the API server refuses', () => ({ ports: [{ name: 'x'.repeat(63), number: 80 }] }), /MESH0003/],
  ['a range with DNS', () => ({ addresses: ['10.0.0.0/8'] }), /MESH0002/],
  ['an address that is none', () => ({ addresses: ['example.com'] }), /MESH0001/],
  ['no addresses in the list', () => ({ addresses: [] }), /MESH0011/],
  ['no names in the list', () => ({ subjectAltNames: [] }), /MESH0011/],
  ['no endpoints in the list', () => ({ resolution: ServiceEntryResolution.staticEndpoints([]) }), /MESH0011/],
  ['a static endpoint by name', () => ({ resolution: fixed('db.example.com') }), /MESH0001/],
  ['an endpoint without address and network', () => ({ resolution: ServiceEntryResolution.staticEndpoints([{}]) }), /MESH0001/],
  ['an endpoint at a port that the entry does not have', () => ({ resolution: fixed('10.1.2.3', { ports: { http: 80 } }) }), /MESH0006[^]*https/],
  ['an endpoint at port 0', () => ({ resolution: fixed('10.1.2.3', { ports: { https: 0 } }) }), /MESH0001/],
  ['a socket with ports', () => ({ resolution: fixed('unix:///var/run/db', { ports: { https: 1 } }) }), /MESH0002/],
  ['a socket for two ports', () => ({ ports: [HTTPS, TCP], resolution: fixed('unix:///var/run/db') }), /MESH0002/],
  ['a socket that is a folder', () => ({ resolution: fixed('unix:///var/run/') }), /MESH0001/],
  ['a socket by DNS', () => ({ resolution: ServiceEntryResolution.dns([{ address: 'unix:///var/run/db' }]) }), /MESH0001/],
  ['an endpoint by DNS with a wildcard', () => ({ resolution: ServiceEntryResolution.dnsRoundRobin({ address: '*.example.com' }) }), /MESH0001/],
  ['an endpoint by DNS that is an address out of range', () => ({ resolution: ServiceEntryResolution.dns([{ address: '10.1.2.300' }]) }), /MESH0001/],
  ['a negative weight', () => ({ resolution: fixed('10.1.2.3', { weight: -1 }) }), /MESH0001/],
  ['two hosts at a TCP port', () => ({ hosts: ['a.example.com', 'b.example.com'], ports: [TCP] }), /MESH0002[^]*tell the hosts apart/],
  ['two hosts at a port without protocol', () => ({ hosts: ['a.example.com', 'b.example.com'], ports: [{ name: 'x', number: 80 }] }), /MESH0002/],
  ['dynamic DNS for one host', () => ({ resolution: ServiceEntryResolution.dynamicDns(), ports: [{ ...HTTPS, protocol: PortProtocol.TLS }] }), /MESH0002/],
  ['dynamic DNS for TCP', () => ({ hosts: ['*.example.com'], resolution: ServiceEntryResolution.dynamicDns(), ports: [TCP] }), /MESH0002/],
  ['dynamic DNS with addresses', () => ({ hosts: ['*.example.com'], resolution: ServiceEntryResolution.dynamicDns(), addresses: ['10.1.2.3'] }), /MESH0002/],
])('%s is refused', (_, props, message) => {
  expect(() => entry(props())).toThrow(message);
});

test('dynamic DNS inside of the mesh goes with no waypoint', () => {
  const make = (waypoint: IWaypoint, location: ServiceEntryLocation) => () => entry({
    hosts: ['*.example.com'], resolution: ServiceEntryResolution.dynamicDns(), ports: [{ ...HTTPS, protocol: PortProtocol.TLS }], waypoint, location,
  });
  const waypoint: IWaypoint = { waypointName: 'egress' };
  expect(make(waypoint, ServiceEntryLocation.MESH_INTERNAL)).toThrow(/MESH0002[^]*MESH_EXTERNAL/);
  expect(make(waypoint, ServiceEntryLocation.MESH_EXTERNAL)).not.toThrow();
  expect(make(Waypoint.NONE, ServiceEntryLocation.MESH_INTERNAL)).not.toThrow();
});

test('two hosts share a port that tells them apart', () => {
  expect(entry({ hosts: ['a.example.com', 'b.example.com'] }).hosts).toEqual(['a.example.com', 'b.example.com']);
  expect(() => entry({ hosts: ['a.example.com', 'b.example.com'], ports: [TCP], resolution: ServiceEntryResolution.none() })).not.toThrow();
});

test('workloads are selected by labels', () => {
  expect(entry({ resolution: ServiceEntryResolution.staticWorkloads(WorkloadSelector.labels({ app: 'db' })) }).toJson().spec).toMatchObject({
    resolution: 'STATIC', workloadSelector: { labels: { app: 'db' } },
  });
});

test.each([[() => ExportTo.namespaces(), /MESH0011/], [() => ExportTo.namespaces('a', 'a'), /MESH0008/], [() => ExportTo.namespaces('A'), /MESH0003/], [() => ExportTo.namespaces('*'), /MESH0003/]])(
  'exportTo does not take what Istio would refuse or read as everywhere (%#)', (call, message) => {
    expect(call).toThrow(message);
  });
