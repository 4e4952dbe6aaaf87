import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { HttpMatch } from '../networking/http-match';
import { HttpRewrite } from '../networking/http-rewrite';
import { StringMatch } from '../networking/string-match';

/**
 * A path and everything below it: `/cart` is `/cart`, `/cart/` and `/cart/items`, never `/cartoon`.
 *
 * Istio's own prefix is plain text: the prefix `/cart` takes `/cartoon` too, and the prefix `/cart` rewritten to `/` sends `/cart/items` as
 * `//items`.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPMatchRequest
 */
export class PathPrefix {
  /**
   * A path and everything below it.
   * @param path `/`, or segments with a slash before each and none at the end: `/cart`, `/shop/v1`; otherwise MESH0001
   */
  public static of(path: string): PathPrefix {
    return new PathPrefix(path);
  }

  private constructor(
    /** The path: `/cart`. */
    public readonly path: string,
  ) {
    requirePath(path);
  }

  /** The conditions of a route that takes the path and everything below it. Istio field `http[].match`. */
  public get matches(): HttpMatch[] {
    return this.path === '/'
      ? [{ uri: StringMatch.prefix('/') }]
      : [{ uri: StringMatch.exact(this.path) }, { uri: StringMatch.prefix(`${this.path}/`) }];
  }

  /**
   * Puts another path in the place of this one, for routes with the conditions of `matches`. Of `/cart` to `/`: `/cart` and `/cart/`
   * arrive as `/`, `/cart/items` as `/items`. Of `/cart` to `/v2`: `/cart/items` arrives as `/v2/items`. Istio field `http[].rewrite`.
   * @param path in the form of `PathPrefix.of`
   */
  public rewriteTo(path: string): HttpRewrite {
    requirePath(path);
    if (path === '/') {
      return HttpRewrite.uri('/');
    }
    return this.path === '/'
      ? HttpRewrite.uriRegex('^(/.*)$', `${path}\\1`)
      : HttpRewrite.uriRegex(`^${this.path.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(/.*)?$`, `${path}\\1`);
  }

  /**
   * Whether all paths that start with a text lie below the prefix.
   * @internal
   */
  public _holdsAllThatStartWith(text: string): boolean {
    return this.path === '/' || text.startsWith(`${this.path}/`);
  }
}

const PATH = /^\/$|^(?:\/(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})+)+$/;

/** Fails with MESH0001 on texts that no path of a request begins with, and on those that mean the same as a shorter one. */
function requirePath(path: string): void {
  if (!PATH.test(path) || path.split('/').some(segment => segment === '.' || segment === '..')) {
    const corrected = `/${path.split(/[?#]/)[0].split('/').filter(segment => segment !== '' && segment !== '.').join('/')}`;
    fail({
      code: CODES.INVALID_ARGUMENT,
      what: `${JSON.stringify(path)} is no path prefix`,
      why: 'proxies compare the normalised path without query, so such a prefix matches nothing or not what it says',
      fix: PATH.test(corrected) && !corrected.split('/').includes('..') ? `write ${JSON.stringify(corrected)}` : 'write segments with a slash before each: /shop/v1',
    });
  }
}
