import { Construct } from 'constructs';
import { SessionKey } from './session-key';
import { ConnectionPool } from '../networking/connection-pool';
import { HashAlgorithm } from '../networking/consistent-hash';
import { DestinationRule } from '../networking/destination-rule';
import { IMeshService } from '../networking/mesh-service';
import { OutlierDetection } from '../networking/outlier-detection';

/** Props of sticky sessions. */
export interface StickySessionsProps {
  /** The service whose clients stay with one workload each. */
  readonly service: IMeshService;
  /** By what a client is known again. */
  readonly key: SessionKey;
  /**
   * How keys are spread over workloads: a ring moves fewest sessions when workloads come and go, Maglev spreads more evenly.
   * Istio fields `consistentHash.ringHash` and `consistentHash.maglev`.
   * @default - a ring with at least 1024 places
   */
  readonly algorithm?: HashAlgorithm;
  /**
   * When a workload that answers badly gets no requests for a while; its sessions move to others, and back.
   * @default - never
   */
  readonly outlierDetection?: OutlierDetection;
  /**
   * Limits of connections and requests.
   * @default - Istio's
   */
  readonly connectionPool?: ConnectionPool;
}

/**
 * Clients that stay with one workload of a service each.
 *
 * Emits a DestinationRule. It is a preference, not a guarantee: when workloads come or go some sessions move, so that what must survive is
 * kept elsewhere.
 *
 * Weighted splits and sticky sessions fight each other: the split throws the dice for every request, before the key is looked at, so that a
 * client moves between the versions and stays with one workload of each. For a release with sessions use `AbTest` by cookie. The rule is
 * named after the service, so that a release pattern for the same service is refused beside it (MESH0201); a pattern that sends everybody to
 * one version takes `trafficPolicy: { loadBalancer: key.toLoadBalancer() }` instead.
 *
 * Promise: requests with the same key, sent through the same proxy or another, reach the same workload as long as workloads neither come
 * nor go.
 */
export class StickySessions extends Construct {
  /** The DestinationRule of the service. */
  public readonly rule: DestinationRule;

  constructor(scope: Construct, id: string, props: StickySessionsProps) {
    super(scope, id);
    const { service, key, algorithm, outlierDetection, connectionPool } = props;
    this.rule = new DestinationRule(this, 'Rule', {
      name: service.serviceName,
      namespace: service.serviceNamespace,
      service,
      trafficPolicy: { loadBalancer: key.toLoadBalancer(algorithm), outlierDetection, connectionPool },
    });
  }
}
