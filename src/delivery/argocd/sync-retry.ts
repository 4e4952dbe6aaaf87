import { SyncRetry } from './application-options';
import { goDuration } from './go-duration';
import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';

/** `spec.syncPolicy.retry` of an Application. */
export function retryPolicy({ limit = 5, firstDelay, longestDelay }: SyncRetry, where: string): object {
  if (!Number.isSafeInteger(limit) || limit < 0) {
    fail({ code: CODES.INVALID_ARGUMENT, what: `A sync cannot be tried again ${limit} times.`, where, fix: 'Give a whole number, 0 or more.' });
  }
  const backoff = {
    ...firstDelay ? { duration: goDuration(firstDelay, `${where}.firstDelay`) } : {},
    ...longestDelay ? { maxDuration: goDuration(longestDelay, `${where}.longestDelay`) } : {},
  };
  return { limit, refresh: true, ...Object.keys(backoff).length > 0 ? { backoff: { factor: 2, ...backoff } } : {} };
}
