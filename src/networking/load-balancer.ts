import { Duration } from 'cdk8s';
import { ConsistentHash } from './consistent-hash';
import { defined, durationText, numberBetween } from './field-checks';
import { LocalityLoadBalancing } from './locality-load-balancing';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';

/** Ways to choose a workload without memory. */
export enum SimpleLoadBalancer {
  /** The one of two random workloads with fewer requests in flight. What Istio does by default. */
  LEAST_REQUEST = 'LEAST_REQUEST',
  /** One after the other. */
  ROUND_ROBIN = 'ROUND_ROBIN',
  /** A random one. */
  RANDOM = 'RANDOM',
  /** The address that the client asked for, without load balancing. */
  PASSTHROUGH = 'PASSTHROUGH',
  /** Istio's choice, as if it were left out. */
  UNSPECIFIED = 'UNSPECIFIED',
}

/** New workloads get requests little by little. Istio field `loadBalancer.warmup`; for ROUND_ROBIN and LEAST_REQUEST. */
export interface Warmup {
  /** How long a workload counts as new; at least 1 ms. */
  readonly duration: Duration;
  /**
   * Share of the usual requests at the beginning, in percent, 0–100.
   * @default - 10
   */
  readonly minimumPercent?: number;
  /**
   * How the share grows: 1 evenly, above 1 faster at the beginning, below 1 slower. Above 0; Istio 1.28 and earlier take 1 and more.
   * @default - 1
   */
  readonly aggression?: number;
}

/** What every load balancer takes. */
export interface LoadBalancerOptions {
  /**
   * How regions and zones are taken into account.
   * @default - as the mesh is set
   */
  readonly locality?: LocalityLoadBalancing;
  /**
   * New workloads get requests little by little.
   * @default - at once
   */
  readonly warmup?: Warmup;
}

/**
 * Which workload of a destination gets a request.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#LoadBalancerSettings
 */
export class LoadBalancer {
  /** Without memory. */
  public static simple(algorithm: SimpleLoadBalancer, options: LoadBalancerOptions = {}): LoadBalancer {
    return new LoadBalancer({ simple: algorithm }, options);
  }

  /** Requests with the same key go to the same workload. */
  public static consistentHash(hash: ConsistentHash, options: LoadBalancerOptions = {}): LoadBalancer {
    return new LoadBalancer({ consistentHash: hash._render() }, options);
  }

  /** Istio's choice, with these options. */
  public static standard(options: LoadBalancerOptions): LoadBalancer {
    return new LoadBalancer({}, options);
  }

  private readonly rendered: object;

  private constructor(algorithm: object, { locality, warmup }: LoadBalancerOptions) {
    this.rendered = { ...algorithm, ...locality?._render(), ...(warmup ? { warmup: renderWarmup(warmup, 'loadBalancer.warmup') } : {}) };
    if (Object.keys(this.rendered).length === 0) {
      fail({ code: CODES.INVALID_ARGUMENT, what: 'a load balancer without settings', fix: 'name locality or warmup, or leave the load balancer out' });
    }
  }

  /** @internal */
  public _render(): object {
    return this.rendered;
  }
}

function renderWarmup({ duration, minimumPercent, aggression }: Warmup, where: string): object {
  if (aggression !== undefined && !(aggression > 0)) {
    fail({ code: CODES.INVALID_ARGUMENT, what: `a warm-up with aggression ${aggression}`, where, why: 'Istio refuses it', fix: 'use a number above 0' });
  }
  return defined({
    duration: durationText(duration, `${where}.duration`),
    minimumPercent: numberBetween(minimumPercent, 0, 100, `${where}.minimumPercent`),
    aggression: numberBetween(aggression, 0, Number.MAX_VALUE, `${where}.aggression`),
  });
}
