const NANOSECONDS: Readonly<Record<string, number>> = {
  ns: 1, us: 1e3, µs: 1e3, μs: 1e3, ms: 1e6, s: 1e9, m: 60e9, h: 3600e9,
};
const PART = /(\d*)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)/y;
/** Nanoseconds that fit 63 bits: about 292 years. */
const LONGEST = 2 ** 63;

/**
 * Nanoseconds of a duration as Go writes it and CEL's `duration()` reads it: `90s`, `1m30s`, `1.5h`, `-2ms`, `0`. Undefined for
 * everything else (`1d`, `90`, an empty text) and for what does not fit 63 bits. (Go: `time.ParseDuration`.)
 */
export function goDuration(text: string): number | undefined {
  const sign = text[0] === '-' ? -1 : 1;
  const start = text[0] === '-' || text[0] === '+' ? 1 : 0;
  if (text.length === start + 1 && text[start] === '0') {
    return 0;
  }
  let total = 0;
  PART.lastIndex = start;
  while (PART.lastIndex < text.length) {
    const part = PART.exec(text);
    if (!part || (part[1] === '' && !part[2])) {
      return undefined;
    }
    const unit = NANOSECONDS[part[3]];
    total += Number(part[1]) * unit + (part[2] ? Math.trunc(Number(`0.${part[2]}`) * unit) : 0);
    if (total >= LONGEST) {
      return undefined;
    }
  }
  return text.length === start ? undefined : sign * total;
}
