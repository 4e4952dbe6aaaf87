import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Chart } from 'cdk8s';
import {
  argocd, Audience, CircuitBreaker, FaultAbort, FaultDrill, Fleet, HostRoutes, HttpAction, HttpService, MeshNamespace, MeshService,
  StringMatch, TrafficSplit, VirtualService,
} from '../../src';
import { MeshError } from '../../src/kernel/fail';
import { AbTest } from '../../src/patterns/ab-test';

let outdir: string;
const { stackTraceLimit } = Error;
beforeEach(() => {
  outdir = mkdtempSync(join(tmpdir(), 'located-'));
  // What Node has by itself; jest has more.
  Error.stackTraceLimit = 10;
});
afterEach(() => {
  Error.stackTraceLimit = stackTraceLimit;
  rmSync(outdir, { recursive: true, force: true });
});

function setup() {
  const fleet = new Fleet({ outdir: join(outdir, 'dist') });
  const shop = new Chart(fleet.addEnvironment('production'), 'shop', { namespace: 'shop' });
  return { fleet, shop, cart: new MeshService(shop, 'Cart', { name: 'cart', ports: [{ name: 'http', number: 8080 }] }) };
}

/** The line that is running now, plus an offset. */
const lineHere = (offset: number) => Number(/located-errors\.test\.ts:(\d+)/.exec(new Error('here').stack!.split('\n')[2])![1]) + offset;

/** The first line of this file in the stack of the error. */
function userLine(call: () => unknown): number {
  try {
    call();
  } catch (error) {
    expect(MeshError.isMeshError(error)).toBe(true);
    return Number(/located-errors\.test\.ts:(\d+)/.exec((error as Error).stack!)?.[1]);
  }
  throw new Error('nothing was thrown');
}

describe('an error of ours names a line of the program', () => {
  test('however deep in the library it is found', () => {
    const { shop, cart } = setup();
    const versions = { original: { labels: { version: 'v1' } }, variant: { labels: { version: 'v2' } } };
    expect(userLine(() => new AbTest(shop, 'Test', { service: cart, ...versions, audience: [Audience.header('', StringMatch.exact('x'))] }))).toBe(lineHere(0));
  });

  test('of the construct, where the fault is found at synth only', () => {
    const { fleet, shop } = setup();
    const line = lineHere(1);
    new VirtualService(shop, 'Empty', { hosts: ['cart'] });
    expect(userLine(() => fleet.examine())).toBe(line);
  });

  test('of the routes with two faults', () => {
    const { fleet, shop, cart } = setup();
    const line = lineHere(1);
    const { meshRoutes } = new HttpService(shop, 'Routing', { service: cart });
    const fault = { abort: FaultAbort.httpStatus(503, 1) };
    FaultDrill.forTesters(shop, 'Testers', {
      routes: [meshRoutes], fault, headers: { 'x-drill': StringMatch.exact('1') },
    });
    FaultDrill.forEverybody(shop, 'Everybody', { routes: [meshRoutes], fault });
    expect(userLine(() => fleet.examine())).toBe(line);
  });
});

describe('an error of ours names the line that added the delivery', () => {
  const repository = { url: 'https://git.example.com/acme/mesh.git' };
  const project = argocd.Project.named('mesh');

  test('whose options do not fit the environments', () => {
    const { fleet, shop } = setup();
    new MeshNamespace(shop, 'Namespace', { name: 'shop' });
    const line = lineHere(1);
    fleet.deliver(argocd.Applications.perEnvironment({ repository, project, manualEnvironments: ['prodution'] }));
    expect(userLine(() => fleet.examine())).toBe(line);
  });

  test('whose files say something else than those of another', () => {
    const { fleet, shop } = setup();
    new MeshNamespace(shop, 'Namespace', { name: 'shop' });
    fleet.deliver(argocd.Applications.perEnvironment({ repository, project, namePrefix: 'a', healthChecks: true }));
    const line = lineHere(1);
    fleet.deliver(argocd.Applications.perEnvironment({
      repository,
      project,
      namePrefix: 'b',
      notifications: [{ triggers: [argocd.NotificationTrigger.DEPLOYED], service: argocd.NotificationService.slack(), recipients: ['ops'] }],
    }));
    expect(userLine(() => fleet.examine())).toBe(line);
  });
});

describe('a finding names the line', () => {
  test('of the second of two declarations of one service', () => {
    const { fleet, shop } = setup();
    const line = lineHere(1);
    new MeshService(shop, 'Again', { name: 'cart', ports: [{ name: 'http', number: 9090 }] });
    expect(fleet.examine().findings.map(({ code, line: found }) => [code, found])).toContainEqual(['MESH0201', line]);
  });

  test('of the second of two namespaces', () => {
    const { fleet, shop } = setup();
    new MeshNamespace(shop, 'Namespace', { name: 'shop' });
    const line = lineHere(1);
    new MeshNamespace(shop, 'Again', { name: 'shop' });
    expect(fleet.examine().findings.map(({ code, line: found }) => [code, found])).toEqual([['MESH0201', line]]);
  });

  test('of both of two patterns for one service, and says how they are combined', () => {
    const { fleet, shop, cart } = setup();
    const line = lineHere(1);
    new HttpService(shop, 'Routing', { service: cart });
    new CircuitBreaker(shop, 'Breaker', { service: cart });
    const [finding] = fleet.examine().findings;
    expect(finding).toMatchObject({ code: 'MESH0201', line: line + 1, fix: expect.stringContaining('trafficPolicy') });
    expect(finding.message).toContain(`located-errors.test.ts:${line} and by`);
  });

  test('of both of two patterns that route for one host', () => {
    const { fleet, shop, cart } = setup();
    new HttpService(shop, 'Routing', { service: cart });
    const routes = new HostRoutes(shop, 'Routes', { service: cart });
    routes.addTeam('cart').addHttpRoute('all', { action: HttpAction.route(TrafficSplit.to(cart)) });
    expect(fleet.examine().findings).toContainEqual(expect.objectContaining({ code: 'MESH0201', fix: expect.stringContaining('routes of both') }));
  });

  test('of the construct that a validation is about', () => {
    const { fleet, shop } = setup();
    const line = lineHere(1);
    const namespace = new MeshNamespace(shop, 'Namespace', { name: 'shop' });
    namespace.node.addValidation({ validate: () => ['no owner'] });
    expect(fleet.examine().findings).toMatchObject([{ code: 'MESH0408', line }]);
  });

  test('of the environment that comes after one that does not exist', () => {
    const { fleet } = setup();
    const line = lineHere(1);
    const staging = fleet.addEnvironment('staging', { after: ['prodution'] });
    new MeshNamespace(new Chart(staging, 'shop'), 'Namespace', { name: 'shop' });
    expect(fleet.examine().findings).toContainEqual(expect.objectContaining({ code: 'MESH0406', line, nearest: 'production' }));
  });

  test('and proposes no environment to come after itself', () => {
    const { fleet } = setup();
    fleet.addEnvironment('staging', { after: ['stagin'] });
    const found = fleet.examine().findings.find(({ code }) => code === 'MESH0406')!;
    expect([found.nearest, found.fix]).toEqual([undefined, 'Name one of production.']);
  });
});
