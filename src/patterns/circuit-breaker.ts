import { Construct } from 'constructs';
import { CircuitBreakerOptions, circuitBreakerPolicy } from '../networking/circuit-breaker-profile';
import { DestinationRule } from '../networking/destination-rule';
import { IMeshService } from '../networking/mesh-service';
import { TrafficPolicy } from '../networking/traffic-policy';

/** Props of a circuit breaker. */
export interface CircuitBreakerProps extends CircuitBreakerOptions {
  /** The service whose callers are limited. */
  readonly service: IMeshService;
}

/**
 * Limits on the connections to a service, and workloads that answer badly put aside: by named profiles, with enough workloads left.
 *
 * Emits a DestinationRule. Where another pattern makes the rule of the service, take the same settings as a value:
 * `new HttpService(…, { trafficPolicy: CircuitBreaker.policy({ replicas: 3 }) })`. Bad answers are 502, 503, 504 and none at all; answers
 * 500 are not counted. With the detection, clients also prefer workloads of their own zone, unless the mesh says otherwise.
 *
 * Promise: a client that has as many requests in flight as the profile allows gets 503 at once for more, instead of waiting; a workload that
 * answers badly several times in a row gets no requests for a while, as long as enough others stay. Requests within the limits reach the
 * service.
 */
export class CircuitBreaker extends Construct {
  /** The settings as a value, for patterns that make the DestinationRule themselves. */
  public static policy(options: CircuitBreakerOptions = {}): TrafficPolicy {
    return circuitBreakerPolicy(options);
  }

  /** The DestinationRule of the service. */
  public readonly rule: DestinationRule;

  constructor(scope: Construct, id: string, props: CircuitBreakerProps) {
    super(scope, id);
    const { service } = props;
    this.rule = new DestinationRule(this, 'Rule', {
      name: service.serviceName, namespace: service.serviceNamespace, service, trafficPolicy: circuitBreakerPolicy(props),
    });
  }
}
