import { AUTHORIZATION_POLICY } from '../kinds';
import { PolicyRule } from '../policy-rule';
import { PolicyRuleDefinition } from '../rule-definition';
import { ALLOW_RULES_IN_CEL, ANY_IDENTITY, ANYBODY, isOpenInCel, OPEN_VALUES_IN_CEL, openRules } from './open-rules';

/** Not open to anyone, as is often thought, but to every workload with a certificate of the mesh. */
export const ANY_IDENTITY_POLICY: PolicyRuleDefinition = {
  rule: PolicyRule.ANY_IDENTITY_POLICY,
  subject: AUTHORIZATION_POLICY,
  severity: 'warn',
  words: 'the rule matches every request with an identity of the mesh, so any workload may do everything; "*" does not mean anyone',
  fix: 'Name the callers; keep it only where mutual TLS is all that is asked for.',

  check: object => {
    const anybody = openRules(object, ANYBODY);
    return openRules(object, ANY_IDENTITY).filter(index => !anybody.includes(index)).map(index => `spec.rules[${index}]`);
  },

  rego: () => 'any_identity_policy contains sprintf("spec.rules[%d]", [i]) if some i in (open_rules(any_identity) - open_rules(anybody))',

  admission: () => ({
    variables: {
      rules: ALLOW_RULES_IN_CEL,
      ...OPEN_VALUES_IN_CEL,
      faults: `variables.rules.filter(rule, ${isOpenInCel('anyIdentity')} && !(${isOpenInCel('anybody')}))`,
    },
    allowed: 'size(variables.faults) == 0',
    places: 'variables.faults.map(rule, "spec.rules[" + string(variables.rules.indexOf(rule)) + "]").join(", ")',
  }),

  cases: [
    { title: 'any principal', spec: { rules: [{ from: [{ source: { principals: ['*'] } }] }] }, faults: ['spec.rules[0]'] },
    { title: 'any namespace', spec: { rules: [{ from: [{ source: { namespaces: ['*'] } }] }] }, faults: ['spec.rules[0]'] },
    {
      title: 'any principal, any path',
      spec: { rules: [{ from: [{ source: { principals: ['*'] } }], to: [{ operation: { paths: ['/*'] } }] }] },
      faults: ['spec.rules[0]'],
    },
    { title: 'anybody, which is worse and another rule', spec: { rules: [{}] }, faults: [] },
    {
      title: 'any principal for one path',
      spec: { rules: [{ from: [{ source: { principals: ['*'] } }], to: [{ operation: { paths: ['/health'] } }] }] },
      faults: [],
    },
    { title: 'any principal of one namespace', spec: { rules: [{ from: [{ source: { principals: ['*'], namespaces: ['shop'] } }] }] }, faults: [] },
    { title: 'any principal with a token', spec: { rules: [{ from: [{ source: { principals: ['*'], requestPrincipals: ['*'] } }] }] }, faults: [] },
    { title: 'any principal is denied', spec: { action: 'DENY', rules: [{ from: [{ source: { principals: ['*'] } }] }] }, faults: [] },
    { title: 'principals by prefix', spec: { rules: [{ from: [{ source: { principals: ['cluster.local/ns/shop/*'] } }] }] }, faults: [] },
  ],
};
