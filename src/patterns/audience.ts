import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { HttpMatch } from '../networking/http-match';
import { StringMatch } from '../networking/string-match';

/** Whose requests get the variant of an A/B test, as gateways can tell. Every `Audience`, and user groups. */
export abstract class GatewayAudience {
  /** @internal */
  public abstract _match(): HttpMatch;
}

/**
 * Whose requests get the variant of an A/B test. The choice is the client's, not the dice's: the same user always sees the same version.
 */
export class Audience extends GatewayAudience {
  /**
   * Requests with a header.
   * @param name name of the header, in any case
   * @param value what it holds; `StringMatch.present()` for any value
   */
  public static header(name: string, value: StringMatch): Audience {
    return new Audience({ headers: { [name.toLowerCase()]: value } });
  }

  /**
   * Requests with a cookie. Istio knows the header `cookie` only, so that this is a regular expression on it.
   * @param name name of the cookie, case-sensitive
   * @param value its whole value: what a cookie can hold, without quotes, blanks, commas, semicolons and backslashes (MESH0001)
   */
  public static cookie(name: string, value: string): Audience {
    requireCookie(COOKIE_NAME, name, 'name');
    requireCookie(COOKIE_VALUE, value, 'value');
    return new Audience({ headers: { cookie: StringMatch.regex(`(.*; *)?${literal(name)}=${literal(value)}(;.*)?`) } });
  }

  /**
   * Users of a group, as a claim of their JWT says. Claims are known at gateways only, and there only of tokens that a
   * `RequestAuthentication` for the gateway has verified; without one nobody belongs to the group. It chooses a version, and keeps nobody out:
   * whoever has no token gets the other one.
   * @param group the group, which the claim equals or, as a list, holds; not empty (MESH0001)
   * @param claim name of the claim; `groups` by default. Dots are part of the name
   * @see https://istio.io/latest/docs/tasks/security/authentication/jwt-route/
   */
  public static userGroup(group: string, claim: string = 'groups'): GatewayAudience {
    return new UserGroup(group, claim);
  }

  private constructor(private readonly match: HttpMatch) {
    super();
  }

  /** @internal */
  public _match(): HttpMatch {
    return this.match;
  }
}

class UserGroup extends GatewayAudience {
  constructor(private readonly group: string, private readonly claim: string) {
    super();
    if (group === '') {
      fail({ code: CODES.INVALID_ARGUMENT, what: 'a user group without name', where: 'Audience.userGroup', why: 'no token has it, so that nobody would see the variant', fix: "name the group: Audience.userGroup('beta')" });
    }
    if (claim === '' || /[[\]]/.test(claim)) {
      fail({
        code: CODES.INVALID_ARGUMENT,
        what: `${JSON.stringify(claim)} is no name of a claim`,
        where: 'Audience.userGroup',
        why: 'Istio writes it between brackets',
        fix: 'name one claim on the top level of the token, such as groups',
      });
    }
  }

  public _match(): HttpMatch {
    return { headers: { [`@request.auth.claims[${this.claim}]`]: StringMatch.exact(this.group) } };
  }
}

/** RFC 6265. */
const COOKIE_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const COOKIE_VALUE = /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*$/;

function requireCookie(rule: RegExp, text: string, part: string): void {
  if (!rule.test(text)) {
    fail({
      code: CODES.INVALID_ARGUMENT,
      what: `${JSON.stringify(text)} is no ${part} of a cookie`,
      where: 'Audience.cookie',
      why: 'a browser would not send it, or not whole',
      fix: `use a ${part} without blanks, quotes, commas, semicolons and backslashes`,
    });
  }
}

/** The text as a regular expression that matches it alone. */
function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
