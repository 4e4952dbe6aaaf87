import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { ClientTls } from '../networking/client-tls';
import { PortProtocol } from '../networking/service-entry-port';

/** The ports and names of a connection that a proxy encrypts. */
export interface MutualTlsOriginationOptions {
  /**
   * Port that the application calls, in plain HTTP. Istio field `ports[].number` of the ServiceEntry.
   * @default 80
   */
  readonly port?: number;
  /**
   * Port that the proxy calls, with TLS. Istio field `ports[].targetPort` of the ServiceEntry.
   * @default 443
   */
  readonly targetPort?: number;
  /**
   * Server name that is sent (SNI). Istio field `tls.sni`.
   * @default - the host
   */
  readonly sni?: string;
  /**
   * Names of which the certificate must hold one. Istio field `tls.subjectAltNames`.
   * @default - the host
   */
  readonly subjectAltNames?: string[];
}

/** How a proxy encrypts what an application sends in plain text. */
export interface TlsOriginationOptions extends MutualTlsOriginationOptions {
  /**
   * Authorities that may have issued the certificate: a file of the proxy's container. Not with `credentialName` (MESH0002). Istio field
   * `tls.caCertificates`.
   * @default - those of the operating system
   */
  readonly caCertificates?: string;
  /**
   * Authorities from a Secret in the namespace of the egress gateway, which must be used then (MESH0002): sidecars have no Secrets. A ConfigMap,
   * `configmap://namespace/name`, serves sidecars too. Istio field `tls.credentialName`.
   * @default - those of the operating system
   */
  readonly credentialName?: string;
}

/**
 * What an application speaks to an external host, and what leaves the mesh.
 */
export class EgressPort {
  /**
   * HTTP in plain text, all the way.
   * @param port 80 by default
   */
  public static http(port: number = 80): EgressPort {
    return new EgressPort(port, { protocol: PortProtocol.HTTP });
  }

  /**
   * TLS of the application's own. Proxies see the server name and no requests.
   * @param port 443 by default
   */
  public static tls(port: number = 443): EgressPort {
    return new EgressPort(port, { protocol: PortProtocol.TLS });
  }

  /**
   * The application speaks HTTP in plain text, and the last proxy of the mesh (the sidecar, or the egress gateway) encrypts it and verifies
   * who answers. Proxies see the requests: retries, timeouts, policies on paths and methods work.
   */
  public static tlsOrigination(options: TlsOriginationOptions = {}): EgressPort {
    const { port = 80, targetPort = 443, caCertificates, credentialName } = options;
    if (caCertificates !== undefined && credentialName !== undefined) {
      fail({
        code: CODES.ARGUMENTS_CONFLICT,
        what: 'authorities from a file and from a credential',
        where: 'EgressPort.tlsOrigination',
        why: 'Istio uses the credential alone',
        fix: 'leave caCertificates or credentialName out',
      });
    }
    const names = (host: string) => ({ sni: options.sni ?? host, subjectAltNames: options.subjectAltNames ?? [host] });
    return new EgressPort(port, {
      protocol: PortProtocol.HTTP,
      targetPort,
      secret: isSecret(credentialName),
      tls: host => credentialName === undefined
        ? ClientTls.simple({ ...names(host), ...(caCertificates === undefined ? {} : { caCertificates }) })
        : ClientTls.simpleFromCredential(credentialName, names(host)),
    });
  }

  /**
   * As `tlsOrigination`, and the egress gateway, which must be used (MESH0002), shows a client certificate.
   * @param credentialName Secret in the namespace of the egress gateway with certificate, key and authorities. Istio field `tls.credentialName`
   */
  public static mutualTlsOrigination(credentialName: string, options: MutualTlsOriginationOptions = {}): EgressPort {
    return new EgressPort(options.port ?? 80, {
      protocol: PortProtocol.HTTP,
      targetPort: options.targetPort ?? 443,
      secret: true,
      tls: host => ClientTls.mutualFromCredential(credentialName, { sni: options.sni ?? host, subjectAltNames: options.subjectAltNames ?? [host] }),
    });
  }

  /**
   * Any other protocol. A connection has no host name in it, so the addresses tell the host: without them the entry would take every connection
   * of the mesh to that port.
   * @param port such as 5432
   * @param addresses IP addresses of the host, as the application looks them up; at least one (MESH0011)
   */
  public static tcp(port: number, addresses: string[]): EgressPort {
    if (addresses.length === 0) {
      fail({
        code: CODES.AMBIGUOUS_POLICY,
        what: `TCP port ${port} without addresses`,
        where: 'EgressPort.tcp',
        why: 'the entry would take every connection of the mesh to that port',
        fix: 'name the IP addresses of the host',
      });
    }
    return new EgressPort(port, { protocol: PortProtocol.TCP, addresses });
  }

  private constructor(private readonly number: number, private readonly shape: EgressShape) {}

  /** @internal */
  public get _number(): number {
    return this.number;
  }

  /** @internal */
  public get _shape(): EgressShape {
    return this.shape;
  }
}

/** What the factories differ in. */
export interface EgressShape {
  readonly protocol: PortProtocol;
  readonly targetPort?: number;
  /** How the last proxy encrypts. Undefined where it forwards what it gets. */
  readonly tls?: (host: string) => ClientTls;
  /** Whether that needs a Secret, which only gateways read without a workload selector (`core/cluster_tls.go`). */
  readonly secret?: boolean;
  readonly addresses?: string[];
}

function isSecret(credentialName: string | undefined): boolean {
  return credentialName !== undefined && !credentialName.startsWith('configmap://');
}
