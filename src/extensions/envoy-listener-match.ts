import { requireFilterName } from './envoy-filter-name';
import { EnvoyPatchMatch, part, renderMatch } from './envoy-proxy-match';
import { portNumber } from '../networking/field-checks';

/** The network filter that holds the HTTP filters. */
export const HTTP_CONNECTION_MANAGER = 'envoy.filters.network.http_connection_manager';

/**
 * Filter chains of a listener; all conditions must hold. Istio field `configPatches[].match.listener.filterChain`.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/envoy-filter/#EnvoyFilter-ListenerMatch-FilterChainMatch
 */
export interface EnvoyFilterChain {
  /**
   * Name of the filter chain.
   * @default - any
   */
  readonly name?: string;
  /**
   * Server name of TLS on which the chain matches.
   * @default - any
   */
  readonly sni?: string;
  /**
   * Transport protocol on which the chain matches: `tls` or `raw_buffer`.
   * @default - any
   */
  readonly transportProtocol?: string;
  /**
   * Application protocols on which the chain matches, joined by commas: `h2,http/1.1`.
   * @default - any
   */
  readonly applicationProtocols?: string;
  /**
   * Destination port on which the chain matches, 1–65535.
   * @default - any
   */
  readonly destinationPort?: number;
}

/**
 * Listeners that a patch applies to; all conditions must hold. Istio field `configPatches[].match.listener`.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/envoy-filter/#EnvoyFilter-ListenerMatch
 */
export interface ListenerPatchMatch extends EnvoyPatchMatch {
  /**
   * Name of the listener, `0.0.0.0_8080` or `virtualInbound`.
   * @default - any
   */
  readonly name?: string;
  /**
   * Port of the listener: of the service or the gateway; 1–65535.
   * @default - any
   */
  readonly portNumber?: number;
  /**
   * Name of the port. Istio does not use it now.
   * @default - any
   */
  readonly portName?: string;
  /**
   * The filter chains of the listener.
   * @default - all
   */
  readonly filterChain?: EnvoyFilterChain;
}

/** Listener filters that a patch applies to. */
export interface ListenerFilterPatchMatch extends ListenerPatchMatch {
  /**
   * Name of the listener filter, `envoy.filters.listener.tls_inspector`. Not empty. Istio field `listener.listenerFilter`.
   * @default - any
   */
  readonly listenerFilter?: string;
}

/** Network filters that a patch applies to, or that it inserts next to. */
export interface NetworkFilterPatchMatch extends ListenerPatchMatch {
  /**
   * Name of the network filter, `envoy.filters.network.tcp_proxy`. Not empty. Istio field `listener.filterChain.filter.name`.
   * @default - any
   */
  readonly filter?: string;
}

/** HTTP filters that a patch applies to, or that it inserts next to. The HTTP connection manager around them is added here. */
export interface HttpFilterPatchMatch extends ListenerPatchMatch {
  /**
   * Name of the HTTP filter, `envoy.filters.http.router`. Not empty. Istio field `listener.filterChain.filter.subFilter.name`.
   * @default - any
   */
  readonly httpFilter?: string;
}

/** Renders and checks the match of listeners and filter chains. */
export function renderListenerMatch(match: ListenerPatchMatch | undefined, where: string): object | undefined {
  return match && render(match, where, {}, {});
}

/** Renders and checks the match of listener filters. */
export function renderListenerFilterMatch(match: ListenerFilterPatchMatch | undefined, where: string): object | undefined {
  return match && render(match, where, { listenerFilter: requireFilterName(match.listenerFilter, where) }, {});
}

/** Renders and checks the match of network filters. */
export function renderNetworkFilterMatch(match: NetworkFilterPatchMatch | undefined, where: string): object | undefined {
  return match && render(match, where, {}, part('filter', { name: requireFilterName(match.filter, where) }));
}

/** Renders and checks the match of HTTP filters: any of them, or one by its name. */
export function renderHttpFilterMatch(match: HttpFilterPatchMatch | undefined, where: string): object | undefined {
  const name = requireFilterName(match?.httpFilter, where);
  return match && render(match, where, {}, name === undefined ? {} : { filter: { name: HTTP_CONNECTION_MANAGER, subFilter: { name } } });
}

function render(match: ListenerPatchMatch, where: string, listener: object, filter: object): object | undefined {
  const chain = match.filterChain;
  return renderMatch(match, where, part('listener', {
    name: match.name,
    portNumber: optionalPort(match.portNumber, `${where}.listener.portNumber`),
    portName: match.portName,
    ...listener,
    ...part('filterChain', {
      name: chain?.name,
      sni: chain?.sni,
      transportProtocol: chain?.transportProtocol,
      applicationProtocols: chain?.applicationProtocols,
      destinationPort: optionalPort(chain?.destinationPort, `${where}.listener.filterChain.destinationPort`),
      ...filter,
    }),
  }));
}

function optionalPort(port: number | undefined, where: string): number | undefined {
  return port === undefined ? undefined : portNumber(port, where);
}
