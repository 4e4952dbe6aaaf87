import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { Chart, Duration } from 'cdk8s';
import { surroundings } from './surroundings';
import {
  CircuitBreaker, CircuitBreakerProfile, DeclaredCallsScope, EgressHost, EgressListener, Environment, Fleet, Gateway, HostRoutes,
  HttpAction, HttpService, MeshService, Server, ServerTls, Sidecar, StringMatch, TrafficSplit,
} from '../../src';

/** A part of a program that can be said before or after all others. */
type Part = (environment: Environment, shared: Shared) => void;

/** What several parts use, made by the first of them. */
interface Shared {
  readonly shop: Chart;
  readonly services: ReturnType<typeof surroundings>;
  routes(): HostRoutes;
}

/** Texts that locales sort and write in their own ways. */
const NAMES = ['zebra', 'Zoo', 'apple', 'i', 'I', 'ch', 'cz', 'z10', 'z9', 'a-b', 'aa', 'ab'];

/** Parts whose order must not matter: calls that are declared, routes that teams contribute, objects of their own. */
export const PARTS: readonly Part[] = [
  // The rules of one policy stand in the order of the calls, so these stay together.
  (_, { services }) => {
    const { connections } = cart(services);
    [1, 2].forEach(index => connections.allowFrom(services.service(index) as MeshService));
    ['zoo', 'apple'].forEach(namespace => connections.allowFromNamespace(namespace));
  },
  (_, { services }) => (services.service(2) as MeshService).connections.allowFrom(services.service(1) as MeshService),
  (_, { services, shop }) => new DeclaredCallsScope(shop, 'Calls', { callers: [services.service(1) as MeshService], callees: [cart(services)] }),
  (_, { services, routes }) => routes().addTeam('zebra').addHttpRoute('all', { match: [{ uri: StringMatch.prefix('/z/') }], action: to(services) }),
  (_, { services, routes }) => routes().addTeam('apple').addHttpRoute('all', { match: [{ uri: StringMatch.prefix('/a/') }], action: to(services) }),
  (_, { services, routes }) => routes().addTeam('z10').addHttpRoute('all', { match: [{ uri: StringMatch.exact('/z/10') }], action: to(services) }),
  (_, { services, shop }) => new CircuitBreaker(shop, 'Breaker', { service: services.service(1) as MeshService, profile: CircuitBreakerProfile.STANDARD }),
  (environment) => {
    const edge = new Chart(environment, 'edge', { namespace: 'istio-ingress' });
    const ingress = new MeshService(edge, 'Ingress', { name: 'ingress', ports: [{ name: 'https', number: 443 }], selector: { istio: 'ingress' } });
    new Gateway(edge, 'Public', { selector: ingress.selector!, servers: [Server.https(['shop.example.com'], ServerTls.simple('shop'))] });
  },
  (_, { services, shop }) => new HttpService(shop, 'Web', { service: services.service(2) as MeshService, port: 'http', timeout: Duration.seconds(2) }),
  ...['zoo', 'apple', 'ch', 'cz'].map((namespace): Part => environment => {
    const chart = new Chart(environment, namespace, { namespace });
    new Sidecar(chart, 'Sidecar', { annotations: record(NAMES), egress: [EgressListener.allPorts([EgressHost.namespace(namespace)])] });
  }),
];

/** The files that a fleet with these parts writes, as one SHA-256. */
export function hashOfFleet(parts: readonly Part[]): string {
  const outdir = mkdtempSync(join(tmpdir(), 'order-'));
  try {
    const fleet = new Fleet({ outdir });
    const environment = fleet.addEnvironment('production');
    const shop = new Chart(environment, 'shop', { namespace: 'shop' });
    const services = surroundings(shop, 'shop');
    let hostRoutes: HostRoutes | undefined;
    const routes = () => hostRoutes ??= new HostRoutes(shop, 'Routes', { service: cart(services) });
    parts.forEach(part => part(environment, { shop, services, routes }));
    quietly(() => fleet.synth());
    return hashOfFolder(outdir);
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** A fleet says on the console what it wrote, and where. */
function quietly(run: () => unknown): void {
  const write = process.stderr.write.bind(process.stderr);
  process.stderr.write = () => true;
  try {
    run();
  } finally {
    process.stderr.write = write;
  }
}

function cart(services: ReturnType<typeof surroundings>): MeshService {
  return services.service(0) as MeshService;
}

function to(services: ReturnType<typeof surroundings>): HttpAction {
  return HttpAction.route(TrafficSplit.to(cart(services)));
}

function record(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name, i) => [`example.com/${name}`, `${name} ${i} äåıİßй`]));
}

/** Names and bytes of all files of a folder, by code point. */
function hashOfFolder(folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())
    .map(entry => relative(folder, join(entry.parentPath, entry.name))).sort();
  const hash = createHash('sha256');
  files.forEach(file => hash.update(`${file}\0`).update(readFileSync(join(folder, file))).update('\0'));
  return `${files.length} files ${hash.digest('hex')}`;
}
