/**
 * Order by Unicode code point, the same on every machine and locale. (`<` compares UTF-16 units, which puts
 * supplementary characters before U+E000..U+FFFF; libyaml, Go and Python compare code points.)
 */
export function byCodePoint(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) {
      return rank(x) - rank(y);
    }
  }
  return a.length - b.length;
}

/** A UTF-16 unit's place in code point order: surrogates stand for what is above U+FFFF. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
