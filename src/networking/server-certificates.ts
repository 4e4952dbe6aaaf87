import { defined, nonEmptyText } from './field-checks';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';

/** Files of one certificate in the proxy's container. Istio type `TLSCertificate`. */
export interface CertificateFiles {
  /** Path of the certificate chain. Istio field `serverCertificate`. */
  readonly serverCertificate: string;
  /** Path of the private key. Istio field `privateKey`. */
  readonly privateKey: string;
  /**
   * Path of the CA certificates for clients of this certificate. Istio field `tlsCertificates[].caCertificates`; takes effect with several
   * certificates only (`filePairs`), otherwise see `caCertificates` of `MutualServerTlsOptions`.
   * @default - none
   */
  readonly caCertificates?: string;
}

/**
 * Where a server has its certificate from: one source, never two.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/gateway/#ServerTLSSettings
 */
export class ServerCertificates {
  /**
   * A Secret (or another credential) in the namespace of the gateway workload. Istio field `credentialName`.
   * @param name name of the Secret: keys `tls.crt` and `tls.key`, and `ca.crt` for mutual TLS
   */
  public static secret(name: string): ServerCertificates {
    return new ServerCertificates({ credentialName: nonEmptyText(name, 'ServerCertificates.secret') }, true);
  }

  /**
   * One or two Secrets, an RSA and an ECDSA certificate for the same hosts. Istio field `credentialNames`.
   * @param names one or two names (MESH0001)
   */
  public static secrets(...names: string[]): ServerCertificates {
    requireOneOrTwo(names, 'ServerCertificates.secrets');
    return new ServerCertificates({ credentialNames: names.map(name => nonEmptyText(name, 'ServerCertificates.secrets')) }, true);
  }

  /** Files in the proxy's container. Istio fields `serverCertificate`, `privateKey`. */
  public static files(files: CertificateFiles): ServerCertificates {
    if (files.caCertificates !== undefined) {
      fail({
        code: CODES.ARGUMENTS_CONFLICT,
        what: 'caCertificates of a single certificate',
        why: 'Istio has one place for it, beside the certificate',
        fix: 'set `caCertificates` in the options of ServerTls.mutualWith(…)',
      });
    }
    return new ServerCertificates(pair(files), false);
  }

  /** One or two certificates in files, RSA and ECDSA for the same hosts (MESH0001). Istio field `tlsCertificates`. */
  public static filePairs(...certificates: CertificateFiles[]): ServerCertificates {
    requireOneOrTwo(certificates, 'ServerCertificates.filePairs');
    return new ServerCertificates({ tlsCertificates: certificates.map(pair) }, false);
  }

  private constructor(private readonly config: object, private readonly secret: boolean) {}

  /** @internal */
  public get _isSecret(): boolean {
    return this.secret;
  }

  /** @internal */
  public _render(): object {
    return this.config;
  }
}

function pair({ serverCertificate, privateKey, caCertificates }: CertificateFiles): object {
  return defined({
    serverCertificate: nonEmptyText(serverCertificate, 'CertificateFiles.serverCertificate'),
    privateKey: nonEmptyText(privateKey, 'CertificateFiles.privateKey'),
    caCertificates: nonEmptyText(caCertificates, 'CertificateFiles.caCertificates'),
  });
}

function requireOneOrTwo(list: readonly unknown[], where: string): void {
  if (list.length < 1 || list.length > 2) {
    fail({
      code: CODES.INVALID_ARGUMENT,
      what: `${list.length} certificates for one server`,
      where,
      why: 'Istio takes one or two: at most one RSA and one ECDSA certificate',
      fix: 'name one or two; other hosts belong to a server of their own',
    });
  }
}
