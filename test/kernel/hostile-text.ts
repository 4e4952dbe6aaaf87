/** A small generator with a seed (Lehmer): the same texts on every machine and every version of every library. */
export function randomNumbers(seed: number): () => number {
  let state = seed % 0x7fffffff || 1;
  return () => {
    state = (state * 48_271) % 0x7fffffff;
    return state / 0x7fffffff;
  };
}

/** What YAML texts are broken with: indicators, words and numbers of some version, controls, line ends of other worlds. */
const ATOMS = [
  ...'-?:,[]{}#&*!|>\'"%@`=<~ \t\n\r./\\_+0189aZeExyn',
  '---', '...', '- ', ': ', ' #', '? ', '<<', '*a', '&a', '!!str', '!x', '%YAML', '|-', '>+', '\n\n', '\r\n', '\n ', '\n  - ', '\n---\n', ' \n', '\t\n',
  'true', 'False', 'yes', 'No', 'on', 'OFF', 'y', 'N', 'null', 'Null', '~', 'nan', '.nan', '.inf', '-.INF', 'Infinity',
  '0o12', '0O12', '0x1F', '0X1F', '0b101', '0777', '08', '1_000', '12:30:45', '1e3', 'e8', 'E-1', '1.', '.5', '+1', '-0', '1e+21',
  '2024-01-01', '2024-01-01T00:00:00Z', '9007199254740993', 'a.b', 'a/b', 'a-b', 'shop', 'cart.shop.svc.cluster.local', '*.example.com',
  '__proto__', 'constructor', 'toString', '\\n', '\\x41', '\\u0041', '${VAR}', '$(VAR)', '{{ x }}',
  '\u0000', '\u0001', '\u0007', '\u0008', '\u000b', '\u000c', '\u001b', '\u001f', '\u007f', '\u0080', '\u0085', '\u009f', '\u00a0', '\u00ad',
  '\u2028', '\u2029', '\u200b', '\u200f', '\u202e', '\u2066', '\u3000', '\ufeff', '\ufffe', '\uffff', '\ufdd0', '\ue000', '\uf8ff', '\ufe0f',
  'é', 'ß', 'Ж', '中', '한', '\u0301', '😀', '👩‍👩‍👧', '\u{10000}', '\u{1fffe}', '\u{e0001}', '\u{10ffff}',
];

/** Texts of one to eight atoms. */
export function hostileTexts(count: number, seed: number): string[] {
  const random = randomNumbers(seed);
  return Array.from({ length: count }, () => {
    let text = '';
    for (let left = 1 + Math.floor(random() * random() * 8); left > 0; left--) {
      text += ATOMS[Math.floor(random() * ATOMS.length)];
    }
    return text;
  });
}
