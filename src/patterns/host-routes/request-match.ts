import { EXACT, impliesText, narrowness, TextCondition, textCondition } from './text-condition';
import { HttpMatch } from '../../networking/http-match';
import { StringMatch } from '../../networking/string-match';

/** A match of a route in a form in which two can be compared. */
export interface RequestMatch {
  readonly path: PathCondition;
  /** What must hold, by where it is read: `header x-user`, `query page`. All conditions of a list must hold. */
  readonly required: ReadonlyMap<string, readonly TextCondition[]>;
  /** Headers that must not be so, in the same form. */
  readonly excluded: ReadonlyMap<string, readonly TextCondition[]>;
  /** Conditions on claims of a token, as text: only equal ones are comparable. */
  readonly claims: ReadonlySet<string>;
  readonly port?: number;
  readonly callers: Callers;
}

/** What the path must be. */
export interface PathCondition extends TextCondition {
  /** Whether upper and lower case are the same. Never so for regular expressions. */
  readonly ignoresCase: boolean;
}

/** The proxies that have the match at all. */
interface Callers {
  /** References of gateways; undefined: all that use the routes. Istio ignores the two others where it is set. */
  readonly gateways?: ReadonlySet<string>;
  readonly labels: Readonly<Record<string, string>>;
  readonly namespace?: string;
}

/** A match in comparable form. `bound`: references of the gateways that use the routes. */
export function requestMatch(match: HttpMatch, bound: readonly string[]): RequestMatch {
  const required = new Map<string, TextCondition[]>();
  const excluded = new Map<string, TextCondition[]>();
  const claims = new Set<string>();
  for (const field of ['method', 'scheme', 'authority'] as const) {
    add(required, `header :${field}`, match[field]);
  }
  for (const [target, headers] of [[required, match.headers], [excluded, match.withoutHeaders]] as const) {
    for (const [name, condition] of Object.entries(headers ?? {})) {
      if (name.startsWith('@')) {
        claims.add(JSON.stringify([target === required, name, condition._render()]));
      } else {
        add(target, `header ${name.toLowerCase()}`, condition);
      }
    }
  }
  for (const [name, condition] of Object.entries(match.queryParams ?? {})) {
    add(required, `query ${name}`, condition);
  }
  return { path: pathCondition(match), required, excluded, claims, port: match.port, callers: callersOf(match, bound) };
}

/**
 * Whether the wide match takes every request that the narrow one takes. False also stands for "cannot tell".
 *
 * Follows `pilot/pkg/networking/core/route/route.go`: what a match compares, that names of headers ignore case, that a missing header counts
 * as empty where it is excluded by a value, and that `gateways` switches the other conditions on callers off.
 */
export function covers(wide: RequestMatch, narrow: RequestMatch): boolean {
  return impliesPath(narrow.path, wide.path)
    && (wide.port === undefined || wide.port === narrow.port)
    && [...wide.claims].every(claim => narrow.claims.has(claim))
    && impliesCallers(narrow.callers, wide.callers)
    && everyCondition(wide.required, (condition, name) => narrow.required.get(name)?.some(other => impliesText(other, condition)) ?? false)
    && everyCondition(wide.excluded, (condition, name) => narrow.excluded.get(name)?.some(other => impliesExclusion(other, condition)) ?? false);
}

/**
 * How narrow a match is, to be compared number by number: its path, how many other conditions it has, and how narrow those are. A match that
 * covers another one is never narrower in any of the three.
 */
export function specificity({ path, required, excluded, claims, port, callers }: RequestMatch): readonly number[] {
  const { gateways, labels, namespace } = callers;
  const labelCount = Object.keys(labels).length;
  const isForSome = gateways !== undefined || labelCount > 0 || namespace !== undefined;
  const conditions = required.size + excluded.size + claims.size + (port === undefined ? 0 : 1) + (isForSome ? 1 : 0);
  const widths = [
    ...[...required.values()].map(list => Math.max(...list.map(narrowness))),
    ...[...excluded.values()].map(list => Math.max(...list.map(each => 2 * EXACT - narrowness(each)))),
    gateways ? EXACT - gateways.size : labelCount + (namespace === undefined ? 0 : 1),
  ];
  return [narrowness(path) + (path.ignoresCase || path.kind === 'any' ? 0 : 0.25), conditions, widths.reduce((sum, each) => sum + each, 0)];
}

/** Whether every path that meets one condition meets the other; false also where we cannot tell. */
export function impliesPath(narrow: PathCondition, wide: PathCondition): boolean {
  if (wide.kind === 'any' || wide.kind === 'regex') {
    return wide.kind === 'any' || (!narrow.ignoresCase && impliesText(narrow, wide));
  }
  if (narrow.ignoresCase && !wide.ignoresCase && /[A-Za-z]/.test(wide.text)) {
    return false;
  }
  return wide.ignoresCase ? impliesText(folded(narrow), folded(wide)) : impliesText(narrow, wide);
}

function pathCondition({ uri, ignoreUriCase }: HttpMatch): PathCondition {
  const condition = uri && textCondition(uri);
  if (!condition || condition.kind === 'any' || (condition.kind === 'prefix' && condition.text === '/')) {
    return { kind: 'any', text: '', start: '', ignoresCase: false };
  }
  const isRegex = 'regex' in uri!._render();
  return { ...condition, ignoresCase: ignoreUriCase === true && !isRegex && /[A-Za-z]/.test(condition.text) };
}

/** Proxies fold the letters of ASCII only. */
function folded(condition: PathCondition): PathCondition {
  return { ...condition, text: fold(condition.text), start: fold(condition.start) };
}

/** The text in lower case, as far as proxies fold case. */
export function fold(text: string): string {
  return text.replace(/[A-Z]/g, letter => letter.toLowerCase());
}

/** Whether a header that one condition keeps out is kept out by the other as well. */
function impliesExclusion(narrow: TextCondition, wide: TextCondition): boolean {
  if (wide.kind === 'present') {
    return narrow.kind === 'present';
  }
  // The narrow match asks for absence. To the wide one a missing header is an empty one.
  if (narrow.kind === 'present') {
    return (wide.kind === 'exact' || wide.kind === 'prefix') && wide.text !== '';
  }
  return impliesText(wide, narrow);
}

function impliesCallers(narrow: Callers, wide: Callers): boolean {
  if (wide.gateways) {
    return narrow.gateways !== undefined && [...narrow.gateways].every(gateway => wide.gateways!.has(gateway));
  }
  const wanted = Object.entries(wide.labels);
  return (wide.namespace === undefined && wanted.length === 0) || (narrow.gateways === undefined
    && (wide.namespace === undefined || wide.namespace === narrow.namespace) && wanted.every(([key, value]) => narrow.labels[key] === value));
}

function callersOf({ gateways, sourceLabels, sourceNamespace }: HttpMatch, bound: readonly string[]): Callers {
  if (gateways?.length) {
    const references = new Set(gateways.map(({ gatewayReference }) => gatewayReference));
    return bound.every(each => references.has(each)) ? { labels: {} } : { gateways: references, labels: {} };
  }
  return { labels: sourceLabels ?? {}, namespace: sourceNamespace };
}

function everyCondition(conditions: RequestMatch['required'], holds: (condition: TextCondition, name: string) => boolean): boolean {
  for (const [name, list] of conditions) {
    if (!list.every(condition => holds(condition, name))) {
      return false;
    }
  }
  return true;
}

function add(conditions: Map<string, TextCondition[]>, name: string, match: StringMatch | undefined): void {
  if (match) {
    conditions.set(name, [...conditions.get(name) ?? [], textCondition(match)]);
  }
}
