/** Tests that need what a machine may not have: skipped loudly, with the reason in the title, never silently. */

/** `it`, or `it.skip` with the reason. */
export function itUnless(reason: string | undefined, title: string, test: () => unknown, timeoutMs?: number): void {
  if (reason === undefined) {
    it(title, test as jest.ProvidesCallback, timeoutMs);
  } else {
    console.warn(`SKIPPED: ${title}: ${reason}`);
    it.skip(`${title} [SKIPPED: ${reason}]`, test as jest.ProvidesCallback);
  }
}
