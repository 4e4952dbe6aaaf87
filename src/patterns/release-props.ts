import { Duration } from 'cdk8s';
import { IGateway } from '../networking/gateway-reference';
import { HttpRetry } from '../networking/http-retry';
import { IMeshService } from '../networking/mesh-service';

/** One version of a release: the labels of its pods. */
export interface ReleaseVersion {
  /** Labels that the pods of this version carry, besides those of the service: `{ version: 'v1' }`. At least one. */
  readonly labels: { [key: string]: string };
}

/** Which service a pattern routes to, and where its callers are. */
export interface ServiceRoutingProps {
  /** The service, of the same environment (MESH0001). */
  readonly service: IMeshService;
  /**
   * Name of the service's port. A port that Istio takes for TCP, UDP or TLS by its name is refused (MESH0002): routes of HTTP do not apply there.
   * @default - its only port; a service with several ports needs one (MESH0002)
   */
  readonly port?: string;
  /**
   * Hosts under which gateways serve it: `shop.example.com`. Callers inside of the mesh always use the service's own host.
   * @default - none: callers inside of the mesh only
   */
  readonly hosts?: string[];
  /**
   * Gateways that serve the hosts. Required with `hosts`, and useless without.
   * @default - none
   */
  readonly gateways?: IGateway[];
}

/** What the release patterns have in common. */
export interface ReleaseProps extends ServiceRoutingProps {
  /**
   * How long a request may take, all retries included. Istio field `http[].timeout`.
   * @default - no timeout
   */
  readonly timeout?: Duration;
  /**
   * Retries of a failed request. Istio field `http[].retries`.
   * @default - Istio's default: two retries on connection failures
   */
  readonly retries?: HttpRetry;
}
