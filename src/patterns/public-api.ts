import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { ApiCors } from './api-cors';
import { PathPrefix } from './path-prefix';
import { IGateway } from '../networking/gateway-reference';
import { HeaderOperations } from '../networking/header-operations';
import { HttpAction } from '../networking/http-action';
import { HttpRetry } from '../networking/http-retry';
import { HttpRoute } from '../networking/http-route';
import { IMeshService } from '../networking/mesh-service';
import { TrafficSplit } from '../networking/traffic-split';
import { VirtualService } from '../networking/virtual-service';

/** What an API is and how outsiders see it. */
export interface ApiRouteProps {
  /** The service behind the API. */
  readonly service: IMeshService;
  /**
   * Name of the service's port.
   * @default - its only port; a service with several ports needs one
   */
  readonly port?: string;
  /** The path of the API and everything below it: `/cart`; `/` for the whole host. In the form of `PathPrefix.of` (MESH0001). */
  readonly pathPrefix: string;
  /**
   * What the service sees in the place of `pathPrefix`: with `/` the request for `/cart/items` arrives as `/items`. In the form of `PathPrefix.of`.
   * @default - the path arrives as it is
   */
  readonly rewriteTo?: string;
  /**
   * Other origins that may call the API from a browser. Answers then carry `vary: Origin`, because they name the origin that asked.
   * @default - none: browsers keep scripts of other origins out
   */
  readonly cors?: ApiCors;
  /**
   * Headers that only the mesh may set and read: they are removed from requests before they are forwarded, and from answers.
   * `headers.request.set` may set them afterwards. Services that read `x_user` for `x-user`, as those behind WSGI and CGI do, need a gateway
   * that refuses `_` in names of headers: `connectionSettings: { profile: EDGE }` in its proxy configuration.
   * @default - none
   */
  readonly internalHeaders?: string[];
  /**
   * Other changes of headers. Istio field `http[].headers`.
   * @default - `x-envoy-upstream-service-time` and `x-powered-by` are removed from answers, which is done in any case
   */
  readonly headers?: HeaderOperations;
  /**
   * How long a request may take, all retries included. Istio field `http[].timeout`.
   * @default Duration.seconds(15)
   */
  readonly timeout?: Duration;
  /**
   * Retries of a failed request. Istio field `http[].retries`.
   * @default - the default of the mesh
   */
  readonly retries?: HttpRetry;
}

/** Props of a public API. */
export interface PublicApiProps extends ApiRouteProps {
  /** Hosts under which the gateways serve the API: `api.example.com`. */
  readonly hosts: string[];
  /** Gateways that serve the hosts. */
  readonly gateways: IGateway[];
  /**
   * Name of the VirtualService. A service with two APIs needs two names.
   * @default - the name of the service and `-gateway`
   */
  readonly name?: string;
}

/**
 * An API published at gateways below a path prefix, with the rules for browsers of other origins and without what is internal.
 *
 * Emits one VirtualService for callers at the gateways. Several APIs may share a host as long as no prefix lies within another; where one
 * does, and where teams share a host, contribute `PublicApi.routeFor(…)` to `HostRoutes`, which knows their order.
 *
 * Promise: requests for the prefix and everything below it, and no other (`/cart` does not take `/cartoon`), reach the service, under the
 * path that `rewriteTo` says and without internal headers; with `cors` the proxy answers the preflights of browsers itself, and no origin but
 * the stated ones is told that it may call.
 */
export class PublicApi extends Construct {
  /** The route of an API, for a VirtualService of your own or for a team of `HostRoutes`. */
  public static routeFor(props: ApiRouteProps): HttpRoute {
    const { service, port, cors, rewriteTo, internalHeaders = [], headers = {} } = props;
    const prefix = PathPrefix.of(props.pathPrefix);
    return {
      match: prefix.matches,
      action: HttpAction.route(TrafficSplit.to(port === undefined ? service : service.port(port))),
      timeout: props.timeout ?? Duration.seconds(15),
      retries: props.retries,
      rewrite: rewriteTo === undefined ? undefined : prefix.rewriteTo(rewriteTo),
      corsPolicy: cors?.policy,
      headers: {
        request: internalHeaders.length === 0 ? headers.request : { ...headers.request, remove: union(internalHeaders, headers.request?.remove) },
        response: {
          ...headers.response,
          add: cors ? { ...VARIES, ...headers.response?.add } : headers.response?.add,
          remove: union(ALWAYS_INTERNAL, internalHeaders, headers.response?.remove),
        },
      },
    };
  }

  /** Routes of callers at the gateways. */
  public readonly gatewayRoutes: VirtualService;

  constructor(scope: Construct, id: string, props: PublicApiProps) {
    super(scope, id);
    const { service, hosts, gateways, name = `${service.serviceName}-gateway` } = props;
    this.gatewayRoutes = new VirtualService(this, 'GatewayRoutes', { name, namespace: service.serviceNamespace, hosts, gateways });
    this.gatewayRoutes.addHttpRoute(service.serviceName, PublicApi.routeFor(props));
  }
}

/** Answers name the origin that asked, so caches must not give them to another one. */
const VARIES = { vary: 'Origin' };

/** How long the service took and what it is made of are nobody's business outside. */
const ALWAYS_INTERNAL = ['x-envoy-upstream-service-time', 'x-powered-by'];

/** Every name once, in lower case: header names ignore case. */
function union(...lists: (readonly string[] | undefined)[]): string[] {
  return [...new Set(lists.flatMap(list => list ?? []).map(name => name.toLowerCase()))];
}
