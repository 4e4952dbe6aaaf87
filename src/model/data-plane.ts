import { Attachment } from './attachments';
import { cannotTell, Lookup, no, yes } from './lookup';
import { Manifest } from './manifest';
import { isNearMiss } from './near-miss';
import { Labels, labelsOf } from './reading';
import { selects, visibleLabels, WorkloadRegistry } from './selectors';
import { MeshHost } from './services';
import { Surroundings } from './surroundings';
import { Enrolment, readEnrolment, takes, USE_WAYPOINT, Waypoint } from './waypoints';
import { Workload } from './workloads';
import { nearestName } from '../kernel/nearest';

/** What of the ambient mesh a folder shows, read object by object. */
export interface AmbientParts {
  /** Namespace objects, by name. */
  readonly namespaces: Map<string, Manifest>;
  readonly waypoints: Waypoint[];
  readonly enrolments: Enrolment[];
  readonly attachments: Attachment[];
}

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
  private readonly servicesByLabel = new Map<string, MeshHost[]>();
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
    for (const host of hosts) {
      const [pair] = host.kind === 'Service' ? Object.entries(host.selector ?? {}) : [];
      if (pair) {
        append(this.servicesByLabel, `${host.namespace} ${pair[0]}=${pair[1]}`, host);
      }
    }
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
      return found.answer === 'yes' ? yes(namespace) : found;
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
    const labels = selector && { ...this.workloads.matching(selector, namespace)[0]?.labels, ...selector };
    const services = Object.entries(labels ?? {}).flatMap(([key, value]) => this.servicesByLabel.get(`${namespace} ${key}=${value}`) ?? [])
      .filter(service => selects(service.selector ?? {}, labels ?? {}));
    for (const { manifest } of services) {
      const waypoint = this.waypointOf(this.enrolmentOf(manifest, namespace));
      if (waypoint) {
        return waypoint;
      }
    }
    const holder = this.parts.namespaces.get(namespace);
    return holder && services.length === 0 ? this.waypointOf(this.enrolmentOf(holder, namespace)) : undefined;
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

  private isCaptured(workload: Workload): boolean {
    const mode = workload.labels[DATAPLANE_MODE];
    return !this.hasOwnProxy(workload) && (mode === 'ambient' || (mode === undefined && this.isAmbient(workload.namespace).answer === 'yes'));
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
