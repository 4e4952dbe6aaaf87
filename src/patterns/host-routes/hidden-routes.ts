import { covers, fold, RequestMatch } from './request-match';

/** A route in its place: what it takes of the requests that come so far. */
export interface PlacedRoute {
  /** The conditions, of which one must hold. */
  readonly matches: readonly RequestMatch[];
  /** Whether a request that matches may be passed on to later routes: a delegate need not take all of them. */
  readonly mayPassOn: boolean;
}

/** A match that no request reaches. Routes and matches by index. */
export interface HiddenMatch {
  readonly route: number;
  readonly match: number;
  /** The earlier route that takes all its requests. */
  readonly by: number;
}

/**
 * The matches that another route hides, the routes being tried in their order. What is reported is never reached; what is hidden by
 * several routes together, or by a condition that cannot be compared, is not reported.
 *
 * Linear in the number of routes: earlier matches are looked up by the beginnings of a path.
 */
export function hiddenMatches(routes: readonly PlacedRoute[]): HiddenMatch[] {
  const earlier = new EarlierMatches();
  const hidden: HiddenMatch[] = [];
  routes.forEach(({ matches, mayPassOn }, route) => {
    matches.forEach((each, match) => {
      const by = earlier.firstThatCovers(each);
      if (by !== undefined) {
        hidden.push({ route, match, by });
      }
    });
    if (!mayPassOn) {
      matches.forEach(each => earlier.add(each, route));
    }
  });
  return hidden;
}

interface Placed {
  readonly match: RequestMatch;
  readonly route: number;
}

/** Matches by what a match that they cover must have: the beginning of its path, and one text it demands. */
class EarlierMatches {
  private readonly places = new Map<string, Placed[]>();

  public add(match: RequestMatch, route: number): void {
    const key = `${pathKey(match)} ${demands(match).at(-1) ?? ''}`;
    const place = this.places.get(key);
    if (place) {
      place.push({ match, route });
    } else {
      this.places.set(key, [{ match, route }]);
    }
  }

  public firstThatCovers(match: RequestMatch): number | undefined {
    let first: number | undefined;
    const texts = ['', ...demands(match)];
    for (const path of pathKeysOfWider(match)) {
      for (const text of texts) {
        const found = this.places.get(`${path} ${text}`)?.find(placed => covers(placed.match, match));
        if (found && (first === undefined || found.route < first)) {
          first = found.route;
        }
      }
    }
    return first;
  }
}

/** The texts that a match demands literally, always in the same order. */
function demands({ required }: RequestMatch): string[] {
  return [...required].flatMap(([name, list]) => list.filter(({ kind }) => kind === 'exact').map(({ text }) => JSON.stringify([name, text]))).sort();
}

function pathKey({ path: { kind, start, ignoresCase } }: RequestMatch): string {
  return `${kind === 'any' ? 'prefix' : kind} ${ignoresCase} ${ignoresCase ? fold(start) : start}`;
}

/** Keys of all matches whose path can be as wide as that of a match. */
function pathKeysOfWider({ path: { kind, start } }: RequestMatch): string[] {
  const folded = fold(start);
  const keys = kind === 'exact' ? [`exact false ${start}`, `exact true ${folded}`] : [];
  for (let length = 0; length <= start.length; length++) {
    const beginning = start.slice(0, length);
    keys.push(`prefix false ${beginning}`, `prefix true ${folded.slice(0, length)}`, `regex false ${beginning}`);
  }
  return keys;
}
