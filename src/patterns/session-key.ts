import { Duration } from 'cdk8s';
import { ConsistentHash, CookieAttribute, HashAlgorithm } from '../networking/consistent-hash';
import { LoadBalancer } from '../networking/load-balancer';

/** The cookie of a session. */
export interface SessionCookie {
  /** Name of the cookie. One that the service sets itself is used as it is. */
  readonly name: string;
  /** How long the cookie lives that the proxy sets where the client sends none; zero ends it with the browser's session. */
  readonly ttl: Duration;
  /**
   * Path of the cookie.
   * @default '/'
   */
  readonly path?: string;
  /**
   * Further attributes of the cookie, such as `Secure` and `SameSite=Lax`. `HttpOnly` is always there. Since Istio 1.28.
   * @default - none
   */
  readonly attributes?: CookieAttribute[];
}

/** By what a client is known again. */
export class SessionKey {
  /**
   * A cookie, which the proxy sets where the client sends none. Needs a client that keeps cookies: browsers do, services rarely.
   * Istio field `consistentHash.httpCookie`.
   */
  public static cookie(cookie: SessionCookie): SessionKey {
    const { name, ttl, path, attributes } = cookie;
    return new SessionKey(algorithm => ConsistentHash.httpCookie({ name, ttl, path: path ?? '/', attributes }, algorithm));
  }

  /** A header that the client sends, `x-user`. Requests without it go anywhere. Istio field `consistentHash.httpHeaderName`. */
  public static header(name: string): SessionKey {
    return new SessionKey(algorithm => ConsistentHash.httpHeader(name, algorithm));
  }

  /**
   * The address of the client, as the calling proxy sees it. At a gateway that is the load balancer's unless the Service of the gateway
   * keeps addresses (`externalTrafficPolicy: Local`). Istio field `consistentHash.useSourceIp`.
   */
  public static sourceIp(): SessionKey {
    return new SessionKey(algorithm => ConsistentHash.sourceIp(algorithm));
  }

  private constructor(private readonly hashWith: (algorithm?: HashAlgorithm) => ConsistentHash) {}

  /**
   * The load balancer that follows the key, for the traffic policy of another pattern: `trafficPolicy: { loadBalancer: key.toLoadBalancer() }`.
   * @param algorithm how keys are spread over workloads; Istio's ring by default
   */
  public toLoadBalancer(algorithm?: HashAlgorithm): LoadBalancer {
    return LoadBalancer.consistentHash(this.hashWith(algorithm));
  }
}
