import { Duration } from 'cdk8s';
import { memberOf, wholeNumber } from './field-checks';
import { LoadBalancer, SimpleLoadBalancer } from './load-balancer';
import type { TrafficPolicy } from './traffic-policy';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';

/**
 * Named numbers for the connections to a service. Limits hold per client: each sidecar and each gateway counts for itself.
 */
export enum CircuitBreakerProfile {
  /**
   * For most services: 1000 connections and requests in flight, 100 waiting; connecting takes at most 2 s. Five bad answers (502, 503, 504 or
   * none) in a row put a workload aside for 30 s.
   */
  STANDARD = 'STANDARD',
  /**
   * For services that must answer fast or not at all: 100 connections and requests in flight, 10 waiting; connecting takes at most 500 ms.
   * Three bad answers in a row put a workload aside for 60 s.
   */
  STRICT = 'STRICT',
  /**
   * For long and slow jobs: 100 connections and requests in flight, 1000 waiting; connecting takes at most 5 s. Ten bad answers in a row
   * put a workload aside for 60 s.
   */
  BATCH = 'BATCH',
}

/** How a circuit breaker is set. */
export interface CircuitBreakerOptions {
  /**
   * The numbers.
   * @default CircuitBreakerProfile.STANDARD
   */
  readonly profile?: CircuitBreakerProfile;
  /**
   * How many workloads the service has at least, from 1. With a single one nothing is ever put aside.
   * @default - not known: at most half of the workloads are put aside at once
   */
  readonly replicas?: number;
  /**
   * How many workloads always stay, whatever they answer: 0 to one less than `replicas`, which it needs (MESH0002).
   * @default - half of `replicas`, rounded up
   */
  readonly keepReplicas?: number;
}

/** What a profile stands for. */
interface Numbers {
  readonly inFlight: number;
  readonly waiting: number;
  readonly connect: Duration;
  readonly badAnswers: number;
  readonly interval: Duration;
  readonly aside: Duration;
}

const NUMBERS: Readonly<Record<CircuitBreakerProfile, Numbers>> = {
  [CircuitBreakerProfile.STANDARD]: {
    inFlight: 1000, waiting: 100, connect: Duration.seconds(2), badAnswers: 5, interval: Duration.seconds(10), aside: Duration.seconds(30),
  },
  [CircuitBreakerProfile.STRICT]: {
    inFlight: 100, waiting: 10, connect: Duration.millis(500), badAnswers: 3, interval: Duration.seconds(5), aside: Duration.seconds(60),
  },
  [CircuitBreakerProfile.BATCH]: {
    inFlight: 100, waiting: 1000, connect: Duration.seconds(5), badAnswers: 10, interval: Duration.seconds(30), aside: Duration.seconds(60),
  },
};

/** The settings that options stand for. */
export function circuitBreakerPolicy(options: CircuitBreakerOptions): TrafficPolicy {
  const numbers = NUMBERS[memberOf(options.profile, CircuitBreakerProfile, 'CircuitBreakerProfile', 'profile') ?? CircuitBreakerProfile.STANDARD];
  const percent = ejectablePercent(options);
  return {
    loadBalancer: LoadBalancer.simple(SimpleLoadBalancer.LEAST_REQUEST),
    connectionPool: {
      tcp: { maxConnections: numbers.inFlight, connectTimeout: numbers.connect },
      http: { http1MaxPendingRequests: numbers.waiting, http2MaxRequests: numbers.inFlight },
    },
    ...percent === 0 ? {} : {
      outlierDetection: {
        // Answers 500 come of the request as often as of the workload: counted, one bad client would empty the service.
        consecutive5xxErrors: 0,
        consecutiveGatewayErrors: numbers.badAnswers,
        interval: numbers.interval,
        baseEjectionTime: numbers.aside,
        maxEjectionPercent: percent,
      },
    },
  };
}

/**
 * Envoy puts a workload aside while the share of those aside, this one included, is not above the limit; nothing is rounded up in favour of a
 * first one. So the default of 10 percent never works below ten workloads.
 */
function ejectablePercent({ replicas, keepReplicas }: CircuitBreakerOptions): number {
  if (replicas === undefined) {
    if (keepReplicas !== undefined) {
      fail({ code: CODES.ARGUMENTS_CONFLICT, what: 'keepReplicas without replicas', why: 'the share to keep is one of a number', fix: 'add `replicas`' });
    }
    return 50;
  }
  wholeNumber(replicas, 1, 100_000, 'replicas');
  wholeNumber(keepReplicas, 0, 100_000, 'keepReplicas');
  if (keepReplicas !== undefined && keepReplicas >= replicas) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: `${keepReplicas} of ${replicas} workloads always stay`,
      where: 'keepReplicas',
      why: 'none could ever be put aside, so that nothing is broken off',
      fix: `keep at most ${replicas - 1}, or leave keepReplicas out`,
    });
  }
  const free = replicas - (keepReplicas ?? Math.ceil(replicas / 2));
  // Multiplied first: a share such as 7/100 is no exact number, and one percent too many is one workload too many. Up to a hundred workloads
  // rounding up admits none too many, and rounding down would keep one too many.
  const percent = replicas <= 100 ? Math.ceil(100 * free / replicas) : Math.floor(100 * free / replicas);
  if (free > 0 && percent === 0) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: `${keepReplicas} of ${replicas} workloads always stay`,
      where: 'keepReplicas',
      why: 'Envoy takes whole percents, and what may go is less than one',
      fix: `keep at most ${Math.floor(replicas * 0.99)}`,
    });
  }
  return percent;
}
