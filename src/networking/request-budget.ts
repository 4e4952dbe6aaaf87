import { Duration } from 'cdk8s';
import type { HttpRetry } from './http-retry';
import { RetryOn } from './retry-on';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';

/** What every budget has. */
export interface RequestBudgetOptions {
  /** How long a request may take, all tries and pauses included; whole milliseconds from 1 (MESH0004). Istio field `http[].timeout`. */
  readonly total: Duration;
  /**
   * The budget of the request in whose course this one is made: `cart` calls `stock` while it serves `frontend`. This budget must then end
   * before one try of that one does, and the tries of both together must stay below eleven (MESH0016).
   * @default - the request comes from outside, or from a caller that does not retry
   */
  readonly within?: RequestBudget;
}

/** A budget with tries that end by themselves. */
export interface UnsentBudgetOptions extends RequestBudgetOptions {
  /**
   * How often the request is tried, the first time included: 2–10. Istio counts without the first: `retries.attempts` is one less.
   * @default 3
   */
  readonly tries?: number;
}

/** A budget with tries that are cut off. */
export interface IdempotentBudgetOptions extends UnsentBudgetOptions {
  /**
   * How long one try may take; whole milliseconds from 1. All tries and the longest pauses between them must fit `total` (MESH0016).
   * Istio field `retries.perTryTimeout`.
   * @default - the longest that fits
   */
  readonly perTryTimeout?: Duration;
  /**
   * Shortest pause before a retry. Envoy waits a random time that may grow to ten times as much. Istio field `retries.backoff`.
   * @default Duration.millis(25)
   */
  readonly backoff?: Duration;
}

/** How many requests may come of one: beyond that, retries are what brings a service down that is only slow. */
const MOST_REQUESTS = 10;

/**
 * The time a request may take and the tries it may cost, as one value: `timeout` and `retries` for a route or a pattern.
 *
 * Two things go wrong when they are set apart. Tries that do not fit the timeout are never made: three tries of 5 seconds in a timeout of
 * 10 are two. And tries multiply along a chain of calls: three at each of four hops are 81 requests for one, just when the last service is
 * overloaded. A budget refuses the first, and the second where `within` names the budget around it.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRetry
 */
export class RequestBudget {
  /** One try. For what must not be done twice by the mesh, and for calls whose caller retries already. */
  public static once(options: RequestBudgetOptions): RequestBudget {
    const total = milliseconds(options.total, 'total');
    return new RequestBudget(options, 1, total, { attempts: 0 });
  }

  /**
   * Tried again only while the service has not seen the request: the connection could not be opened, ended before anything was sent, or the
   * stream was refused. Harmless for every method. One try may take the whole time, because a timeout of a try would not be retried.
   */
  public static retryUnsent(options: UnsentBudgetOptions): RequestBudget {
    const total = milliseconds(options.total, 'total');
    const tries = checkedTries(options.tries);
    return new RequestBudget(options, tries, total, { attempts: tries - 1, retryOn: UNSENT });
  }

  /**
   * Tried again also where the service may have begun: it answered 502, 503 or 504, the connection ended, or a try took too long. Only for
   * requests that do no harm when they are made twice: GET, HEAD, and what the service makes idempotent.
   */
  public static retryIdempotent(options: IdempotentBudgetOptions): RequestBudget {
    const total = milliseconds(options.total, 'total');
    const tries = checkedTries(options.tries);
    const pauses = longestPauses(tries - 1, options.backoff === undefined ? 25 : milliseconds(options.backoff, 'backoff'));
    const fitting = Math.floor((total - pauses) / tries);
    const each = options.perTryTimeout === undefined ? fitting : milliseconds(options.perTryTimeout, 'perTryTimeout');
    if (each < 1 || each > fitting) {
      failExceeded(total, tries, Math.max(each, 1), pauses);
    }
    return new RequestBudget(options, tries, each, {
      attempts: tries - 1, perTryTimeout: Duration.millis(each), retryOn: BEGUN, backoff: options.backoff,
    });
  }

  /** For `timeout` of a route or a pattern. */
  public readonly timeout: Duration;
  /** For `retries` of a route or a pattern. */
  public readonly retries: HttpRetry;
  /** How often the request is tried at most, the first time included. */
  public readonly tries: number;
  /** How long one try may take. */
  public readonly longestTry: Duration;
  /** How many requests may come of one that enters the outermost budget, at worst: the tries of all budgets multiplied. */
  public readonly amplification: number;

  private constructor({ total, within }: RequestBudgetOptions, tries: number, longestTry: number, retries: HttpRetry) {
    this.timeout = total;
    this.retries = retries;
    this.tries = tries;
    this.longestTry = Duration.millis(longestTry);
    this.amplification = tries * (within?.amplification ?? 1);
    if (within) {
      checkNesting(this, within);
    }
  }
}

const UNSENT = [RetryOn.CONNECT_FAILURE, RetryOn.REFUSED_STREAM, RetryOn.RESET_BEFORE_REQUEST];
const BEGUN = [RetryOn.CONNECT_FAILURE, RetryOn.REFUSED_STREAM, RetryOn.RESET, RetryOn.GATEWAY_ERROR];

/** Envoy waits up to (2^n - 1) times the base before the n-th retry, and never more than ten times the base. */
function longestPauses(retries: number, base: number): number {
  let sum = 0;
  for (let retry = 1; retry <= retries; retry++) {
    sum += Math.min(2 ** retry - 1, 10) * base;
  }
  return sum;
}

function checkNesting(inner: RequestBudget, outer: RequestBudget): void {
  const [needs, has] = [inner.timeout.toMilliseconds(), outer.longestTry.toMilliseconds()];
  if (needs > has) {
    fail({
      code: CODES.BUDGET_EXCEEDED,
      what: `a request of ${needs} ms within a try of ${has} ms`,
      where: 'total, within',
      why: 'the caller gives up and tries again while this request is still being worked on for nobody',
      fix: `give it a total of at most ${has} ms`,
    });
  }
  if (inner.amplification > MOST_REQUESTS) {
    const around = outer.amplification;
    fail({
      code: CODES.BUDGET_EXCEEDED,
      what: `${around} × ${inner.tries} tries make ${inner.amplification} requests of one`,
      where: 'tries, within',
      why: `when the innermost service is slow, its load grows by that factor; more than ${MOST_REQUESTS} keep it down`,
      fix: `retry at one hop only: ${around * 2 <= MOST_REQUESTS ? `${Math.floor(MOST_REQUESTS / around)} tries here at most, or ` : ''}RequestBudget.once(…) here`,
    });
  }
}

function failExceeded(total: number, tries: number, each: number, pauses: number): never {
  const fitting = Math.floor((total - pauses) / tries);
  return fail({
    code: CODES.BUDGET_EXCEEDED,
    what: `${tries} tries of ${each} ms and pauses of up to ${pauses} ms need ${tries * each + pauses} ms, and the total is ${total} ms`,
    where: 'total, tries, perTryTimeout',
    why: 'the timeout of the route ends the last tries before they can succeed, or they are never made',
    fix: `${fitting >= 1 ? `give each try at most ${fitting} ms, or ` : ''}give a total of at least ${tries * each + pauses} ms, or fewer tries`,
  });
}

function checkedTries(tries: number = 3): number {
  if (!(Number.isInteger(tries) && tries >= 2 && tries <= MOST_REQUESTS)) {
    fail({
      code: CODES.INVALID_ARGUMENT,
      what: `${tries} tries`,
      where: 'tries',
      why: 'tries are counted with the first one',
      fix: tries === 1 || tries === 0 ? 'for a single try use RequestBudget.once(…)' : `use a whole number from 2 to ${MOST_REQUESTS}`,
    });
  }
  return tries;
}

function milliseconds(duration: Duration, where: string): number {
  const value = duration.toMilliseconds({ integral: false });
  if (!Number.isInteger(value) || value < 1) {
    fail({ code: CODES.INVALID_DURATION, what: `a duration of ${value} milliseconds`, where, why: 'Istio takes whole milliseconds from 1', fix: 'use Duration.millis(1) or more' });
  }
  return value;
}
