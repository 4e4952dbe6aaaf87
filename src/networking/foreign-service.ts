import { Construct } from 'constructs';
import { Declarations } from './declarations';
import { Destination, DestinationConfig, DestinationMarks } from './destination';
import { clusterDomainOf } from './mesh-context';
import type { IMeshService } from './mesh-service';
import type { ServicePort } from './service-port';
import type { Subset } from './subset';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { SourceMark } from '../kernel/source';
import { Connections } from '../security/connections';

/** A service of which only the host is known. */
export class ForeignService extends Construct implements IMeshService {
  public readonly serviceName: string;
  public readonly serviceNamespace?: string;
  public readonly connections: Connections;

  constructor(scope: Construct, id: string, public readonly host: string, private readonly mark: SourceMark) {
    super(scope, id);
    const suffix = `.svc.${clusterDomainOf(this)}`;
    const labels = host.endsWith(suffix) ? host.slice(0, -suffix.length).split('.') : [];
    this.serviceName = labels.length === 2 ? labels[0] : host;
    this.serviceNamespace = labels.length === 2 ? labels[1] : undefined;
    this.connections = new Connections(this);
  }

  public get ports(): ServicePort[] {
    return [];
  }

  public get subsets(): Subset[] {
    return Declarations.of(this).subsetsOf(this.host);
  }

  public port(name: string): Destination {
    return fail({
      code: CODES.UNKNOWN_MEMBER,
      what: `the ports of ${this.host} are not known by name, so "${name}" cannot be looked up`,
      where: `construct ${this.node.path}`,
      why: 'a service made by fromHost is known by its host only',
      fix: 'use portNumber(8080), or declare the service and its ports with new MeshService(...)',
    });
  }

  public portProtocol(): undefined {
    return undefined;
  }

  public portNumber(number: number): Destination {
    return this.whole().withPort(number);
  }

  public subset(name: string): Destination {
    return this.whole().withSubset(name);
  }

  public toDestinationConfig(): DestinationConfig {
    return { host: this.host };
  }

  /** @internal */
  public get _marks(): DestinationMarks {
    return { host: this.mark };
  }

  private whole(): Destination {
    return Destination._of({ host: this.host }, { host: this.mark });
  }
}
