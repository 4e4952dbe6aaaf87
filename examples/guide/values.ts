import { SEALED } from './sealed';
import { EnvironmentValues, MutualTlsMode, secrets } from '../../src';

/** The overlays of the guide. A missing environment is a compile error. */
export type EnvironmentName = 'development' | 'staging' | 'production';

/** What an overlay changes and nobody promotes: the guide's `patches/`, as values. */
export interface GuideValues {
  /** Domain under which the ingress gateway serves the applications. */
  readonly domain: string;
  /** Mode of all workloads of the mesh: `patches/strict-mtls.yaml`. */
  readonly mutualTls: MutualTlsMode;
  /** Whether only requests that failed are logged. */
  readonly logErrorsOnly: boolean;
  /** Requests per second and instance of the ingress gateway: `patches/rate-limits.yaml`. */
  readonly requestsPerSecond: number;
  /** Where the certificate of the ingress gateway comes from: `secrets/` or `external-secrets/`. */
  readonly certificate: secrets.SecretSource;
}

/** What a release reads: the environment's own domain, and the values that move from one environment to the next. */
export interface Overlay {
  /** Domain under which the ingress gateway serves the applications. */
  readonly domain: string;
  /** `config/<environment>.yaml`. */
  readonly values: EnvironmentValues;
}

/** Values of every environment, in the order of promotion. */
export const VALUES: Record<EnvironmentName, GuideValues> = {
  development: {
    domain: 'dev.example.com',
    mutualTls: MutualTlsMode.PERMISSIVE,
    logErrorsOnly: false,
    requestsPerSecond: 50,
    certificate: secrets.SecretSource.sealed({ encryptedData: SEALED.development }),
  },
  staging: {
    domain: 'staging.example.com',
    mutualTls: MutualTlsMode.STRICT,
    logErrorsOnly: false,
    requestsPerSecond: 100,
    certificate: secrets.SecretSource.sealed({ encryptedData: SEALED.staging }),
  },
  production: {
    domain: 'example.com',
    mutualTls: MutualTlsMode.STRICT,
    logErrorsOnly: true,
    requestsPerSecond: 1000,
    certificate: secrets.SecretSource.external({
      store: { name: 'vault-backend' },
      data: {
        'tls.crt': { key: 'istio/gateway-tls', property: 'certificate' },
        'tls.key': { key: 'istio/gateway-tls', property: 'private_key' },
      },
    }),
  },
};
