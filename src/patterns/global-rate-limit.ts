import { ApiObject, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { EnvoyFilter } from '../extensions/envoy-filter';
import { EnvoyPatch } from '../extensions/envoy-patch';
import { EnvoyPatchOperation } from '../extensions/envoy-patch-operation';
import { RateLimitPoint } from '../extensions/rate-limit-point';
import { checkRateLimitRules, rateLimitActions, rateLimitConfiguration, RateLimitRule } from '../extensions/rate-limit-rule';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { DNS_LABEL, requireName } from '../kernel/names';
import { printYaml } from '../kernel/yaml-printer';
import { Declarations } from '../networking/declarations';
import { IDestination } from '../networking/destination';
import { durationText, memberOf } from '../networking/field-checks';
import { clusterDomainOf } from '../networking/mesh-context';
import { protocolOf } from '../networking/port-protocol';
import { PortProtocol } from '../networking/service-entry-port';

/** What happens to requests while the rate limit service does not answer. */
export enum RateLimitFailure {
  /** They pass: the limit is there for fairness, and the service survives without. */
  ALLOW = 'ALLOW',
  /** They are answered 503: without the limit more would break than without the requests. */
  DENY = 'DENY',
}

/** Props of a global rate limit. */
export interface GlobalRateLimitProps {
  /** The proxies that ask. */
  readonly at: RateLimitPoint;
  /** The rules, at least one (MESH0011). A request is counted by every rule whose keys it has, and refused when one of them is used up. */
  readonly rules: RateLimitRule[];
  /**
   * The rate limit service at its port for gRPC: a port whose name begins with `grpc`, `rateLimit.port('grpc')`. It speaks Envoy's protocol,
   * as envoyproxy/ratelimit does. A port of another protocol, and a service of several ports without port, are errors (MESH0001).
   */
  readonly rateLimitService: IDestination;
  /** What happens to requests while the rate limit service does not answer. */
  readonly onFailure: RateLimitFailure;
  /**
   * How long the rate limit service may take, before that counts as failure; whole milliseconds from 1. Each request waits for it.
   * @default Duration.millis(100)
   */
  readonly timeout?: Duration;
  /**
   * Name under which the rate limit service keeps the rules: a DNS label, unique in that service.
   * @default - `<namespace>-<service>` of the proxies
   */
  readonly domain?: string;
  /**
   * Namespace of the ConfigMap for the rate limit service; a DNS label (MESH0003).
   * @default - that of the rate limit service; where it is not in the cluster no ConfigMap is emitted, and `configuration` has the text
   */
  readonly configurationNamespace?: string;
  /**
   * Name of the EnvoyFilter.
   * @default - `<service>-rate-limit`
   */
  readonly name?: string;
}

/**
 * Limits that all proxies share, per client, path or method: each proxy asks a rate limit service before it forwards a request.
 *
 * Emits an EnvoyFilter (Envoy's rate limit filter before the router, after policies and tokens; and what a request is counted by, on the
 * virtual hosts) and the ConfigMap `ratelimit-<domain>` with the matching rules for envoyproxy/ratelimit. Both come of the same typed rules, so
 * they cannot disagree. Mount the ConfigMap into the configuration folder of the service (`$RUNTIME_ROOT/$RUNTIME_SUBDIRECTORY/config`); it is
 * one file per domain. The proxies reach the service like any other of the mesh, with its mutual TLS; a Sidecar object of theirs must not
 * hide it. Envoy asks only for what it forwards: redirects and direct responses of the proxy are not counted.
 *
 * Promise: a request that lacks the keys of every rule passes; one that a rule counts passes until the rule's requests of the unit are used
 * up, by whichever proxy they came, and is answered 429 from then on. While the service does not answer, requests are let through
 * (`ALLOW`) or answered 503 (`DENY`).
 */
export class GlobalRateLimit extends Construct {
  /** The change of the proxies. */
  public readonly filter: EnvoyFilter;
  /** The rules as envoyproxy/ratelimit reads them: a YAML file. */
  public readonly configuration: string;
  /** The ConfigMap with that file. Undefined where the rate limit service is not in the cluster. */
  public readonly configMap?: ApiObject;

  constructor(scope: Construct, id: string, props: GlobalRateLimitProps) {
    super(scope, id);
    const { at, rules } = props;
    const where = `construct ${this.node.path}`;
    memberOf(props.onFailure, RateLimitFailure, 'RateLimitFailure', `${where}, onFailure`);
    at._requireProxies(where);
    checkRateLimitRules(rules, where);
    this.requireGrpc(props.rateLimitService, where);
    const domain = requireName(props.domain ?? `${at.service.serviceNamespace}-${at.service.serviceName}`, DNS_LABEL, 'domain of a rate limit');
    this.filter = new EnvoyFilter(this, 'Filter', {
      name: props.name ?? `${at.service.serviceName}-rate-limit`,
      target: at._target,
      // Behind the local limit, whose requests need no call.
      priority: 20,
      // Proxies that get only the clusters their routes need (gateways with that option, waypoints) get this one too.
      annotations: { 'envoyfilter.istio.io/referenced-services': props.rateLimitService.toDestinationConfig().host },
      configPatches: [
        EnvoyPatch.httpFilter(EnvoyPatchOperation.insertBefore(globalFilter(domain, props, where)), {
          context: at._context,
          httpFilter: 'envoy.filters.http.router',
          filterChain: at._workloadPort === undefined ? undefined : { destinationPort: at._workloadPort },
        }),
        ...hostsOf(at).map(domainName => EnvoyPatch.virtualHost(EnvoyPatchOperation.merge({ rate_limits: rateLimitActions(rules) }), {
          context: at._context, portNumber: at._workloadPort, domainName,
        })),
      ],
    });
    this.configuration = printYaml(rateLimitConfiguration(domain, rules));
    if (props.configurationNamespace !== undefined) {
      requireName(props.configurationNamespace, DNS_LABEL, 'namespace of the rate limit configuration');
    }
    const namespace = props.configurationNamespace ?? this.namespaceOf(props.rateLimitService);
    this.configMap = namespace === undefined ? undefined : new ApiObject(this, 'Configuration', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: `ratelimit-${domain}`, namespace },
      data: { [`${domain}.yaml`]: this.configuration },
    });
  }

  /** Envoy speaks gRPC to it: at a port that Istio takes for something else every question would fail, as far as the port is known. */
  private requireGrpc(rateLimitService: IDestination, where: string): void {
    const { host, port } = rateLimitService.toDestinationConfig();
    const ports = Declarations.of(this).serviceOf(host)?.ports ?? [];
    const asked = ports.find(({ number }) => number === port);
    const protocol = asked && protocolOf(asked);
    if (protocol !== undefined && !SPEAKS_GRPC.includes(protocol)) {
      const other = ports.find(each => SPEAKS_GRPC.includes(protocolOf(each)))?.name;
      fail({
        code: CODES.INVALID_ARGUMENT,
        what: `the rate limit service ${host} at port ${port}, which is ${protocol}`,
        where: `${where}, rateLimitService`,
        why: 'the proxies ask it by gRPC, and every question would fail there',
        fix: other === undefined ? "name its port for gRPC so that Istio knows: { name: 'grpc', number: 8081 }" : `use its port '${other}'`,
      });
    }
  }

  private namespaceOf(service: IDestination): string | undefined {
    const { host } = service.toDestinationConfig();
    const suffix = `.svc.${clusterDomainOf(this)}`;
    return host.endsWith(suffix) ? host.slice(0, -suffix.length).split('.')[1] : undefined;
  }
}

/** Protocols by which Istio connects with HTTP/2. */
const SPEAKS_GRPC: readonly (PortProtocol | undefined)[] = [PortProtocol.GRPC, PortProtocol.HTTP2];

/** The hosts to patch; undefined stands for all. */
function hostsOf(at: RateLimitPoint): readonly (string | undefined)[] {
  return at._hosts ?? [undefined];
}

function globalFilter(domain: string, { rateLimitService, onFailure, timeout }: GlobalRateLimitProps, where: string): object {
  const { host, port, subset } = rateLimitService.toDestinationConfig();
  if (port === undefined) {
    fail({
      code: CODES.INVALID_ARGUMENT,
      what: `the rate limit service ${host} without port`,
      where: `${where}, rateLimitService`,
      why: 'the proxies need the one for gRPC',
      fix: "name it: rateLimitService: rateLimit.port('grpc')",
    });
  }
  return {
    name: 'envoy.filters.http.ratelimit',
    typed_config: {
      '@type': 'type.googleapis.com/envoy.extensions.filters.http.ratelimit.v3.RateLimit',
      domain,
      'failure_mode_deny': onFailure === RateLimitFailure.DENY,
      'status_on_error': { code: 'ServiceUnavailable' },
      'timeout': durationText(timeout ?? Duration.millis(100), `${where}, timeout`),
      'enable_x_ratelimit_headers': 'DRAFT_VERSION_03',
      'rate_limit_service': {
        grpc_service: { envoy_grpc: { cluster_name: `outbound|${port}|${subset ?? ''}|${host}`, authority: host } },
        transport_api_version: 'V3',
      },
    },
  };
}
