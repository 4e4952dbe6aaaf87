import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { nonEmptyText } from '../networking/field-checks';

/**
 * Names that Envoy's own filters had before `envoy.filters.…`. Istio's webhook warns of them (`pkg/config/xds/deprecated.go`); `envoy.ext_authz`
 * stood for the filter of HTTP and of connections alike.
 */
const OLD_NAMES: Readonly<Record<string, string>> = {
  'envoy.buffer': 'envoy.filters.http.buffer',
  'envoy.client_ssl_auth': 'envoy.filters.network.client_ssl_auth',
  'envoy.cors': 'envoy.filters.http.cors',
  'envoy.csrf': 'envoy.filters.http.csrf',
  'envoy.ext_authz': 'envoy.filters.http.ext_authz',
  'envoy.fault': 'envoy.filters.http.fault',
  'envoy.grpc_http1_bridge': 'envoy.filters.http.grpc_http1_bridge',
  'envoy.grpc_json_transcoder': 'envoy.filters.http.grpc_json_transcoder',
  'envoy.grpc_web': 'envoy.filters.http.grpc_web',
  'envoy.gzip': 'envoy.filters.http.gzip',
  'envoy.health_check': 'envoy.filters.http.health_check',
  'envoy.http_connection_manager': 'envoy.filters.network.http_connection_manager',
  'envoy.http_dynamo_filter': 'envoy.filters.http.dynamo',
  'envoy.ip_tagging': 'envoy.filters.http.ip_tagging',
  'envoy.listener.http_inspector': 'envoy.filters.listener.http_inspector',
  'envoy.listener.original_dst': 'envoy.filters.listener.original_dst',
  'envoy.listener.original_src': 'envoy.filters.listener.original_src',
  'envoy.listener.proxy_protocol': 'envoy.filters.listener.proxy_protocol',
  'envoy.listener.tls_inspector': 'envoy.filters.listener.tls_inspector',
  'envoy.lua': 'envoy.filters.http.lua',
  'envoy.mongo_proxy': 'envoy.filters.network.mongo_proxy',
  'envoy.rate_limit': 'envoy.filters.http.ratelimit',
  'envoy.ratelimit': 'envoy.filters.network.ratelimit',
  'envoy.redis_proxy': 'envoy.filters.network.redis_proxy',
  'envoy.router': 'envoy.filters.http.router',
  'envoy.squash': 'envoy.filters.http.squash',
  'envoy.tcp_proxy': 'envoy.filters.network.tcp_proxy',
};

/** The name of a filter: not empty, and not one that Envoy has given up; undefined stays undefined. */
export function requireFilterName(name: string | undefined, where: string): string | undefined {
  nonEmptyText(name, `${where}: name of a filter`);
  const successor = name !== undefined && Object.hasOwn(OLD_NAMES, name) ? OLD_NAMES[name] : undefined;
  if (successor !== undefined) {
    fail({
      code: CODES.INVALID_NAME,
      what: `the filter name ${name} is given up`,
      where,
      why: 'Istio warns of it, and filters of proxies have their new names',
      fix: `write ${successor}`,
    });
  }
  return name;
}
