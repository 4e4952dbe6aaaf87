import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { IMeshService } from '../networking/mesh-service';
import { WorkloadSelector } from '../networking/workload-selector';

/** Which port of the egress gateway takes what leaves the mesh. */
export interface EgressGatewayOptions {
  /**
   * Name of a port of the gateway's Service. Everything that passes it is mutual TLS of the mesh.
   * @default - the port with the number 443, else the only port
   */
  readonly port?: string;
}

/**
 * A gateway through which calls leave the mesh.
 *
 * Sidecars reach it with mutual TLS of the mesh and tell the external host by the server name (SNI), so that one port serves all hosts, whatever
 * they speak, and policies at the gateway know who calls.
 *
 * From the first ExternalService on, the gateway refuses whatever no policy admits: other servers on the same workload need policies of their own.
 */
export class EgressGateway {
  /**
   * A gateway that runs in the cluster.
   * @param gateway the workload of the gateway as a service, with ports (MESH0002) and selector (MESH0012):
   * `new MeshService(this, 'Egress', { name: 'istio-egressgateway', ports: …, selector: …, serviceAccount: … })`
   */
  public static fromGateway(gateway: IMeshService, options: EgressGatewayOptions = {}): EgressGateway {
    const where = `EgressGateway.fromGateway ${gateway.host}`;
    const port = options.port === undefined ? defaultPort(gateway, where) : gateway.port(options.port).toDestinationConfig().port!;
    return new EgressGateway(gateway, port);
  }

  private readonly labels: { [key: string]: string };

  private constructor(
    /** The workload of the gateway as a service. */
    public readonly service: IMeshService,
    /** Port of the gateway's Service, 1–65535. */
    public readonly port: number,
  ) {
    this.labels = WorkloadSelector.service(service)._render();
  }

  /** @internal */
  public get _selector(): { [key: string]: string } {
    return this.labels;
  }
}

function defaultPort({ ports }: IMeshService, where: string): number {
  const port = ports.find(({ number }) => number === 443) ?? (ports.length === 1 ? ports[0] : undefined);
  return port?.number ?? fail({
    code: CODES.ARGUMENTS_CONFLICT,
    what: ports.length === 0 ? 'a gateway without known ports' : 'a gateway with several ports, none of them 443',
    where,
    why: 'a server at a port that its Service does not have is reached by nobody',
    fix: ports.length === 0 ? 'declare the gateway with `ports`' : `name one: { port: '${ports.find(({ name }) => name)?.name ?? 'https'}' }`,
  });
}
