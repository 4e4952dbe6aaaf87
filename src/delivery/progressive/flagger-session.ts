import { Duration } from 'cdk8s';
import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { defined, milliseconds } from '../../networking/field-checks';

/** A cookie that keeps a client with its version while a release runs. Flagger field `analysis.sessionAffinity`. */
export interface SessionAffinity {
  /** Name of the cookie of clients that saw the canary: letters, digits, `-` and `_` (MESH0003). */
  readonly cookieName: string;
  /**
   * Name of a cookie that keeps clients of the stable version with it, for one interval of the analysis; another name than `cookieName` (MESH0008).
   * @default - clients of the stable version may see the canary at their next request
   */
  readonly stableCookieName?: string;
  /**
   * How long the cookie holds, whole seconds, at least one (MESH0004). Flagger field `maxAge`.
   * @default Duration.days(1)
   */
  readonly maxAge?: Duration;
  /**
   * Sends the cookie over https only. Flagger field `secure`.
   * @default true
   */
  readonly secure?: boolean;
}

/**
 * Checks and renders it. Scripts of a page need not read the cookie, so it is `httpOnly`.
 * @internal
 */
export function renderSessionAffinity({ cookieName, stableCookieName, maxAge, secure }: SessionAffinity, where: string): object {
  for (const name of [cookieName, stableCookieName]) {
    // Flagger puts the name into a regular expression as it is.
    if (name !== undefined && !/^[0-9A-Za-z_-]+$/.test(name)) {
      fail({ code: CODES.INVALID_NAME, what: `${JSON.stringify(name)} is no name of a cookie`, where, fix: 'use letters, digits, - and _' });
    }
  }
  if (cookieName === stableCookieName) {
    fail({ code: CODES.DUPLICATE_MEMBER, what: `both cookies are called ${cookieName}`, where, why: 'a client would match both versions', fix: 'use two names' });
  }
  const seconds = milliseconds(maxAge ?? Duration.days(1), where) / 1000;
  if (!Number.isSafeInteger(seconds) || seconds < 1) {
    fail({ code: CODES.INVALID_DURATION, what: `a cookie of ${seconds} seconds`, where, fix: 'use whole seconds, at least one' });
  }
  return defined({ cookieName, primaryCookieName: stableCookieName, maxAge: seconds, httpOnly: true, secure: secure ?? true, path: '/' });
}
