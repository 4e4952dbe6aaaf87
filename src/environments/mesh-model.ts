import { IstioVersion } from './istio-version.gen';
import { MeshObject } from './mesh-object';
import {
  HostLookup, LookupAnswer, MeshDestination, MeshDestinationRule, MeshGateway, MeshHost, MeshHostOrigin, MeshPolicy, MeshRoute, MeshWorkload,
  RouteProtocol,
} from './mesh-views';
import { fieldPathText, valueAt } from '../kernel/field-path';
import { GatewayView } from '../model/gateways';
import { namespaceOf } from '../model/manifest';
import type { MeshModel as ResolvedMesh } from '../model/mesh';
import { readSelector } from '../model/selectors';
import { MeshHost as ResolvedHost } from '../model/services';
import { DestinationRule } from '../model/subsets';
import { MESH_GATEWAY, VirtualService } from '../model/virtual-services';

/**
 * The resolved mesh of one environment, as a rule of a platform team reads it: what is emitted and what is declared, with
 * Istio's meaning of names. It cannot be changed. Lists are in the order of the environment's constructs.
 *
 * Names are never to be taken apart by hand: `lookUpHost` knows short names, `exportTo`, wildcards and what the environment
 * cannot know, and answers yes, no or "cannot tell".
 */
export class MeshModel {
  /** @internal */
  public static _of(mesh: ResolvedMesh, environmentName: string, istioVersion: string): MeshModel {
    let model = MODELS.get(mesh);
    if (!model) {
      MODELS.set(mesh, model = new MeshModel(mesh, environmentName, istioVersion as IstioVersion));
    }
    return model;
  }

  /** Name of the environment. */
  public readonly environmentName: string;
  /** The Istio minor it runs. */
  public readonly istioVersion: IstioVersion;
  private readonly known = new Map<string, any>();

  private constructor(private readonly mesh: ResolvedMesh, environmentName: string, istioVersion: IstioVersion) {
    this.environmentName = environmentName;
    this.istioVersion = istioVersion;
  }

  /** Namespace whose policies apply to the whole mesh. */
  public get rootNamespace(): string {
    return this.mesh.rootNamespace;
  }

  /** DNS domain of the cluster. */
  public get clusterDomain(): string {
    return this.mesh.clusterDomain;
  }

  /** Every object, of any kind, emitted or declared. */
  public get objects(): MeshObject[] {
    return this.once('objects', () => this.mesh.manifests.map(manifest => MeshObject._of(manifest)));
  }

  /** Every route of every VirtualService, in the order Istio tries those of one VirtualService in. */
  public get routes(): MeshRoute[] {
    return this.once('routes', () => this.mesh.virtualServices.flatMap(routesOf));
  }

  /** Every host the mesh knows: Services, hosts of ServiceEntries, Services that controllers make. */
  public get hosts(): MeshHost[] {
    return this.once('hosts', () => this.mesh.hosts.map(hostOf));
  }

  /** Every DestinationRule that names a host. */
  public get destinationRules(): MeshDestinationRule[] {
    return this.once('destinationRules', () => this.mesh.destinationRules.map(destinationRuleOf));
  }

  /** Every Gateway of Istio or of the Gateway API. */
  public get gateways(): MeshGateway[] {
    return this.once('gateways', () => this.mesh.gateways.map(gatewayOf));
  }

  /** Every AuthorizationPolicy, PeerAuthentication and RequestAuthentication. */
  public get policies(): MeshPolicy[] {
    return this.once('policies', () => this.mesh.manifests
      .filter(({ object }) => POLICY_KINDS.has(object.kind) && String(object.apiVersion).startsWith('security.istio.io/'))
      .map(manifest => ({
        object: MeshObject._of(manifest),
        selector: { ...readSelector(manifest)?.labels },
        isInRootNamespace: namespaceOf(manifest.object) === this.mesh.rootNamespace,
      })));
  }

  /** Everything that runs, or stands for what runs, as far as it is emitted or declared. */
  public get workloads(): MeshWorkload[] {
    return this.once('workloads', () => this.mesh.workloads.all.map(({ manifest, namespace, labels }) =>
      ({ object: MeshObject._of(manifest), namespace, labels: { ...labels } })));
  }

  /**
   * The objects of a kind.
   * @param kind `VirtualService`; of the kinds that two API groups have (`Gateway`), those of both
   */
  public objectsOfKind(kind: string): MeshObject[] {
    return this.objects.filter(object => object.kind === kind);
  }

  /**
   * What a host means to an object of a namespace.
   * @param host as it is written: a short name, `cart.shop`, or a full host
   * @param namespace the namespace of the object that writes it
   */
  public lookUpHost(host: string, namespace: string): HostLookup {
    const found = this.mesh.hostRegistry.resolve(host, namespace);
    switch (found.answer) {
      case 'yes': return { answer: LookupAnswer.YES, host: hostOf(found.value) };
      case 'no': return { answer: LookupAnswer.NO, because: found.because, nearest: found.nearest };
      default: return { answer: LookupAnswer.CANNOT_TELL, because: found.because };
    }
  }

  /**
   * The DestinationRules that a client follows for a host: its own namespace's, else the service's, else the root namespace's,
   * as far as they are exported to it. Several act as one.
   * @param host the full host
   * @param clientNamespace the namespace of the caller
   */
  public destinationRulesFor(host: string, clientNamespace: string): MeshDestinationRule[] {
    const { hostRegistry, destinationRuleRegistry } = this.mesh;
    return destinationRuleRegistry.followedBy(clientNamespace, host, hostRegistry.namespaceOf(host)).map(destinationRuleOf);
  }

  private once<T>(name: string, make: () => T[]): T[] {
    let list: T[] | undefined = this.known.get(name);
    if (!list) {
      this.known.set(name, list = make());
    }
    return [...list];
  }
}

/** One façade per mesh: all rules of all packs read the same. */
const MODELS = new WeakMap<ResolvedMesh, MeshModel>();

const POLICY_KINDS = new Set(['AuthorizationPolicy', 'PeerAuthentication', 'RequestAuthentication']);

function routesOf(service: VirtualService): MeshRoute[] {
  const object = MeshObject._of(service.manifest);
  const destinations = destinationsOf(service, object);
  return Object.values(RouteProtocol).flatMap(protocol => {
    const routes: unknown = object.valueAt(`spec.${protocol}`);
    return (Array.isArray(routes) ? routes : []).map((json, index): MeshRoute => ({
      object,
      protocol,
      name: typeof json?.name === 'string' ? json.name : undefined,
      hosts: [...service.hosts],
      gateways: service.gateways.length === 0 ? [MESH_GATEWAY] : [...service.gateways],
      destinations: destinations.get(`${protocol}/${index}`) ?? [],
      field: `spec.${protocol}[${index}]`,
      json,
    }));
  });
}

/** The destinations of a VirtualService by protocol and number of their route. */
function destinationsOf(service: VirtualService, object: MeshObject): Map<string, MeshDestination[]> {
  const byRoute = new Map<string, MeshDestination[]>();
  for (const { host, subset, port, path } of service.destinations) {
    const [, protocol, route, list] = path;
    const weight = list === 'route' ? valueAt(object.json, [...path.slice(0, 5), 'weight']) : undefined;
    const key = `${protocol}/${route}`;
    byRoute.set(key, [...byRoute.get(key) ?? [], {
      host, subset, port, weight: typeof weight === 'number' ? weight : undefined, isMirror: list !== 'route', field: fieldPathText(path),
    }]);
  }
  return byRoute;
}

function hostOf({ host, kind, manifest, name, namespace, ports, selector }: ResolvedHost): MeshHost {
  return {
    host,
    origin: kind as MeshHostOrigin,
    object: MeshObject._of(manifest),
    name,
    namespace,
    ports: (ports ?? []).map(port => ({ ...port })),
    selector: { ...selector },
  };
}

function destinationRuleOf({ manifest, host, subsets }: DestinationRule): MeshDestinationRule {
  return {
    object: MeshObject._of(manifest),
    host,
    subsets: subsets.map(({ name, labels, index }) => ({ name, labels: { ...labels }, field: `spec.subsets[${index}]` })),
  };
}

function gatewayOf({ manifest, served }: GatewayView): MeshGateway {
  return { object: MeshObject._of(manifest), hosts: [...new Set(served.map(({ host }) => host))] };
}
