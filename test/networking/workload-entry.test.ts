import { App, Chart } from 'cdk8s';
import { WorkloadEndpoint, WorkloadEntry } from '../../src/networking';

function entry(endpoint: WorkloadEndpoint): WorkloadEntry {
  return new WorkloadEntry(new Chart(new App(), 'shop', { namespace: 'shop' }), 'Vm1', { endpoint, labels: { team: 'db' } });
}

test('a machine, with labels of its own besides those of the object', () => {
  expect(entry({ address: '10.1.2.3', ports: { http: 8080 }, labels: { app: 'db' }, weight: 0 }).toJson()).toEqual({
    apiVersion: 'networking.istio.io/v1',
    kind: 'WorkloadEntry',
    metadata: { name: 'vm1', namespace: 'shop', labels: { team: 'db' } },
    spec: { address: '10.1.2.3', ports: { http: 8080 }, labels: { app: 'db' }, weight: 0 },
  });
});

test.each(['10.1.2.3', 'fd00::2', 'vm1.example.com', 'vm1', 'unix:///var/run/db', 'unix://@db'])('%s is an address', address => {
  expect(entry({ address }).toJson().spec).toEqual({ address });
});

test('a machine in another network is reached through its gateway', () => {
  expect(entry({ network: 'vpc-2' }).toJson().spec).toEqual({ network: 'vpc-2' });
});

test.each<[string, WorkloadEndpoint, RegExp]>([
  ['neither address nor network', {}, /MESH0001[^]*without address and network/],
  ['a wildcard', { address: '*.example.com' }, /MESH0001/],
  ['an IPv4 address out of range', { address: '10.1.2.300' }, /MESH0001/],
  ['a range', { address: '10.0.0.0/8' }, /MESH0001/],
  ['a socket that is a folder', { address: 'unix:///var/run/' }, /MESH0001/],
  ['a socket without path', { address: 'unix://' }, /MESH0001/],
  ['a socket with ports', { address: 'unix:///var/run/db', ports: { http: 80 } }, /MESH0002/],
  ['port 0', { address: '10.1.2.3', ports: { http: 0 } }, /MESH0001/],
  ['a port name with a dot', { address: '10.1.2.3', ports: { 'http.web': 80 } }, /MESH0003/],
  ['a label that Kubernetes refuses', { address: '10.1.2.3', labels: { app: 'a b' } }, /MESH0003/],
  ['a negative weight', { address: '10.1.2.3', weight: -1 }, /MESH0001/],
])('%s is refused', (_, endpoint, message) => {
  expect(() => entry(endpoint)).toThrow(message);
});
