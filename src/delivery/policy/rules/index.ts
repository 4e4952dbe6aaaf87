import { CODES } from '../../../kernel/codes';
import { fail } from '../../../kernel/fail';
import { PolicyRule } from '../policy-rule';
import { PolicyRuleDefinition } from '../rule-definition';
import { ALLOW_ALL_POLICY } from './allow-all-policy';
import { ANY_IDENTITY_POLICY } from './any-identity-policy';
import { EXTERNAL_WITHOUT_OUTLIER_DETECTION } from './external-without-outlier-detection';
import { EXTERNAL_WITHOUT_TLS } from './external-without-tls';
import { IGNORED_PEER_AUTHENTICATION } from './ignored-peer-authentication';
import { PLAINTEXT_DESTINATION } from './plaintext-destination';
import { RATE_LIMIT_BY_HEADER } from './rate-limit-by-header';
import { ROUTE_WITHOUT_RETRIES } from './route-without-retries';
import { ROUTE_WITHOUT_TIMEOUT } from './route-without-timeout';
import { UNPINNED_WASM_PLUGIN } from './unpinned-wasm-plugin';
import { UNVERIFIED_DESTINATION } from './unverified-destination';

/** Every rule that one object decides, in the order of `PolicyRule`. */
export const POLICY_RULES: readonly PolicyRuleDefinition[] = [
  ROUTE_WITHOUT_TIMEOUT,
  ROUTE_WITHOUT_RETRIES,
  ALLOW_ALL_POLICY,
  ANY_IDENTITY_POLICY,
  PLAINTEXT_DESTINATION,
  UNVERIFIED_DESTINATION,
  EXTERNAL_WITHOUT_TLS,
  EXTERNAL_WITHOUT_OUTLIER_DETECTION,
  RATE_LIMIT_BY_HEADER,
  IGNORED_PEER_AUTHENTICATION,
  UNPINNED_WASM_PLUGIN,
];

/** The definitions of the rules, in the order of the catalogue; all of them where none is named. Rules that need several objects have none. */
export function chosenRules(rules: readonly PolicyRule[] = Object.values(PolicyRule)): PolicyRuleDefinition[] {
  return POLICY_RULES.filter(({ rule }) => rules.includes(rule));
}

/** The same for those who see one object at a time: a rule they cannot decide is refused (MESH0826), and so is no rule at all (MESH0001). */
export function rulesOfOneObject(rules: readonly PolicyRule[] | undefined, where: string): PolicyRuleDefinition[] {
  const definitions = chosenRules(rules);
  const beyond = rules?.find(rule => !definitions.some(definition => definition.rule === rule));
  if (beyond !== undefined) {
    fail({
      code: CODES.RULE_NEEDS_MESH,
      what: `The rule ${beyond} needs several objects.`,
      where: `${where}: rules`,
      why: 'Rego in CI and the API server are shown one object at a time.',
      fix: 'Take it out here, and add PolicyRulePack to the fleet.',
    });
  }
  if (definitions.length === 0) {
    fail({
      code: CODES.INVALID_ARGUMENT,
      what: 'No rule is named.',
      where: `${where}: rules`,
      why: 'Everything would pass, and look checked.',
      fix: 'Name at least one PolicyRule, or leave rules out for all of them.',
    });
  }
  return definitions;
}
