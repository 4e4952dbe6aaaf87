import { MutualTlsMode, ReleaseColor } from '../../src';

/** The overlays of the guide. A missing environment is a compile error. */
export type EnvironmentName = 'development' | 'staging' | 'production';

/** What an overlay changes: the guide's `patches/`, as values. */
export interface GuideValues {
  /** Domain under which the ingress gateway serves the applications. */
  readonly domain: string;
  /** Mode of all workloads of the mesh: `patches/strict-mtls.yaml`. */
  readonly mutualTls: MutualTlsMode;
  /** Whether only requests that failed are logged. */
  readonly logErrorsOnly: boolean;
  /** Requests per second and instance of the ingress gateway: `patches/rate-limits.yaml`. */
  readonly requestsPerSecond: number;
  /** Share of the requests that the canary of api-service gets, in percent. */
  readonly canaryPercent: number;
  /** The version of web-app that serves users. */
  readonly active: ReleaseColor;
}

/** Values of every environment, in the order of promotion. */
export const VALUES: Record<EnvironmentName, GuideValues> = {
  development: {
    domain: 'dev.example.com',
    mutualTls: MutualTlsMode.PERMISSIVE,
    logErrorsOnly: false,
    requestsPerSecond: 50,
    canaryPercent: 50,
    active: ReleaseColor.GREEN,
  },
  staging: {
    domain: 'staging.example.com',
    mutualTls: MutualTlsMode.STRICT,
    logErrorsOnly: false,
    requestsPerSecond: 100,
    canaryPercent: 25,
    active: ReleaseColor.GREEN,
  },
  production: {
    domain: 'example.com',
    mutualTls: MutualTlsMode.STRICT,
    logErrorsOnly: true,
    requestsPerSecond: 1000,
    canaryPercent: 10,
    active: ReleaseColor.BLUE,
  },
};
