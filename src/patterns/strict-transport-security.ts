import { Duration } from 'cdk8s';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';

/**
 * What browsers are told about https.
 *
 * @see https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Strict-Transport-Security
 */
export interface StrictTransportSecurity {
  /** How long browsers remember to use https only; whole seconds from 0, where 0 makes them forget (MESH0004). */
  readonly maxAge: Duration;
  /**
   * Whether it holds for all hosts below the host too, also those that are not served here.
   * @default false
   */
  readonly includeSubdomains?: boolean;
  /**
   * Whether the host may be put on the lists that browsers are shipped with, which takes months to undo. Needs `includeSubdomains` and a
   * `maxAge` of a year (MESH0002).
   * @default false
   */
  readonly preload?: boolean;
}

const SECONDS_OF_A_YEAR = 31_536_000;

/** The value of the header. */
export function strictTransportSecurityHeader({ maxAge, includeSubdomains = false, preload = false }: StrictTransportSecurity): string {
  const seconds = maxAge.toSeconds({ integral: false });
  if (!Number.isInteger(seconds)) {
    fail({
      code: CODES.INVALID_DURATION,
      what: `maxAge of ${maxAge.toMilliseconds({ integral: false })} ms has a part of a second`,
      where: 'StrictTransportSecurity',
      why: 'the header counts seconds',
      fix: 'use Duration.days(365)',
    });
  }
  if (preload && (!includeSubdomains || seconds < SECONDS_OF_A_YEAR)) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: includeSubdomains ? `preload with a maxAge of ${seconds} seconds` : 'preload without includeSubdomains',
      where: 'StrictTransportSecurity',
      why: 'the lists of browsers take hosts with all their subdomains and a year at least',
      fix: includeSubdomains ? 'use Duration.days(365), or leave preload out' : 'set includeSubdomains, or leave preload out',
    });
  }
  return [`max-age=${seconds}`, ...includeSubdomains ? ['includeSubDomains'] : [], ...preload ? ['preload'] : []].join('; ');
}
