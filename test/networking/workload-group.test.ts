import { App, Chart, Duration } from 'cdk8s';
import { ProbeScheme, WorkloadGroup, WorkloadGroupProps, WorkloadProbe } from '../../src/networking';

function group(props: Partial<WorkloadGroupProps>): WorkloadGroup {
  return new WorkloadGroup(new Chart(new App(), 'shop', { namespace: 'shop' }), 'Machines', { template: {}, ...props });
}

test('machines that register themselves, with labels and a probe', () => {
  const probe = WorkloadProbe.httpGet({
    port: 8080, path: '/ready', scheme: ProbeScheme.HTTPS, httpHeaders: { 'X-Probe': 'istio' }, period: Duration.seconds(5), initialDelay: Duration.seconds(0),
  });
  expect(group({
    labels: { team: 'db' }, workloadLabels: { app: 'db' }, workloadAnnotations: { owner: 'Team DB' }, probe, template: { serviceAccount: 'db', ports: { tcp: 5432 } },
  }).toJson()).toEqual({
    apiVersion: 'networking.istio.io/v1',
    kind: 'WorkloadGroup',
    metadata: { name: 'machines', namespace: 'shop', labels: { team: 'db' } },
    spec: {
      metadata: { labels: { app: 'db' }, annotations: { owner: 'Team DB' } },
      template: { ports: { tcp: 5432 }, serviceAccount: 'db' },
      probe: {
        initialDelaySeconds: 0,
        periodSeconds: 5,
        httpGet: { port: 8080, path: '/ready', scheme: 'HTTPS', httpHeaders: [{ name: 'X-Probe', value: 'istio' }] },
      },
    },
  });
});

test('a template without fields is written, because Istio demands one', () => {
  expect(group({}).toJson().spec).toEqual({ template: {} });
});

test('a probe opens a connection or runs a command', () => {
  expect(group({ probe: WorkloadProbe.tcpSocket({ port: 5432, failureThreshold: 2 }) }).toJson().spec.probe).toEqual({
    failureThreshold: 2, tcpSocket: { port: 5432 },
  });
  expect(group({ probe: WorkloadProbe.exec(['/bin/check'], { timeout: Duration.minutes(1) }) }).toJson().spec.probe).toEqual({
    timeoutSeconds: 60, exec: { command: ['/bin/check'] },
  });
});

test.each<[string, () => Partial<WorkloadGroupProps>, RegExp]>([
  ['port 0 of the template', () => ({ template: { ports: { http: 0 } } }), /MESH0001/],
  ['a port name with a dot', () => ({ template: { ports: { 'http.web': 80 } } }), /MESH0003/],
  ['a negative weight', () => ({ template: { weight: -1 } }), /MESH0001/],
  ['an empty network', () => ({ template: { network: '' } }), /MESH0001/],
  ['a label that Kubernetes refuses', () => ({ workloadLabels: { 'a b': 'c' } }), /MESH0003/],
  ['an annotation that Kubernetes refuses', () => ({ workloadAnnotations: { 'a b': 'c' } }), /MESH0003/],
  ['a probe of port 0', () => ({ probe: WorkloadProbe.httpGet({ port: 0 }) }), /MESH0001/],
  ['a probe of port 65536', () => ({ probe: WorkloadProbe.tcpSocket({ port: 65536 }) }), /MESH0001/],
  ['a probe header with "_"', () => ({ probe: WorkloadProbe.httpGet({ port: 80, httpHeaders: { X_PROBE: '' } }) }), /MESH0003/],
  ['a probe without command', () => ({ probe: WorkloadProbe.exec([]) }), /MESH0001/],
  ['a period of half a second', () => ({ probe: WorkloadProbe.exec(['x'], { period: Duration.millis(500) }) }), /MESH0004/],
  ['a period of 0', () => ({ probe: WorkloadProbe.exec(['x'], { period: Duration.seconds(0) }) }), /MESH0004/],
  ['a timeout of 0', () => ({ probe: WorkloadProbe.exec(['x'], { timeout: Duration.seconds(0) }) }), /MESH0004/],
  ['a threshold of 0', () => ({ probe: WorkloadProbe.exec(['x'], { successThreshold: 0 }) }), /MESH0001/],
  ['a threshold below 0', () => ({ probe: WorkloadProbe.exec(['x'], { failureThreshold: -1 }) }), /MESH0001/],
])('%s is refused', (_, props, message) => {
  expect(() => group(props())).toThrow(message);
});
