import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';

/** What Go's `http.StatusText` knows. */
const STATUS = /^(?:10[0-3]|20[0-8]|226|30[0-57-8]|40\d|41[0-8]|42[1-689]|431|451|50[0-8]|51[01])$/;

/**
 * A condition under which a request is tried again. Open set: `of` for what a newer Envoy knows.
 *
 * @see https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_filters/router_filter#x-envoy-retry-on
 */
export class RetryOn {
  /** Any 5xx answer, or none at all. */
  public static readonly SERVER_ERROR = new RetryOn('5xx');
  /** 502, 503 or 504. */
  public static readonly GATEWAY_ERROR = new RetryOn('gateway-error');
  /** The connection ended before an answer came. */
  public static readonly RESET = new RetryOn('reset');
  /** The connection ended before the request was sent. */
  public static readonly RESET_BEFORE_REQUEST = new RetryOn('reset-before-request');
  /** The connection could not be opened. */
  public static readonly CONNECT_FAILURE = new RetryOn('connect-failure');
  /** 409. */
  public static readonly RETRIABLE_4XX = new RetryOn('retriable-4xx');
  /** The server refused the stream (HTTP/2 REFUSED_STREAM): it has not started on it. */
  public static readonly REFUSED_STREAM = new RetryOn('refused-stream');
  /** Status codes named in the header `x-envoy-retriable-status-codes` or by `status`. */
  public static readonly RETRIABLE_STATUS_CODES = new RetryOn('retriable-status-codes');
  /** The answer has a header that marks it as retriable. */
  public static readonly RETRIABLE_HEADERS = new RetryOn('retriable-headers');
  /** Envoy's own rate limit answered. */
  public static readonly ENVOY_RATELIMITED = new RetryOn('envoy-ratelimited');
  /** HTTP/3 failed after the connection was open. */
  public static readonly HTTP3_POST_CONNECT_FAILURE = new RetryOn('http3-post-connect-failure');
  /** gRPC status CANCELLED. */
  public static readonly CANCELLED = new RetryOn('cancelled');
  /** gRPC status DEADLINE_EXCEEDED. */
  public static readonly DEADLINE_EXCEEDED = new RetryOn('deadline-exceeded');
  /** gRPC status INTERNAL. */
  public static readonly INTERNAL = new RetryOn('internal');
  /** gRPC status RESOURCE_EXHAUSTED. */
  public static readonly RESOURCE_EXHAUSTED = new RetryOn('resource-exhausted');
  /** gRPC status UNAVAILABLE. */
  public static readonly UNAVAILABLE = new RetryOn('unavailable');

  /** One HTTP status: `RetryOn.status(503)`. A registered code (MESH0001), because Istio refuses others. */
  public static status(code: number): RetryOn {
    if (!STATUS.test(String(code))) {
      fail({
        code: CODES.INVALID_ARGUMENT,
        what: `${code} is no registered HTTP status`,
        why: 'Istio refuses it in retryOn',
        fix: 'use a registered code such as 503, or RetryOn.RETRIABLE_STATUS_CODES with the header x-envoy-retriable-status-codes',
      });
    }
    return new RetryOn(String(code));
  }

  /** A condition by Envoy's name for it. Without commas and blanks (MESH0001). */
  public static of(condition: string): RetryOn {
    if (!/^[a-z0-9-]+$/.test(condition)) {
      fail({
        code: CODES.INVALID_ARGUMENT,
        what: `${JSON.stringify(condition)} is no retry condition`,
        why: 'Istio splits retryOn at commas without trimming and refuses what it does not know',
        fix: 'name one condition, in lower case; several are several entries of `retryOn`',
      });
    }
    return new RetryOn(condition);
  }

  private constructor(private readonly condition: string) {}

  /** @internal */
  public _render(): string {
    return this.condition;
  }
}
