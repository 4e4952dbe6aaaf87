import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { ServiceRoutingProps } from './release-props';
import { checkRouting } from './release-routes';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { IDestination } from '../networking/destination';
import { DestinationRule } from '../networking/destination-rule';
import { HttpAction } from '../networking/http-action';
import { HttpMatch } from '../networking/http-match';
import { HttpRetry } from '../networking/http-retry';
import { LoadBalancer, SimpleLoadBalancer } from '../networking/load-balancer';
import { RetryOn } from '../networking/retry-on';
import { TrafficPolicy } from '../networking/traffic-policy';
import { TrafficSplit } from '../networking/traffic-split';
import { VirtualService } from '../networking/virtual-service';

/** Props of a plain HTTP service. */
export interface HttpServiceProps extends ServiceRoutingProps {
  /**
   * Which requests at the gateways go to the service. Callers inside of the mesh reach all of it. Needs `hosts` and `gateways` (MESH0002).
   * @default - all requests to the hosts
   */
  readonly match?: HttpMatch[];
  /**
   * How long a request may take, all retries included. Istio field `http[].timeout`.
   * @default Duration.seconds(15)
   */
  readonly timeout?: Duration;
  /**
   * Retries of a failed request. Istio field `http[].retries`.
   * @default - two, of five seconds each, on connection failures, refused streams and answers of a broken proxy (502, 503, 504)
   */
  readonly retries?: HttpRetry;
  /**
   * Connection settings. Istio field `trafficPolicy` of the DestinationRule.
   * @default - least requests; a workload that answers five server errors in a row is left out for thirty seconds, at most half of them at once
   */
  readonly trafficPolicy?: TrafficPolicy;
}

/**
 * An HTTP service with the timeouts, retries and outlier detection that a service should have.
 *
 * Emits a DestinationRule, a VirtualService for callers inside of the mesh and, with `hosts`, one for callers at the gateways.
 *
 * Promise: every request to the service from inside of the mesh, and every request to one of the hosts that `match` matches, reaches the service.
 */
export class HttpService extends Construct {
  /** Connection settings of the service. */
  public readonly rule: DestinationRule;
  /** Routes of callers inside of the mesh. */
  public readonly meshRoutes: VirtualService;
  /** Routes of callers at the gateways. Undefined without hosts. */
  public readonly gatewayRoutes?: VirtualService;

  constructor(scope: Construct, id: string, props: HttpServiceProps) {
    super(scope, id);
    checkRouting(this, 'an HTTP service', props);
    if (props.match && !props.hosts?.length) {
      fail({
        code: CODES.ARGUMENTS_CONFLICT,
        what: 'an HTTP service has a match for gateways, and no gateway',
        where: `service ${props.service.serviceName}`,
        why: 'callers inside of the mesh reach all of the service, whatever the match says',
        fix: 'add `hosts` and `gateways`, or leave `match` out',
      });
    }
    const { service } = props;
    const name = service.serviceName;
    const namespace = service.serviceNamespace;
    this.rule = new DestinationRule(this, 'Rule', { name, namespace, service, trafficPolicy: props.trafficPolicy ?? DEFAULT_POLICY });
    this.meshRoutes = new VirtualService(this, 'MeshRoutes', { name, namespace, hosts: [service.host] });
    this.addRoute(this.meshRoutes, props);
    if (props.hosts?.length) {
      this.gatewayRoutes = new VirtualService(this, 'GatewayRoutes', {
        name: `${name}-gateway`, namespace, hosts: props.hosts, gateways: props.gateways,
      });
      this.addRoute(this.gatewayRoutes, props, props.match);
    }
  }

  private addRoute(routes: VirtualService, props: HttpServiceProps, match?: HttpMatch[]): void {
    const destination: IDestination = props.port === undefined ? props.service : props.service.port(props.port);
    routes.addHttpRoute(props.service.serviceName, {
      match,
      action: HttpAction.route(TrafficSplit.to(destination)),
      timeout: props.timeout ?? Duration.seconds(15),
      retries: props.retries ?? DEFAULT_RETRIES,
    });
  }
}

const DEFAULT_RETRIES: HttpRetry = {
  attempts: 2,
  perTryTimeout: Duration.seconds(5),
  retryOn: [RetryOn.CONNECT_FAILURE, RetryOn.REFUSED_STREAM, RetryOn.GATEWAY_ERROR],
};

const DEFAULT_POLICY: TrafficPolicy = {
  loadBalancer: LoadBalancer.simple(SimpleLoadBalancer.LEAST_REQUEST),
  outlierDetection: { consecutive5xxErrors: 5, interval: Duration.seconds(10), baseEjectionTime: Duration.seconds(30), maxEjectionPercent: 50 },
};
