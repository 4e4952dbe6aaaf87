import { App, Chart } from 'cdk8s';
import { MeshService, MutualTlsMigration, MutualTlsStep, PlaintextPort, ServicePort } from '../../src';

const chart = () => new Chart(new App(), 'chart', { namespace: 'shop' });

const PORTS: ServicePort[] = [{ name: 'http', number: 80, targetPort: 8080 }, { name: 'db', number: 3306 }];

function service(scope: Chart, name: string, ports = PORTS): MeshService {
  return new MeshService(scope, name, { name, ports, selector: { app: name } });
}

/** What a step writes: name → mode, and the modes of ports. */
function written(
  step: (services: MeshService[]) => MutualTlsStep, open: (services: MeshService[]) => PlaintextPort[] = () => [],
): Record<string, object> {
  const scope = chart();
  const services = ['a', 'b'].map(name => service(scope, name));
  const { namespaceMode, workloadModes } = new MutualTlsMigration(scope, 'MutualTls', { namespace: 'shop', step: step(services), plaintextPorts: open(services) });
  return Object.fromEntries([namespaceMode, ...workloadModes].map(object => {
    const { metadata, spec } = object.toJson();
    return [metadata.name, { ...spec, ...(metadata.annotations ? { annotations: metadata.annotations } : {}) }];
  }));
}

const STRICT = { mtls: { mode: 'STRICT' } };
const PERMISSIVE = { mtls: { mode: 'PERMISSIVE' } };
const of = (name: string) => ({ selector: { matchLabels: { app: name } } });
const db = ([, b]: MeshService[]): PlaintextPort[] => [{ service: b, port: 'db', reason: 'the old batch' }];
const OPEN = { portLevelMtls: { 3306: { mode: 'PERMISSIVE' } }, annotations: { 'cdk8s-istio/plaintext-3306': 'the old batch' } };

test.each<[string, Record<string, object>, Record<string, object>]>([
  ['permissive', written(() => MutualTlsStep.permissive()), { default: PERMISSIVE }],
  ['permissive, with a port', written(() => MutualTlsStep.permissive(), db), { default: PERMISSIVE }],
  ['strict for one', written(([, b]) => MutualTlsStep.strictFor([b])), { default: PERMISSIVE, b: { ...STRICT, ...of('b') } }],
  ['strict for one, with its port', written(([, b]) => MutualTlsStep.strictFor([b]), db), { default: PERMISSIVE, b: { ...STRICT, ...of('b'), ...OPEN } }],
  ['strict for one, with the port of another', written(([a]) => MutualTlsStep.strictFor([a]), db), { default: PERMISSIVE, a: { ...STRICT, ...of('a') } }],
  ['strict for both in any order', written(([a, b]) => MutualTlsStep.strictFor([b, a, b])), { default: PERMISSIVE, a: { ...STRICT, ...of('a') }, b: { ...STRICT, ...of('b') } }],
  ['strict', written(() => MutualTlsStep.strict()), { default: STRICT }],
  ['strict, with a port', written(() => MutualTlsStep.strict(), db), { default: STRICT, b: { ...STRICT, ...of('b'), ...OPEN } }],
])('%s', (_, actual, expected) => {
  expect(actual).toEqual(expected);
});

test('two ports of one service are one object, by the numbers of the workload', () => {
  const both = written(() => MutualTlsStep.strict(), ([a]) => [{ service: a, port: 'http', reason: 'x' }, { service: a, port: 'db', reason: 'y' }]);
  expect(both.a).toEqual({
    ...STRICT,
    ...of('a'),
    portLevelMtls: { 3306: { mode: 'PERMISSIVE' }, 8080: { mode: 'PERMISSIVE' } },
    annotations: { 'cdk8s-istio/plaintext-3306': 'y', 'cdk8s-istio/plaintext-8080': 'x' },
  });
});

test('the modes of workloads are in the order of their names, whatever the program says', () => {
  expect(Object.keys(written(([a, b]) => MutualTlsStep.strictFor([b, a])))).toEqual(['default', 'a', 'b']);
});

test.each<[string, () => unknown, RegExp]>([
  ['strict for nobody', () => MutualTlsStep.strictFor([]), /MESH0011/],
  ['a reason of spaces', () => written(() => MutualTlsStep.permissive(), ([a]) => [{ service: a, port: 'db', reason: ' ' }]), /MESH0021/],
  ['an unknown port', () => written(() => MutualTlsStep.strict(), ([a]) => [{ service: a, port: 'dbs', reason: 'x' }]), /MESH0006[\s\S]*"db"/],
  ['a service without labels', () => {
    const scope = chart();
    const unknown = new MeshService(scope, 'U', { name: 'u', ports: [{ number: 1 }] });
    new MutualTlsMigration(scope, 'M', { namespace: 'shop', step: MutualTlsStep.strictFor([unknown]) });
  }, /MESH0012/],
  ['a service of another namespace', () => {
    const scope = chart();
    const other = new MeshService(scope, 'Other', { name: 'other', namespace: 'billing', ports: [{ number: 1 }], selector: { app: 'other' } });
    new MutualTlsMigration(scope, 'M', { namespace: 'shop', step: MutualTlsStep.strictFor([other]) });
  }, /MESH0002[\s\S]*namespace shop/],
  ['two services of one workload', () => {
    const scope = chart();
    const labels = { selector: { b: '1', a: '2' }, ports: [{ number: 1 }] };
    const one = new MeshService(scope, 'One', { name: 'one', ...labels });
    const two = new MeshService(scope, 'Two', { name: 'two', ...labels, selector: { a: '2', b: '1' } });
    new MutualTlsMigration(scope, 'M', { namespace: 'shop', step: MutualTlsStep.strictFor([one, two]) });
  }, /MESH0002[\s\S]*same workload/],
])('refuses %s', (_, make, error) => {
  expect(make).toThrow(error);
});
