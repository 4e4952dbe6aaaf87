import * as fc from 'fast-check';

/** One of several ways, and whether it can lead to what no program has used yet. */
export interface Way<T> {
  readonly arbitrary: fc.Arbitrary<T>;
  readonly lacks: () => boolean;
}

/** One of several, each as often as any other; in three of four cases one that leads to something new. */
export function inTurn<T>(ways: readonly Way<T>[]): fc.Arbitrary<T> {
  const uses = ways.map(() => 0);
  return fc.nat({ max: 4 * ways.length - 1 }).chain(dice => {
    const order = ways.map((_, i) => (dice + i) % ways.length);
    const lacking = dice < 3 * ways.length ? order.filter(i => ways[i].lacks()) : [];
    const candidates = lacking.length > 0 ? lacking : order;
    const least = Math.min(...candidates.map(i => uses[i]));
    const chosen = candidates.find(i => uses[i] === least)!;
    uses[chosen]++;
    return ways[chosen].arbitrary;
  });
}

/** Present in one of three cases, and in two of three while it leads to something new. */
export function sometimes<T>({ arbitrary, lacks }: Way<T>, absent: T): fc.Arbitrary<T> {
  return fc.nat({ max: 5 }).chain(dice => dice < (lacks() ? 4 : 2) ? arbitrary : fc.constant(absent));
}
