import { Duration } from 'cdk8s';
import { defined, durationText, INT32, nonEmptyList, wholeNumber } from './field-checks';
import { RetryOn } from './retry-on';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';

/**
 * How often and when a request is tried again. Without it, the default of the mesh holds: 2 more attempts on connection failures and
 * the like (`RetryOn.CONNECT_FAILURE`, `REFUSED_STREAM`, `UNAVAILABLE`, `CANCELLED`).
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRetry
 */
export interface HttpRetry {
  /** Attempts after the first one, from 0. 0 switches retries off and takes no `perTryTimeout`, `retryOn` and `retryRemoteLocalities`. Istio field `retries.attempts`. */
  readonly attempts: number;
  /**
   * Timeout of each attempt, the first one included; whole milliseconds from 1. Istio field `retries.perTryTimeout`.
   * @default - the timeout of the route
   */
  readonly perTryTimeout?: Duration;
  /**
   * Conditions, of which one must hold. Istio field `retries.retryOn`, joined by commas.
   * @default - connect-failure, refused-stream, unavailable, cancelled
   */
  readonly retryOn?: RetryOn[];
  /**
   * Let retries leave the locality of the first attempt. Istio field `retries.retryRemoteLocalities`.
   * @default false
   */
  readonly retryRemoteLocalities?: boolean;
  /**
   * Do not retry on hosts that were tried before. Istio field `retries.retryIgnorePreviousHosts`.
   * @default true
   */
  readonly retryIgnorePreviousHosts?: boolean;
  /**
   * Shortest pause before a retry, whole milliseconds from 1; Envoy waits a random time up to a multiple of it. Istio field `retries.backoff`.
   * @default - 25 ms
   */
  readonly backoff?: Duration;
}

/** Checks a retry policy and renders it in Istio's spelling. */
export function renderHttpRetry(retries: HttpRetry, where: string): object {
  const { attempts, perTryTimeout, retryOn, retryRemoteLocalities, retryIgnorePreviousHosts, backoff } = retries;
  if (attempts === 0 && (perTryTimeout || retryOn || retryRemoteLocalities !== undefined)) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: 'no attempts, but how to make them',
      where: `${where}, retries`,
      why: 'with attempts: 0 Istio refuses perTryTimeout, retryOn and retryRemoteLocalities',
      fix: 'leave those out, or set attempts to at least 1',
    });
  }
  return defined({
    attempts: wholeNumber(attempts, 0, INT32, `${where}, retries.attempts`),
    perTryTimeout: durationText(perTryTimeout, `${where}, retries.perTryTimeout`),
    retryOn: nonEmptyList(retryOn, `${where}, retries.retryOn`)?.map(condition => condition._render()).join(','),
    retryRemoteLocalities,
    retryIgnorePreviousHosts,
    backoff: durationText(backoff, `${where}, retries.backoff`),
  });
}
