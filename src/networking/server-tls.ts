import { CipherSuite } from './cipher-suite';
import { defined, nonEmptyList, nonEmptyText } from './field-checks';
import { ServerCertificates } from './server-certificates';
import { TlsVersion } from './tls-version';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';

/** What a server that terminates TLS can restrict. */
export interface ServerTlsOptions {
  /**
   * Least version of TLS. 1.0 and 1.1 need `cipherSuites` (MESH0002). Istio field `tls.minProtocolVersion`.
   * @default - TLS 1.2
   */
  readonly minProtocolVersion?: TlsVersion;
  /**
   * Newest version of TLS, not below the least (MESH0002). Istio field `tls.maxProtocolVersion`.
   * @default - TLS 1.3
   */
  readonly maxProtocolVersion?: TlsVersion;
  /**
   * Cipher suites up to TLS 1.2, each once (MESH0008). Istio field `tls.cipherSuites`.
   * @default - Envoy's choice
   */
  readonly cipherSuites?: CipherSuite[];
}

/** What a server that asks for client certificates can restrict besides. */
export interface MutualServerTlsOptions extends ServerTlsOptions {
  /**
   * Path of the CA certificates for clients; needed with certificates from files, impossible with Secrets (MESH0002). Istio field
   * `tls.caCertificates`.
   * @default - `ca.crt` of the Secret, or the Secret `<name>-cacert`
   */
  readonly caCertificates?: string;
  /**
   * Name of a Secret with the CA certificates for clients (and optionally a revocation list), where the server's Secret has none; with
   * Secrets only (MESH0002). Istio field `tls.caCertCredentialName`. Since Istio 1.28.
   * @default - `ca.crt` of the Secret, or the Secret `<name>-cacert`
   */
  readonly caCertCredentialName?: string;
  /**
   * Path of a list of revoked client certificates; with certificates from files only (MESH0002). Istio field `tls.caCrl`.
   * @default - none
   */
  readonly caCrl?: string;
  /**
   * Names of which the client certificate must carry one. Istio field `tls.subjectAltNames`.
   * @default - any client the CA vouches for
   */
  readonly subjectAltNames?: string[];
  /**
   * SHA-256 of public keys of clients, base64, of which one must be the client's. Istio field `tls.verifyCertificateSpki`.
   * @default - any client the CA vouches for
   */
  readonly verifyCertificateSpki?: string[];
  /**
   * SHA-256 of client certificates, hexadecimal, of which one must be the client's. Istio field `tls.verifyCertificateHash`.
   * @default - any client the CA vouches for
   */
  readonly verifyCertificateHash?: string[];
  /**
   * Take client certificates without verifying them. Istio field `tls.insecureSkipVerify`. Since Istio 1.31.
   * @default false
   */
  readonly insecureSkipVerify?: boolean;
}

/**
 * What a server does with TLS: terminate it, with or without client certificates, or pass it through.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/gateway/#ServerTLSSettings
 */
export class ServerTls {
  /**
   * Terminates TLS with the certificate of a Secret. Mode `SIMPLE`.
   * @param credentialName name of the Secret in the namespace of the gateway workload, keys `tls.crt` and `tls.key`
   */
  public static simple(credentialName: string, options: ServerTlsOptions = {}): ServerTls {
    return ServerTls.simpleWith(ServerCertificates.secret(credentialName), options);
  }

  /** Terminates TLS with certificates from elsewhere. Mode `SIMPLE`. */
  public static simpleWith(certificates: ServerCertificates, options: ServerTlsOptions = {}): ServerTls {
    return new ServerTls({ mode: 'SIMPLE', ...certificates._render(), ...renderVersions(options) });
  }

  /**
   * Terminates TLS and requires a client certificate. Mode `MUTUAL`.
   * @param credentialName name of the Secret, keys `tls.crt`, `tls.key` and `ca.crt`
   */
  public static mutual(credentialName: string, options: MutualServerTlsOptions = {}): ServerTls {
    return ServerTls.mutualWith(ServerCertificates.secret(credentialName), options);
  }

  /** Terminates TLS and requires a client certificate, with certificates from elsewhere. Mode `MUTUAL`. */
  public static mutualWith(certificates: ServerCertificates, options: MutualServerTlsOptions = {}): ServerTls {
    return new ServerTls({ mode: 'MUTUAL', ...certificates._render(), ...renderMutual(certificates, options) });
  }

  /**
   * Terminates TLS and verifies a client certificate if there is one. Mode `OPTIONAL_MUTUAL`.
   * @param credentialName name of the Secret, keys `tls.crt`, `tls.key` and `ca.crt`
   */
  public static optionalMutual(credentialName: string, options: MutualServerTlsOptions = {}): ServerTls {
    return ServerTls.optionalMutualWith(ServerCertificates.secret(credentialName), options);
  }

  /** Terminates TLS and verifies a client certificate if there is one, with certificates from elsewhere. Mode `OPTIONAL_MUTUAL`. */
  public static optionalMutualWith(certificates: ServerCertificates, options: MutualServerTlsOptions = {}): ServerTls {
    return new ServerTls({ mode: 'OPTIONAL_MUTUAL', ...certificates._render(), ...renderMutual(certificates, options) });
  }

  /** Terminates mutual TLS of the mesh with the certificate of the gateway workload: for clients with sidecars. Mode `ISTIO_MUTUAL`. */
  public static istioMutual(options: ServerTlsOptions = {}): ServerTls {
    return new ServerTls({ mode: 'ISTIO_MUTUAL', ...renderVersions(options) });
  }

  /** Leaves TLS alone and routes by server name, with `tls` routes of a VirtualService. Mode `PASSTHROUGH`. */
  public static passthrough(): ServerTls {
    return new ServerTls({ mode: 'PASSTHROUGH' });
  }

  /** Leaves TLS alone and routes to the service that the server name spells out: between clusters. Mode `AUTO_PASSTHROUGH`. */
  public static autoPassthrough(): ServerTls {
    return new ServerTls({ mode: 'AUTO_PASSTHROUGH' });
  }

  private constructor(private readonly config: object) {}

  /** @internal */
  public _render(): object {
    return this.config;
  }
}

const VERSIONS = [TlsVersion.TLS_1_0, TlsVersion.TLS_1_1, TlsVersion.TLS_1_2, TlsVersion.TLS_1_3];

function renderVersions({ minProtocolVersion, maxProtocolVersion, cipherSuites }: ServerTlsOptions): object {
  const least = minProtocolVersion === undefined ? -1 : VERSIONS.indexOf(minProtocolVersion);
  const newest = maxProtocolVersion === undefined ? -1 : VERSIONS.indexOf(maxProtocolVersion);
  if (least >= 0 && newest >= 0 && least > newest) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: `no version of TLS lies between ${minProtocolVersion} and ${maxProtocolVersion}`,
      where: 'ServerTls, minProtocolVersion',
      fix: 'swap them',
    });
  }
  if ((least === 0 || least === 1) && cipherSuites === undefined) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: `${minProtocolVersion} without cipherSuites`,
      where: 'ServerTls, minProtocolVersion',
      why: 'Envoy’s cipher suites of today have none for it, so such clients would still be turned away',
      fix: 'use TlsVersion.TLS_1_2, or name the cipher suites',
    });
  }
  const suites = nonEmptyList(cipherSuites, 'ServerTls, cipherSuites')?.map(suite => suite._render());
  const twice = suites?.find((suite, i) => suites.indexOf(suite) !== i);
  if (twice !== undefined) {
    fail({ code: CODES.DUPLICATE_MEMBER, what: `the cipher suite ${twice} is named twice`, where: 'ServerTls, cipherSuites', fix: 'name it once' });
  }
  return defined({ minProtocolVersion, maxProtocolVersion, cipherSuites: suites });
}

function renderMutual(certificates: ServerCertificates, options: MutualServerTlsOptions): object {
  const { caCertificates, caCertCredentialName, caCrl, subjectAltNames, verifyCertificateSpki, verifyCertificateHash, insecureSkipVerify } = options;
  const file = caCertificates !== undefined ? 'caCertificates' : caCrl !== undefined ? 'caCrl' : undefined;
  if (certificates._isSecret && file) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: `${file} is a file, and the certificates come from Secrets`,
      where: `ServerTls, ${file}`,
      why: 'Istio takes the CA and the revocation list from the Secret then',
      fix: 'put ca.crt (and ca.crl) into the Secret, or name another Secret with caCertCredentialName',
    });
  }
  if (!certificates._isSecret && (!caCertificates || caCertCredentialName !== undefined)) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: caCertificates ? 'caCertCredentialName is a Secret, and the certificates come from files' : 'client certificates without a CA',
      where: 'ServerTls, caCertificates',
      why: 'Istio refuses mutual TLS with files where caCertificates is missing',
      fix: 'set caCertificates to the path of the CA certificates',
    });
  }
  return defined({
    caCertificates,
    caCertCredentialName: nonEmptyText(caCertCredentialName, 'ServerTls, caCertCredentialName'),
    caCrl: nonEmptyText(caCrl, 'ServerTls, caCrl'),
    subjectAltNames: nonEmptyList(subjectAltNames, 'ServerTls, subjectAltNames'),
    verifyCertificateSpki: nonEmptyList(verifyCertificateSpki, 'ServerTls, verifyCertificateSpki'),
    verifyCertificateHash: nonEmptyList(verifyCertificateHash, 'ServerTls, verifyCertificateHash'),
    insecureSkipVerify,
    ...renderVersions(options),
  });
}
