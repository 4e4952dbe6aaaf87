/**
 * The history of routes and rules: every state that was ever stored during a run, and the moments at which a route named a subset that no
 * rule had.
 *
 * A watch gets every write, and all writes of a cluster are numbered by one counter (the revision of etcd), so the states between the writes
 * of two kinds are known exactly; polling would only see some of them.
 */

import { Kube, KubeEvent, KubeObject } from './kube';

const API_VERSION = 'networking.istio.io/v1';

/** A time during which a live route named a subset that was not live. */
export interface Gap {
  /** `VirtualService shop/cart -> cart.shop.svc.cluster.local canary`. */
  readonly route: string;
  /** The revision of the write that broke it. */
  readonly from: number;
  /** The revision of the write that mended it; undefined while it lasts. */
  readonly to?: number;
  /** Its length, as this process saw the writes arrive; up to now while it lasts. */
  readonly milliseconds: number;
}

interface Write extends KubeEvent {
  readonly revision: number;
  readonly at: number;
}

export class RouteHistory {
  /** Starts to record; what is live now is taken as given. Start while nobody writes. */
  static async start(kube: Pick<Kube, 'watch'>): Promise<RouteHistory> {
    const history = new RouteHistory();
    for (const kind of ['VirtualService', 'DestinationRule']) {
      history.ends.push(await kube.watch(API_VERSION, kind, (event) => history.record(event)));
    }
    history.recording = true;
    return history;
  }

  private readonly ends: (() => void)[] = [];
  private readonly before = new Map<string, KubeObject>();
  private readonly writes: Write[] = [];
  private recording = false;

  private constructor() {}

  /** How many writes were seen. */
  get size(): number {
    return this.writes.length;
  }

  /** The writes in their order, one line each: `12 MODIFIED DestinationRule shop/cart`. */
  lines(): string[] {
    return this.inOrder().map(({ revision, type, object }) => `${revision} ${type} ${keyOf(object)}`);
  }

  /** Every time at which a route named a subset that was not there. Those that are there at the start are not reported, unless they end and begin again. */
  gaps(): Gap[] {
    const live = new Map(this.before);
    let open = new Map<string, { from: number; at: number }>();
    const known = dangling(live);
    const gaps: Gap[] = [];
    for (const { type, object, revision, at } of this.inOrder()) {
      if (type === 'DELETED') {
        live.delete(keyOf(object));
      } else {
        live.set(keyOf(object), object);
      }
      const now = dangling(live);
      for (const [route, begun] of open) {
        if (!now.has(route)) {
          gaps.push({ route, from: begun.from, to: revision, milliseconds: at - begun.at });
        }
      }
      known.forEach((route) => now.has(route) || known.delete(route));
      open = new Map([...now].filter((route) => !known.has(route)).map((route) => [route, open.get(route) ?? { from: revision, at }]));
    }
    return [...gaps, ...[...open].map(([route, { from, at }]) => ({ route, from, milliseconds: Date.now() - at }))];
  }

  /** Forgets what was recorded; what is live now is the new start. */
  restart(): void {
    for (const { type, object } of this.inOrder()) {
      if (type === 'DELETED') {
        this.before.delete(keyOf(object));
      } else {
        this.before.set(keyOf(object), object);
      }
    }
    this.writes.length = 0;
  }

  async stop(): Promise<void> {
    this.ends.forEach((end) => end());
  }

  private record(event: KubeEvent): void {
    if (this.recording) {
      this.writes.push({ ...event, revision: Number(event.object.metadata.resourceVersion), at: Date.now() });
    } else {
      this.before.set(keyOf(event.object), event.object);
    }
  }

  private inOrder(): Write[] {
    return [...this.writes].sort((a, b) => a.revision - b.revision);
  }
}

function keyOf({ kind, metadata: { namespace, name } }: KubeObject): string {
  return `${kind} ${namespace}/${name}`;
}

/** Every route of the live objects that names a subset which no live rule of its host has. */
function dangling(live: ReadonlyMap<string, KubeObject>): Set<string> {
  const objects = [...live.values()];
  const there = new Set(objects.filter(({ kind }) => kind === 'DestinationRule').flatMap(({ spec, metadata }) =>
    (spec.subsets ?? []).map((subset: { name: string }) => `${fullHost(spec.host, metadata.namespace!)} ${subset.name}`)));
  const named = objects.filter(({ kind }) => kind === 'VirtualService').flatMap((object) =>
    destinations(object).filter(({ subset }) => subset !== undefined).map(({ host, subset }) =>
      [keyOf(object), `${fullHost(host, object.metadata.namespace!)} ${subset}`]));
  return new Set(named.filter(([, target]) => !there.has(target)).map(([route, target]) => `${route} -> ${target}`));
}

function destinations({ spec }: KubeObject): { host: string; subset?: string }[] {
  const routes: any[] = [...spec.http ?? [], ...spec.tls ?? [], ...spec.tcp ?? []];
  return routes.flatMap(({ route = [], mirror, mirrors = [] }) =>
    [...[...route, ...mirrors].map(({ destination }) => destination), ...mirror ? [mirror] : []]);
}

/** Names without a dot are of the object's own namespace. */
function fullHost(host: string, namespace: string): string {
  return host.includes('.') ? host : `${host}.${namespace}.svc.cluster.local`;
}
