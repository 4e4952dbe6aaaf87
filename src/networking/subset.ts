import { Destination, DestinationConfig, DestinationMarks, IDestination } from './destination';
import type { IMeshService } from './mesh-service';
import { TrafficPolicy } from './traffic-policy';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';

/** What makes a subset of a service's workloads. */
export interface SubsetProps {
  /** Labels of the workloads, besides those that the service selects by: `{ version: 'v1' }`. Istio field `spec.subsets[].labels`. */
  readonly labels: { [key: string]: string };
  /**
   * What clients do with requests to this subset, field by field instead of what the rule says. Istio field `spec.subsets[].trafficPolicy`.
   * @default - as the rule says
   */
  readonly trafficPolicy?: TrafficPolicy;
}

/**
 * Some of the workloads of a service, as a destination. Made by `DestinationRule.addSubset`.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#Subset
 */
export class Subset implements IDestination {
  /** @internal */
  public static _of(name: string, host: string, service: IMeshService | undefined, labels: { [key: string]: string }): Subset {
    return new Subset(name, host, service, labels);
  }

  private constructor(
    /** Name of the subset. */
    public readonly name: string,
    /** Host of the rule. */
    public readonly host: string,
    private readonly service: IMeshService | undefined,
    private readonly selected: { [key: string]: string },
  ) {}

  /** Labels of the workloads, besides those that the service selects by. */
  public get labels(): { [key: string]: string } {
    return { ...this.selected };
  }

  /** The subset at one of the service's ports, by the name of the port. An unknown name is an error (MESH0006). */
  public port(name: string): Destination {
    const service = this.service ?? fail({
      code: CODES.UNKNOWN_MEMBER,
      what: `the ports of ${this.host} are not known by name, so "${name}" cannot be looked up`,
      where: `subset ${this.name}`,
      why: 'the rule names its host only',
      fix: 'use portNumber(8080), or give the rule a service',
    });
    return this.at(service.port(name).toDestinationConfig().port);
  }

  /** The subset at a port, by number (1–65535). */
  public portNumber(number: number): Destination {
    return this.at(undefined).withPort(number);
  }

  /** The subset at the service's only port, or without port when it has several or they are not known. */
  public toDestinationConfig(): DestinationConfig {
    return { ...this.service?.toDestinationConfig(), host: this.host, subset: this.name };
  }

  /** @internal */
  public get _marks(): DestinationMarks {
    return (this.service as { _marks?: DestinationMarks } | undefined)?._marks ?? {};
  }

  private at(port: number | undefined): Destination {
    return Destination._of({ host: this.host, subset: this.name, port }, this._marks);
  }
}
