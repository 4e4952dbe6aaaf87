import { Attachment } from './attachments';
import { isSwitchedOn, labelsOf, mapOf } from './reading';
import { MeshHost } from './services';
import { Waypoint, WAYPOINT_CLASS } from './waypoints';

/** Which policies on requests a waypoint enforces for a service (`model/policyattachment.go`). */
export class WaypointPolicies {
  private readonly byTarget = new Map<string, Attachment>();
  private everywhere?: Attachment;

  constructor(attachments: readonly Attachment[], rootNamespace: string) {
    for (const attachment of attachments) {
      for (const { kind, name } of isPolicy(attachment) ? attachment.targets : []) {
        const key = `${kind} ${attachment.namespace}/${name}`;
        if (kind === 'GatewayClass') {
          this.everywhere ??= name === WAYPOINT_CLASS && attachment.namespace === rootNamespace ? attachment : undefined;
        } else if (!this.byTarget.has(key)) {
          this.byTarget.set(key, attachment);
        }
      }
    }
  }

  /** The first policy that holds for requests to a service on their way through its waypoint. */
  public of({ kind, namespace, name }: MeshHost, waypoint: Waypoint): Attachment | undefined {
    return this.byTarget.get(`${kind} ${namespace}/${name}`) ?? this.ofAll(waypoint);
  }

  /** The first policy that holds for all that passes a waypoint. */
  public ofAll({ namespace, name }: Waypoint): Attachment | undefined {
    return this.byTarget.get(`Gateway ${namespace}/${name}`) ?? this.everywhere;
  }
}

/** Policies that refuse requests; what only writes logs refuses none. */
function isPolicy({ kind, manifest }: Attachment): boolean {
  const { spec, metadata } = manifest.object;
  return kind === 'RequestAuthentication'
    || (kind === 'AuthorizationPolicy' && mapOf(spec)?.action !== 'AUDIT' && !isSwitchedOn(labelsOf(metadata.annotations)?.['istio.io/dry-run']));
}
