import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { AuthorizationPolicy } from './authorization-policy';
import { MutualTlsMode } from './mutual-tls-mode';
import { PeerAuthentication } from './peer-authentication';
import { SidecarInjection } from './sidecar-injection';

/** Props of a namespace of the mesh. */
export interface MeshNamespaceProps {
  /** Name of the namespace. */
  readonly name: string;
  /**
   * Whether pods of the namespace get a sidecar, and from which control plane.
   * @default SidecarInjection.ENABLED
   */
  readonly injection?: SidecarInjection;
  /**
   * Mutual TLS for all workloads of the namespace: a PeerAuthentication named `default`.
   * @default - none is emitted: the mesh-wide mode holds, which is permissive unless said otherwise
   */
  readonly mutualTls?: MutualTlsMode;
  /**
   * Denies every request to workloads of the namespace that no other policy allows: an AuthorizationPolicy named `deny-by-default` that
   * allows nothing.
   * @default false
   */
  readonly denyByDefault?: boolean;
  /**
   * Further labels of the namespace.
   * @default - none
   */
  readonly labels?: { [key: string]: string };
}

/**
 * A namespace and what the mesh should do in it.
 *
 * Emits the Namespace with its injection label and, when asked, a PeerAuthentication and a policy that denies by default.
 *
 * @see https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/
 */
export class MeshNamespace extends Construct {
  /** Name of the namespace. */
  public readonly namespaceName: string;
  /** The Namespace object. */
  public readonly namespace: ApiObject;
  /** The mutual TLS mode of the namespace. Undefined when the mesh-wide mode holds. */
  public readonly peerAuthentication?: PeerAuthentication;
  /** The policy that denies by default. Undefined when it was not asked for. */
  public readonly denial?: AuthorizationPolicy;

  constructor(scope: Construct, id: string, props: MeshNamespaceProps) {
    super(scope, id);
    const { name } = props;
    this.namespaceName = name;
    this.namespace = new ApiObject(this, 'Resource', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name, labels: { ...props.labels, ...(props.injection ?? SidecarInjection.ENABLED)._labels() } },
    });
    if (props.mutualTls !== undefined) {
      this.peerAuthentication = new PeerAuthentication(this, 'MutualTls', {
        name: 'default', namespace: name, mutualTls: props.mutualTls,
      });
    }
    if (props.denyByDefault) {
      this.denial = AuthorizationPolicy.denyAll(this, 'DenyByDefault', { name: 'deny-by-default', namespace: name });
    }
  }
}
