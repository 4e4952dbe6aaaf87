import { AuthorizationOperation, renderOperation } from './authorization-operation';
import { AuthorizationSource, renderSource } from './authorization-source';
import { Condition } from './condition';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { copySource } from '../kernel/source';

/**
 * One rule of a policy: it matches a request that comes from one of `from`, does one of `to`, and meets all of `when`.
 * At least one of the three, or `everyRequest`. An empty list is an error (MESH0011), because Istio reads it as "any".
 *
 * Istio field `spec.rules[]`.
 * @see https://istio.io/latest/docs/reference/config/security/authorization-policy/#Rule
 */
export interface AuthorizationRule {
  /**
   * Who sends the request; one must match.
   * @default - anybody
   */
  readonly from?: AuthorizationSource[];
  /**
   * What the request does; one must match.
   * @default - anything
   */
  readonly to?: AuthorizationOperation[];
  /**
   * Conditions; all must hold.
   * @default - none
   */
  readonly when?: Condition[];
  /**
   * Matches every request, and excludes the other three. Written as the empty rule `{}`, which is why it has to be said.
   * @default false
   */
  readonly everyRequest?: boolean;
}

/** A rule as it is written. */
export interface RenderedRule {
  from?: object[];
  to?: { operation: { ports?: string[] } }[];
  when?: object[];
}

/** Rules that hold at some ports only, as far as they name none. */
export function atPorts(rules: readonly RenderedRule[], numbers: readonly number[] | undefined): RenderedRule[] {
  if (numbers === undefined) {
    return [...rules];
  }
  const ports = numbers.map(String);
  return rules.map(rule => copySource(rule, {
    ...rule, to: (rule.to ?? [{ operation: {} }]).map(({ operation }) => ({ operation: operation.ports ? operation : { ...operation, ports } })),
  }));
}

/** Renders and checks a rule. `custom`: of a policy with the action CUSTOM, which takes fewer fields. */
export function renderRule(rule: AuthorizationRule, custom: boolean, where: string): RenderedRule {
  const { from, to, when } = rule;
  const restricted = from !== undefined || to !== undefined || when !== undefined;
  if (restricted === (rule.everyRequest === true)) {
    fail(restricted ? {
      code: CODES.ARGUMENTS_CONFLICT,
      what: 'a rule for every request that also has from, to or when',
      where,
      fix: 'leave out everyRequest, or the others',
    } : {
      code: CODES.AMBIGUOUS_POLICY,
      what: 'a rule without from, to and when',
      where,
      why: 'Istio would match every request with it',
      fix: 'name from, to or when; if every request is meant, say { everyRequest: true }',
    });
  }
  const rendered: RenderedRule = {};
  if (from) {
    rendered.from = entries(from, `${where}.from`, (source, at) => renderSource(source, custom, at));
  }
  if (to) {
    rendered.to = entries(to, `${where}.to`, renderOperation) as RenderedRule['to'];
  }
  if (when) {
    rendered.when = entries(when, `${where}.when`, (condition, at) => condition._render(custom, at));
  }
  return rendered;
}

/** Istio takes 512 sources per rule; the same limit for all three lists is beyond every use. */
const MOST_ENTRIES = 512;

function entries<T>(list: readonly T[], where: string, render: (entry: T, where: string) => object): object[] {
  if (list.length === 0) {
    fail({
      code: CODES.AMBIGUOUS_POLICY,
      what: 'an empty list in a rule',
      where,
      why: 'Istio reads an empty list as an absent one: the rule would match everything instead of nothing',
      fix: 'leave the field out if there is no restriction, or name at least one entry',
    });
  }
  if (list.length > MOST_ENTRIES) {
    fail({ code: CODES.INVALID_ARGUMENT, what: `${list.length} entries`, where, why: `Istio takes ${MOST_ENTRIES}`, fix: 'use several rules' });
  }
  return list.map((entry, i) => render(entry, `${where}[${i}]`));
}
