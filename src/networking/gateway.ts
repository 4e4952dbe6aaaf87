import { Construct } from 'constructs';
import { IGateway } from './gateway-reference';
import { IstioObject, IstioObjectProps } from './istio-object';
import { Server } from './server';
import { requireLabels } from './workload-selector';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { DNS_LABEL, requireName } from '../kernel/names';
import { SourceMark } from '../kernel/source';

/** Props of a Gateway. */
export interface GatewayProps extends IstioObjectProps {
  /**
   * Ports, their protocols and hosts; `addServer` appends more. At least one in the end (MESH0001 at synth). Istio field `spec.servers`.
   * @default - none
   */
  readonly servers?: Server[];
  /**
   * Labels of the gateway workload, in any namespace of the mesh; at least one (MESH0011). Istio field `spec.selector`.
   * @default - `{ istio: 'ingressgateway' }`, the label of the gateway that Istio's profiles and Helm chart install as `istio-ingressgateway`
   */
  readonly selector?: { [key: string]: string };
}

/**
 * What a gateway workload listens to: ports, protocols, hosts and TLS. Routes come from VirtualServices that name it in `gateways`.
 *
 * What no prop reaches, `addJsonPatch` does; an `ApiObject` of cdk8s takes a whole document.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/gateway/
 */
export class Gateway extends IstioObject implements IGateway {
  /** The reserved word `mesh`: all sidecars. For VirtualServices that hold at gateways and inside the mesh. */
  public static readonly MESH: IGateway = { gatewayReference: 'mesh' };

  /**
   * A Gateway that others own. It is checked at synth whether the environment knows it.
   * @param reference `namespace/name`, such as `istio-ingress/public`
   */
  public static fromName(scope: Construct, id: string, reference: string): IGateway {
    return new ForeignGateway(scope, id, reference, SourceMark.here());
  }

  private readonly serverList: Server[] = [];
  private readonly serverNames = new Set<string>();
  private readonly portNames = new Set<string>();
  private readonly workloadLabels: { [key: string]: string };

  constructor(scope: Construct, id: string, props: GatewayProps = {}) {
    super(scope, id, { apiVersion: 'networking.istio.io/v1', kind: 'Gateway' }, props);
    requireName(this.name, DNS_LABEL, 'name of the Gateway');
    this.workloadLabels = props.selector === undefined ? { istio: 'ingressgateway' } : requireLabels(props.selector, `${this.where}, selector`);
    props.servers?.forEach(server => this.addServer(server));
  }

  /** What VirtualServices call it: `namespace/name`. */
  public get gatewayReference(): string {
    return this.namespaceName === undefined ? this.name : `${this.namespaceName}/${this.name}`;
  }

  /** Labels of the gateway workload. */
  public get selector(): { [key: string]: string } {
    return { ...this.workloadLabels };
  }

  /** The servers, in the order in which they were added. */
  public get servers(): Server[] {
    return [...this.serverList];
  }

  /** Appends a server. Names of ports and servers are unique (MESH0008). */
  public addServer(server: Server): void {
    claim(this.portNames, server._portName, 'port', this.where);
    claim(this.serverNames, server._name, 'server', this.where);
    this.serverList.push(server);
  }

  /** @internal */
  public _spec(): object {
    if (this.serverList.length === 0) {
      fail({
        code: CODES.INVALID_ARGUMENT,
        what: 'a Gateway without servers',
        where: this.where,
        why: 'Istio refuses it',
        fix: 'add a server: Server.https([host], ServerTls.simple(secret))',
      });
    }
    const taken = new Set(this.portNames);
    return {
      selector: { ...this.workloadLabels },
      servers: this.serverList.map(server => server._render(server._portName ?? freeName(server._derivedPortName, taken))),
    };
  }

  private get where(): string {
    return `Gateway ${this.name} (construct ${this.node.path})`;
  }
}

/** A Gateway of which only the name is known. */
class ForeignGateway extends Construct implements IGateway {
  constructor(scope: Construct, id: string, public readonly gatewayReference: string, public readonly _referenceMark: SourceMark) {
    super(scope, id);
    const [namespace, name, ...rest] = gatewayReference.split('/');
    if (name === undefined || rest.length > 0) {
      fail({
        code: CODES.INVALID_NAME,
        what: `${JSON.stringify(gatewayReference)} is no reference to a Gateway`,
        where: `construct ${this.node.path}`,
        why: 'a name alone would mean another Gateway in every namespace',
        fix: gatewayReference === 'mesh' ? 'use Gateway.MESH' : 'write namespace/name',
      });
    }
    requireName(namespace, DNS_LABEL, 'namespace of the Gateway');
    requireName(name, DNS_LABEL, 'name of the Gateway');
  }
}

function claim(names: Set<string>, name: string | undefined, thing: string, where: string): void {
  if (name !== undefined && names.has(name)) {
    fail({
      code: CODES.DUPLICATE_MEMBER,
      what: `there is a ${thing} "${name}" already`,
      where,
      why: thing === 'port' ? 'Istio refuses two ports of one name in a Gateway' : 'statistics tell servers apart by their names',
      fix: 'choose another name, or leave it out',
    });
  }
  if (name !== undefined) {
    names.add(name);
  }
}

/** The name, or the name with the lowest number from 2 that is free. */
function freeName(name: string, taken: Set<string>): string {
  let free = name;
  for (let i = 2; taken.has(free); i++) {
    free = `${name}-${i}`;
  }
  taken.add(free);
  return free;
}
