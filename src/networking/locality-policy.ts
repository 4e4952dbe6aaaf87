import { Duration } from 'cdk8s';
import { LoadBalancer, SimpleLoadBalancer } from './load-balancer';
import type { LocalityLoadBalancing } from './locality-load-balancing';
import type { OutlierDetection } from './outlier-detection';
import type { TrafficPolicy } from './traffic-policy';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';

/** How a service is shared between localities. */
export interface LocalityOptions {
  /**
   * Which localities are preferred and which take over. Not `LocalityLoadBalancing.disabled()` (MESH0017).
   * @default - LocalityLoadBalancing.enabled(): the own zone first, then the own region, then the others
   */
  readonly locality?: LocalityLoadBalancing;
  /**
   * When a workload counts as failed. It must be able to put aside every workload of a locality (MESH0017): at least one kind of errors is
   * counted, and `maxEjectionPercent`, which counts over all localities, is large enough; 100 where it is left out.
   * @default - five answers 502, 503, 504 or none in a row put a workload aside for 30 s, up to all of them
   */
  readonly outlierDetection?: OutlierDetection;
}

const DETECTION: OutlierDetection = {
  consecutive5xxErrors: 0, consecutiveGatewayErrors: 5, interval: Duration.seconds(10), baseEjectionTime: Duration.seconds(30),
};

/** The settings that options stand for. */
export function localityPolicy({ locality, outlierDetection }: LocalityOptions, otherwise: LocalityLoadBalancing): TrafficPolicy {
  const detection = outlierDetection ?? DETECTION;
  const ineffective = locality?._isDisabled ? 'the localities are switched off' : ineffectiveBecause(detection);
  if (ineffective) {
    fail({
      code: CODES.FAILOVER_WITHOUT_DETECTION,
      what: `no locality can ever take over: ${ineffective}`,
      where: locality?._isDisabled ? 'locality' : 'outlierDetection',
      why: 'other localities get requests only when outlier detection has put aside the workloads of the nearer one',
      fix: 'leave outlierDetection out for what works, or count errors and leave maxEjectionPercent at 100',
    });
  }
  return {
    loadBalancer: LoadBalancer.simple(SimpleLoadBalancer.LEAST_REQUEST, { locality: locality ?? otherwise }),
    // Below ten percent of healthy workloads everywhere, all are tried: better than an answer 503 for each request.
    outlierDetection: { maxEjectionPercent: 100, minHealthPercent: 10, ...detection },
  };
}

function ineffectiveBecause(detection: OutlierDetection): string | undefined {
  const { consecutive5xxErrors = 5, consecutiveGatewayErrors = 0, maxEjectionPercent = 100 } = detection;
  const local = detection.splitExternalLocalOriginErrors ? detection.consecutiveLocalOriginFailures ?? 5 : 0;
  if (consecutive5xxErrors === 0 && consecutiveGatewayErrors === 0 && local === 0) {
    return 'no errors are counted';
  }
  return maxEjectionPercent < 34 ? `at most ${maxEjectionPercent} % of the workloads are put aside, less than one of three localities` : undefined;
}
