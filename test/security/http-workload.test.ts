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
    ['take what is unknown: Istio looks whether it is HTTP', [{ number: 8080 }, { name: 'web', number: 9090 }], [8080, 9090], [8080, 9090]],
    ['go by appProtocol first', [{ name: 'tcp', number: 1, appProtocol: 'http' }, { name: 'http', number: 2, appProtocol: 'mysql' }], [1], [1, 2]],
    ['know the names of Kubernetes', [{ number: 1, appProtocol: 'kubernetes.io/h2c' }, { number: 2, appProtocol: 'kubernetes.io/wss' }], [1], [1, 2]],
    ['ignore case', [{ name: 'TCP-x', number: 1 }, { name: 'HTTP', number: 2 }], [2], [1, 2]],
    ['leave out ports that Istio takes for TCP unless told otherwise', [{ number: 3306 }, { name: 'http', number: 53 }], [53], [53, 3306]],
    ['name a port once', [{ name: 'http', number: 80, targetPort: 8080 }, { name: 'http-alt', number: 81, targetPort: 8080 }], [8080], [8080]],
  ])('%s', (_, ports, atService, atGateway) => {
    expect(HttpWorkload.service(service(ports)).portNumbers).toEqual(atService);
    expect(HttpWorkload.gateway(service(ports)).portNumbers).toEqual(atGateway);
  });

  test('can be named, and are then exactly these', () => {
    expect(HttpWorkload.service(service(ALL), { ports: ['http'] }).portNumbers).toEqual([8080]);
    expect(HttpWorkload.gateway(service(ALL), { ports: ['https'] }).portNumbers).toEqual([8443]);
    expect(HttpWorkload.service(service(ALL), { ports: ['https'] }).portNumbers).toEqual([8443]);
  });

  test.each<[string, () => unknown, RegExp]>([
    ['an unknown name', () => HttpWorkload.service(service(ALL), { ports: ['htp'] }), /MESH0006[\s\S]*did you mean "http"/],
    ['no names', () => HttpWorkload.service(service(ALL), { ports: [] }), /MESH0012/],
    ['no port of HTTP', () => HttpWorkload.service(service([{ name: 'tcp', number: 1 }])), /MESH0012[\s\S]*would close ports of other protocols/],
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

  const portsOf = (spec: any) => spec.rules.map((rule: any) => rule.to[0].operation.ports);

  test.each(['before', 'after'] as const)('rules name the ports of the Service, which a request there still goes to: namespace declared %s', declare => {
    for (const spec of [ambient(declare).login, ambient(declare).authorizer]) {
      expect(spec.targetRefs).toEqual([{ group: '', kind: 'Service', name: 'cart' }]);
      expect(spec.selector).toBeUndefined();
      expect(portsOf(spec)).toEqual([['8080'], ['80']]);
    }
  });

  test('nothing is said twice where the ports are the same, or where there is no waypoint', () => {
    expect(portsOf(ambient('before', [{ name: 'http', number: 80 }]).login)).toEqual([['80']]);
    expect(portsOf(ambient('never').login)).toEqual([['8080']]);
  });

  test('a gateway takes its clients itself, whatever its namespace is', () => {
    const { list } = ambient('before');
    expect(list.selector).toEqual({ matchLabels: { app: 'cart' } });
    expect(portsOf(list)).toEqual([['8080']]);
  });
});

test('a port that a Service gets after the policy was written is reported', () => {
  const fleet = new Fleet({ outdir: '/nowhere' });
  const chart = new Chart(fleet.addEnvironment('test'), 'shop', { namespace: 'shop' });
  const kubernetes = new kplus.Service(chart, 'Service', { metadata: { name: 'cart' }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] });
  const workload = HttpWorkload.service(MeshService.fromService(chart, 'Cart', kubernetes, { selector: { app: 'cart' } }));
  new ExternalAuthorizer(chart, 'Authorizer', { workload, provider: AuthorizationProvider.fromName('opa') });
  const said = () => fleet.examine().findings.filter(({ code }) => code === 'MESH0408').map(({ message }) => message);
  kubernetes.bind(7000, { name: 'tcp-replica' });
  expect(said()).toEqual([]);
  kubernetes.bind(81, { name: 'http-admin' });
  expect(said()).toEqual([expect.stringMatching(/port 81 of cart\.shop\.svc\.cluster\.local was added after .*Authorizer/)]);
});
