import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { nearestName } from '../kernel/nearest';
import { memberOf, wholeNumber } from '../networking/field-checks';
import { HttpMethod } from '../security/http-method';

/** The time over which requests are counted. envoyproxy/ratelimit field `unit`. */
export enum RateLimitUnit {
  /** A second. */
  SECOND = 'second',
  /** A minute. */
  MINUTE = 'minute',
  /** An hour. */
  HOUR = 'hour',
  /** A day. */
  DAY = 'day',
}

/** What tells requests apart that are counted together. One entry of a descriptor of Envoy. */
export class RateLimitKey {
  /**
   * The value of a header: each value is counted for itself. Requests without the header are not counted by the rule, and a client that chooses
   * the value has a counter for each it makes up: use a header that a gateway sets, or one of a verified token.
   * @param name name of the header, in lower case
   */
  public static header(name: string): RateLimitKey {
    headerName(name);
    return new RateLimitKey({ request_headers: { header_name: name, descriptor_key: name } }, name, undefined);
  }

  /** Only requests with exactly this value of a header are counted by the rule, all together. One that sends the header twice has another value. */
  public static headerIs(name: string, value: string): RateLimitKey {
    headerName(name);
    return RateLimitKey.matching(`${name}=${value}`, { name, string_match: { exact: value } });
  }

  /**
   * Only requests whose path begins with this text are counted by the rule, all together. `/login` also takes `/login2`. Another spelling that the
   * service serves all the same (`/Login`, `//login`) is not counted.
   */
  public static pathPrefix(prefix: string): RateLimitKey {
    return RateLimitKey.matching(`prefix=${path(prefix)}`, { name: ':path', string_match: { prefix } });
  }

  /**
   * Only requests to this path, whatever their query, are counted by the rule, all together. Another spelling that the service serves all the same
   * (`/login/`, `/Login`, `//login`, `/login;x`) is not counted: `pathPrefix` takes more of them.
   */
  public static path(exact: string): RateLimitKey {
    const pattern = `${path(exact).replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}(?:\\?.*)?`;
    return RateLimitKey.matching(`path=${exact}`, { name: ':path', string_match: { safe_regex: { regex: pattern } } });
  }

  /**
   * Only requests of this method are counted by the rule, all together.
   * @param method in upper case (MESH0001): `POST`, or a method that is not in `HttpMethod`
   */
  public static method(method: string): RateLimitKey {
    requireMethod(method);
    return RateLimitKey.matching(`method=${method}`, { name: ':method', string_match: { exact: method } });
  }

  /**
   * The address of the client, each counted for itself: at gateways the one that `x-forwarded-for` says, as far as the mesh trusts it
   * (`numTrustedProxies`); in sidecars that of the workload or gateway that calls.
   */
  public static remoteAddress(): RateLimitKey {
    return new RateLimitKey({ remote_address: {} }, 'remote_address', undefined);
  }

  private static matching(value: string, header: object): RateLimitKey {
    return new RateLimitKey({ header_value_match: { descriptor_value: value, headers: [header] } }, 'header_match', value);
  }

  private constructor(private readonly action: object, private readonly key: string, private readonly value: string | undefined) {}

  /**
   * What the proxies are told.
   * @internal
   */
  public _action(): object {
    return this.action;
  }

  /**
   * What the rate limit service is told.
   * @internal
   */
  public _entry(): { key: string; value?: string } {
    return this.value === undefined ? { key: this.key } : { key: this.key, value: this.value };
  }
}

/** How many requests are allowed in some time. */
export interface RateLimitRule {
  /** Name of the rule, unique in its rate limit (MESH0008): it is the first entry of the descriptor, and shows in the statistics of the service. */
  readonly name: string;
  /** Requests allowed per unit, from 0: none. envoyproxy/ratelimit field `requests_per_unit`. */
  readonly requests: number;
  /** The time over which they are counted. */
  readonly per: RateLimitUnit;
  /**
   * What tells requests apart; all of it together is one counter. A request that lacks one of the keys is not counted by the rule.
   * @default - nothing: all requests are one counter
   */
  readonly keys?: RateLimitKey[];
}

/** What the proxies are told: one list of actions per rule, each with the name of its rule first. */
export function rateLimitActions(rules: readonly RateLimitRule[]): object[] {
  return rules.map(({ name, keys = [] }) => ({
    actions: [{ generic_key: { descriptor_key: RULE_KEY, descriptor_value: name } }, ...keys.map(key => key._action())],
  }));
}

/** What the rate limit service is told: a tree with one branch per rule, so that no rule can change what another one counts. */
export function rateLimitConfiguration(domain: string, rules: readonly RateLimitRule[]): object {
  return {
    domain,
    descriptors: rules.map(({ name, requests, per, keys = [] }) => {
      const limit = { rate_limit: { unit: per, requests_per_unit: requests } };
      const inner = keys.reduceRight<object>((below, key) => ({ descriptors: [{ ...key._entry(), ...below }] }), limit);
      return { key: RULE_KEY, value: name, ...inner };
    }),
  };
}

/** Fails on rules that cannot be told apart, or that limit nothing. */
export function checkRateLimitRules(rules: readonly RateLimitRule[], where: string): void {
  if (rules.length === 0) {
    fail({ code: CODES.AMBIGUOUS_POLICY, what: 'a rate limit without rules', where, why: 'it would limit nothing', fix: 'add a rule' });
  }
  rules.forEach(({ name, requests, per }, i) => {
    memberOf(per, RateLimitUnit, 'RateLimitUnit', `${where}, rule "${name}", per`);
    wholeNumber(requests, 0, 4294967295, `${where}, rule "${name}", requests`);
    if (name === '' || rules.findIndex(each => each.name === name) !== i) {
      fail({
        code: name === '' ? CODES.INVALID_NAME : CODES.DUPLICATE_MEMBER,
        what: name === '' ? 'a rule without name' : `two rules "${name}"`,
        where,
        why: 'counters are told apart by the names of their rules',
        fix: 'give each rule its own name',
      });
    }
  });
}

const RULE_KEY = 'rule';

function headerName(name: string): void {
  if (!/^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(name)) {
    fail({ code: CODES.INVALID_NAME, what: `${JSON.stringify(name)} is no header name`, fix: /[A-Z]/.test(name) ? `write ${name.toLowerCase()}` : 'name one header, in lower case' });
  }
}

/** Envoy compares methods exactly, so that a misspelt one counts nothing. */
function requireMethod(method: string): void {
  const known: string[] = Object.values(HttpMethod);
  if (known.includes(method)) {
    return;
  }
  const upper = method.toUpperCase();
  const nearest = known.includes(upper) ? undefined : nearestName(upper, known);
  if (upper !== method || nearest || !/^[A-Z-]+$/.test(method)) {
    fail({
      code: CODES.INVALID_ARGUMENT,
      what: `${JSON.stringify(method)} is no method of HTTP`,
      where: 'RateLimitKey.method',
      why: 'methods are compared as they are, in upper case: the rule would count nothing',
      fix: known.includes(upper) ? `write ${upper}` : nearest ? `did you mean ${nearest}?` : 'name a method: GET',
    });
  }
}

function path(text: string): string {
  if (!text.startsWith('/') || text.includes('?')) {
    fail({ code: CODES.INVALID_ARGUMENT, what: `${JSON.stringify(text)} is no path`, why: 'paths begin with "/" and are compared without their query', fix: 'write /login' });
  }
  return text;
}
