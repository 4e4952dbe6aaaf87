import { Duration } from 'cdk8s';
import { JwtKeys } from './jwt-keys';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { defined, durationText, nonEmptyList, nonEmptyText } from '../networking/field-checks';

/** A header that carries a token. Istio field `fromHeaders[]`. */
export interface JwtHeader {
  /** Name of the header. */
  readonly name: string;
  /**
   * What stands before the token, with its space: `Bearer `.
   * @default - nothing
   */
  readonly prefix?: string;
}

/** A claim that is copied to a header of the request. Istio field `outputClaimToHeaders[]`. */
export interface ClaimToHeader {
  /** Name of the header: letters, digits, `-` and `_`. What clients send in it is removed, but not what they send under another spelling with `_`. */
  readonly header: string;
  /** Name of the claim, nested ones with `.` between; texts, numbers and booleans only. */
  readonly claim: string;
}

/**
 * Tokens of one issuer: how they are checked, where they are found, and what becomes of them. Istio field `spec.jwtRules[]`.
 *
 * @see https://istio.io/latest/docs/reference/config/security/jwt/#JWTRule
 */
export interface JwtRule {
  /**
   * The issuer, the `iss` claim: `https://issuer.example.com`.
   * @default - any issuer whose keys match; then `keys` are needed
   */
  readonly issuer?: string;
  /**
   * Audiences that are accepted, of which the token must name one.
   * @default - any: a token that the issuer gave for another application is accepted too. `JwtLogin` asks for them
   */
  readonly audiences?: string[];
  /**
   * The keys of the issuer.
   * @default - found by OpenID discovery at the issuer
   */
  readonly keys?: JwtKeys;
  /**
   * Headers that carry the token.
   * @default - `Authorization: Bearer …` and the query parameter `access_token`
   */
  readonly fromHeaders?: JwtHeader[];
  /**
   * Query parameters that carry the token.
   * @default - as for `fromHeaders`
   */
  readonly fromParams?: string[];
  /**
   * Cookies that carry the token.
   * @default - none
   */
  readonly fromCookies?: string[];
  /**
   * Header in which the workload gets the payload of a valid token, in base64url.
   * @default - none
   */
  readonly outputPayloadToHeader?: string;
  /**
   * Claims that the workload gets in headers.
   * @default - none
   */
  readonly outputClaimToHeaders?: ClaimToHeader[];
  /**
   * Whether the workload gets the token itself.
   * @default false
   */
  readonly forwardOriginalToken?: boolean;
  /**
   * Claims whose text is a list with spaces between, besides `scope` and `permission`. At most 64. Since Istio 1.28.
   * @default - none
   */
  readonly spaceDelimitedClaims?: string[];
  /**
   * How long fetching the keys may take; at least 1 ms.
   * @default - 5 seconds
   */
  readonly timeout?: Duration;
}

/** Renders and checks a rule. */
export function renderJwtRule(rule: JwtRule, where: string): object {
  const { keys, timeout, ...fields } = rule;
  if (!rule.issuer && !keys) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: 'a JWT rule without issuer and without keys',
      where,
      why: 'Istio would not know whose tokens to accept',
      fix: 'name the issuer, or the keys, or both',
    });
  }
  requireTexts(rule, where);
  const header = rule.outputClaimToHeaders?.find(each => !/^[-_A-Za-z0-9]+$/.test(each.header));
  if (header) {
    fail({
      code: CODES.INVALID_NAME,
      what: `${JSON.stringify(header.header)} is no header for a claim`,
      where: `${where}.outputClaimToHeaders`,
      why: 'Istio refuses it',
      fix: 'use letters, digits, "-" and "_"',
    });
  }
  return defined({ ...fields, ...keys?._render(), fromHeaders: rule.fromHeaders?.map(defined), timeout: durationText(timeout, `${where}.timeout`) });
}

function requireTexts(rule: JwtRule, where: string): void {
  const lists: Record<string, readonly string[] | undefined> = {
    issuer: rule.issuer === undefined ? undefined : [rule.issuer],
    outputPayloadToHeader: rule.outputPayloadToHeader === undefined ? undefined : [rule.outputPayloadToHeader],
    audiences: rule.audiences,
    fromHeaders: rule.fromHeaders?.map(each => each.name),
    fromParams: rule.fromParams,
    fromCookies: rule.fromCookies,
    outputClaimToHeaders: rule.outputClaimToHeaders?.map(each => each.claim),
    spaceDelimitedClaims: rule.spaceDelimitedClaims,
  };
  for (const [field, list] of Object.entries(lists)) {
    nonEmptyList(list, `${where}.${field}`)?.forEach((text, i) => nonEmptyText(text, `${where}.${field}[${i}]`));
  }
  const claims = rule.spaceDelimitedClaims?.length ?? 0;
  if (claims > 64) {
    fail({ code: CODES.INVALID_ARGUMENT, what: `${claims} claims`, where: `${where}.spaceDelimitedClaims`, why: 'Istio refuses it', fix: 'name 64 at most' });
  }
}
