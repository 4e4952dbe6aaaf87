import { Attachment } from './attachments';
import { cannotTell, Lookup, no, yes } from './lookup';
import { Manifest } from './manifest';
import { isNearMiss } from './near-miss';
import { isSwitchedOn, Labels, labelsOf, mapOf } from './reading';
import { SelectorIndex } from './selector-index';
import { visibleLabels, WorkloadRegistry } from './selectors';
import { MeshHost } from './services';
import { Surroundings } from './surroundings';
import { admits, Enrolment, readEnrolment, takes, USE_WAYPOINT, Waypoint, WAYPOINT_CLASS } from './waypoints';
import { Workload } from './workloads';
import { nearestName } from '../kernel/nearest';

/** What of the ambient mesh a folder shows, read object by object. */
export interface AmbientParts {
  /** Namespace objects, by name. */
  readonly namespaces: Map<string, Manifest>;
  readonly waypoints: Waypoint[];
  /** `namespace/name` of Gateways whose class Istio does not know: others may run them as waypoints. */
  readonly foreignGateways: Set<string>;
  readonly enrolments: Enrolment[];
  readonly attachments: Attachment[];
}

/** The waypoint of a service, and what enrols it there. */
export interface Passage {
  readonly enrolment: Enrolment;
  readonly waypoint: Waypoint;
}

/** The label that sends requests of gateways through waypoints too. */
const INGRESS_USE_WAYPOINT = 'istio.io/ingress-use-waypoint';

/** The label that chooses the ambient mesh for a namespace or a workload. */
export const DATAPLANE_MODE = 'istio.io/dataplane-mode';

/**
 * What carries requests: sidecars, or ztunnel and waypoints. A namespace whose Namespace object is not at hand may be either.
 */
export class DataPlaneRegistry {
  public readonly waypoints: readonly Waypoint[];
  public readonly enrolments: readonly Enrolment[];
  public readonly attachments: readonly Attachment[];
  /** Names of the namespaces that are known to be in the ambient mesh. */
  public readonly ambientNamespaces: readonly string[];
  private readonly waypointByKey = new Map<string, Waypoint>();
  private readonly waypointNames = new Map<string, string[]>();
  private readonly services: SelectorIndex<MeshHost>;
  private readonly gatewayNamespaces = new Map<string, boolean>();
  private readonly captured = new Map<string, Workload | undefined>();

  constructor(
    private readonly parts: AmbientParts, hosts: readonly MeshHost[], private readonly workloads: WorkloadRegistry,
    private readonly gatewayWorkloads: ReadonlySet<Workload>, private readonly surroundings: Surroundings, private readonly rootNamespace: string,
  ) {
    this.waypoints = Object.freeze(parts.waypoints);
    this.enrolments = Object.freeze(parts.enrolments);
    this.attachments = Object.freeze(parts.attachments);
    this.ambientNamespaces = Object.freeze([...parts.namespaces.keys()].filter(name => this.isAmbient(name).answer === 'yes'));
    for (const waypoint of parts.waypoints) {
      this.waypointByKey.set(`${waypoint.namespace}/${waypoint.name}`, waypoint);
      append(this.waypointNames, waypoint.namespace, waypoint.name);
    }
    this.services = new SelectorIndex(hosts.filter(({ kind, selector }) => kind === 'Service' && selector));
  }

  /** The Namespace object of this name. */
  public namespace(name: string): Manifest | undefined {
    return this.parts.namespaces.get(name);
  }

  /** The labels of a namespace; undefined when it is not at hand. */
  public labelsOf(namespace: string): Labels | undefined {
    const manifest = this.parts.namespaces.get(namespace);
    return manifest && (labelsOf(manifest.object.metadata.labels) ?? {});
  }

  /** Whether a namespace is in the ambient mesh. */
  public isAmbient(namespace: string): Lookup<Manifest> {
    const manifest = this.parts.namespaces.get(namespace);
    if (!manifest) {
      return cannotTell(`Namespace "${namespace}" is not at hand, so it may be in the ambient mesh or not`);
    }
    return this.labelsOf(namespace)?.[DATAPLANE_MODE] === 'ambient' ? yes(manifest) : no(`Namespace "${namespace}" is not in the ambient mesh`);
  }

  /**
   * Whether ztunnel is who enforces an object that names no targets: it is for the workloads it selects that are in the ambient mesh. The
   * value is their namespace.
   */
  public isLeftToZtunnel({ namespace, selector }: Attachment): Lookup<string> {
    const isMeshWide = namespace === this.rootNamespace;
    const wanted = selector && visibleLabels(selector);
    const workloads = wanted && Object.keys(wanted).length > 0 ? this.workloads.matching(wanted, isMeshWide ? undefined : namespace)
      : isMeshWide ? [] : this.workloads.in(namespace);
    const ambient = selector ? workloads.find(workload => this.isCaptured(workload)) : this.capturedIn(namespace, workloads);
    if (ambient) {
      return yes(ambient.namespace);
    }
    if (selector && workloads.length > 0 && workloads.every(workload => this.hasOwnProxy(workload))) {
      return no('the workloads it selects have proxies of their own');
    }
    if (!isMeshWide) {
      const found = this.isAmbient(namespace);
      return found.answer !== 'yes' ? found : selector === undefined && this.hasGateways(namespace)
        ? cannotTell(`of namespace "${namespace}" only gateways are at hand, for which it may be meant`) : yes(namespace);
    }
    return selector === undefined && this.ambientNamespaces.length > 0
      ? yes(this.ambientNamespaces[0]) : cannotTell('it holds for namespaces of others, which may be in the ambient mesh');
  }

  /** The waypoint `namespace/name`. */
  public waypoint(namespace: string, name: string): Lookup<Waypoint> {
    const waypoint = this.waypointByKey.get(`${namespace}/${name}`);
    if (waypoint) {
      return yes(waypoint);
    }
    if (this.parts.foreignGateways.has(`${namespace}/${name}`)) {
      return cannotTell(`Gateway "${name}" of namespace "${namespace}" has a class of others, who may run it as a waypoint`);
    }
    const here = this.waypointNames.get(namespace) ?? [];
    const nearest = nearestName(name, here);
    if (here.length > 0 || this.surroundings.isOwn(namespace) || this.isOurs(namespace) || (nearest !== undefined && isNearMiss(name, nearest))) {
      return no(`namespace "${namespace}" has no Gateway "${name}" of class istio-waypoint`, nearest === undefined ? {} : { nearest, nearestKey: nearest });
    }
    return cannotTell(`others may run waypoint "${name}" in namespace "${namespace}", of which nothing is in this environment`);
  }

  /** The enrolment that holds for a service: its own, else that of its namespace. */
  public enrolmentOf(manifest: Manifest, namespace: string): Lookup<Enrolment> {
    const labels = labelsOf(manifest.object.metadata.labels);
    if (labels?.[USE_WAYPOINT] !== undefined) {
      const own = readEnrolment(manifest, 'service', namespace, labels);
      return own ? yes(own) : no(`label ${USE_WAYPOINT} says "${labels[USE_WAYPOINT]}"`);
    }
    const holder = this.parts.namespaces.get(namespace);
    if (!holder) {
      return cannotTell(`Namespace "${namespace}" is not at hand, so it may be enrolled in a waypoint or not`);
    }
    const inherited = readEnrolment(holder, 'namespace', namespace, this.labelsOf(namespace));
    return inherited ? yes(inherited) : no(`neither it nor namespace "${namespace}" has the label ${USE_WAYPOINT}`);
  }

  /**
   * The waypoint that requests to some workloads pass on their way, as far as it is at hand: that of a service with these workloads, else
   * that of the namespace.
   */
  public waypointBefore(namespace: string, selector: Labels | undefined): Waypoint | undefined {
    const services = selector ? this.servicesWith(namespace, selector) : [];
    for (const { manifest } of services) {
      const waypoint = this.waypointOf(this.enrolmentOf(manifest, namespace));
      if (waypoint) {
        return waypoint;
      }
    }
    const holder = this.parts.namespaces.get(namespace);
    return holder && services.length === 0 ? this.waypointOf(this.enrolmentOf(holder, namespace)) : undefined;
  }

  /** Who enforces policies at the workloads of a service, as far as the labels at hand say; undefined where they do not. */
  public enforcerAt({ namespace, selector }: MeshHost): 'ztunnel' | 'sidecars' | 'nobody' | undefined {
    const labels = this.labelsOf(namespace);
    const wanted = selector && visibleLabels(selector);
    const workloads = wanted && Object.keys(wanted).length > 0 ? this.workloads.matching(wanted, namespace) : [];
    if (workloads.length > 0 ? workloads.some(workload => this.isCaptured(workload)) : labels?.[DATAPLANE_MODE] === 'ambient') {
      return 'ztunnel';
    }
    if (!labels) {
      return undefined;
    }
    const isInjected = labels['istio-injection'] === 'enabled' || labels['istio.io/rev'] !== undefined;
    return isInjected || workloads.some(workload => this.hasOwnProxy(workload)) ? 'sidecars' : labels[DATAPLANE_MODE] === 'ambient' ? undefined : 'nobody';
  }

  /** The services that lead to the workloads of a selector, as far as the labels of one of them say. */
  public servicesWith(namespace: string, selector: Labels): readonly MeshHost[] {
    const labels = { ...this.workloads.matching(selector, namespace)[0]?.labels, ...selector };
    return this.services.picking(namespace, labels);
  }

  /** What requests to a service pass on their way, as far as enrolment and waypoint are at hand and fit each other. */
  public passageOf({ manifest, namespace, kind }: MeshHost): Passage | undefined {
    const enrolment = kind === 'generated' ? undefined : this.enrolmentOf(manifest, namespace);
    const waypoint = enrolment && this.waypointOf(enrolment);
    return enrolment?.answer === 'yes' && waypoint && admits(waypoint, namespace, this.labelsOf(namespace)) !== false
      ? { enrolment: enrolment.value, waypoint } : undefined;
  }

  /**
   * Whether gateways too send their requests to a service through its waypoint: by a label of its own, else of its namespace, and only to a
   * service with an address (`findServiceWaypoint` of `endpoint_builder.go`).
   */
  public isPassedByGateways({ manifest: { object }, namespace }: MeshHost): Lookup<true> {
    if (object.kind === 'Service' && mapOf(object.spec)?.clusterIP === 'None') {
      return no('it is headless, and gateways send requests through waypoints only to services with an address', { fix: 'Give it an address: remove clusterIP: None' });
    }
    const own = labelsOf(object.metadata.labels)?.[INGRESS_USE_WAYPOINT];
    const label = own ?? this.labelsOf(namespace)?.[INGRESS_USE_WAYPOINT];
    if (own === undefined && !this.parts.namespaces.has(namespace)) {
      return cannotTell(`Namespace "${namespace}", which may send gateways through the waypoint, is not at hand`);
    }
    return isSwitchedOn(label) ? yes(true) : no(label === undefined
      ? `neither it nor namespace "${namespace}" has the label ${INGRESS_USE_WAYPOINT}` : `label ${INGRESS_USE_WAYPOINT} says "${label}"`);
  }

  /** Whether gateways of Istio run in a namespace, which follow objects without selector. Waypoints do not. */
  public hasGateways(namespace: string): boolean {
    let found = this.gatewayNamespaces.get(namespace);
    if (found === undefined) {
      found = this.workloads.in(namespace).some(workload => this.gatewayWorkloads.has(workload)
        || (workload.manifest.object.kind === 'Gateway' && mapOf(workload.manifest.object.spec)?.gatewayClassName !== WAYPOINT_CLASS));
      this.gatewayNamespaces.set(namespace, found);
    }
    return found;
  }

  /** Whether ztunnel captures a workload. */
  public isCaptured(workload: Workload): boolean {
    const mode = workload.labels[DATAPLANE_MODE];
    return !this.hasOwnProxy(workload) && (mode === 'ambient' || (mode === undefined && this.isAmbient(workload.namespace).answer === 'yes'));
  }

  private waypointOf(found: Lookup<Enrolment>): Waypoint | undefined {
    const waypoint = found.answer === 'yes' ? this.waypoint(found.value.waypointNamespace, found.value.waypointName) : undefined;
    return waypoint?.answer === 'yes' && takes(waypoint.value, 'service') ? waypoint.value : undefined;
  }

  /** Whether the environment applies the namespace itself: who does, puts the waypoint into it too. */
  private isOurs(namespace: string): boolean {
    return this.parts.namespaces.has(namespace) && !this.parts.namespaces.get(namespace)!.origin.declared;
  }

  /** Some workload of a namespace that ztunnel captures; looked for once per namespace. */
  private capturedIn(namespace: string, workloads: readonly Workload[]): Workload | undefined {
    if (!this.captured.has(namespace)) {
      this.captured.set(namespace, workloads.find(workload => this.isCaptured(workload)));
    }
    return this.captured.get(namespace);
  }

  /** Whether a workload brings its own proxy, a sidecar or that of a gateway, or none at all: ztunnel leaves it alone. */
  private hasOwnProxy(workload: Workload): boolean {
    const { labels, manifest } = workload;
    return labels[DATAPLANE_MODE] === 'none' || labels['sidecar.istio.io/inject'] === 'true' || manifest.object.kind === 'Gateway'
      || this.gatewayWorkloads.has(workload);
  }
}

function append<T>(map: Map<string, T[]>, key: string, value: T): void {
  const values = map.get(key);
  if (values) {
    values.push(value);
  } else {
    map.set(key, [value]);
  }
}
