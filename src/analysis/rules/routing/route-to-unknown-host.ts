import { CODES } from '../../../kernel/codes';
import { FieldPath } from '../../../kernel/field-path';
import { isWildcard } from '../../../model/hosts';
import { Lookup, No } from '../../../model/lookup';
import { Manifest } from '../../../model/manifest';
import { MeshModel } from '../../../model/mesh';
import { isNearMiss } from '../../../model/near-miss';
import { MeshHost } from '../../../model/services';
import { Declaration, Miss, reportMisses } from '../../root-cause';
import { defineRule, Report } from '../../rule';
import { didYouMean } from '../../words';

/** A route, a mirror or a DestinationRule names a host that no Service and no ServiceEntry has. */
export const routeToUnknownHost = defineRule({
  code: CODES.ROUTE_TO_UNKNOWN_HOST,
  name: 'route-to-unknown-host',
  severity: 'error',
  reads: ['VirtualService', 'DestinationRule', 'Service', 'ServiceEntry', 'Gateway', 'Canary'],
  equals: ['IST0101', 'KIA1101'],
  summary: 'A route, a mirror or a DestinationRule names a host that no Service and no ServiceEntry has.',
  why: 'Envoy gets a route to a cluster that does not exist: every request that takes it is answered with 503. '
    + 'A DestinationRule for such a host is never applied.',
  fix: 'Correct the host. If the service is deployed by others, declare it with `new MeshService(...)`; for a host outside the cluster add a ServiceEntry.',
  cannotTell: 'no Service of the host’s namespace is emitted or declared, or the host lies outside the cluster and no ServiceEntry has it. '
    + 'The same holds for names of a custom resource, whose controller may make the Service, and where installers put Services: in kube-system '
    + 'and the root namespace. A host one letter away from one that exists is an error all the same, unless it is a sibling (`team-a`, `team-b`) '
    + 'or its namespace is there without Services.',
  examples: {
    bad: `
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec:
  ports: [{ name: http, port: 80 }]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: cart, namespace: shop }
spec:
  hosts: [cart]
  http:
    - route:
        - destination: { host: crat } # no Service of namespace shop is called so
`,
    good: `
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec:
  ports: [{ name: http, port: 80 }]
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [api.payments.example]
  ports: [{ name: tls, number: 443, protocol: TLS }]
  resolution: DNS
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: cart, namespace: shop }
spec:
  hosts: [cart]
  http:
    - match: [{ uri: { prefix: /pay } }]
      route:
        - destination: { host: api.payments.example }
    - route:
        - destination: { host: cart.shop.svc.cluster.local }
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: cart, namespace: shop }
spec:
  host: cart
`,
  },

  check(mesh: MeshModel, report: Report): void {
    const asked = new AskedHosts(mesh, report);
    for (const virtualService of mesh.virtualServices) {
      const { manifest, namespace } = virtualService;
      const audience = virtualService.visibility.namespaces;
      for (const destination of virtualService.destinations) {
        const found = destination.resolve(mesh.hostRegistry);
        if (found.answer !== 'yes') {
          asked.host('Destination host', destination.host, found, manifest, [...destination.path, 'host'], namespace);
        }
      }
      if (virtualService.gateways.every(gateway => gateway === 'mesh')) {
        virtualService.hosts.forEach((host, i) => asked.ownHost(host, manifest, ['spec', 'hosts', i], namespace, audience));
      }
    }
    for (const { manifest, namespace, written, visibility } of mesh.destinationRules) {
      if (!isWildcard(written)) {
        const found = mesh.hostRegistry.resolve(written, namespace, visibility.namespaces);
        asked.host('Host', written, found, manifest, HOST_OF_RULE, namespace, EQUALS_FOR_RULES);
      }
    }
    reportMisses(report, asked.misses, () => askedHosts(mesh), miss => serviceOf(mesh, miss));
  },
});

const EQUALS_FOR_RULES = ['IST0174', 'KIA0202'];
const HOST_OF_RULE: FieldPath = ['spec', 'host'];

/** Looks hosts up and keeps what is not there. */
class AskedHosts {
  public readonly misses: Miss[] = [];

  constructor(private readonly mesh: MeshModel, private readonly report: Report) {}

  public host(
    what: string, written: string, found: Lookup<MeshHost>, manifest: Manifest, path: FieldPath, namespace: string,
    equals?: readonly string[],
  ): void {
    if (found.answer === 'cannot tell') {
      this.report.undecided(manifest, path, found.because);
    } else if (found.answer === 'no') {
      this.miss(what, written, manifest, path, namespace, found, equals);
    }
  }

  /** A VirtualService may serve a host that no Service has; one letter beside a Service it is a slip. */
  public ownHost(written: string, manifest: Manifest, path: FieldPath, namespace: string, audience: readonly string[]): void {
    const found = isWildcard(written) ? undefined : this.mesh.hostRegistry.resolve(written, namespace, audience);
    if (found?.answer === 'no' && found.nearestKey !== undefined
      && isNearMiss(this.mesh.hostRegistry.complete(written, namespace), found.nearestKey)) {
      this.miss('Host', written, manifest, path, namespace, found, []);
    }
  }

  private miss(what: string, written: string, manifest: Manifest, path: FieldPath, namespace: string, found: No, equals?: readonly string[]): void {
    this.misses.push({
      manifest,
      path,
      wanted: this.mesh.hostRegistry.complete(written, namespace),
      nearest: found.nearestKey,
      problem: {
        message: `${what} "${written}" does not exist: ${found.because}.`,
        fix: didYouMean(found.nearest, found.fix ?? (found.nearest === undefined ? UNDECLARED : undefined)),
        found: written,
        nearest: found.nearest,
        equals,
      },
    });
  }
}

/** Every host that somebody names, in its full form. */
function* askedHosts({ virtualServices, destinationRules, hostRegistry }: MeshModel): Iterable<string> {
  for (const { namespace, hosts, destinations } of virtualServices) {
    for (const host of [...hosts, ...destinations.map(destination => destination.host)]) {
      yield hostRegistry.complete(host, namespace);
    }
  }
  for (const { host } of destinationRules) {
    yield host;
  }
}

const UNDECLARED = 'Correct the host; or declare the service with `new MeshService(...)`, emit its Service, or add a ServiceEntry';

/** The Service that is called otherwise than everybody thinks. */
function serviceOf(mesh: MeshModel, { wanted, nearest }: Miss): Declaration | undefined {
  const service = nearest === undefined ? undefined : mesh.hostRegistry.find(nearest);
  const meant = wanted.split('.')[0];
  return service?.kind === 'Service' && isNearMiss(wanted, service.host) && wanted.slice(meant.length) === service.host.slice(service.name.length)
    ? { manifest: service.manifest, path: ['metadata', 'name'], what: `Service "${service.name}"`, written: service.name, meant }
    : undefined;
}
