import type * as re2js from 're2js';

/** The longest pattern that Istio takes, in bytes: longer programs are refused by proxies. */
const LONGEST = 1024;

/**
 * Why a text is no regular expression of RE2, the dialect of Go and Envoy; undefined when it is one. Compiled by a port of
 * Go's `regexp`, which is what Istio's webhook asks. Never JavaScript's RegExp: its dialect differs, and it backtracks.
 */
export function re2Fault(pattern: string): string | undefined {
  const bytes = Buffer.byteLength(pattern);
  if (bytes > LONGEST) {
    return `it has ${bytes} bytes, and at most ${LONGEST} are possible`;
  }
  try {
    engine().compile(pattern);
    return undefined;
  } catch (error) {
    return (error as Error).message.replace(/^error parsing regexp: /, '');
  }
}

/** Whether a regular expression of RE2 takes a whole text. The pattern must be one (`re2Fault`). */
export function re2Matches(pattern: string, text: string): boolean {
  return engine().compile(pattern).matches(text);
}

/** Loaded at the first pattern: most programs have none, and loading costs ten milliseconds. */
function engine(): typeof re2js.RE2JS {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would load it at start
  return (require('re2js') as typeof re2js).RE2JS;
}
