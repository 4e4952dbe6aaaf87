import { portNumber } from './field-checks';
import { IGateway, renderGateways } from './gateway-reference';
import { StringMatch } from './string-match';
import { legalLabels } from './workload-selector';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { DNS_LABEL, requireName } from '../kernel/names';

/**
 * Conditions on a request. All fields of one match must hold (and); of the matches of a route one must hold (or).
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPMatchRequest
 */
export interface HttpMatch {
  /**
   * Name of the match. Istio joins it to the route name in access logs. Istio field `match[].name`.
   * @default - none
   */
  readonly name?: string;
  /**
   * The path, without query. Istio field `match[].uri`.
   * @default - any path
   */
  readonly uri?: StringMatch;
  /**
   * Compare the path without regard to case; exact and prefix only. Istio field `match[].ignoreUriCase`.
   * @default false
   */
  readonly ignoreUriCase?: boolean;
  /**
   * `http` or `https`. Istio field `match[].scheme`.
   * @default - any scheme
   */
  readonly scheme?: StringMatch;
  /**
   * The method: `StringMatch.exact('GET')`. Istio field `match[].method`.
   * @default - any method
   */
  readonly method?: StringMatch;
  /**
   * The authority (Host header). Istio field `match[].authority`.
   * @default - every host of the VirtualService
   */
  readonly authority?: StringMatch;
  /**
   * Headers, by name in lower case. On gateways also claims of a verified JWT: `@request.auth.claims.group` or
   * `@request.auth.claims[group]`. Istio field `match[].headers`.
   * @default - any headers
   */
  readonly headers?: { [name: string]: StringMatch };
  /**
   * Headers that must not match: each condition is negated, and a header that is missing counts as empty.
   * `StringMatch.present()` asks for absence. Istio field `match[].withoutHeaders`.
   * @default - none
   */
  readonly withoutHeaders?: { [name: string]: StringMatch };
  /**
   * Query parameters, by name. Istio field `match[].queryParams`.
   * @default - any query
   */
  readonly queryParams?: { [name: string]: StringMatch };
  /**
   * The port of the listener (of the service or gateway the client addressed), 1–65535. Istio field `match[].port`.
   * @default - any port
   */
  readonly port?: number;
  /**
   * Labels of the calling workload. Ignored where `gateways` is set. Istio field `match[].sourceLabels`.
   * @default - any caller
   */
  readonly sourceLabels?: { [key: string]: string };
  /**
   * Namespace of the calling workload. Ignored where `gateways` is set. Istio field `match[].sourceNamespace`.
   * @default - any namespace
   */
  readonly sourceNamespace?: string;
  /**
   * Gateways this match is for; `Gateway.MESH` for sidecars. They must be among the gateways of the VirtualService. Istio field `match[].gateways`.
   * @default - all gateways of the VirtualService
   */
  readonly gateways?: IGateway[];
  /**
   * Prefix of Envoy's statistics for the route of this match. Istio field `match[].statPrefix`.
   * @default - no statistics per route
   */
  readonly statPrefix?: string;
}

/** Checks a match and renders it in Istio's spelling. `claims`: the VirtualService is bound to gateways only, so JWT claims are known. */
export function renderHttpMatch(match: HttpMatch, claims: boolean, where: string): object {
  const rendered: Record<string, unknown> = {};
  if (match.name !== undefined) {
    rendered.name = match.name;
  }
  for (const field of ['uri', 'scheme', 'method', 'authority'] as const) {
    const value = match[field];
    if (value !== undefined) {
      rendered[field] = renderText(value, `${where}, ${field}`);
    }
  }
  if (match.ignoreUriCase !== undefined) {
    rendered.ignoreUriCase = match.ignoreUriCase;
  }
  for (const field of ['headers', 'withoutHeaders'] as const) {
    const value = match[field];
    if (value !== undefined) {
      rendered[field] = renderTexts(value, `${where}, ${field}`);
      Object.keys(value).forEach(name => checkHeaderName(name, claims, `${where}, ${field}`));
    }
  }
  if (match.queryParams !== undefined) {
    rendered.queryParams = renderTexts(match.queryParams, `${where}, queryParams`);
  }
  if (match.port !== undefined) {
    rendered.port = portNumber(match.port, `${where}, port`);
  }
  if (match.sourceLabels !== undefined) {
    rendered.sourceLabels = legalLabels(match.sourceLabels, `${where}, sourceLabels`);
  }
  if (match.sourceNamespace !== undefined) {
    rendered.sourceNamespace = requireName(match.sourceNamespace, DNS_LABEL, `sourceNamespace of ${where}`);
  }
  if (match.gateways !== undefined) {
    rendered.gateways = renderGateways(match.gateways);
  }
  if (match.statPrefix !== undefined) {
    rendered.statPrefix = match.statPrefix;
  }
  return rendered;
}

/** Whether every request that reaches the VirtualService matches, so that Istio generates no route after this one. */
export function matchesEverything(match: HttpMatch): boolean {
  return (match.uri === undefined || match.uri._matchesEveryPath)
    && match.scheme === undefined && match.method === undefined && match.authority === undefined
    && isEmpty(match.headers) && isEmpty(match.withoutHeaders) && isEmpty(match.queryParams)
    && match.port === undefined && isEmpty(match.sourceLabels) && !match.sourceNamespace && isEmpty(match.gateways);
}

/** Programs run without type check too, and a plain text is the likely slip. */
function checkStringMatch(value: StringMatch, where: string): void {
  if (typeof (value as Partial<StringMatch> | undefined)?._render !== 'function') {
    fail({
      code: CODES.INVALID_ARGUMENT,
      what: `${JSON.stringify(value)} is no StringMatch`,
      where,
      fix: `write StringMatch.exact(${typeof value === 'string' ? JSON.stringify(value) : '…'}), or prefix or regex`,
    });
  }
}

function renderText(value: StringMatch, where: string): object {
  checkStringMatch(value, where);
  if (value._isPresent) {
    fail({
      code: CODES.INVALID_ARGUMENT,
      what: 'StringMatch.present() says nothing here',
      where,
      why: 'path, scheme, method and authority are part of every request',
      fix: 'leave the field out, or compare with exact, prefix or regex',
    });
  }
  return value._render();
}

function renderTexts(values: { [name: string]: StringMatch }, where: string): object {
  const rendered: Record<string, object> = {};
  for (const [name, value] of Object.entries(values)) {
    checkStringMatch(value, `${where}.${name}`);
    rendered[name] = value._render();
  }
  return rendered;
}

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const PSEUDO_HEADERS = [':method', ':scheme', ':authority', ':path', ':status'];
const CLAIM = /^@request\.auth\.claims(?:\..+|\[.+\])$/is;

function checkHeaderName(name: string, claims: boolean, where: string): void {
  if (CLAIM.test(name)) {
    if (!claims) {
      fail({
        code: CODES.ARGUMENTS_CONFLICT,
        what: `the claim ${JSON.stringify(name)} cannot be matched`,
        where,
        why: 'claims of a JWT are known at gateways only; this VirtualService also applies to sidecars',
        fix: 'set `gateways` without Gateway.MESH, and write a VirtualService of its own for the mesh',
      });
    }
  } else if (!TOKEN.test(name) && !PSEUDO_HEADERS.includes(name)) {
    fail({
      code: CODES.INVALID_NAME,
      what: `${JSON.stringify(name)} is no header name`,
      where,
      why: 'Istio takes the characters of RFC 7230, the pseudo-headers and @request.auth.claims',
      fix: 'name one header, without colon and value',
    });
  }
}

function isEmpty(value: object | undefined): boolean {
  return value === undefined || Object.keys(value).length === 0;
}
