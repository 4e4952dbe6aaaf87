import { ReleaseColor } from '../../src';

/** The environments of the shop. A missing environment is a compile error wherever a record is keyed by this name. */
export type EnvironmentName = 'development' | 'staging' | 'production';

/** What differs between the environments. */
export interface ShopValues {
  /** Domain under which the gateways serve the shop. */
  readonly domain: string;
  /** Share of requests that the canary of api-service gets, in percent. */
  readonly canaryPercent: number;
  /** The version of web-app that serves users. */
  readonly active: ReleaseColor;
  /** Pods per version. */
  readonly replicas: number;
}

/** Values of every environment, in the order of promotion. */
export const VALUES: Record<EnvironmentName, ShopValues> = {
  development: { domain: 'dev.shop.example.com', canaryPercent: 50, active: ReleaseColor.GREEN, replicas: 1 },
  staging: { domain: 'staging.shop.example.com', canaryPercent: 25, active: ReleaseColor.GREEN, replicas: 1 },
  production: { domain: 'shop.example.com', canaryPercent: 10, active: ReleaseColor.BLUE, replicas: 3 },
};
