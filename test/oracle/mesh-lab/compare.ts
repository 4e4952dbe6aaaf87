/** Compares what a traffic table promises with what was observed. */

import { Observed } from './lab';
import { Fate, TrafficRow } from '../../../examples/pattern-story';

/** Points by which exact shares may differ: thirds are no whole percents. */
const ROUNDING = 0.51;

/** Points by which shares may differ that were drawn by chance: more than three times the deviation of 400 draws. */
const CHANCE = 8;

/** What differs, each in a line of words; empty where the promise is kept. */
export function differences(row: TrafficRow, observed: Observed): string[] {
  if (observed.error) {
    return [`the row cannot be sent: ${observed.error}`];
  }
  const { fate } = row;
  const found: string[] = [];
  const expect = (what: string, holds: boolean, expected: unknown, seen: unknown) => {
    if (!holds) {
      found.push(`${what}: expected ${show(expected)}, observed ${show(seen)}`);
    }
  };
  const expectShares = (what: string, expected: Fate['to'], seen: Observed['to']) => {
    if (expected !== undefined) {
      expect(what, sameShares(expected, seen, observed.statistical ? CHANCE : ROUNDING), expected, rounded(seen));
    }
  };
  expectShares('to', fate.to, observed.to);
  expectShares('mirrored', fate.mirrored, observed.mirrored);
  if (fate.via !== undefined) {
    expect('via', fate.via.join(' ') === observed.via.join(' '), fate.via, observed.via);
  }
  const status = expectedStatus(row);
  if (status !== undefined) {
    expect('status', observed.statuses[status] === observed.sent, status, answers(observed));
  }
  if (fate.statuses !== undefined) {
    expect('statuses', same(fate.statuses, observed.statuses), fate.statuses, answers(observed));
  }
  if (fate.closed !== undefined) {
    expect('closed', observed.closed === (fate.closed ? observed.sent : 0), fate.closed, answers(observed));
  }
  if (fate.attempts !== undefined) {
    expect('attempts', observed.attempts.join() === (fate.attempts === 0 ? '' : `${fate.attempts}`), fate.attempts, observed.attempts);
  }
  if (fate.secondsAtLeast !== undefined) {
    expect('seconds', observed.seconds >= fate.secondsAtLeast - 0.02, `at least ${fate.secondsAtLeast}`, observed.seconds);
  }
  if (fate.transport !== undefined) {
    expect('transport', fate.transport === observed.transport, fate.transport, observed.transport);
  }
  for (const [header, value] of Object.entries(fate.answer ?? {})) {
    const seen = observed.answer[header.toLowerCase()] ?? null;
    expect(`answer header ${header}`, value === seen, value, seen);
  }
  return [...found, ...seenDifferences(fate.sees, observed.sees)];
}

function seenDifferences(expected: Fate['sees'], seen: Observed['sees']): string[] {
  if (expected === undefined) {
    return [];
  }
  if (!seen) {
    return ['sees: no service saw an HTTP request'];
  }
  const pairs: [string, unknown, unknown][] = [
    ...expected.path === undefined ? [] : [['path', expected.path, seen.path] as [string, unknown, unknown]],
    ...expected.host === undefined ? [] : [['host', expected.host, seen.host] as [string, unknown, unknown]],
    ...Object.entries(expected.headers ?? {}).map(([name, value]): [string, unknown, unknown] =>
      [`header ${name}`, value, seen.headers[name.toLowerCase()] ?? null]),
  ];
  return pairs.filter(([, left, right]) => left !== right).map(([what, left, right]) => `sees ${what}: expected ${show(left)}, observed ${show(right)}`);
}

/** The status that every answer must have: where requests arrive, what the service answers, unless the row says something else. */
function expectedStatus({ fate, service, url }: TrafficRow): number | undefined {
  if (fate.status !== undefined || fate.statuses !== undefined || fate.closed !== undefined || !/^https?:/.test(url)) {
    return fate.status;
  }
  const arriving = Object.values(fate.to ?? {}).reduce((sum, share) => sum + share, 0);
  return arriving > 100 - ROUNDING ? service?.status ?? 200 : undefined;
}

function sameShares(expected: Readonly<Record<string, number>>, seen: Readonly<Record<string, number>>, tolerance: number): boolean {
  return [...new Set([...Object.keys(expected), ...Object.keys(seen)])]
    .every((destination) => Math.abs((expected[destination] ?? 0) - (seen[destination] ?? 0)) <= tolerance);
}

function same(expected: Readonly<Record<number, number>>, seen: Readonly<Record<number, number>>): boolean {
  return [...Object.keys(expected), ...Object.keys(seen)].every((key) => (expected[Number(key)] ?? 0) === (seen[Number(key)] ?? 0));
}

function rounded(shares: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(shares).map(([destination, share]) => [destination, Math.round(share * 100) / 100]));
}

function answers({ statuses, closed, sent }: Observed): string {
  const parts = [...Object.entries(statuses).map(([status, count]) => `${count} × ${status}`), ...closed ? [`${closed} × closed`] : []];
  return sent === 1 && parts.length === 1 ? parts[0].slice(4) : parts.join(', ') || 'no status';
}

function show(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
