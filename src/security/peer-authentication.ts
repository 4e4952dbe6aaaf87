import { Construct } from 'constructs';
import { MutualTlsMode } from './mutual-tls-mode';
import { namespaceFor } from './policy-target';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { portNumber } from '../networking/field-checks';
import { IstioObject, IstioObjectProps } from '../networking/istio-object';
import { rootNamespaceOf } from '../networking/mesh-context';
import { checkMeshWide } from '../networking/mesh-wide';
import { WorkloadSelector } from '../networking/workload-selector';

/** Props of a PeerAuthentication. */
export interface PeerAuthenticationProps extends IstioObjectProps {
  /** The mode for all ports that `portLevelMutualTls` does not name. Istio field `spec.mtls.mode`. */
  readonly mutualTls: MutualTlsMode;
  /**
   * The workloads. Not in Istio's root namespace, where Istio ignores an object with a selector (MESH0002). Istio field `spec.selector`.
   * @default - all workloads of the namespace; in Istio's root namespace, all workloads of the mesh
   */
  readonly selector?: WorkloadSelector;
  /**
   * Must be true for an object in Istio's root namespace that has no selector, because it holds for the workloads of all namespaces; an error
   * elsewhere (MESH0019).
   * @default false
   */
  readonly meshWide?: boolean;
  /**
   * Modes of single ports, by the number of the workload's port (not of its Service): `{ 9000: MutualTlsMode.DISABLE }`. Needs a
   * selector. Istio field `spec.portLevelMtls`.
   * @default - all ports have the same mode
   */
  readonly portLevelMutualTls?: { [port: string]: MutualTlsMode };
}

/**
 * Whether workloads take mutual TLS, plain text, or both.
 *
 * The innermost level wins: port, workload, namespace, mesh. Without any, workloads take both.
 *
 * What no prop reaches, `addJsonPatch` does; an `ApiObject` of cdk8s takes a whole document.
 *
 * @see https://istio.io/latest/docs/reference/config/security/peer_authentication/
 */
export class PeerAuthentication extends IstioObject {
  private readonly spec: object;

  constructor(scope: Construct, id: string, props: PeerAuthenticationProps) {
    const where = `PeerAuthentication ${scope.node.path}/${id}`;
    const from = props.selector?._namespace;
    super(scope, id, { apiVersion: 'security.istio.io/v1', kind: 'PeerAuthentication' }, {
      ...props, namespace: namespaceFor(from === undefined ? [] : [from], props.namespace, where),
    });
    checkMeshWide(this, props.selector !== undefined, props.meshWide);
    if (props.selector && this.namespaceName === rootNamespaceOf(this)) {
      fail({
        code: CODES.ARGUMENTS_CONFLICT,
        what: `a PeerAuthentication with a selector in the root namespace ${this.namespaceName}`,
        where: this._subject,
        why: 'Istio ignores it',
        fix: 'put it into the namespace of the workloads; for the whole mesh leave the selector out and say `meshWide: true`',
      });
    }
    this.spec = {
      ...(props.selector ? { selector: { matchLabels: props.selector._render() } } : {}),
      mtls: { mode: props.mutualTls },
      ...(props.portLevelMutualTls ? { portLevelMtls: portModes(props, where) } : {}),
    };
  }

  /** @internal */
  public _spec(): object {
    return this.spec;
  }
}

function portModes({ selector, portLevelMutualTls }: PeerAuthenticationProps, where: string): object {
  const entries = Object.entries(portLevelMutualTls!);
  if (entries.length === 0) {
    fail({
      code: CODES.AMBIGUOUS_POLICY,
      what: 'portLevelMutualTls without ports',
      where,
      why: 'Istio refuses it',
      fix: 'name at least one port, or leave it out',
    });
  }
  if (!selector) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: 'portLevelMutualTls without selector',
      where,
      why: 'Istio refuses it: ports belong to workloads',
      fix: 'select the workloads: selector: WorkloadSelector.service(service)',
    });
  }
  return Object.fromEntries(entries.map(([port, mode]) => {
    if (!/^[1-9][0-9]*$/.test(port)) {
      fail({ code: CODES.INVALID_ARGUMENT, what: `${JSON.stringify(port)} is no port number`, where, fix: 'use the number of the workload’s port' });
    }
    portNumber(Number(port), `${where} portLevelMutualTls`);
    return [port, { mode }];
  }));
}
