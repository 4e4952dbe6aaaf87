import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { noteSource, SourceMark } from '../kernel/source';

/** Where a route sends requests: Istio's `Destination`. */
export interface DestinationConfig {
  /** Host of the service, best as FQDN: `cart.shop.svc.cluster.local`. Istio field `destination.host`. */
  readonly host: string;
  /**
   * Name of a subset of the host's DestinationRule. Istio field `destination.subset`.
   * @default - all workloads of the host
   */
  readonly subset?: string;
  /**
   * Port number, 1–65535. Istio field `destination.port.number`.
   * @default - the only port of the service; a service with several ports needs one
   */
  readonly port?: number;
}

/** Something a route can send requests to: a service, one of its ports, a subset, a host that others own. */
export interface IDestination {
  /** The destination in Istio's terms. */
  toDestinationConfig(): DestinationConfig;
}

/** Options of a destination that is named by its host. */
export interface DestinationOptions {
  /**
   * Port number, 1–65535.
   * @default - the only port of the service
   */
  readonly port?: number;
  /**
   * Name of a subset that the owner of the host declares.
   * @default - all workloads of the host
   */
  readonly subset?: string;
}

/**
 * A host, and possibly a port and a subset of it.
 *
 * Names written by hand (`Destination.host`, `withSubset`) are checked against the services and DestinationRules of the
 * environment at synth; a finding points at the line that wrote the name.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#Destination
 */
export class Destination implements IDestination {
  /**
   * A host that others own, by name.
   * @param host FQDN such as `ratings.bookinfo.svc.cluster.local`, or a host of a ServiceEntry
   */
  public static host(host: string, options: DestinationOptions = {}): Destination {
    return new Destination({ host, ...options }, { host: SourceMark.here() });
  }

  /** @internal */
  public static _of(config: DestinationConfig, marks: DestinationMarks = {}): Destination {
    return new Destination(config, marks);
  }

  private constructor(private readonly config: DestinationConfig, private readonly marks: DestinationMarks) {
    if (config.host === '' || config.host === '*') {
      fail({
        code: CODES.INVALID_NAME,
        what: `a route cannot send requests to the host "${config.host}"`,
        why: 'Istio refuses an empty host and a bare wildcard as destination (spec.http[].route[].destination.host)',
        fix: 'name one service: service.namespace.svc.cluster.local',
      });
    }
    if (config.port !== undefined && !(Number.isInteger(config.port) && config.port >= 1 && config.port <= 65535)) {
      fail({
        code: CODES.INVALID_ARGUMENT,
        what: `${config.port} is no port number`,
        where: `destination ${config.host}`,
        fix: 'use an integer from 1 to 65535',
      });
    }
  }

  /** The same host at another port, by number (1–65535). */
  public withPort(port: number): Destination {
    return new Destination({ ...this.config, port }, { ...this.marks, port: SourceMark.here() });
  }

  /** The same host, narrowed to a subset that a DestinationRule of the host declares. */
  public withSubset(subset: string): Destination {
    return new Destination({ ...this.config, subset }, { ...this.marks, subset: SourceMark.here() });
  }

  /** The destination in Istio's terms. */
  public toDestinationConfig(): DestinationConfig {
    return this.config;
  }

  /** @internal */
  public get _marks(): DestinationMarks {
    return this.marks;
  }
}

/** Where the names of a destination were written by hand. */
export interface DestinationMarks {
  readonly host?: SourceMark;
  readonly subset?: SourceMark;
  readonly port?: SourceMark;
}

/** Renders a destination in Istio's spelling and notes where its names were written. */
export function renderDestination(destination: IDestination): object {
  const { host, subset, port } = destination.toDestinationConfig();
  const rendered: { host: string; subset?: string; port?: { number: number } } = { host };
  if (subset !== undefined) {
    rendered.subset = subset;
  }
  if (port !== undefined) {
    rendered.port = { number: port };
  }
  const marks = (destination as { _marks?: DestinationMarks })._marks;
  if (marks?.host) {
    noteSource(rendered, marks.host, 'host');
  }
  if (marks?.subset) {
    noteSource(rendered, marks.subset, 'subset');
  }
  if (marks?.port) {
    noteSource(rendered, marks.port, 'port');
  }
  return rendered;
}
