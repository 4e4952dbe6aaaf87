import { IConstruct } from 'constructs';
import type { IMeshService } from './mesh-service';
import { destinationsOf, RenderedRoute, Router } from './router';
import type { Subset } from './subset';
import { byCodePoint } from '../kernel/order';

/** A call that the program says will be made. */
export interface Call {
  readonly callee: IMeshService;
  /** The caller. Undefined where a whole namespace was admitted. */
  readonly caller?: IMeshService;
  /** Namespace of the callers. Undefined where the caller has none. */
  readonly namespace?: string;
}

/**
 * What the constructs of one program say of each other, by host: handles are many, the service behind them is one.
 *
 * Constructs write while the program runs; only rendering reads, so that no answer depends on the order of construction.
 */
export class Declarations {
  /** The declarations of the program that a construct belongs to. */
  public static of(construct: IConstruct): Declarations {
    const { root } = construct.node;
    let declarations = BY_ROOT.get(root);
    if (!declarations) {
      BY_ROOT.set(root, declarations = new Declarations());
    }
    return declarations;
  }

  private readonly services = new Map<string, IMeshService>();
  private readonly byCallee = new Map<string, Call[]>();
  private readonly byCaller = new Map<string, Call[]>();
  private readonly byNamespace = new Map<string, Call[]>();
  private readonly subsets = new Map<string, Subset[]>();
  private readonly routers: Router[] = [];
  private readonly delegates = new Map<string, Router>();
  private readonly routeNamespaces = new Map<string, Set<string>>();
  private readonly narrowed = new Set<string>();
  private readonly egressGateways = new Set<string>();
  private implied?: Map<string, Implied>;

  /** A service of which more is known than its host. */
  public addService(service: IMeshService): void {
    this.services.set(service.host, service);
  }

  /** The service of a host, as far as the program has made one. */
  public serviceOf(host: string): IMeshService | undefined {
    return this.services.get(host);
  }

  /** Somebody will call a service. */
  public addCall(call: Call): void {
    append(this.byCallee, call.callee.host, call);
    if (call.caller) {
      append(this.byCaller, call.caller.host, call);
    } else if (call.namespace !== undefined) {
      append(this.byNamespace, call.namespace, call);
    }
  }

  /** The calls to a host, callers in code point order, each once. */
  public callsTo(host: string): Call[] {
    return distinct(this.byCallee.get(host) ?? [], callerOf);
  }

  /** The services that a service may call, in code point order; one that several namespaces have, once for each. */
  public calleesOf({ host, serviceNamespace }: IMeshService): IMeshService[] {
    const calls = [...this.byCaller.get(host) ?? [], ...this.byNamespace.get(serviceNamespace ?? '') ?? []];
    return distinct(calls, ({ callee }) => `${callee.host} ${callee.serviceNamespace ?? ''}`).map(({ callee }) => callee);
  }

  /** A DestinationRule declares a subset of a host. */
  public addSubset(subset: Subset): void {
    append(this.subsets, subset.host, subset);
  }

  /** The subsets of a host, in code point order of their names. */
  public subsetsOf(host: string): Subset[] {
    return distinct(this.subsets.get(host) ?? [], ({ name }) => name);
  }

  /** A VirtualService routes its hosts. */
  public addRouter(router: Router): void {
    this.revise();
    this.routers.push(router);
    for (const host of router.namespace === undefined ? [] : router.hosts) {
      this.routeNamespaces.set(host, (this.routeNamespaces.get(host) ?? new Set()).add(router.namespace!));
    }
  }

  /** A VirtualService holds routes that others delegate to. */
  public addDelegate(name: string, router: Router): void {
    this.revise();
    this.delegates.set(`${router.namespace}/${name}`, router);
  }

  /** Routes have changed. */
  public revise(): void {
    this.implied = undefined;
  }

  /** The namespaces of the VirtualServices of a host, in code point order. */
  public routeNamespacesOf(host: string): string[] {
    return [...this.routeNamespaces.get(host) ?? []].sort(byCodePoint);
  }

  /** Calls leave the mesh through a service: it is a gateway, and policies tell the hosts behind it apart. */
  public addEgressGateway(host: string): void {
    this.egressGateways.add(host);
  }

  /** Whether calls leave the mesh through a service. */
  public isEgressGateway(host: string): boolean {
    return this.egressGateways.has(host);
  }

  /** From now on, what is written of a host is exported to the namespaces of its callers only. */
  public narrow(host: string): void {
    this.narrowed.add(host);
  }

  /**
   * The namespaces that an object about some hosts is exported to: its own, those of the callers, and those from which routes lead to the
   * hosts. Undefined unless all hosts are narrowed.
   * @param besides namespaces that need the object too
   */
  public exportOf(hosts: readonly string[], own: string | undefined, besides: readonly string[] = []): string[] | undefined {
    if (this.narrowed.size === 0 || hosts.length === 0 || !hosts.every(host => this.narrowed.has(host))) {
      return undefined;
    }
    const namespaces = new Set(besides);
    for (const host of hosts) {
      const implied = (this.implied ??= this.impliedCalls()).get(host);
      implied?.namespaces.forEach(namespace => namespaces.add(namespace));
      for (const called of [host, ...implied?.hosts ?? []]) {
        this.byCallee.get(called)?.forEach(({ namespace }) => namespace !== undefined && namespaces.add(namespace));
      }
    }
    return ['.', ...[...namespaces].filter(namespace => namespace !== own).sort(byCodePoint)];
  }

  /** By destination of routes: the hosts whose callers are led there, and the namespaces of gateways that lead there. */
  private impliedCalls(): Map<string, Implied> {
    const calls = new Map<string, Implied>();
    for (const router of this.routers) {
      for (const host of router.routes().flatMap(route => this.leadsTo(route, router))) {
        const implied = calls.get(host) ?? { hosts: new Set(), namespaces: new Set() };
        router.hosts.forEach(called => implied.hosts.add(called));
        router.gatewayNamespaces.forEach(namespace => implied.namespaces.add(namespace));
        calls.set(host, implied);
      }
    }
    return calls;
  }

  private leadsTo(route: RenderedRoute, { namespace }: Router): string[] {
    const { delegate } = route;
    const delegated = delegate && this.delegates.get(`${delegate.namespace ?? namespace}/${delegate.name}`);
    return [...destinationsOf(route), ...delegated?.routes().flatMap(destinationsOf) ?? []];
  }
}

/** Calls that routes imply. */
interface Implied {
  readonly hosts: Set<string>;
  readonly namespaces: Set<string>;
}

const BY_ROOT = new WeakMap<IConstruct, Declarations>();

function callerOf({ caller, namespace }: Call): string {
  return caller?.host ?? namespace ?? '';
}

function append<T>(map: Map<string, T[]>, key: string, value: T): void {
  const values = map.get(key);
  if (values) {
    values.push(value);
  } else {
    map.set(key, [value]);
  }
}

/** One value per key, in code point order of the keys. */
function distinct<T>(values: readonly T[], keyOf: (value: T) => string): T[] {
  const byKey = new Map<string, T>();
  values.forEach(value => byKey.has(keyOf(value)) || byKey.set(keyOf(value), value));
  return [...byKey].sort(([one], [other]) => byCodePoint(one, other)).map(([, value]) => value);
}
