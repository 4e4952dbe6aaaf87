import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';

/**
 * Paths that a check is not made for: exact, or with `/*` at the end. Other wildcards, and paths that no normalized request has, are
 * errors (MESH0020).
 */
export function exemptPaths(paths: readonly string[], where: string): string[] {
  return paths.map((path, i) => EXEMPT_PATH.test(path) && !NEVER_NORMAL.test(path) ? path : fail({
    code: CODES.OPEN_PATH,
    what: `${JSON.stringify(path)} as a path without check`,
    where: `${where}[${i}]`,
    why: 'it stands for none or for more than was meant: a wildcard elsewhere than after the last "/" matches paths that clients make up, as *.css also is /account/x.css',
    fix: 'name each path as it is after normalization: /health, or /assets/* for everything below /assets',
  }));
}

/** `/health`, and `/assets/*`; not `/*`, which would be everything. */
const EXEMPT_PATH = /^\/(?:[^*{}?#]*|[^*{}?#]+\/\*)$/;
const NEVER_NORMAL = /(?:^|\/)\.{1,2}(?:\/|$)|%|\/\/|\\/;
