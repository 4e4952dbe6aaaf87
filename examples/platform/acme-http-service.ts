import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { HttpService, IGateway, IMeshService, OutlierDetection, RetryOn, SimpleLoadBalancer, LoadBalancer } from '../../src';

/** How long Acme waits for a service. */
export enum AcmeLatencyClass {
  /** Somebody looks at a screen: one second. */
  INTERACTIVE = 'interactive',
  /** Another service waits: five seconds. */
  BACKEND = 'backend',
  /** A job waits: one minute. */
  BATCH = 'batch',
}

/** Props of an HTTP service of Acme. */
export interface AcmeHttpServiceProps {
  /** The service. */
  readonly service: IMeshService;
  /**
   * How long its callers wait.
   * @default AcmeLatencyClass.BACKEND
   */
  readonly latencyClass?: AcmeLatencyClass;
  /**
   * The public host, below `acme.example`: `cart` for `cart.acme.example`.
   * @default - none: for callers inside of the mesh only
   */
  readonly publicName?: string;
  /**
   * The gateway for the public host.
   * @default - none
   */
  readonly gateway?: IGateway;
}

/**
 * An HTTP service with the timeouts of the house: a try gets a third of what its callers wait, and is retried twice only where
 * nothing can have happened yet.
 */
export class AcmeHttpService extends Construct {
  /** The pattern it is made of: its objects are reachable through it. */
  public readonly routing: HttpService;

  constructor(scope: Construct, id: string, props: AcmeHttpServiceProps) {
    super(scope, id);
    const timeout = TIMEOUTS[props.latencyClass ?? AcmeLatencyClass.BACKEND];
    this.routing = new HttpService(this, 'Routing', {
      service: props.service,
      hosts: props.publicName === undefined ? undefined : [`${props.publicName}.acme.example`],
      gateways: props.gateway && [props.gateway],
      timeout,
      retries: {
        attempts: 2,
        perTryTimeout: Duration.millis(Math.floor(timeout.toMilliseconds() / 3)),
        retryOn: [RetryOn.CONNECT_FAILURE, RetryOn.REFUSED_STREAM],
      },
      trafficPolicy: { loadBalancer: LoadBalancer.simple(SimpleLoadBalancer.LEAST_REQUEST), outlierDetection: OUTLIERS },
    });
  }
}

const TIMEOUTS: Readonly<Record<AcmeLatencyClass, Duration>> = {
  [AcmeLatencyClass.INTERACTIVE]: Duration.seconds(1),
  [AcmeLatencyClass.BACKEND]: Duration.seconds(5),
  [AcmeLatencyClass.BATCH]: Duration.minutes(1),
};

const OUTLIERS: OutlierDetection = {
  consecutive5xxErrors: 5, interval: Duration.seconds(10), baseEjectionTime: Duration.seconds(30), maxEjectionPercent: 30,
};
