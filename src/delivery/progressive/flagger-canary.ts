import { FlaggerCanaryProps } from './flagger-canary-props';
import { checkVersionLabel } from './flagger-guards';
import { copiesOf, emitFlaggerCanary } from './flagger-objects';
import { flaggerTrafficPolicy } from './flagger-traffic-policy';
import { IMeshService } from '../../networking/mesh-service';
import { flaggerClaim, ITrafficOwner } from '../../networking/traffic-owner';
import { WeightedRelease } from '../../networking/weighted-release';
import { WeightsClaim } from '../../networking/weights-claim';

/**
 * Flagger as the owner of a release's weights: `new CanaryRelease(this, 'Release', { service, owner: new progressive.FlaggerCanary({...}) })`.
 *
 * Emits the Canary, and a MetricTemplate for each query of its own, beside the service. The release keeps hosts, gateways, timeouts and retries in its
 * VirtualServices and delegates to the one that Flagger writes, so that callers of the mesh and of the gateways are split alike.
 *
 * @see https://docs.flagger.app/usage/how-it-works
 */
export class FlaggerCanary implements ITrafficOwner {
  public readonly ownerName: string = 'Flagger';

  constructor(private readonly props: FlaggerCanaryProps = {}) {
    if (props.target) {
      checkVersionLabel(props.target);
    }
  }

  /** Routes, rules and Services of the service, and the copies of workload and autoscaler, are Flagger's. */
  public claimOn(service: IMeshService): WeightsClaim {
    return flaggerClaim(service.serviceName, copiesOf(this.props, service));
  }

  /** Emits the Canary beside the service of the release. */
  public adopt(release: WeightedRelease): void {
    const { scope, service, port, trafficPolicy } = release;
    const where = `Canary ${service.serviceNamespace}/${service.serviceName} (construct ${scope.node.path}) spec.service.trafficPolicy`;
    emitFlaggerCanary(scope, service, port, this.props, {
      provider: 'istio',
      reporter: 'destination',
      fields: () => ({
        delegation: true,
        ...trafficPolicy && { trafficPolicy: flaggerTrafficPolicy(trafficPolicy, service.serviceNamespace, where) },
      }),
    });
  }
}
