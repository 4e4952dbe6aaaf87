import { completeHost, parseInClusterHost } from './hosts';
import { CannotTell, cannotTell, Lookup, No, no, yes } from './lookup';
import { isClearSlip, isNearMiss, NearMissIndex } from './near-miss';
import { MeshHost } from './services';
import { Surroundings } from './surroundings';
import { nearestName } from '../kernel/nearest';

/**
 * Which hosts there are. A namespace is *known* when one of its Services is emitted or declared: what is not there does not
 * exist. Of other namespaces, and of hosts outside the cluster, the registry knows only what it was given, and says so.
 */
export class HostRegistry {
  private readonly byHost = new Map<string, MeshHost[]>();
  private readonly byNamespace = new Map<string, Map<string, MeshHost>>();
  private readonly namespacesByName = new Map<string, string[]>();
  private readonly wildcards = new Map<string, MeshHost[]>();
  private readonly misses = new Map<string, Lookup<never>>();
  private readonly nearNames = new Map<string, NearMissIndex>();
  private comparisonsLeft = 50_000;
  private nearNamespaces?: NearMissIndex;
  private nearExternal?: NearMissIndex;

  constructor(hosts: readonly MeshHost[], private readonly clusterDomain: string, private readonly surroundings: Surroundings) {
    for (const host of hosts) {
      if (host.host.startsWith('*')) {
        append(this.wildcards, host.host.slice(1), host);
        continue;
      }
      append(this.byHost, host.host, host);
      if (host.kind === 'Service') {
        this.addService(host);
      }
    }
  }

  /** Namespaces with a Service that is emitted or declared. */
  public get knownNamespaces(): Iterable<string> {
    return this.byNamespace.keys();
  }

  /** True when an unknown name in this namespace is wrong rather than somebody else's. */
  public isKnown(namespace: string): boolean {
    return this.byNamespace.has(namespace);
  }

  /** The Service or ServiceEntry behind a full host, whoever may see it. */
  public find(host: string): MeshHost | undefined {
    return this.byHost.get(host)?.[0];
  }

  /** The namespace a full host belongs to: of the object behind it, or as its name says. */
  public namespaceOf(host: string): string | undefined {
    return this.find(host)?.namespace ?? parseInClusterHost(host, this.clusterDomain)?.namespace;
  }

  /** The full form of a host as an object of `namespace` writes it. */
  public complete(host: string, namespace: string): string {
    return completeHost(host, namespace, this.clusterDomain);
  }

  /**
   * What a host means that an object of `namespace` writes. `audience` are further namespaces that the object is exported to:
   * a host is seen when one of them sees it.
   */
  public resolve(host: string, namespace: string, audience: readonly string[] = []): Lookup<MeshHost> {
    const local = host.includes('.') ? undefined : this.byNamespace.get(namespace)?.get(host);
    if (local && local.visibility.isPublic) {
      return yes(local);
    }
    const full = completeHost(host, namespace, this.clusterDomain);
    const exact = this.byHost.get(full);
    if (exact) {
      const visible = seen(exact, namespace, audience);
      return visible ? yes(visible) : hidden(exact, namespace);
    }
    const wildcard = this.wildcards.size > 0 ? this.matchWildcard(full, namespace, audience) : undefined;
    if (wildcard) {
      return yes(wildcard);
    }
    let miss = this.misses.get(full);
    if (!miss) {
      this.misses.set(full, miss = this.explain(full));
    }
    return full === host ? miss : asWritten(miss, namespace, this.clusterDomain);
  }

  private addService(service: MeshHost): void {
    const names = this.byNamespace.get(service.namespace);
    if (names) {
      names.set(service.name, service);
    } else {
      this.byNamespace.set(service.namespace, new Map([[service.name, service]]));
    }
    append(this.namespacesByName, service.name, service.namespace);
  }

  private matchWildcard(host: string, namespace: string, audience: readonly string[]): MeshHost | undefined {
    const text = host.startsWith('*') ? host.slice(1) : host;
    for (let i = 0; i < text.length; i++) {
      const match = this.wildcards.get(text.slice(i));
      const visible = match && seen(match, namespace, audience);
      if (visible) {
        return visible;
      }
    }
    const all = this.wildcards.get('');
    return all && seen(all, namespace, audience);
  }

  /** Why a full host is not there: an error where that can be known, otherwise "cannot tell". */
  private explain(full: string): Lookup<never> {
    const inCluster = parseInClusterHost(full, this.clusterDomain);
    if (!inCluster) {
      return this.explainPartial(full) ?? this.explainExternal(full);
    }
    const { name, namespace } = inCluster;
    if (this.isKnown(namespace)) {
      return this.madeByOthers(full, name, namespace) ?? this.noService(`namespace "${namespace}" has no Service "${name}"`, name, namespace);
    }
    this.nearNamespaces ??= new NearMissIndex(this.byNamespace.keys());
    const meant = this.surroundings.isPresent(namespace) ? undefined : this.nearNamespaces.find(namespace)
      .find(candidate => isClearSlip(namespace, candidate) && this.byNamespace.get(candidate)?.has(name));
    if (meant !== undefined) {
      return no(`there is no Service "${name}" in a namespace "${namespace}", and there is one in "${meant}"`, {
        ...this.suggestion(name, meant),
        fix: `If a namespace "${namespace}" is meant, declare its service with \`new MeshService(...)\` or emit the Service`,
      });
    }
    return cannotTell(`no Service of namespace "${namespace}" is emitted or declared`);
  }

  /** Services of a known namespace that nobody writes down. */
  private madeByOthers(full: string, name: string, namespace: string): CannotTell | undefined {
    if (name === 'kubernetes' && namespace === 'default') {
      return cannotTell('the API server makes this Service itself');
    }
    const homeless = this.byNamespace.get('default')?.get(name);
    if (homeless && !homeless.manifest.object.metadata.namespace) {
      return cannotTell(`Service "${name}" names no namespace, so it goes where it is applied`);
    }
    const maker = this.surroundings.makerOf(name, namespace);
    if (maker !== undefined) {
      return cannotTell(`the controller of custom resource "${maker}" may make Service "${name}"`);
    }
    if (this.surroundings.isInstalled(namespace)) {
      const { nearestKey } = this.noService('', name, namespace);
      return nearestKey !== undefined && isNearMiss(full, nearestKey) ? undefined
        : cannotTell(`others install Services into namespace "${namespace}" too`);
    }
    return undefined;
  }

  /** Hosts that look like a Service of the cluster and are spelt so that no Service has them. */
  private explainPartial(full: string): No | undefined {
    const [name, namespace, ...rest] = full.split('.');
    if (!name || !namespace) {
      return undefined;
    }
    const tail = rest.join('.');
    const proper = `svc.${this.clusterDomain}`;
    const exists = this.byNamespace.get(namespace)?.has(name) ?? false;
    if (isNearMiss(tail, proper)) {
      return this.noService(`hosts of this cluster end in ".${proper}", not in ".${tail}"`, name, namespace);
    }
    if (exists && (tail === '' || proper.startsWith(`${tail}.`))) {
      return no(`a name with a dot is taken as it is, and no host is called "${full}"`, this.suggestion(name, namespace));
    }
    if (this.isKnown(namespace) && tail === 'svc') {
      return this.noService(`a name with a dot is taken as it is, and namespace "${namespace}" has no Service "${name}" either`, name, namespace);
    }
    return this.explainDots(full);
  }

  /** A dot too few, or another character in its place: `cart-shop.svc.cluster.local`. */
  private explainDots(full: string): No | undefined {
    const tail = `.svc.${this.clusterDomain}`;
    if (!full.endsWith(tail)) {
      return undefined;
    }
    const head = full.slice(0, -tail.length);
    for (let i = 1; i < head.length; i++) {
      const namespaces = this.namespacesByName.get(head.slice(0, i));
      const meant = namespaces?.find(namespace => namespace === head.slice(i) || namespace === head.slice(i + 1));
      if (meant !== undefined) {
        return no('no host is called so', this.suggestion(head.slice(0, i), meant));
      }
    }
    return undefined;
  }

  private explainExternal(full: string): Lookup<never> {
    this.nearExternal ??= new NearMissIndex([
      ...[...this.byHost].filter(([, [{ kind }]]) => kind === 'ServiceEntry').map(([host]) => host),
      ...this.wildcards.keys(),
    ]);
    const near = this.nearExternal.find(full).find(host => isClearSlip(full, host) && !host.startsWith('.'));
    if (near !== undefined) {
      return no('no ServiceEntry has this host', { nearest: near, nearestKey: near });
    }
    for (let dot = full.indexOf('.'); dot > 0; dot = full.indexOf('.', dot + 1)) {
      const written = full.slice(dot);
      const suffix = this.nearExternal.find(written).find(other => isClearSlip(written, other) && other.startsWith('.'));
      if (suffix !== undefined) {
        const meant = full.slice(0, dot) + suffix;
        return no(`no ServiceEntry has this host, and there is one for "*${suffix}"`, { nearest: meant, nearestKey: meant });
      }
    }
    return cannotTell(`no ServiceEntry of this environment has the host "${full}"`);
  }

  /** There is no such Service, and here is the one that was probably meant. */
  private noService(because: string, name: string, namespace: string): No {
    const here = this.byNamespace.get(namespace);
    if (here?.has(name)) {
      return no(because, this.suggestion(name, namespace));
    }
    const elsewhere = this.namespacesByName.get(name);
    const near = here && this.nearestIn(here, name, namespace);
    if (near !== undefined && (!elsewhere || isNearMiss(name, near))) {
      return no(because, this.suggestion(near, namespace));
    }
    if (elsewhere) {
      const [other] = elsewhere;
      return no(`${because}; namespace "${other}" has one`, this.suggestion(name, other));
    }
    return no(because);
  }

  /** A slip is found at once; for lesser likenesses names are compared one by one, as long as that stays a small part of the work. */
  private nearestIn(names: ReadonlyMap<string, MeshHost>, name: string, namespace: string): string | undefined {
    let slips = this.nearNames.get(namespace);
    if (!slips) {
      this.nearNames.set(namespace, slips = new NearMissIndex(names.keys()));
    }
    const [slip] = slips.find(name);
    if (slip !== undefined || this.comparisonsLeft < names.size) {
      return slip;
    }
    this.comparisonsLeft -= names.size;
    return nearestName(name, names.keys());
  }

  private suggestion(name: string, namespace: string): { nearest: string; nearestKey: string } {
    const host = `${name}.${namespace}.svc.${this.clusterDomain}`;
    return { nearest: host, nearestKey: host };
  }
}

/** The first of several hosts of one name that is seen from the namespace or its audience. */
function seen(hosts: readonly MeshHost[], namespace: string, audience: readonly string[]): MeshHost | undefined {
  return hosts.find(({ visibility }) =>
    visibility.isPublic || visibility.isVisibleIn(namespace) || audience.some(other => visibility.isVisibleIn(other)));
}

function hidden([host]: readonly MeshHost[], namespace: string): No {
  const scopes = host.visibility.namespaces;
  const where = scopes.length > 0 ? `only to ${scopes.map(scope => `"${scope}"`).join(', ')}` : 'to no namespace';
  return no(`${host.kind} ${host.namespace}/${host.name} is exported ${where}, not to "${namespace}"`, {
    fix: `Export ${host.kind} ${host.namespace}/${host.name} to "${namespace}" too`,
    seenFrom: scopes,
  });
}

/** A suggestion for somebody who wrote a short name: short again where that means the same. */
function asWritten<T>(miss: Lookup<T>, namespace: string, clusterDomain: string): Lookup<T> {
  if (miss.answer !== 'no' || miss.nearest === undefined) {
    return miss;
  }
  const meant = parseInClusterHost(miss.nearest, clusterDomain);
  return meant?.namespace === namespace ? { ...miss, nearest: meant.name } : miss;
}

function append<T>(map: Map<string, T[]>, key: string, value: T): void {
  const values = map.get(key);
  if (values) {
    values.push(value);
  } else {
    map.set(key, [value]);
  }
}
