import { HostRegistry } from './host-registry';
import { cannotTell, Lookup } from './lookup';
import { Manifest, namespaceOf } from './manifest';
import { Fields, listOf, mapOf, numberOf, textOf, textsOf } from './reading';
import { MeshHost } from './services';
import { Visibility } from './visibility';
import { FieldPath } from '../kernel/field-path';

/** The gateway name that stands for all sidecars. */
export const MESH_GATEWAY = 'mesh';

/** A place in a VirtualService that names a host: a route, or a mirror. */
export class DestinationReference {
  private answer?: Lookup<MeshHost>;

  constructor(
    private readonly owner: VirtualService,
    public readonly host: string,
    public readonly subset: string | undefined,
    public readonly port: number | undefined,
    private readonly place: DestinationPlace,
  ) {}

  /** Path of the destination in the document. */
  public get path(): FieldPath {
    const { protocol, route, list, index } = this.place;
    return index === undefined ? ['spec', protocol, route, list] : ['spec', protocol, route, list, index, 'destination'];
  }

  /** What the host means; looked up once. */
  public resolve(registry: HostRegistry): Lookup<MeshHost> {
    return this.answer ??= this.asProxiesSee(registry.resolve(this.host, this.owner.namespace, this.owner.visibility.namespaces));
  }

  /** A gateway looks from the namespace it runs in, which may be one that sees the host. */
  private asProxiesSee(found: Lookup<MeshHost>): Lookup<MeshHost> {
    return found.answer === 'no' && found.seenFrom?.length && this.owner.isForGateways
      ? cannotTell(`${found.because}; the gateway may run where it is seen`)
      : found;
  }
}

interface DestinationPlace {
  readonly protocol: 'http' | 'tls' | 'tcp';
  readonly route: number;
  readonly list: 'route' | 'mirror' | 'mirrors';
  readonly index?: number;
}

/** A place in a VirtualService that names a gateway. */
export interface GatewayReference {
  readonly name: string;
  readonly path: FieldPath;
}

/** A VirtualService as the mesh reads it. */
export class VirtualService {
  public readonly namespace: string;
  public readonly name: string;
  public readonly hosts: readonly string[];
  /** Names in `spec.gateways` as written; empty means the mesh gateway. */
  public readonly gateways: readonly string[];
  public readonly visibility: Visibility;
  private known?: readonly DestinationReference[];

  constructor(public readonly manifest: Manifest) {
    const spec = mapOf(manifest.object.spec);
    this.namespace = namespaceOf(manifest.object);
    this.name = manifest.object.metadata.name;
    this.hosts = textsOf(spec?.hosts);
    this.gateways = textsOf(spec?.gateways);
    this.visibility = Visibility.of(spec?.exportTo, this.namespace);
  }

  /** True when sidecars follow it. */
  public get isOnMesh(): boolean {
    return this.gateways.length === 0 || this.gateways.includes(MESH_GATEWAY);
  }

  /** True when gateways may follow it: it names one, or it is a part of another that may. */
  public get isForGateways(): boolean {
    return this.isDelegate || this.gateways.some(gateway => gateway !== MESH_GATEWAY);
  }

  /** True for a part of another VirtualService: it has no hosts of its own. */
  public get isDelegate(): boolean {
    return this.hosts.length === 0;
  }

  /** Every destination and mirror, in document order. */
  public get destinations(): readonly DestinationReference[] {
    return this.known ??= readDestinations(this);
  }

  /** The gateways whose requests can take the route of one of its destinations; those of all sidecars are called `mesh`. */
  public gatewaysOf(destination: DestinationReference): readonly string[] {
    const all = this.gateways.length > 0 ? this.gateways : [MESH_GATEWAY];
    const matches = this.matchesOf(destination).map(match => textsOf(match?.gateways));
    return matches.length > 0 && matches.every(names => names.length > 0) ? [...new Set(matches.flat())] : all;
  }

  /** Whether requests of sidecars of a namespace can take the route of one of its destinations; false where labels of the caller decide. */
  public mayTake(destination: DestinationReference, caller: string): boolean {
    const matches = this.matchesOf(destination);
    return this.visibility.isVisibleIn(caller) && (matches.length === 0 || matches.some(match =>
      (textOf(match?.sourceNamespace) ?? caller) === caller && mapOf(match?.sourceLabels) === undefined));
  }

  /** Every gateway it names: `spec.gateways`, and those of matches. */
  public gatewayReferences(): GatewayReference[] {
    const references = this.gateways.map((name, i): GatewayReference => ({ name, path: ['spec', 'gateways', i] }));
    const spec = mapOf(this.manifest.object.spec);
    for (const protocol of PROTOCOLS) {
      const routes = listOf(spec?.[protocol]);
      for (let i = 0; i < routes.length; i++) {
        const matches = listOf(mapOf(routes[i])?.match);
        for (let j = 0; j < matches.length; j++) {
          const names = textsOf(mapOf(matches[j])?.gateways);
          for (let k = 0; k < names.length; k++) {
            references.push({ name: names[k], path: ['spec', protocol, i, 'match', j, 'gateways', k] });
          }
        }
      }
    }
    return references;
  }

  private matchesOf({ path: [, protocol, index] }: DestinationReference): (Fields | undefined)[] {
    return listOf(mapOf(listOf(mapOf(this.manifest.object.spec)?.[protocol])[index as number])?.match).map(mapOf);
  }
}

const PROTOCOLS = ['http', 'tls', 'tcp'] as const;

function readDestinations(owner: VirtualService): DestinationReference[] {
  const found: DestinationReference[] = [];
  const fields = mapOf(owner.manifest.object.spec);
  for (const protocol of PROTOCOLS) {
    const routes = listOf(fields?.[protocol]);
    for (let route = 0; route < routes.length; route++) {
      const entry = mapOf(routes[route]);
      if (!entry) {
        continue;
      }
      readList(found, owner, entry.route, protocol, route, 'route');
      if (protocol === 'http') {
        readOne(found, owner, entry.mirror, { protocol, route, list: 'mirror' });
        readList(found, owner, entry.mirrors, protocol, route, 'mirrors');
      }
    }
  }
  return found;
}

function readList(
  found: DestinationReference[], owner: VirtualService, entries: unknown, protocol: 'http' | 'tls' | 'tcp', route: number, list: 'route' | 'mirrors',
): void {
  const values = listOf(entries);
  for (let index = 0; index < values.length; index++) {
    readOne(found, owner, mapOf(values[index])?.destination, { protocol, route, list, index });
  }
}

function readOne(found: DestinationReference[], owner: VirtualService, value: unknown, place: DestinationPlace): void {
  const destination = mapOf(value);
  const host = textOf(destination?.host);
  if (destination && host !== undefined) {
    found.push(new DestinationReference(owner, host, textOf(destination.subset), numberOf(mapOf(destination.port)?.number), place));
  }
}
