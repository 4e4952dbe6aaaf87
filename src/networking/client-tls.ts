import { defined, nonEmptyList, nonEmptyText } from './field-checks';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';

/** How the certificate of the server is checked. */
export interface ClientTlsOptions {
  /**
   * Server name that is sent (SNI).
   * @default - the host of the request where Istio knows it
   */
  readonly sni?: string;
  /**
   * Names of which the certificate must hold one.
   * @default - the host is checked where Istio knows it; any certificate of the authorities otherwise
   */
  readonly subjectAltNames?: string[];
  /**
   * Accepts any certificate: encrypts, but does not prove who answers. Excludes authorities, names, and with `simple` credentials.
   * @default false
   */
  readonly insecureSkipVerify?: boolean;
}

/** TLS with files of the proxy's container. */
export interface ClientTlsFiles extends ClientTlsOptions {
  /**
   * File of the authorities' certificates.
   * @default - those of the operating system
   */
  readonly caCertificates?: string;
  /**
   * File of revoked certificates.
   * @default - none
   */
  readonly caCrl?: string;
}

/** Mutual TLS with files of the proxy's container. */
export interface ClientMutualTlsFiles extends ClientTlsFiles {
  /** File of the client's certificate. */
  readonly clientCertificate: string;
  /** File of the client's private key. */
  readonly privateKey: string;
}

/** Mutual TLS with the certificates that Istio issues. */
export interface ClientIstioTlsOptions {
  /**
   * Server name that is sent (SNI).
   * @default - Istio's own
   */
  readonly sni?: string;
  /**
   * Identities of which the server must have one.
   * @default - the service accounts of the service
   */
  readonly subjectAltNames?: string[];
}

/**
 * How a client encrypts what it sends to a destination. Between workloads of the mesh Istio does that itself; a setting here switches that off.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#ClientTLSSettings
 */
export class ClientTls {
  /** Plain text. */
  public static disable(): ClientTls {
    return new ClientTls({ mode: 'DISABLE' });
  }

  /** TLS: the server proves who it is. */
  public static simple(options: ClientTlsFiles = {}): ClientTls {
    requireVerifiable(options, options.caCertificates !== undefined);
    return new ClientTls({ mode: 'SIMPLE', ...rendered(options) });
  }

  /**
   * TLS with authorities from a Secret or ConfigMap.
   * @param credentialName Secret in the namespace of the proxy (of the DestinationRule for sidecars), or `configmap://namespace/name`
   */
  public static simpleFromCredential(credentialName: string, options: ClientTlsOptions = {}): ClientTls {
    requireVerifiable(options, true);
    return new ClientTls({ mode: 'SIMPLE', credentialName: credential(credentialName), ...rendered(options) });
  }

  /** Mutual TLS with own files: both sides prove who they are. */
  public static mutual(options: ClientMutualTlsFiles): ClientTls {
    requireVerifiable(options, options.caCertificates !== undefined);
    nonEmptyText(options.clientCertificate, 'tls.clientCertificate');
    nonEmptyText(options.privateKey, 'tls.privateKey');
    return new ClientTls({ mode: 'MUTUAL', ...rendered(options) });
  }

  /**
   * Mutual TLS with certificate, key and authorities from a Secret.
   * @param credentialName Secret in the namespace of the proxy (of the DestinationRule for sidecars)
   */
  public static mutualFromCredential(credentialName: string, options: ClientTlsOptions = {}): ClientTls {
    requireVerifiable(options, false);
    return new ClientTls({ mode: 'MUTUAL', credentialName: credential(credentialName), ...rendered(options) });
  }

  /** Mutual TLS with the certificates that Istio issues to workloads. */
  public static istioMutual(options: ClientIstioTlsOptions = {}): ClientTls {
    return new ClientTls({ mode: 'ISTIO_MUTUAL', ...rendered(options) });
  }

  private constructor(private readonly document: { mode: string; credentialName?: string }) {}

  /**
   * The namespace that a ConfigMap of authorities is named in.
   * @internal
   */
  public get _configMapNamespace(): string | undefined {
    return CONFIG_MAP.exec(this.document.credentialName ?? '')?.[1];
  }

  /** @internal */
  public _render(): object {
    return this.document;
  }
}

const CONFIG_MAP = /^configmap:\/\/([^/]+)\/([^/]+)$/;

function rendered(options: ClientTlsOptions): object {
  return defined({ ...options, subjectAltNames: nonEmptyList(options.subjectAltNames, 'tls.subjectAltNames') });
}

function credential(name: string): string {
  if (name === '' || (name.startsWith('configmap://') && !CONFIG_MAP.test(name))) {
    fail({
      code: CODES.INVALID_NAME,
      what: `${JSON.stringify(name)} is no credential`,
      where: 'tls.credentialName',
      why: 'Istio refuses it',
      fix: 'name a Secret, or a ConfigMap as configmap://namespace/name',
    });
  }
  return name;
}

function requireVerifiable({ insecureSkipVerify, subjectAltNames }: ClientTlsOptions, authorities: boolean): void {
  if (insecureSkipVerify && (authorities || subjectAltNames)) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: `insecureSkipVerify together with ${subjectAltNames ? 'subjectAltNames' : 'authorities'}`,
      where: 'tls',
      why: 'Istio refuses it: what is not verified cannot be compared with anything',
      fix: 'leave insecureSkipVerify out, so that the certificate is checked',
    });
  }
}
