import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';

/**
 * Which requests are logged, as an expression of CEL. Istio field `accessLogging[].filter.expression`.
 *
 * Connections that are not HTTP have no status: the filters by status log all of them, so that none vanishes by accident.
 */
export class AccessLogFilter {
  /** Answers of 400 and above. */
  public static errors(): AccessLogFilter {
    return AccessLogFilter.statusFrom(400);
  }

  /** Answers of 500 and above. */
  public static serverErrors(): AccessLogFilter {
    return AccessLogFilter.statusFrom(500);
  }

  /** An expression of CEL over Envoy's attributes; not empty. Istio refuses one that is no CEL, which is not checked here. */
  public static expression(text: string): AccessLogFilter {
    if (text === '') {
      fail({ code: CODES.INVALID_ARGUMENT, what: 'an empty filter', why: 'Istio refuses it', fix: 'give an expression; for everything leave the filter out' });
    }
    return new AccessLogFilter(text);
  }

  private static statusFrom(status: number): AccessLogFilter {
    return new AccessLogFilter(`!has(response.code) || response.code >= ${status}`);
  }

  private constructor(
    /** The expression. */
    public readonly text: string,
  ) {}
}
