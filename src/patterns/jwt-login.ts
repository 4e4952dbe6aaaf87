import { Construct } from 'constructs';
import { nonEmptyList } from '../networking/field-checks';
import { AuthorizationOperation } from '../security/authorization-operation';
import { AuthorizationPolicy } from '../security/authorization-policy';
import { AuthorizationRule } from '../security/authorization-rule';
import { Condition } from '../security/condition';
import { ConditionKey } from '../security/condition-key';
import { exemptPaths } from '../security/exempt-path';
import { HttpMethod } from '../security/http-method';
import { HttpWorkload } from '../security/http-workload';
import { JwtKeys } from '../security/jwt-keys';
import { ClaimToHeader, JwtHeader } from '../security/jwt-rule';
import { RequestAuthentication } from '../security/request-authentication';

/** Somebody whose tokens are accepted. */
export interface LoginIssuer {
  /** The issuer, exactly as in the claim `iss`: `https://login.example.com`. */
  readonly issuer: string;
  /**
   * Audiences, of which a token must name one; at least one (MESH0011). Without, a token that the issuer gave for any other application
   * would be accepted, so it has to be said.
   */
  readonly audiences: string[];
  /**
   * The keys of the issuer.
   * @default - found by OpenID discovery at the issuer
   */
  readonly keys?: JwtKeys;
  /**
   * Headers that carry the token.
   * @default - `Authorization: Bearer …`, and not the query parameter that Istio takes as well: addresses end up in logs
   */
  readonly fromHeaders?: JwtHeader[];
  /**
   * Cookies that carry the token, besides the headers. Browsers send them with requests that other sites make them send: the application must tell
   * these apart, or the cookie must be `SameSite`.
   * @default - none
   */
  readonly fromCookies?: string[];
}

/** A claim that a token must have. */
export interface RequiredClaim {
  /** Name of the claim: `groups`. */
  readonly claim: string;
  /**
   * Names of the claims that it is nested in, from the outside: `['realm_access']`.
   * @default - none
   */
  readonly within?: string[];
  /** Values, of which the claim must have one; at least one (MESH0011). `*` is any. */
  readonly values: string[];
}

/** Props of a login by tokens. */
export interface JwtLoginProps {
  /** Where tokens are checked: `HttpWorkload.service(cart)` or `HttpWorkload.gateway(ingress)`. */
  readonly workload: HttpWorkload;
  /** Whose tokens are accepted; at least one (MESH0011). */
  readonly issuers: LoginIssuer[];
  /**
   * Claims that a token must have, all of them.
   * @default - none: every token of the issuers will do
   */
  readonly claims?: RequiredClaim[];
  /**
   * Paths that need no token, at a gateway those of all its hosts: exact, or with `/*` at the end, which stands for everything below. Other
   * wildcards are errors (MESH0020), because `*.css` also is `/account/x.css`. Where applications read `%2F` and `//` as `/`, the mesh has to as well: `pathNormalization` of the mesh
   * configuration, else `/assets/..%2Faccount` is below `/assets` to Istio and `/account` to the application. Exact paths have no such gap.
   * @default - none
   */
  readonly publicPaths?: string[];
  /**
   * Whether OPTIONS requests need no token, on all paths. Browsers send none with the preflights of CORS. Not for services that take another method
   * from a header such as `x-http-method-override`.
   * @default false
   */
  readonly allowPreflights?: boolean;
  /**
   * Whether the token is passed on: the workload, or services behind a gateway, then see it and can be asked to check it again.
   * @default false
   */
  readonly forwardToken?: boolean;
  /**
   * Claims that the workload gets in headers. What clients send in these headers never arrives; names with `_` in the place of `-` are other headers
   * to proxies, and the same to services behind WSGI and CGI, which need a gateway that refuses them.
   * @default - none
   */
  readonly claimHeaders?: ClaimToHeader[];
}

/**
 * Requests need a valid token.
 *
 * Emits a RequestAuthentication, which refuses invalid tokens, and an AuthorizationPolicy, which demands one: the first alone lets requests
 * without token pass. Both are named `<service>-login`. The policy denies what has no token, so that no other policy can allow it; it
 * admits nobody by itself, so that it goes with `connections` and `denyByDefault`. Where the service has a waypoint, that checks the tokens, and
 * `connections` sees to it that nobody passes it by.
 *
 * Promise: on the ports that `workload` stands for, a request reaches the service only with a token that one of the issuers signed for one of its
 * audiences and that has all required claims, or on a public path. A forged or old token and one of another issuer are answered 401, one for
 * another audience, none, and missing claims 403. A bad token is refused on public paths too.
 *
 * Every other RequestAuthentication that applies to the workload adds its issuers and keys: one for the same issuer with other keys makes tokens valid
 * that these keys signed. Audiences and claims are demanded all the same.
 */
export class JwtLogin extends Construct {
  /** What refuses invalid tokens. */
  public readonly authentication: RequestAuthentication;
  /** What demands a token. */
  public readonly demand: AuthorizationPolicy;

  constructor(scope: Construct, id: string, props: JwtLoginProps) {
    super(scope, id);
    const { workload, issuers } = props;
    const name = `${workload.meshService.serviceName}-login`;
    this.authentication = new RequestAuthentication(this, 'Authentication', {
      name,
      target: workload.target,
      jwtRules: issuers.map((issuer, i) => ({
        issuer: issuer.issuer,
        audiences: nonEmptyList(issuer.audiences, `${this.node.path} issuers[${i}].audiences`),
        keys: issuer.keys,
        fromHeaders: issuer.fromHeaders ?? [{ name: 'Authorization', prefix: 'Bearer ' }],
        fromCookies: issuer.fromCookies,
        forwardOriginalToken: props.forwardToken ?? false,
        outputClaimToHeaders: props.claimHeaders,
      })),
    });
    const guarded = guardedRequests(props, this.node.path);
    this.demand = AuthorizationPolicy.deny(this, 'Demand', { name, target: workload.target, rules: demands(props, workload._at(guarded)) });
    workload._checkLaterPorts(this);
    workload._atWaypoint(guarded, operation => demands(props, operation).forEach(rule => this.demand.addRule(rule)));
  }
}

/** The requests that need a token. */
function guardedRequests({ publicPaths, allowPreflights }: JwtLoginProps, where: string): AuthorizationOperation {
  return {
    notPaths: publicPaths?.length ? exemptPaths(publicPaths, `${where} publicPaths`) : undefined,
    notMethods: allowPreflights ? [HttpMethod.OPTIONS] : undefined,
  };
}

/**
 * What is denied: no token of the issuers, one for another audience, or one without a required claim.
 *
 * The audience is asked for once more because every RequestAuthentication that applies to the workload counts: one for the whole mesh that accepts the
 * same issuer without audience would open it to tokens for other applications.
 */
function demands({ issuers, claims }: JwtLoginProps, guarded: AuthorizationOperation): AuthorizationRule[] {
  const to = [guarded];
  return [
    { from: [{ notRequestPrincipals: [...audiencesByIssuer(issuers).keys()].map(issuer => `${issuer}/*`) }], to },
    ...[...audiencesByIssuer(issuers)].map(([issuer, audiences]) => ({
      from: [{ requestPrincipals: [`${issuer}/*`] }], to, when: [Condition.of(ConditionKey.REQUEST_AUDIENCES, { notValues: audiences })],
    })),
    ...(claims ?? []).map(({ claim, within, values }) => ({
      to, when: [Condition.of(ConditionKey.claim(...within ?? [], claim), { notValues: values })],
    })),
  ];
}

/** Each issuer once: a token for one of its audiences is enough, in whatever order they were given. */
function audiencesByIssuer(issuers: readonly LoginIssuer[]): Map<string, string[]> {
  const byIssuer = new Map<string, string[]>();
  issuers.forEach(({ issuer, audiences }) => byIssuer.set(issuer, [...byIssuer.get(issuer) ?? [], ...audiences]));
  return byIssuer;
}
