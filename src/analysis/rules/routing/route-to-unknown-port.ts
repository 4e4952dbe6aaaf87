import { CODES } from '../../../kernel/codes';
import { nearestName } from '../../../kernel/nearest';
import { MeshModel } from '../../../model/mesh';
import { MeshHost } from '../../../model/services';
import { Declaration, Miss, reportMisses } from '../../root-cause';
import { defineRule, Report } from '../../rule';
import { didYouMean, quotedList } from '../../words';

/** A route names a port that its service does not listen on, or no port where the service has several. */
export const routeToUnknownPort = defineRule({
  code: CODES.ROUTE_TO_UNKNOWN_PORT,
  name: 'route-to-unknown-port',
  severity: 'error',
  reads: ['VirtualService', 'Service', 'ServiceEntry'],
  equals: ['IST0101'],
  summary: 'A route or mirror names a port that its service does not listen on, or no port where the service has several.',
  why: 'There is a cluster for each port of a service and for no other: a request that is sent elsewhere is answered with 503. '
    + 'Without a port, Istio takes the only one, or the port the request came in on, which behind a gateway is the gateway’s.',
  fix: 'Name a port that the service lists under `spec.ports` (the port of the Service, not the target port of its Pods).',
  cannotTell: 'the service is not in the environment, or its ports are not written down.',
  examples: {
    bad: `
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec:
  ports: [{ name: http, port: 8080, targetPort: 80 }]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: cart, namespace: shop }
spec:
  hosts: [cart]
  http:
    - route:
        - destination: { host: cart, port: { number: 80 } } # the target port: the Service listens on 8080
`,
    good: `
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec:
  ports: [{ name: http, port: 8080, targetPort: 80 }]
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments, namespace: shop }
spec:
  hosts: [api.payments.example]
  ports: [{ name: http, number: 80, protocol: HTTP }, { name: tls, number: 443, protocol: TLS }]
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
        - destination: { host: api.payments.example, port: { number: 443 } }
    - route:
        - destination: { host: cart }
`,
  },

  check(mesh: MeshModel, report: Report): void {
    const misses: Miss[] = [];
    for (const { manifest, destinations } of mesh.virtualServices) {
      for (const destination of destinations) {
        const { host, port } = destination;
        const found = destination.resolve(mesh.hostRegistry);
        const ports = found.answer === 'yes' ? found.value.ports : undefined;
        if (found.answer !== 'yes' || !ports) {
          continue;
        }
        const target = found.value;
        if (port === undefined) {
          if (ports.some(({ number }) => number !== ports[0].number)) {
            report.problem(manifest, destination.path, {
              message: `Destination "${host}" names no port, and ${nameOf(target)} has several: ${portList(target)}.`,
              fix: `Add \`port: { number: ${ports[0].number} }\`, or the port that is meant.`,
              found: host,
              equals: ['IST0112'],
            });
          }
        } else if (!ports.some(({ number }) => number === port)) {
          misses.push(miss(target, port, { manifest, path: [...destination.path, 'port', 'number'] }));
        }
      }
    }
    reportMisses(report, misses, () => askedPorts(mesh), ({ wanted, nearest }) => declarationOf(mesh, wanted, nearest));
  },
});

function miss(target: MeshHost, port: number, place: Pick<Miss, 'manifest' | 'path'>): Miss {
  const ports = target.ports ?? [];
  const nearest = ports.length === 1 ? String(ports[0].number) : nearestName(String(port), ports.map(({ number }) => String(number)));
  return {
    ...place,
    wanted: `${target.host}:${port}`,
    nearest: nearest === undefined ? undefined : `${target.host}:${nearest}`,
    problem: {
      message: `Port ${port} does not exist: ${nameOf(target)} listens on ${portList(target)}.`,
      fix: didYouMean(nearest, nearest === undefined ? `Name one of its ports, or add port ${port} to ${nameOf(target)}` : undefined),
      found: String(port),
      nearest,
    },
  };
}

/** Every port that a route names, with its full host. */
function* askedPorts({ virtualServices, hostRegistry }: MeshModel): Iterable<string> {
  for (const { namespace, destinations } of virtualServices) {
    for (const { host, port } of destinations) {
      yield `${hostRegistry.complete(host, namespace)}:${port}`;
    }
  }
}

/** The port that the service spells otherwise than the routes: one digit beside the one that they all ask for. */
function declarationOf(mesh: MeshModel, wanted: string, nearest: string | undefined): Declaration | undefined {
  const [host, meant] = cut(wanted);
  const written = nearest === undefined ? undefined : cut(nearest)[1];
  const target = mesh.hostRegistry.find(host);
  const index = target?.kind !== 'Service' ? -1 : target.ports?.findIndex(({ number }) => String(number) === written) ?? -1;
  return target && written !== undefined && index >= 0 && nearestName(written, [meant]) !== undefined
    ? { manifest: target.manifest, path: ['spec', 'ports', index, 'port'], what: `Port ${written} of ${nameOf(target)}`, written, meant }
    : undefined;
}

function cut(key: string): [string, string] {
  const colon = key.lastIndexOf(':');
  return [key.slice(0, colon), key.slice(colon + 1)];
}

function nameOf({ kind, namespace, name }: MeshHost): string {
  return `${kind} ${namespace}/${name}`;
}

function portList({ ports = [] }: MeshHost): string {
  return quotedList(ports.map(({ number }) => number));
}
