import { Duration } from 'cdk8s';
import { defined, durationText } from './field-checks';
import { StringMatch } from './string-match';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { HttpMethod } from '../security/http-method';

/** What happens to preflight requests of origins that are not allowed. */
export enum UnmatchedPreflights {
  /** They are forwarded to the workload. Istio's default. */
  FORWARD = 'FORWARD',
  /** They are answered 200 without CORS headers, so the browser refuses the request. */
  IGNORE = 'IGNORE',
}

/**
 * Which other origins may call the route from a browser. Istio field `http[].corsPolicy`.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#CorsPolicy
 */
export interface CorsPolicy {
  /**
   * Origins that are allowed, scheme included: `StringMatch.exact('https://shop.example.com')`. Istio field `corsPolicy.allowOrigins`.
   * @default - none
   */
  readonly allowOrigins?: StringMatch[];
  /**
   * Methods that are allowed: `Access-Control-Allow-Methods`. Istio field `corsPolicy.allowMethods`.
   * @default - the header is not sent
   */
  readonly allowMethods?: HttpMethod[];
  /**
   * Request headers that are allowed, or `*`: `Access-Control-Allow-Headers`. Istio field `corsPolicy.allowHeaders`.
   * @default - the header is not sent
   */
  readonly allowHeaders?: string[];
  /**
   * Response headers that scripts may read, or `*`: `Access-Control-Expose-Headers`. Istio field `corsPolicy.exposeHeaders`.
   * @default - the header is not sent
   */
  readonly exposeHeaders?: string[];
  /**
   * How long a browser may keep the answer to a preflight; whole seconds from 1 (MESH0004). Istio field `corsPolicy.maxAge`.
   * @default - the header is not sent
   */
  readonly maxAge?: Duration;
  /**
   * Whether requests may carry cookies and other credentials. Istio field `corsPolicy.allowCredentials`.
   * @default - the header is not sent
   */
  readonly allowCredentials?: boolean;
  /**
   * What happens to preflight requests of other origins. Istio field `corsPolicy.unmatchedPreflights`.
   * @default UnmatchedPreflights.FORWARD
   */
  readonly unmatchedPreflights?: UnmatchedPreflights;
}

/** Checks a CORS policy and renders it in Istio's spelling. */
export function renderCorsPolicy(cors: CorsPolicy, where: string): object {
  cors.allowOrigins?.forEach((origin, i) => origin._isPresent && fail({
    code: CODES.INVALID_ARGUMENT,
    what: 'StringMatch.present() is no origin',
    where: `${where}, corsPolicy.allowOrigins[${i}]`,
    fix: 'use StringMatch.exact(\'https://…\'), or StringMatch.regex(\'.*\') for every origin',
  }));
  if (cors.maxAge && !Number.isInteger(cors.maxAge.toSeconds({ integral: false }))) {
    fail({
      code: CODES.INVALID_DURATION,
      what: `maxAge of ${cors.maxAge.toMilliseconds({ integral: false })} ms has a part of a second`,
      where: `${where}, corsPolicy.maxAge`,
      why: 'the header Access-Control-Max-Age counts seconds',
      fix: 'use Duration.seconds(…)',
    });
  }
  return defined({
    allowOrigins: cors.allowOrigins?.map(origin => origin._render()),
    allowMethods: cors.allowMethods && [...cors.allowMethods],
    allowHeaders: headerNames(cors.allowHeaders, `${where}, corsPolicy.allowHeaders`),
    exposeHeaders: headerNames(cors.exposeHeaders, `${where}, corsPolicy.exposeHeaders`),
    maxAge: durationText(cors.maxAge, `${where}, corsPolicy.maxAge`),
    allowCredentials: cors.allowCredentials,
    unmatchedPreflights: cors.unmatchedPreflights,
  });
}

function headerNames(names: readonly string[] | undefined, where: string): string[] | undefined {
  const wrong = names?.find(name => !/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name));
  if (wrong !== undefined) {
    fail({ code: CODES.INVALID_NAME, what: `${JSON.stringify(wrong)} is no header name`, where, fix: 'name one header per entry, or use "*"' });
  }
  return names && [...names];
}
