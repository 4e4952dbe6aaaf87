import { Construct } from 'constructs';
import { DestinationRule } from '../networking/destination-rule';
import { LocalityLoadBalancing } from '../networking/locality-load-balancing';
import { LocalityOptions, localityPolicy } from '../networking/locality-policy';
import { IMeshService } from '../networking/mesh-service';
import { TrafficPolicy } from '../networking/traffic-policy';

/** Props of a service in several localities. */
export interface LocalityAwareServiceProps extends LocalityOptions {
  /** The service whose callers take localities into account. */
  readonly service: IMeshService;
}

/**
 * A service whose callers prefer workloads nearby and turn to other zones and regions when those fail.
 *
 * Emits a DestinationRule with the localities and the outlier detection that makes them work: without it Istio generates the priorities, and
 * nothing ever fails. Where another pattern makes the rule of the service, take the same settings as a value:
 * `LocalityAwareService.policy()`. Which locality a workload is in comes from the labels of its node (`topology.kubernetes.io/region` and
 * `zone`); a client without locality, such as a gateway outside of the cluster, sends requests everywhere. `LocalityLoadBalancing.distribute`
 * gives fixed shares instead of priorities: workloads that fail lose their share to the others in proportion.
 *
 * Promise: requests reach workloads of the caller's own zone while these answer; when they answer badly, those of the next locality take
 * over, until they answer again.
 */
export class LocalityAwareService extends Construct {
  /** The settings as a value, for patterns that make the DestinationRule themselves. */
  public static policy(options: LocalityOptions = {}): TrafficPolicy {
    return localityPolicy(options, LocalityLoadBalancing.enabled());
  }

  /** The DestinationRule of the service. */
  public readonly rule: DestinationRule;

  constructor(scope: Construct, id: string, props: LocalityAwareServiceProps) {
    super(scope, id);
    const { service } = props;
    this.rule = new DestinationRule(this, 'Rule', {
      name: service.serviceName, namespace: service.serviceNamespace, service, trafficPolicy: LocalityAwareService.policy(props),
    });
  }
}
