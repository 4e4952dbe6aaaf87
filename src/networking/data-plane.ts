import { enrolmentLabels, IWaypoint, NO_WAYPOINT } from './waypoint-reference';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { labelValueFault } from '../kernel/names';

/** How a namespace of the ambient mesh treats HTTP. */
export interface AmbientOptions {
  /**
   * The waypoint that requests to the services of the namespace pass. Only a waypoint reads HTTP: without one there are no routes, no
   * rules on methods and paths, no JWTs. Label `istio.io/use-waypoint`, and `istio.io/use-waypoint-namespace` for one of another namespace.
   * @default - none: ztunnel alone, which knows identities, addresses and ports
   */
  readonly waypoint?: IWaypoint;
  /**
   * Whether requests that come from an ingress gateway pass the waypoint too. Without it they go to the workloads directly, past every
   * rule that the waypoint enforces. Label `istio.io/ingress-use-waypoint`. Not without `waypoint` (MESH0002).
   * @default - true with a waypoint
   */
  readonly ingressUsesWaypoint?: boolean;
}

/**
 * What carries the requests of a namespace: sidecars, the ambient mesh (ztunnel and, for HTTP, a waypoint), or nothing of Istio's.
 * It is one value, so that a namespace never has the labels of two.
 *
 * @see https://istio.io/latest/docs/overview/dataplane-modes/
 */
export class DataPlane {
  /** Sidecars of the default control plane: label `istio-injection: enabled`. */
  public static sidecar(): DataPlane {
    return new DataPlane({ 'istio-injection': 'enabled' });
  }

  /**
   * Sidecars of one revision of the control plane: label `istio.io/rev`.
   * @param revision name or tag of the revision, `1-30` or `stable`
   */
  public static sidecarRevision(revision: string): DataPlane {
    if (revision === '' || labelValueFault(revision)) {
      fail({
        code: CODES.INVALID_NAME,
        what: `"${revision}" is no revision`,
        why: 'it becomes the value of the label istio.io/rev',
        fix: 'use letters, digits, `-`, `_` and `.`, at most 63, such as "1-30"',
      });
    }
    return new DataPlane({ 'istio.io/rev': revision });
  }

  /** The ambient mesh: label `istio.io/dataplane-mode: ambient`, and those that enrol the namespace in a waypoint. */
  public static ambient(options: AmbientOptions = {}): DataPlane {
    const waypoint = options.waypoint?.waypointName === NO_WAYPOINT ? undefined : options.waypoint;
    if (waypoint === undefined && options.ingressUsesWaypoint !== undefined) {
      fail({
        code: CODES.ARGUMENTS_CONFLICT,
        what: 'ingressUsesWaypoint without a waypoint',
        why: 'there is no waypoint that requests of an ingress gateway could pass',
        fix: 'name the waypoint, or leave ingressUsesWaypoint out',
      });
    }
    return new DataPlane({ 'istio.io/dataplane-mode': 'ambient' }, { ...options, waypoint });
  }

  /** Outside of the mesh: label `istio-injection: disabled`, and none of the ambient mesh. */
  public static none(): DataPlane {
    return new DataPlane({ 'istio-injection': 'disabled' });
  }

  private constructor(private readonly labels: { readonly [key: string]: string }, private readonly ambientOptions?: AmbientOptions) {}

  /** Whether the namespace is in the ambient mesh. */
  public get isAmbient(): boolean {
    return this.ambientOptions !== undefined;
  }

  /** Whether anything of Istio's carries the requests of the namespace, and can enforce policies: sidecars or the ambient mesh. */
  public get isInMesh(): boolean {
    return this.labels['istio-injection'] !== 'disabled';
  }

  /** The waypoint of the namespace. Undefined where it has none. */
  public get waypoint(): IWaypoint | undefined {
    return this.ambientOptions?.waypoint;
  }

  /**
   * The labels of the namespace. Fails where its waypoint does not take it.
   * @internal
   */
  public _labels(namespace: string, others: { readonly [key: string]: string }, where: string): { [key: string]: string } {
    const waypoint = this.waypoint;
    return {
      ...this.labels,
      ...waypoint && enrolmentLabels(
        waypoint, { kind: 'namespace', namespace, namespaceLabels: { ...others, ...this.labels }, where }, this.ambientOptions?.ingressUsesWaypoint ?? true,
      ),
    };
  }
}

/** The labels by which a namespace, a workload or a service chooses its data plane and its waypoint. */
export function isDataPlaneLabel(key: string): boolean {
  return key === 'istio-injection' || key === 'istio.io/rev' || key === 'istio.io/dataplane-mode' || key === 'istio.io/ingress-use-waypoint'
    || key === 'istio.io/use-waypoint' || key === 'istio.io/use-waypoint-namespace';
}
