/** Edits up to which the shortest diff is searched; beyond, everything between the common ends counts as replaced. */
const MOST_EDITS = 400;

/** Lines around a change. */
const CONTEXT = 3;

/** The unified diff of two texts, without the lines that name the files; empty when they are the same. A missing file is the empty text. */
export function lineDiff(before: string, after: string): string {
  if (before === after) {
    return '';
  }
  return hunks(edits(linesOf(before), linesOf(after))).join('');
}

/** One line with what became of it: kept, removed or added. */
interface Edit {
  readonly sign: ' ' | '-' | '+';
  readonly line: string;
}

function linesOf(text: string): string[] {
  const lines = text.split('\n');
  if (lines[lines.length - 1] === '') {
    lines.pop();
  }
  return lines;
}

function edits(before: readonly string[], after: readonly string[]): Edit[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) {
    start++;
  }
  let end = 0;
  while (end < before.length - start && end < after.length - start && before[before.length - 1 - end] === after[after.length - 1 - end]) {
    end++;
  }
  const [old, now] = [before.slice(start, before.length - end), after.slice(start, after.length - end)];
  return [
    ...before.slice(0, start).map(kept),
    ...shortest(old, now) ?? [...old.map(removed), ...now.map(added)],
    ...before.slice(before.length - end).map(kept),
  ];
}

/** The greedy search of Myers, 1986 (An O(ND) Difference Algorithm and Its Variations); undefined beyond the limit. */
function shortest(before: readonly string[], after: readonly string[]): Edit[] | undefined {
  const reached: Map<number, number>[] = [];
  let front = new Map<number, number>([[1, 0]]);
  for (let distance = 0; distance <= Math.min(MOST_EDITS, before.length + after.length); distance++) {
    const next = new Map<number, number>();
    for (let diagonal = -distance; diagonal <= distance; diagonal += 2) {
      let x = goesDown(front, diagonal, distance) ? front.get(diagonal + 1)! : front.get(diagonal - 1)! + 1;
      while (x < before.length && x - diagonal < after.length && before[x] === after[x - diagonal]) {
        x++;
      }
      next.set(diagonal, x);
      if (x >= before.length && x - diagonal >= after.length) {
        return wayBack(before, after, [...reached, front], distance);
      }
    }
    reached.push(front);
    front = new Map([...front, ...next]);
  }
  return undefined;
}

function goesDown(front: ReadonlyMap<number, number>, diagonal: number, distance: number): boolean {
  return diagonal === -distance || (diagonal !== distance && (front.get(diagonal - 1) ?? -1) < (front.get(diagonal + 1) ?? -1));
}

function wayBack(before: readonly string[], after: readonly string[], fronts: readonly ReadonlyMap<number, number>[], distance: number): Edit[] {
  const way: Edit[] = [];
  let [x, y] = [before.length, after.length];
  for (let step = distance; step > 0; step--) {
    const down = goesDown(fronts[step], x - y, step);
    const diagonal = x - y + (down ? 1 : -1);
    const fromX = fronts[step].get(diagonal)!;
    const fromY = fromX - diagonal;
    while (x > fromX + (down ? 0 : 1) && y > fromY + (down ? 1 : 0)) {
      way.push(kept(before[--x]));
      y--;
    }
    way.push(down ? added(after[--y]) : removed(before[--x]));
  }
  while (x > 0) {
    way.push(kept(before[--x]));
  }
  return way.reverse();
}

/** Changes with the lines around them, `@@` lines above. */
function hunks(all: readonly Edit[]): string[] {
  const text: string[] = [];
  const positions = positionsOf(all);
  for (let i = 0; i < all.length;) {
    let first = i;
    while (first < all.length && all[first].sign === ' ') {
      first++;
    }
    if (first === all.length) {
      break;
    }
    let last = first;
    for (let at = first; at < all.length && at - last <= 2 * CONTEXT; at++) {
      last = all[at].sign === ' ' ? last : at;
    }
    const [from, to] = [Math.max(i, first - CONTEXT), Math.min(all.length, last + 1 + CONTEXT)];
    const part = all.slice(from, to);
    const [old, now] = [part.filter(({ sign }) => sign !== '+').length, part.filter(({ sign }) => sign !== '-').length];
    const [oldStart, newStart] = positions[from];
    text.push(`@@ -${old === 0 ? oldStart - 1 : oldStart},${old} +${now === 0 ? newStart - 1 : newStart},${now} @@\n`, ...part.map(({ sign, line }) => `${sign}${line}\n`));
    i = to;
  }
  return text;
}

/** The numbers, from 1, of the lines in both texts at which each edit stands. */
function positionsOf(all: readonly Edit[]): [number, number][] {
  let [old, now] = [1, 1];
  return all.map(({ sign }) => {
    const position: [number, number] = [old, now];
    old += sign === '+' ? 0 : 1;
    now += sign === '-' ? 0 : 1;
    return position;
  });
}

function kept(line: string): Edit {
  return { sign: ' ', line };
}

function removed(line: string): Edit {
  return { sign: '-', line };
}

function added(line: string): Edit {
  return { sign: '+', line };
}
