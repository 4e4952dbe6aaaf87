import { Manifest, namespaceOf } from './manifest';
import { listOf, mapOf, numberOf, textOf, textsOf } from './reading';
import { Visibility } from './visibility';
import { FieldPath } from '../kernel/field-path';

/** The gateway name that stands for all sidecars. */
export const MESH_GATEWAY = 'mesh';

/** A place in a VirtualService that names a host: a route, or a mirror. */
export interface DestinationReference {
  readonly host: string;
  readonly subset?: string;
  readonly port?: number;
  /** Path of the destination in the document. */
  readonly path: FieldPath;
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

  /** True for a part of another VirtualService: it has no hosts of its own. */
  public get isDelegate(): boolean {
    return this.hosts.length === 0;
  }

  /** Every destination and mirror, in document order. */
  public get destinations(): readonly DestinationReference[] {
    return this.known ??= readDestinations(this.manifest.object.spec);
  }

  /** Every gateway it names: `spec.gateways`, and those of matches. */
  public gatewayReferences(): GatewayReference[] {
    const references = this.gateways.map((name, i): GatewayReference => ({ name, path: ['spec', 'gateways', i] }));
    const spec = mapOf(this.manifest.object.spec);
    for (const protocol of PROTOCOLS) {
      for (const [i, route] of listOf(spec?.[protocol]).entries()) {
        for (const [j, match] of listOf(mapOf(route)?.match).entries()) {
          const names = textsOf(mapOf(match)?.gateways);
          names.forEach((name, k) => references.push({ name, path: ['spec', protocol, i, 'match', j, 'gateways', k] }));
        }
      }
    }
    return references;
  }
}

const PROTOCOLS = ['http', 'tls', 'tcp'] as const;

function readDestinations(spec: unknown): DestinationReference[] {
  const found: DestinationReference[] = [];
  const fields = mapOf(spec);
  for (const protocol of PROTOCOLS) {
    const routes = listOf(fields?.[protocol]);
    for (let i = 0; i < routes.length; i++) {
      const route = mapOf(routes[i]);
      if (!route) {
        continue;
      }
      readList(found, route.route, ['spec', protocol, i, 'route']);
      if (protocol === 'http') {
        readOne(found, route.mirror, ['spec', protocol, i, 'mirror']);
        readList(found, route.mirrors, ['spec', protocol, i, 'mirrors']);
      }
    }
  }
  return found;
}

function readList(found: DestinationReference[], entries: unknown, path: FieldPath): void {
  const list = listOf(entries);
  for (let i = 0; i < list.length; i++) {
    readOne(found, mapOf(list[i])?.destination, [...path, i, 'destination']);
  }
}

function readOne(found: DestinationReference[], value: unknown, path: FieldPath): void {
  const destination = mapOf(value);
  const host = textOf(destination?.host);
  if (destination && host !== undefined) {
    found.push({ host, subset: textOf(destination.subset), port: numberOf(mapOf(destination.port)?.number), path });
  }
}
