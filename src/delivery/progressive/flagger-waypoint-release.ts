import { Construct } from 'constructs';
import { FlaggerCanaryProps } from './flagger-canary-props';
import { checkVersionLabel } from './flagger-guards';
import { copiesOf, emitFlaggerCanary } from './flagger-objects';
import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { IMeshService } from '../../networking/mesh-service';
import { claimWeights } from '../../networking/release-weights';
import { reserveObjects } from '../../networking/reserved-objects';

/** Props of a release at a waypoint. */
export interface FlaggerWaypointReleaseProps extends FlaggerCanaryProps {
  /** The service that is released, in a namespace that is enrolled in a waypoint. */
  readonly service: IMeshService;
  /**
   * Name of the service's port (MESH0013).
   * @default - its only port
   */
  readonly port?: string;
}

/**
 * A release that Flagger runs in the ambient mesh: the waypoint splits requests to the service, by an HTTPRoute that Flagger writes and that hangs on the
 * Service (`provider: gatewayapi:v1`).
 *
 * Emits the Canary, and a MetricTemplate for each metric: Flagger's own checks ask sidecars, which there are none of. So `prometheusAddress` is needed
 * (MESH0813), unless there are no metrics. Callers at gateways are split where their gateway sends requests through the waypoint.
 *
 * @see https://docs.flagger.app/tutorials/gatewayapi-progressive-delivery
 */
export class FlaggerWaypointRelease extends Construct {
  constructor(scope: Construct, id: string, props: FlaggerWaypointReleaseProps) {
    super(scope, id);
    const { service, port, strategy, target } = props;
    const { serviceName, serviceNamespace } = service;
    const where = `construct ${this.node.path}`;
    if (serviceNamespace === undefined) {
      fail({ code: CODES.TRAFFIC_OWNER, what: `Flagger cannot release ${service.host}`, where, why: 'it writes objects beside a Service of the cluster', fix: 'release a service of the mesh' });
    }
    if (target) {
      checkVersionLabel(target);
    }
    strategy?._requireGatewayApi(where);
    claimWeights(this, service, 'Flagger', true);
    reserveObjects(this, serviceNamespace, 'Flagger', [
      { kind: 'HTTPRoute', name: serviceName },
      ...['', '-primary', '-canary'].map(end => ({ kind: 'Service', name: serviceName + end })),
      ...copiesOf(props, service),
    ]);
    emitFlaggerCanary(this, service, port, props, {
      provider: 'gatewayapi:v1',
      reporter: 'waypoint',
      fields: ({ number }) => ({ gatewayRefs: [{ group: '', kind: 'Service', name: serviceName, port: number }] }),
    });
  }
}
