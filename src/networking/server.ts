import { defined, nonEmptyText, portNumber } from './field-checks';
import { isAddress } from './ip-address';
import { checkServerHosts } from './server-hosts';
import { ServerTls } from './server-tls';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';

/** Protocols of servers that understand HTTP in plain text. */
export enum HttpServerProtocol {
  /** HTTP/1.1, and HTTP/2 where the client asks for it. */
  HTTP = 'HTTP',
  /** HTTP/2. */
  HTTP2 = 'HTTP2',
  /** gRPC. */
  GRPC = 'GRPC',
  /** gRPC-Web. */
  GRPC_WEB = 'GRPC-WEB',
  /** HTTP proxy requests. */
  HTTP_PROXY = 'HTTP_PROXY',
}

/** Protocols of servers that take connections as they are. */
export enum TcpServerProtocol {
  /** Any protocol. */
  TCP = 'TCP',
  /** MongoDB, with its statistics. */
  MONGO = 'MONGO',
  /** Redis. */
  REDIS = 'REDIS',
  /** MySQL. */
  MYSQL = 'MYSQL',
}

/** What every server takes. */
export interface ServerOptions {
  /**
   * Name of the port, unique in the Gateway (MESH0008). Istio field `servers[].port.name`.
   * @default - protocol and number: `https-443`; the second of its kind `https-443-2`
   */
  readonly portName?: string;
  /**
   * Name of the server, unique in the Gateway (MESH0008); it shows in statistics. Istio field `servers[].name`.
   * @default - none
   */
  readonly name?: string;
  /**
   * Address to listen at: an IP address, or `unix:///path` or `unix://@name` (then the port number is 0). Istio field `servers[].bind`.
   * @default - all addresses
   */
  readonly bind?: string;
}

/** Options of a server for HTTP in plain text. */
export interface HttpServerOptions extends ServerOptions {
  /**
   * Port number of the gateway workload, 1–65535. Istio field `servers[].port.number`.
   * @default 80
   */
  readonly port?: number;
  /**
   * Protocol. Istio field `servers[].port.protocol`.
   * @default HttpServerProtocol.HTTP
   */
  readonly protocol?: HttpServerProtocol;
}

/** Options of a server for TLS. */
export interface TlsServerOptions extends ServerOptions {
  /**
   * Port number of the gateway workload, 1–65535. Istio field `servers[].port.number`.
   * @default - 443; 15443 for `autoPassthrough`
   */
  readonly port?: number;
}

/** Options of a server for TCP. */
export interface TcpServerOptions extends ServerOptions {
  /**
   * Protocol. Istio field `servers[].port.protocol`.
   * @default TcpServerProtocol.TCP
   */
  readonly protocol?: TcpServerProtocol;
}

/**
 * A port of a gateway, its protocol and its hosts. The factories pair protocols and TLS so that they cannot contradict.
 *
 * Hosts are names, wildcards (`*`, `*.example.com`) or addresses, with a namespace before a slash to take VirtualServices of that
 * namespace only: `shop/shop.example.com`, `./*` (own namespace), `*\/shop.example.com` (all, which is the default). At least one.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/gateway/#Server
 */
export class Server {
  /** HTTP in plain text, port 80 by default. */
  public static http(hosts: string[], options: HttpServerOptions = {}): Server {
    return new Server(hosts, options.protocol ?? HttpServerProtocol.HTTP, options.port ?? 80, options);
  }

  /** Answers every plain-text request with a redirect (301) to https, port 80 by default. Istio field `servers[].tls.httpsRedirect`. */
  public static httpsRedirect(hosts: string[], options: HttpServerOptions = {}): Server {
    return new Server(hosts, options.protocol ?? HttpServerProtocol.HTTP, options.port ?? 80, options, { httpsRedirect: true });
  }

  /** HTTP over TLS, port 443 by default. Protocol `HTTPS`. */
  public static https(hosts: string[], tls: ServerTls, options: TlsServerOptions = {}): Server {
    return new Server(hosts, 'HTTPS', options.port ?? 443, options, tls._render());
  }

  /** Any protocol over TLS, port 443 by default. Protocol `TLS`. */
  public static tls(hosts: string[], tls: ServerTls, options: TlsServerOptions = {}): Server {
    return new Server(hosts, 'TLS', options.port ?? 443, options, tls._render());
  }

  /** TLS that is passed through and routed by server name, port 443 by default. Protocol `TLS`, mode `PASSTHROUGH`. */
  public static passthrough(hosts: string[], options: TlsServerOptions = {}): Server {
    return Server.tls(hosts, ServerTls.passthrough(), options);
  }

  /**
   * TLS between clusters that is passed on to the service its server name spells out, port 15443 by default. Protocol `TLS`, mode
   * `AUTO_PASSTHROUGH`.
   */
  public static autoPassthrough(hosts: string[], options: TlsServerOptions = {}): Server {
    return Server.tls(hosts, ServerTls.autoPassthrough(), { ...options, port: options.port ?? 15443 });
  }

  /** Connections as they are. Protocol `TCP`, or what the option says. */
  public static tcp(hosts: string[], port: number, options: TcpServerOptions = {}): Server {
    return new Server(hosts, options.protocol ?? TcpServerProtocol.TCP, port, options);
  }

  private readonly serverHosts: readonly string[];
  private readonly number: number;

  private constructor(
    hosts: string[],
    private readonly protocol: string,
    port: number,
    private readonly options: ServerOptions,
    private readonly tls?: object,
  ) {
    const where = `server ${protocol} ${port}`;
    const socket = checkBind(options.bind, where);
    this.number = socket ? 0 : portNumber(port, where);
    this.serverHosts = checkServerHosts(hosts, where);
    nonEmptyText(options.portName, `${where}, portName`);
    nonEmptyText(options.name, `${where}, name`);
  }

  /** The hosts as they were given. */
  public get hosts(): string[] {
    return [...this.serverHosts];
  }

  /** @internal */
  public get _portName(): string | undefined {
    return this.options.portName;
  }

  /**
   * The name of the port where none is given, before it is made unique.
   * @internal
   */
  public get _derivedPortName(): string {
    return `${this.protocol.toLowerCase().replace(/_/g, '-')}-${this.number}`;
  }

  /** @internal */
  public get _name(): string | undefined {
    return this.options.name;
  }

  /** @internal */
  public _render(portName: string): object {
    return defined({
      port: { number: this.number, name: portName, protocol: this.protocol },
      hosts: [...this.serverHosts],
      tls: this.tls,
      name: this.options.name,
      bind: this.options.bind,
    });
  }
}

/** Whether the address is a socket, after checking it. */
function checkBind(bind: string | undefined, where: string): boolean {
  const socket = bind?.startsWith('unix://') ?? false;
  const path = bind?.slice('unix://'.length) ?? '';
  const legal = socket ? path.startsWith('@') || (path.startsWith('/') && !path.endsWith('/')) : bind === undefined || isAddress(bind);
  if (!legal) {
    fail({
      code: CODES.INVALID_ARGUMENT,
      what: `${JSON.stringify(bind)} is no address to listen at`,
      where: `${where}, bind`,
      fix: 'write an IP address, unix:///path/to/socket or unix://@name',
    });
  }
  return socket;
}
