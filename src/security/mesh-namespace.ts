import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { AuthorizationPolicy } from './authorization-policy';
import { MutualTlsMode } from './mutual-tls-mode';
import { PeerAuthentication } from './peer-authentication';
import { PolicyTarget } from './policy-target';
import { TargetReference } from './target-reference';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { DNS_LABEL, requireName } from '../kernel/names';
import { SourceMark } from '../kernel/source';
import { DataPlane, isDataPlaneLabel } from '../networking/data-plane';
import { declareDataPlane, declareDenial, deniesByDefault } from '../networking/namespace-registry';
import { IWaypoint } from '../networking/waypoint-reference';

/** Props of a namespace of the mesh. */
export interface MeshNamespaceProps {
  /** Name of the namespace: a DNS label (MESH0003). */
  readonly name: string;
  /**
   * What carries the requests of the namespace: sidecars, the ambient mesh with or without a waypoint, or nothing of Istio's.
   * @default DataPlane.sidecar()
   */
  readonly dataPlane?: DataPlane;
  /**
   * Mutual TLS for all workloads of the namespace: a PeerAuthentication named `default`. DISABLE is an error in the ambient mesh (MESH0002),
   * which never sends plain text between its workloads, and any mode without a data plane (MESH0002).
   * @default - none is emitted: the mesh-wide mode holds, which is permissive unless said otherwise
   */
  readonly mutualTls?: MutualTlsMode;
  /**
   * Denies every request to workloads of the namespace that no other policy allows: an AuthorizationPolicy named `deny-by-default` that
   * allows nothing. With a waypoint there are two more: `deny-by-default-waypoint` is the same at the waypoint, and `through-waypoint` lets the
   * workloads accept what comes from there. A waypoint of another namespace must deny by itself: `denyByDefault` of the Waypoint (MESH0002).
   * @default false
   */
  readonly denyByDefault?: boolean;
  /**
   * Further labels of the namespace. Those that choose a data plane or a waypoint are an error (MESH0002): `dataPlane` writes them.
   * @default - none
   */
  readonly labels?: { [key: string]: string };
}

/**
 * A namespace and what the mesh should do in it.
 *
 * Emits the Namespace with the labels of its data plane and, when asked, a PeerAuthentication and policies that deny by default.
 *
 * @see https://istio.io/latest/docs/overview/dataplane-modes/
 */
export class MeshNamespace extends Construct {
  /** @internal */
  public readonly _source: SourceMark;
  /** Name of the namespace. */
  public readonly namespaceName: string;
  /** The Namespace object. */
  public readonly namespace: ApiObject;
  /** What carries the requests of the namespace. */
  public readonly dataPlane: DataPlane;
  /** The mutual TLS mode of the namespace. Undefined when the mesh-wide mode holds. */
  public readonly peerAuthentication?: PeerAuthentication;
  /** The policy that denies by default. Undefined when it was not asked for. */
  public readonly denial?: AuthorizationPolicy;
  /** The policy that denies by default what passes the waypoint. Undefined without a waypoint, where that denies by itself, or when it was not asked for. */
  public readonly waypointDenial?: AuthorizationPolicy;
  /** The policy by which workloads accept what comes from the waypoint. Undefined without a waypoint, or without denial by default. */
  public readonly throughWaypoint?: AuthorizationPolicy;

  constructor(scope: Construct, id: string, props: MeshNamespaceProps) {
    super(scope, id);
    const { name } = props;
    this._source = SourceMark.here(new.target);
    const where = `MeshNamespace ${name} (construct ${this.node.path})`;
    this.namespaceName = requireName(name, DNS_LABEL, 'name of the namespace', where);
    this.dataPlane = props.dataPlane ?? DataPlane.sidecar();
    this.requireEnforcement(props, where);
    const others = props.labels ?? {};
    requireOtherLabels(others, where);
    this.namespace = new ApiObject(this, 'Resource', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name, labels: { ...others, ...this.dataPlane._labels(name, others, where) } },
    });
    declareDataPlane(this, name, this.dataPlane);
    if (props.mutualTls !== undefined) {
      this.peerAuthentication = new PeerAuthentication(this, 'MutualTls', {
        name: 'default', namespace: name, mutualTls: this.requireMeaning(props.mutualTls, where),
      });
    }
    if (props.denyByDefault) {
      this.denial = AuthorizationPolicy.denyAll(this, 'DenyByDefault', { name: 'deny-by-default', namespace: name });
      const { waypoint } = this.dataPlane;
      if (waypoint) {
        this.waypointDenial = deniesByDefault(this, waypoint) ? undefined : this.denyAtWaypoint(waypoint, where);
        this.throughWaypoint = AuthorizationPolicy.allow(this, 'ThroughWaypoint', {
          name: 'through-waypoint', namespace: name, rules: [{ from: [{ principals: [waypoint.waypointPrincipal!] }] }],
        });
      }
    }
  }

  /** What passes the waypoint reaches the workloads as the waypoint: they cannot deny it, so the waypoint has to. */
  private denyAtWaypoint(waypoint: IWaypoint, where: string): AuthorizationPolicy {
    if (waypoint.waypointNamespace !== this.namespaceName) {
      fail({
        code: CODES.ARGUMENTS_CONFLICT,
        what: `denyByDefault with the waypoint ${waypoint.waypointNamespace}/${waypoint.waypointName} of another namespace`,
        where,
        why: 'a policy reaches a waypoint of its own namespace only, so everything that passes the waypoint would be allowed',
        fix: `give the waypoint denyByDefault: true, put one into the namespace ${this.namespaceName}, or say of every service who may call it by its connections`,
      });
    }
    declareDenial(this, waypoint);
    return AuthorizationPolicy.denyAll(this, 'DenyAtWaypoint', {
      name: 'deny-by-default-waypoint', namespace: this.namespaceName, target: PolicyTarget.references(TargetReference.waypoint(waypoint)),
    });
  }

  private requireEnforcement({ mutualTls, denyByDefault }: MeshNamespaceProps, where: string): void {
    if (!this.dataPlane.isInMesh && (denyByDefault || mutualTls !== undefined)) {
      fail({
        code: CODES.ARGUMENTS_CONFLICT,
        what: `${denyByDefault ? 'denyByDefault' : 'mutualTls'} in a namespace that has no data plane`,
        where,
        why: 'without sidecars or the ambient mesh nothing enforces it: everybody would get in',
        fix: 'use DataPlane.sidecar() or DataPlane.ambient(), or leave it out',
      });
    }
  }

  private requireMeaning(mutualTls: MutualTlsMode, where: string): MutualTlsMode {
    if (this.dataPlane.isAmbient && mutualTls === MutualTlsMode.DISABLE) {
      fail({
        code: CODES.ARGUMENTS_CONFLICT,
        what: 'mutual TLS disabled in a namespace of the ambient mesh',
        where,
        why: 'ztunnel always speaks mutual TLS with its like; it reads DISABLE as PERMISSIVE, which accepts plain text from elsewhere',
        fix: 'use MutualTlsMode.PERMISSIVE to accept plain text from outside of the mesh, or MutualTlsMode.STRICT',
      });
    }
    return mutualTls;
  }
}

function requireOtherLabels(labels: { readonly [key: string]: string }, where: string): void {
  const reserved = Object.keys(labels).find(isDataPlaneLabel);
  if (reserved !== undefined) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: `the label ${reserved} beside the data plane`,
      where,
      why: 'with labels of sidecars and of the ambient mesh in one namespace, some workloads get a sidecar and others none, and rules hold for half of them',
      fix: 'leave the label out and say it with `dataPlane`: DataPlane.sidecarRevision(…), DataPlane.ambient({ waypoint })',
    });
  }
}
