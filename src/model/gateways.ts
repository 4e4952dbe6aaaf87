import { hostsForNamespace } from './hosts';
import { cannotTell, Lookup, no, yes } from './lookup';
import { Manifest, namespaceOf } from './manifest';
import { isClearSlip, isNearMiss, NearMissIndex } from './near-miss';
import { Labels, labelsOf, listOf, mapOf, textOf, textsOf } from './reading';
import { WorkloadRegistry } from './selectors';
import { Surroundings } from './surroundings';
import { MESH_GATEWAY } from './virtual-services';
import { Workload } from './workloads';
import { FieldPath } from '../kernel/field-path';
import { nearestName } from '../kernel/nearest';

/** A host that a gateway serves, with the place that says so. */
export interface ServedHost {
  /** The host, without its namespace part. */
  readonly host: string;
  /** The namespace whose VirtualServices may use it; `*` for all. */
  readonly scope: string;
  readonly path: FieldPath;
}

/** A Gateway of Istio, or of the Gateway API. */
export interface GatewayView {
  readonly manifest: Manifest;
  readonly namespace: string;
  readonly name: string;
  readonly served: readonly ServedHost[];
}

/** Reads a Gateway of `networking.istio.io`. */
export function readGateway(manifest: Manifest): GatewayView {
  const namespace = namespaceOf(manifest.object);
  const served: ServedHost[] = [];
  const servers = listOf(mapOf(manifest.object.spec)?.servers);
  for (let i = 0; i < servers.length; i++) {
    const hosts = textsOf(mapOf(servers[i])?.hosts);
    for (let j = 0; j < hosts.length; j++) {
      const slash = hosts[j].indexOf('/');
      const scope = slash < 0 ? '*' : hosts[j].slice(0, slash);
      served.push({
        host: hosts[j].slice(slash + 1), scope: scope === '.' ? namespace : scope, path: ['spec', 'servers', i, 'hosts', j],
      });
    }
  }
  return { manifest, namespace, name: manifest.object.metadata.name, served };
}

/** Reads a Gateway of the Gateway API: a listener without hostname serves everything. */
export function readKubernetesGateway(manifest: Manifest): GatewayView {
  const served = listOf(mapOf(manifest.object.spec)?.listeners).map((listener, i): ServedHost => ({
    host: textOf(mapOf(listener)?.hostname) ?? '*', scope: '*', path: ['spec', 'listeners', i, 'hostname'],
  }));
  return { manifest, namespace: namespaceOf(manifest.object), name: manifest.object.metadata.name, served };
}

/** The workloads that Gateways of Istio select: they run the proxy of a gateway, whatever their namespace does. */
export function gatewayWorkloads(gateways: readonly GatewayView[], workloads: WorkloadRegistry): ReadonlySet<Workload> {
  return new Set(gateways.flatMap(gateway => {
    const selector = selectorOf(gateway);
    return selector ? workloads.matching(selector) : [];
  }));
}

/** Namespaces in which the proxies of a gateway run, as far as they are known: that of the gateway where none is. */
export function workloadNamespaces(gateway: GatewayView, workloads: WorkloadRegistry): readonly string[] {
  const selector = selectorOf(gateway);
  const running = selector ? workloads.matching(selector) : [];
  return running.length > 0 ? [...new Set(running.map(({ namespace }) => namespace))] : [gateway.namespace];
}

/** The hosts that Gateways of Istio serve, by `selectorKey` of the workload they select. */
export function hostsBySelector(gateways: readonly GatewayView[]): ReadonlyMap<string, readonly string[]> {
  const hosts = new Map<string, string[]>();
  for (const gateway of gateways) {
    const selector = selectorOf(gateway);
    if (selector) {
      const key = selectorKey(selector);
      const there = hosts.get(key) ?? [];
      there.push(...gateway.served.map(({ host }) => host));
      hosts.set(key, there);
    }
  }
  return hosts;
}

/** Labels as one text: equal for equal selectors. */
export function selectorKey(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).map(([key, value]) => `${key}=${value}`).sort());
}

/** What a Gateway of Istio selects; undefined for those of the Gateway API, and for one that selects every workload. */
function selectorOf({ manifest: { object } }: GatewayView): Labels | undefined {
  const selector = object.apiVersion.startsWith('networking.istio.io/') ? labelsOf(mapOf(object.spec)?.selector) : undefined;
  return selector && Object.keys(selector).length > 0 ? selector : undefined;
}

/** The hosts a gateway serves to VirtualServices of a namespace. */
export function hostsServedTo(gateway: GatewayView, namespace: string): string[] {
  return hostsForNamespace(gateway.served.map(({ scope, host }) => `${scope}/${host}`), namespace);
}

/**
 * The full form of a gateway name, `namespace/name`, as an object of `namespace` writes it: a short name is its own
 * namespace's, `./name` too, and `name.namespace` with anything behind it is the old form (`model/config.go`).
 */
export function completeGatewayName(name: string, namespace: string): string {
  const slash = name.indexOf('/');
  if (slash >= 0) {
    return name.slice(0, slash) === '.' ? namespace + name.slice(slash) : name;
  }
  const [first, second] = name.split('.', 2);
  return `${second || namespace}/${first}`;
}

/** Which gateways there are. */
export class GatewayRegistry {
  private readonly byKey = new Map<string, GatewayView>();
  private readonly namesByNamespace = new Map<string, string[]>();
  private near?: NearMissIndex;

  constructor(gateways: readonly GatewayView[], private readonly surroundings: Surroundings) {
    for (const gateway of gateways) {
      this.byKey.set(`${gateway.namespace}/${gateway.name}`, gateway);
      const names = this.namesByNamespace.get(gateway.namespace);
      if (names) {
        names.push(gateway.name);
      } else {
        this.namesByNamespace.set(gateway.namespace, [gateway.name]);
      }
    }
  }

  /** The gateway `namespace/name`. */
  public find(key: string): GatewayView | undefined {
    return this.byKey.get(key);
  }

  /** What a gateway name means that an object of `namespace` writes. Never asked for `mesh`. */
  public resolve(written: string, namespace: string): Lookup<GatewayView> {
    const key = completeGatewayName(written, namespace);
    const gateway = this.byKey.get(key);
    if (gateway) {
      return yes(gateway);
    }
    if (written.includes(GENERATED_MARK)) {
      return cannotTell('Istio generates this gateway from one of the Gateway API');
    }
    return this.explain(written, key, namespace);
  }

  private explain(written: string, key: string, namespace: string): Lookup<GatewayView> {
    const [owner, name] = [key.slice(0, key.indexOf('/')), key.slice(key.indexOf('/') + 1)];
    const here = this.namesByNamespace.get(owner) ?? [];
    if (!written.includes('/') && !written.includes('.') && isNearMiss(written, MESH_GATEWAY) && !here.some(other => isNearMiss(name, other))) {
      return no(`namespace "${owner}" has no such Gateway, and all sidecars together are called "${MESH_GATEWAY}"`, {
        nearest: MESH_GATEWAY, nearestKey: MESH_GATEWAY,
      });
    }
    const near = nearestName(name, here);
    const isOurs = this.surroundings.isOwn(owner) || (owner === namespace && here.length > 0);
    if (isOurs || (near !== undefined && isNearMiss(name, near))) {
      return no(`namespace "${owner}" has no Gateway "${name}"`, near === undefined ? this.namesake(name) : this.suggestion(owner, near, namespace));
    }
    this.near ??= new NearMissIndex(this.byKey.keys());
    const meant = this.surroundings.isPresent(owner) ? undefined : this.near.find(key).find(candidate => isClearSlip(key, candidate));
    if (meant !== undefined) {
      return no(`there is no Gateway "${key}", and there is one called "${meant}"`, { nearest: meant, nearestKey: meant });
    }
    return cannotTell(here.length > 0
      ? `others may run Gateway "${name}" in namespace "${owner}", of which no Service is emitted`
      : `no Gateway of namespace "${owner}" is in this environment`);
  }

  /** A gateway of this name in another namespace: short names are looked up at home only. */
  private namesake(name: string): { nearest?: string; nearestKey?: string } {
    for (const [namespace, names] of this.namesByNamespace) {
      if (names.includes(name)) {
        return this.suggestion(namespace, name, '');
      }
    }
    return {};
  }

  private suggestion(owner: string, name: string, namespace: string): { nearest: string; nearestKey: string } {
    const key = `${owner}/${name}`;
    return { nearest: owner === namespace ? name : key, nearestKey: key };
  }
}

const GENERATED_MARK = '-istio-autogenerated-k8s-gateway';
