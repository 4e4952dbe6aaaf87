import { ConditionKey } from './condition-key';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';

/** Values of a condition. At least one of the lists; with both, both must hold. */
export interface ConditionValues {
  /**
   * One of these must match.
   * @default - any
   */
  readonly values?: string[];
  /**
   * None of these may match. An attribute that is absent matches none.
   * @default - none
   */
  readonly notValues?: string[];
}

/**
 * A condition on an attribute of the request, connection or token. All conditions of a rule must hold.
 *
 * Values match exactly, or with one `*` as prefix (`abc*`) or suffix (`*abc`); `*` alone is any value. Istio field `spec.rules[].when[]`.
 * @see https://istio.io/latest/docs/reference/config/security/authorization-policy/#Condition
 */
export class Condition {
  /** A claim of the token has one of these values: `Condition.claim('groups', 'customers')`. Needs a RequestAuthentication. */
  public static claim(name: string, ...values: string[]): Condition {
    return Condition.of(ConditionKey.claim(name), { values });
  }

  /** A header of the request has one of these values. HTTP only. Clients choose what they send: see `ConditionKey.header`. */
  public static header(name: string, ...values: string[]): Condition {
    return Condition.of(ConditionKey.header(name), { values });
  }

  /** The direct peer has one of these addresses, or one in these ranges. */
  public static sourceIp(...values: string[]): Condition {
    return Condition.of(ConditionKey.SOURCE_IP, { values });
  }

  /** The original client has one of these addresses, or one in these ranges. At gateways only: to a sidecar it is what a header of the caller says. */
  public static remoteIp(...values: string[]): Condition {
    return Condition.of(ConditionKey.REMOTE_IP, { values });
  }

  /** The caller runs in one of these namespaces. Needs mutual TLS. */
  public static sourceNamespace(...values: string[]): Condition {
    return Condition.of(ConditionKey.SOURCE_NAMESPACE, { values });
  }

  /** The token is meant for one of these audiences. Needs a RequestAuthentication. */
  public static audience(...values: string[]): Condition {
    return Condition.of(ConditionKey.REQUEST_AUDIENCES, { values });
  }

  /** The TLS connection names one of these servers. */
  public static sni(...values: string[]): Condition {
    return Condition.of(ConditionKey.SNI, { values });
  }

  /** Any condition: a key with values, with values that must not match, or with both. */
  public static of(key: ConditionKey, values: ConditionValues): Condition {
    return new Condition(key, values);
  }

  private readonly rendered: object;

  private constructor(private readonly key: ConditionKey, { values, notValues }: ConditionValues) {
    if (values === undefined && notValues === undefined) {
      fail({
        code: CODES.AMBIGUOUS_POLICY,
        what: `the condition on ${key.key} has no values`,
        why: 'Istio refuses it',
        fix: 'name values or notValues; values: ["*"] asks that the attribute is there',
      });
    }
    this.rendered = {
      key: key.key,
      ...(values ? { values: key._values(values, `${key.key} values`) } : {}),
      ...(notValues ? { notValues: key._values(notValues, `${key.key} notValues`) } : {}),
    };
  }

  /** @internal */
  public _render(custom: boolean, where: string): object {
    if (custom && this.key._refusedInCustom) {
      fail({
        code: CODES.ARGUMENTS_CONFLICT,
        what: `a condition on ${this.key.key} in a policy with the action CUSTOM`,
        where,
        why: 'Istio refuses it: an external authorizer is asked before identities and tokens are looked at',
        fix: 'use a condition on the request or the connection',
      });
    }
    return this.rendered;
  }
}
