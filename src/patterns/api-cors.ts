import { Duration } from 'cdk8s';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { CorsPolicy, UnmatchedPreflights } from '../networking/cors-policy';
import { nonEmptyList } from '../networking/field-checks';
import { StringMatch } from '../networking/string-match';
import { HttpMethod } from '../security/http-method';

/** What scripts of other origins may do with an API. */
export interface ApiCorsOptions {
  /**
   * Methods that scripts may use besides GET, HEAD and POST, which browsers always allow. Istio field `corsPolicy.allowMethods`.
   * @default - no others
   */
  readonly allowMethods?: HttpMethod[];
  /**
   * Request headers that scripts may set. Istio field `corsPolicy.allowHeaders`.
   * @default - `content-type`, which JSON needs
   */
  readonly allowHeaders?: string[];
  /**
   * Response headers that scripts may read. Istio field `corsPolicy.exposeHeaders`.
   * @default - those that browsers always allow
   */
  readonly exposeHeaders?: string[];
  /**
   * How long browsers may keep the answer to a preflight; whole seconds from 1 (MESH0004). Istio field `corsPolicy.maxAge`.
   * @default Duration.minutes(10)
   */
  readonly maxAge?: Duration;
}

/** What scripts of stated origins may do with an API. */
export interface StatedOriginsOptions extends ApiCorsOptions {
  /**
   * Whether requests may carry cookies and other credentials. Istio field `corsPolicy.allowCredentials`.
   * @default false
   */
  readonly allowCredentials?: boolean;
}

/**
 * Which other origins may call an API from a browser. Preflights are always answered by the proxy.
 * It tells browsers, and keeps nobody else out: who may call is the business of tokens and policies.
 *
 * Credentials can be allowed to stated origins only: the proxy answers with the very origin that asks, so that a wildcard with credentials
 * would let every site act in the name of the user.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#CorsPolicy
 */
export class ApiCors {
  /**
   * These origins, and no other.
   * @param origins at least one (MESH0011), scheme included: `https://shop.example.com`, `https://localhost:8443`; otherwise MESH0001
   */
  public static origins(origins: string[], options: StatedOriginsOptions = {}): ApiCors {
    nonEmptyList(origins, 'ApiCors.origins');
    origins.forEach(requireOrigin);
    if (options.allowCredentials) {
      refuseWildcards(options);
    }
    return new ApiCors(origins.map(origin => StringMatch.exact(origin)), options);
  }

  /** Every origin, without credentials: for APIs that tell everybody the same. */
  public static anyOrigin(options: ApiCorsOptions = {}): ApiCors {
    if ((options as StatedOriginsOptions).allowCredentials) {
      failWildcard('every origin with credentials', 'every site could read and write in the name of the user who visits it', 'name the origins: ApiCors.origins([…], …)');
    }
    return new ApiCors([StringMatch.regex('.*')], options);
  }

  private constructor(private readonly allowOrigins: StringMatch[], private readonly options: StatedOriginsOptions) {}

  /** The policy of a route. Istio field `http[].corsPolicy`. */
  public get policy(): CorsPolicy {
    const { allowMethods, allowHeaders = ['content-type'], exposeHeaders, maxAge = Duration.minutes(10), allowCredentials } = this.options;
    return {
      allowOrigins: [...this.allowOrigins],
      allowMethods,
      allowHeaders,
      exposeHeaders,
      maxAge,
      allowCredentials,
      unmatchedPreflights: UnmatchedPreflights.IGNORE,
    };
  }
}

const ORIGIN = /^[a-z][a-z0-9+.-]*:\/\/(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::[0-9]+)?$/;
const DEFAULT_PORT = /^(?:http:.*:80|https:.*:443)$/;

/** Browsers send scheme, host and port, in lower case, and no port where it is the scheme's own. */
function requireOrigin(origin: string): void {
  if (ORIGIN.test(origin) && !DEFAULT_PORT.test(origin)) {
    return;
  }
  const corrected = origin.toLowerCase().replace(/^([a-z]+:\/\/[^/]+)\/.*$/, '$1').replace(/^(http:.*):80$|^(https:.*):443$/, '$1$2');
  fail({
    code: CODES.INVALID_ARGUMENT,
    what: `${JSON.stringify(origin)} is no origin`,
    where: 'ApiCors.origins',
    why: 'browsers send scheme, host and port, in lower case, without path and without the port that the scheme has anyway',
    fix: origin === '*' ? 'use ApiCors.anyOrigin(…)' : ORIGIN.test(corrected) ? `write ${JSON.stringify(corrected)}` : 'write https://shop.example.com',
  });
}

function refuseWildcards({ allowHeaders, exposeHeaders }: StatedOriginsOptions): void {
  for (const [field, headers] of [['allowHeaders', allowHeaders], ['exposeHeaders', exposeHeaders]] as const) {
    if (headers?.includes('*')) {
      failWildcard(`${field} "*" with credentials`, 'browsers take "*" for a header of that name then, so that none is allowed', `name the headers in \`${field}\``);
    }
  }
}

function failWildcard(what: string, why: string, fix: string): never {
  return fail({ code: CODES.CORS_WILDCARD, what, where: 'ApiCors', why, fix });
}
