import { defined, nonEmptyText } from './field-checks';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { re2Fault } from '../kernel/re2';

/** What else a path rewrite changes. */
export interface HttpRewriteOptions {
  /**
   * New authority (Host header). Istio field `rewrite.authority`.
   * @default - unchanged
   */
  readonly authority?: string;
}

/**
 * Another path or host for the request, after matching and before forwarding. Istio field `http[].rewrite`.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRewrite
 */
export class HttpRewrite {
  /**
   * Replaces what `uri` of the match matched: the prefix, or the whole path of an exact match. Istio field `rewrite.uri`.
   * @param uri such as `/v2`; to take the prefix `/cart` off write `/` and match `/cart/`
   */
  public static uri(uri: string, options: HttpRewriteOptions = {}): HttpRewrite {
    return new HttpRewrite({ uri: nonEmptyText(uri, 'HttpRewrite.uri'), authority: authority(options.authority) });
  }

  /**
   * Replaces every part of the path that matches a regular expression. Istio field `rewrite.uriRegexRewrite`.
   * @param match RE2, at most 1024 bytes (MESH0001): `^/service/([^/]+)(/.*)$`
   * @param rewrite the replacement, `\1` to `\9` stand for groups: `\2/instance/\1`
   */
  public static uriRegex(match: string, rewrite: string, options: HttpRewriteOptions = {}): HttpRewrite {
    const fault = match === '' ? 'it is empty' : rewrite === '' ? 'the replacement is empty' : re2Fault(match);
    if (fault) {
      fail({
        code: CODES.INVALID_ARGUMENT,
        what: `the path cannot be rewritten by ${JSON.stringify(match)}: ${fault}`,
        why: 'Istio needs both parts and compiles the first with RE2',
        fix: 'write it in the syntax of https://github.com/google/re2/wiki/Syntax',
      });
    }
    return new HttpRewrite({ uriRegexRewrite: { match, rewrite }, authority: authority(options.authority) });
  }

  /**
   * Replaces the authority (Host header) only. Istio field `rewrite.authority`.
   * @param value a host and, if need be, a port: visible characters of ASCII (MESH0001)
   */
  public static authority(value: string): HttpRewrite {
    return new HttpRewrite({ authority: authority(value) });
  }

  private constructor(private readonly config: { uri?: string; uriRegexRewrite?: object; authority?: string }) {}

  /** @internal */
  public get _setsAuthority(): boolean {
    return this.config.authority !== undefined;
  }

  /** @internal */
  public _render(): object {
    return defined(this.config);
  }
}

function authority(value: string | undefined): string | undefined {
  if (value !== undefined && value !== '' && !/^[\x21-\x7e]+$/.test(value)) {
    fail({
      code: CODES.INVALID_ARGUMENT,
      what: `${JSON.stringify(value)} is no authority`,
      where: 'authority of HttpRewrite',
      why: 'Istio takes it, and Envoy refuses the whole route table or forwards what no server understands',
      fix: 'write a host and, if need be, a port: reviews.example.com:8080',
    });
  }
  return nonEmptyText(value, 'authority of HttpRewrite');
}
