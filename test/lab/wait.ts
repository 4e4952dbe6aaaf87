/** Waiting for what other programs bring about. */

/** How often a condition is looked at: short beside what engines take, long beside what a look costs. */
const PAUSE_MS = 100;

/**
 * Asks until there is an answer and returns it. A probe that throws counts as "not yet", and its words are in the error when time is up.
 */
export async function eventually<T>(what: string, timeoutMs: number, probe: () => Promise<T | undefined | false>): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  let last = 'nothing yet';
  for (;;) {
    try {
      const answer = await probe();
      if (answer !== undefined && answer !== false) {
        return answer;
      }
    } catch (error) {
      last = (error as Error).message;
    }
    if (Date.now() > deadline) {
      throw new Error(`not after ${timeoutMs / 1000} s: ${what} (last: ${last})`);
    }
    await pause(PAUSE_MS);
  }
}

/** Looks again and again for a while; throws as soon as the condition does not hold. Returns how often it looked. */
export async function always(what: string, forMs: number, holds: () => Promise<boolean>): Promise<number> {
  const end = Date.now() + forMs;
  let looks = 0;
  while (Date.now() < end) {
    if (!await holds()) {
      throw new Error(`no longer true: ${what}`);
    }
    looks++;
    await pause(PAUSE_MS);
  }
  return looks;
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
