import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { EnvoyFilter } from '../extensions/envoy-filter';
import { EnvoyPatch } from '../extensions/envoy-patch';
import { EnvoyPatchOperation } from '../extensions/envoy-patch-operation';
import { RateLimitPoint } from '../extensions/rate-limit-point';
import { CODES } from '../kernel/codes';
import { protobufDuration } from '../kernel/durations';
import { fail } from '../kernel/fail';
import { UINT32, wholeNumber } from '../networking/field-checks';

/** Props of a local rate limit. */
export interface LocalRateLimitProps {
  /** The proxies that count. */
  readonly at: RateLimitPoint;
  /** Requests allowed per interval and **per workload instance**: three pods let three times as many pass. From 1. */
  readonly requests: number;
  /**
   * How long it takes until `requests` are allowed again; whole milliseconds from 50 (MESH0004). They come back evenly: ten per minute are one
   * every six seconds.
   * @default Duration.seconds(1)
   */
  readonly interval?: Duration;
  /**
   * Requests allowed at once at the beginning and after a pause; from `requests` on.
   * @default - as many as `requests`
   */
  readonly burst?: number;
  /**
   * Name of the EnvoyFilter.
   * @default - `<service>-local-rate-limit`
   */
  readonly name?: string;
}

/**
 * At most so many requests per interval in each proxy of a service or gateway; the rest is answered 429 without reaching the workload.
 *
 * Emits an EnvoyFilter that puts Envoy's filter for local rate limits before the router, so that requests which are refused anyway
 * (mutual TLS, policies, tokens) use nothing up. Each proxy counts for itself, without asking anybody: the limit of a service grows with its
 * replicas. For one limit over all of them, or one per client, use `GlobalRateLimit`. Answers 429 have the header
 * `x-local-rate-limit: true`, by which they can be told from those of the service; all answers have `x-ratelimit-limit`,
 * `x-ratelimit-remaining` and `x-ratelimit-reset`.
 *
 * Promise: after a pause each instance lets `burst` requests pass, and from then on `requests` per interval; every other one is answered 429.
 */
export class LocalRateLimit extends Construct {
  /** The change of the proxies. */
  public readonly filter: EnvoyFilter;

  constructor(scope: Construct, id: string, props: LocalRateLimitProps) {
    super(scope, id);
    const { at, requests } = props;
    const where = `construct ${this.node.path}`;
    if (at._hosts) {
      fail({
        code: CODES.ARGUMENTS_CONFLICT,
        what: 'a local rate limit for some hosts',
        where,
        why: 'it counts all requests of the proxy together',
        fix: 'say RateLimitPoint.gateway(…), or use GlobalRateLimit',
      });
    }
    at._requireProxies(where);
    wholeNumber(requests, 1, UINT32, `${where}, requests`);
    const burst = wholeNumber(props.burst ?? requests, requests, UINT32, `${where}, burst`);
    this.filter = new EnvoyFilter(this, 'Filter', {
      name: props.name ?? `${at.service.serviceName}-local-rate-limit`,
      target: at._target,
      // Relative to other filters its place is fixed: before the global limit, which costs a call.
      priority: 10,
      configPatches: [
        EnvoyPatch.httpFilter(EnvoyPatchOperation.insertBefore(localFilter(requests, burst!, intervalText(props.interval, where))), {
          context: at._context,
          httpFilter: 'envoy.filters.http.router',
          filterChain: at._workloadPort === undefined ? undefined : { destinationPort: at._workloadPort },
        }),
      ],
    });
  }
}

/** Envoy counts nothing and refuses nothing unless it is told to for 100 percent: both are 0 where they are left out. */
function localFilter(requests: number, burst: number, interval: string): object {
  return {
    name: 'envoy.filters.http.local_ratelimit',
    typed_config: {
      '@type': 'type.googleapis.com/envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit',
      'stat_prefix': 'http_local_rate_limiter',
      'token_bucket': { max_tokens: burst, tokens_per_fill: requests, fill_interval: interval },
      'filter_enabled': always('local_rate_limit_enabled'),
      'filter_enforced': always('local_rate_limit_enforced'),
      'response_headers_to_add': [{ header: { key: 'x-local-rate-limit', value: 'true' }, append_action: 'OVERWRITE_IF_EXISTS_OR_ADD' }],
      'enable_x_ratelimit_headers': 'DRAFT_VERSION_03',
    },
  };
}

function always(runtimeKey: string): object {
  return { runtime_key: runtimeKey, default_value: { numerator: 100, denominator: 'HUNDRED' } };
}

function intervalText(interval: Duration | undefined, where: string): string {
  const milliseconds = (interval ?? Duration.seconds(1)).toMilliseconds({ integral: false });
  if (!Number.isInteger(milliseconds) || milliseconds < 50) {
    fail({
      code: CODES.INVALID_DURATION,
      what: `an interval of ${milliseconds} milliseconds`,
      where: `${where}, interval`,
      why: 'Envoy fills up every 50 milliseconds at most',
      fix: 'use whole milliseconds from 50: Duration.seconds(1)',
    });
  }
  return protobufDuration(milliseconds);
}
