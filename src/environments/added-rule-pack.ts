import { IMeshRule, IRulePack } from './rule-pack';
import { RULES } from '../analysis/rules';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';

/** A pack that was added to a fleet, with its rules. */
export interface AddedRulePack {
  readonly packName: string;
  readonly rules: readonly IMeshRule[];
}

/** A pack with its rules, if both can be added to those that are there (MESH0703). */
export function addedRulePack(pack: IRulePack, present: readonly AddedRulePack[]): AddedRulePack {
  const packName: unknown = pack?.packName;
  if (typeof packName !== 'string' || !WORD.test(packName)) {
    refuse(`a rule pack named ${JSON.stringify(packName)}`, 'give packName a word of letters, digits, "-", "." and "_"');
  }
  if (present.some(other => other.packName === packName)) {
    refuse(`the rule pack ${packName} is there already`, 'add each pack once');
  }
  const rules: unknown = typeof pack.rules === 'function' ? pack.rules() : undefined;
  if (!Array.isArray(rules)) {
    refuse(`rules() of the rule pack ${packName} gives no list`, 'return the rules in a list');
  }
  const taken = new Map(present.flatMap(other => other.rules.map(({ ruleId }) => [ruleId, other.packName] as const)));
  RULES.forEach(({ name }) => taken.set(name, 'cdk8s-istio'));
  for (const rule of rules as IMeshRule[]) {
    const id: unknown = rule?.ruleId;
    if (typeof id !== 'string' || !WORD.test(id) || /^MESH/i.test(id) || typeof rule.check !== 'function') {
      refuse(`the rule pack ${packName} has a rule ${JSON.stringify(id)}${typeof rule?.check === 'function' ? '' : ' without check()'}`,
        'give ruleId letters, digits, "-", "." and "_", not beginning with MESH: ACME-ROUTE-TIMEOUT');
    }
    if (taken.has(id)) {
      refuse(`the rule ${id} of the rule pack ${packName} is there already, in ${taken.get(id)}`, 'give each rule an id of its own');
    }
    taken.set(id, packName);
  }
  return { packName, rules: [...rules as IMeshRule[]] };
}

const WORD = /^[A-Za-z][A-Za-z0-9._-]*$/;

function refuse(what: string, fix: string): never {
  fail({ code: CODES.INVALID_RULE_PACK, what, why: 'findings and acknowledgements name rules by their ids', fix });
}
