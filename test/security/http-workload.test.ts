import { App, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import {
  AuthorizationProvider, ClientAddress, DataPlane, ExternalAuthorizer, Fleet, HttpWorkload, IpDenyList, JwtLogin, MeshNamespace, MeshService,
  RefusedAddresses, ServicePort, Waypoint,
} from '../../src';

function service(ports: ServicePort[]): MeshService {
  return new MeshService(new Chart(new App(), 'shop', { namespace: 'shop' }), 'S', { name: 'cart', ports, selector: { app: 'cart' } });
}

const ALL: ServicePort[] = [
  { name: 'http', number: 80, targetPort: 8080 }, { name: 'grpc-web', number: 81 }, { name: 'tcp-db', number: 82 }, { name: 'https', number: 443, targetPort: 8443 },
];

describe('the ports of a workload that speaks HTTP', () => {
  test.each<[string, ServicePort[], number[], number[]]>([
    ['are the workload’s, not the Service’s', [{ name: 'http', number: 80, targetPort: 8080 }], [8080], [8080]],
    ['leave out other protocols by name; at a gateway the name says nothing', ALL, [81, 8080], [81, 82, 8080, 8443]],
    ['take what is unknown: Istio looks whether it is HTTP', [{ name: 'admin', number: 8080 }, { name: 'web', number: 9090 }], [8080, 9090], [8080, 9090]],
    ['go by appProtocol first', [{ name: 'tcp', number: 1, appProtocol: 'http' }, { name: 'http', number: 2, appProtocol: 'mysql' }], [1], [1, 2]],
    ['know the names of Kubernetes', [{ name: 'a', number: 1, appProtocol: 'kubernetes.io/h2c' }, { name: 'b', number: 2, appProtocol: 'kubernetes.io/wss' }], [1], [1, 2]],
    ['ignore case', [{ name: 'a', number: 1, appProtocol: 'TCP' }, { name: 'b', number: 2, appProtocol: 'HTTP' }], [2], [1, 2]],
    ['leave out ports that Istio takes for TCP unless told otherwise', [{ name: 'db', number: 3306 }, { name: 'http', number: 53 }], [53], [53, 3306]],
    ['name a port once', [{ name: 'http', number: 80, targetPort: 8080 }, { name: 'http-alt', number: 81, targetPort: 8080 }], [8080], [8080]],
  ])('%s', (_, ports, atService, atGateway) => {
    expect(HttpWorkload.service(service(ports)).portNumbers).toEqual(atService);
    expect(HttpWorkload.gateway(service(ports)).portNumbers).toEqual(atGateway);
  });

  test('can be named, and are then exactly these', () => {
    expect(HttpWorkload.service(service(ALL), { ports: ['http'] }).portNumbers).toEqual([8080]);
    expect(HttpWorkload.gateway(service(ALL), { ports: ['https'] }).portNumbers).toEqual([8443]);
    expect(HttpWorkload.service(service(ALL), { ports: ['https'] }).portNumbers).toEqual([8443]);
    expect(HttpWorkload.service(service(ALL), { ports: ['http'] })._at({ paths: ['/a'] })).toEqual({ paths: ['/a'], ports: [8080] });
  });

  test.each<[string, ServicePort[], object, object]>([
    ['a wrong or missing targetPort protects the port all the same', [{ name: 'http', number: 80 }], { notPorts: [15020] }, { notPorts: [15020] }],
    ['what is known to speak something else is left out', ALL, { notPorts: [82, 443, 8443] }, { notPorts: [15020] }],
  ])('without names policies hold everywhere else: %s', (_, ports, atService, atGateway) => {
    expect(HttpWorkload.service(service(ports))._at({})).toEqual(atService);
    expect(HttpWorkload.gateway(service(ports))._at({})).toEqual(atGateway);
  });

  test.each<[string, () => unknown, RegExp]>([
    ['an unknown name', () => HttpWorkload.service(service(ALL), { ports: ['htp'] }), /MESH0006[\s\S]*did you mean "http"/],
    ['no names', () => HttpWorkload.service(service(ALL), { ports: [] }), /MESH0012/],
    ['no port of HTTP', () => HttpWorkload.service(service([{ name: 'tcp', number: 1 }])), /MESH0012[\s\S]*would close them/],
  ])('are an error for %s', (_, make, error) => {
    expect(make).toThrow(error);
  });
});

describe('behind a waypoint', () => {
  const PORTS: ServicePort[] = [{ name: 'http', number: 80, targetPort: 8080 }];

  function ambient(declare: 'before' | 'after' | 'never', ports: ServicePort[] = PORTS): { login: any; authorizer: any; list: any } {
    const chart = new Chart(new App(), 'shop', { namespace: 'shop' });
    const waypoint = new Waypoint(chart, 'Waypoint', { name: 'waypoint' });
    const namespace = () => new MeshNamespace(chart, 'Namespace', { name: 'shop', dataPlane: DataPlane.ambient({ waypoint }) });
    if (declare === 'before') {
      namespace();
    }
    const workload = new MeshService(chart, 'S', { name: 'cart', ports, selector: { app: 'cart' } });
    const { demand } = new JwtLogin(chart, 'Login', { workload: HttpWorkload.service(workload), issuers: [{ issuer: 'https://login.example.com', audiences: ['shop'] }] });
    const { policy } = new ExternalAuthorizer(chart, 'Authorizer', { workload: HttpWorkload.service(workload), provider: AuthorizationProvider.fromName('opa') });
    const list = new IpDenyList(chart, 'List', {
      gateway: HttpWorkload.gateway(workload), clientAddress: ClientAddress.ofConnection(), refused: RefusedAddresses.these(['203.0.113.7']), hosts: ['a.example.com'],
    });
    if (declare === 'after') {
      namespace();
    }
    return { login: demand.toJson().spec, authorizer: policy.toJson().spec, list: list.policy.toJson().spec };
  }

  const operationsOf = (spec: any) => spec.rules.map((rule: any) => rule.to?.[0].operation);

  test.each(['before', 'after'] as const)('rules hold for the Service, whatever its ports are: namespace declared %s', declare => {
    for (const spec of [ambient(declare).login, ambient(declare).authorizer]) {
      expect(spec.targetRefs).toEqual([{ group: '', kind: 'Service', name: 'cart' }]);
      expect(spec.selector).toBeUndefined();
      expect(operationsOf(spec).every(({ ports, notPorts }: any) => ports === undefined && notPorts.join() === '15020')).toBe(true);
    }
  });

  test('a port of another protocol is left out with its number at the workload and at the waypoint', () => {
    const ports = [...PORTS, { name: 'tcp', number: 7000, targetPort: 7001 }];
    expect(operationsOf(ambient('before', ports).authorizer)).toEqual([{ notPorts: ['7000', '7001'] }]);
  });

  test.each<['before' | 'after' | 'never', object[]]>([
    ['before', [{ notPorts: ['80', '9000'] }, { ports: ['80'] }]],
    ['after', [{ notPorts: ['80', '9000'] }, { ports: ['80'] }]],
    ['never', [{ notPorts: ['80', '9000'] }]],
  ])('a number that is HTTP at the Service, and something else at the workload, is protected at the waypoint: namespace declared %s', (declare, expected) => {
    const ports = [...PORTS, { name: 'tcp', number: 9000, targetPort: 80 }];
    expect(operationsOf(ambient(declare, ports).authorizer)).toEqual(expected);
  });

  test('a gateway takes its clients itself, whatever its namespace is', () => {
    const { list } = ambient('before');
    expect(list.selector).toEqual({ matchLabels: { app: 'cart' } });
    expect(operationsOf(list)).toEqual([{ hosts: ['a.example.com', 'a.example.com:*'], notPorts: ['15020'] }]);
  });
});

test('a port of another protocol that a Service gets after the policy was written is reported: the policy would close it', () => {
  const fleet = new Fleet({ outdir: '/nowhere' });
  const chart = new Chart(fleet.addEnvironment('test'), 'shop', { namespace: 'shop' });
  const kubernetes = new kplus.Service(chart, 'Service', { metadata: { name: 'cart' }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] });
  const workload = HttpWorkload.service(MeshService.fromService(chart, 'Cart', kubernetes, { selector: { app: 'cart' } }));
  new ExternalAuthorizer(chart, 'Authorizer', { workload, provider: AuthorizationProvider.fromName('opa') });
  const said = () => fleet.examine().findings.filter(({ code }) => code === 'MESH0408').map(({ message }) => message);
  kubernetes.bind(81, { name: 'http-admin' });
  expect(said()).toEqual([]);
  kubernetes.bind(7000, { name: 'tcp-replica' });
  expect(said()).toEqual([expect.stringMatching(/port 7000 of cart\.shop\.svc\.cluster\.local was added after .*Authorizer/)]);
});
