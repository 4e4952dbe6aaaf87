import { RouteHistory } from './history';
import { KubeEvent, KubeObject } from './kube';

/** A cluster whose watches say what the test says. */
class SaidByTest {
  private readonly on = new Map<string, (event: KubeEvent) => void>();
  constructor(private readonly live: readonly KubeObject[]) {}

  async watch(_apiVersion: string, kind: string, on: (event: KubeEvent) => void): Promise<() => void> {
    this.on.set(kind, on);
    this.live.filter((object) => object.kind === kind).forEach((object) => on({ type: 'ADDED', object }));
    return () => undefined;
  }

  write(type: KubeEvent['type'], object: KubeObject): void {
    this.on.get(object.kind)!({ type, object });
  }
}

function rule(revision: number, ...subsets: string[]): KubeObject {
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'DestinationRule',
    metadata: { name: 'cart', namespace: 'shop', resourceVersion: String(revision) },
    spec: { host: 'cart', subsets: subsets.map((name) => ({ name, labels: { version: name } })) },
  };
}

function route(revision: number, ...subsets: string[]): KubeObject {
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name: 'cart', namespace: 'shop', resourceVersion: String(revision) },
    spec: { http: [{ route: subsets.map((subset) => ({ destination: { host: 'cart.shop.svc.cluster.local', subset } })) }] },
  };
}

const CASES: { title: string; writes: [KubeEvent['type'], KubeObject][]; gaps: [number, number | undefined][] }[] = [
  { title: 'the rule first, then the route: none', writes: [['MODIFIED', rule(3, 'v1', 'v2')], ['MODIFIED', route(4, 'v1', 'v2')]], gaps: [] },
  { title: 'the route first: until the rule follows', writes: [['MODIFIED', route(3, 'v1', 'v2')], ['MODIFIED', rule(4, 'v1', 'v2')]], gaps: [[3, 4]] },
  { title: 'what arrives in the wrong order counts in the order of the revisions', writes: [['MODIFIED', route(4, 'v2')], ['MODIFIED', rule(3, 'v2')]], gaps: [[3, 4]] },
  { title: 'the rule is deleted under a route: it lasts', writes: [['DELETED', rule(3, 'v1')]], gaps: [[3, undefined]] },
  { title: 'route and rule are deleted, the route first: none', writes: [['DELETED', route(3, 'v1')], ['DELETED', rule(4, 'v1')]], gaps: [] },
  { title: 'a mirror names a subset too', writes: [['MODIFIED', mirrored(3)]], gaps: [[3, undefined]] },
];

function mirrored(revision: number): KubeObject {
  const object = route(revision, 'v1');
  object.spec.http[0].mirrors = [{ destination: { host: 'cart', subset: 'v9' } }];
  return object;
}

describe('times at which a route names a subset that is not there', () => {
  it.each(CASES)('$title', async ({ writes, gaps }) => {
    const cluster = new SaidByTest([rule(1, 'v1'), route(2, 'v1')]);
    const history = await RouteHistory.start(cluster);
    writes.forEach(([type, object]) => cluster.write(type, object));
    expect(history.gaps().map(({ from, to }) => [from, to])).toEqual(gaps);
  });

  it('are not reported again after a new start', async () => {
    const cluster = new SaidByTest([rule(1, 'v1'), route(2, 'v1')]);
    const history = await RouteHistory.start(cluster);
    cluster.write('MODIFIED', route(3, 'v2'));
    expect(history.gaps()).toHaveLength(1);
    history.restart();
    expect(history.gaps()).toEqual([]);
    expect(history.size).toBe(0);
  });
});
