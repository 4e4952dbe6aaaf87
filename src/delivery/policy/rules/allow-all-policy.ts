import { AUTHORIZATION_POLICY } from '../kinds';
import { PolicyRule } from '../policy-rule';
import { PolicyRuleDefinition } from '../rule-definition';
import { ALLOW_RULES_IN_CEL, ANYBODY, isOpenInCel, OPEN_VALUES_IN_CEL, openRules } from './open-rules';

/** An ALLOW rule that everything matches. A DENY policy with the same rule refuses everything, and one without rules allows nothing. */
export const ALLOW_ALL_POLICY: PolicyRuleDefinition = {
  rule: PolicyRule.ALLOW_ALL_POLICY,
  subject: AUTHORIZATION_POLICY,
  severity: 'deny',
  words: 'the rule matches every request, so everybody may do everything, whatever the other rules say',
  fix: 'Name the callers in `from`, or what they may do in `to`.',

  check: object => openRules(object, ANYBODY).map(index => `spec.rules[${index}]`),

  rego: () => 'allow_all_policy contains sprintf("spec.rules[%d]", [i]) if some i in open_rules(anybody)',

  admission: () => ({
    variables: {
      rules: ALLOW_RULES_IN_CEL,
      anyOperation: OPEN_VALUES_IN_CEL.anyOperation,
      anybody: OPEN_VALUES_IN_CEL.anybody,
      faults: `variables.rules.filter(rule, ${isOpenInCel('anybody')})`,
    },
    allowed: 'size(variables.faults) == 0',
    places: 'variables.faults.map(rule, "spec.rules[" + string(variables.rules.indexOf(rule)) + "]").join(", ")',
  }),

  cases: [
    { title: 'a rule without parts', spec: { rules: [{}] }, faults: ['spec.rules[0]'] },
    { title: 'a rule without parts in a policy that says ALLOW', spec: { action: 'ALLOW', rules: [{}] }, faults: ['spec.rules[0]'] },
    { title: 'an empty list of callers', spec: { rules: [{ from: [], to: [] }] }, faults: ['spec.rules[0]'] },
    { title: 'any path', spec: { rules: [{ to: [{ operation: { paths: ['*'] } }] }] }, faults: ['spec.rules[0]'] },
    { title: 'any path below the root', spec: { rules: [{ to: [{ operation: { paths: ['/*'], methods: ['*'] } }] }] }, faults: ['spec.rules[0]'] },
    {
      title: 'any path beside one path',
      spec: { rules: [{ to: [{ operation: { paths: ['/a', '*'] } }, { operation: { methods: ['GET'] } }] }] },
      faults: ['spec.rules[0]'],
    },
    { title: 'any address', spec: { rules: [{ from: [{ source: { ipBlocks: ['0.0.0.0/0'] } }] }] }, faults: ['spec.rules[0]'] },
    { title: 'any address, written with another one', spec: { rules: [{ from: [{ source: { remoteIpBlocks: ['10.1.2.3/0'] } }] }] }, faults: ['spec.rules[0]'] },
    { title: 'a path that ends as a range of all addresses does', spec: { rules: [{ to: [{ operation: { paths: ['/a/0'] } }] }] }, faults: [] },
    {
      title: 'an open rule behind one that is not',
      spec: { rules: [{ from: [{ source: { namespaces: ['shop'] } }] }, {}] },
      faults: ['spec.rules[1]'],
    },
    { title: 'a policy that allows nothing', spec: {}, faults: [] },
    { title: 'a policy that denies everything', spec: { action: 'DENY', rules: [{}] }, faults: [] },
    { title: 'any identity', spec: { rules: [{ from: [{ source: { principals: ['*'] } }] }] }, faults: [] },
    { title: 'any request with a token', spec: { rules: [{ from: [{ source: { requestPrincipals: ['*'] } }] }] }, faults: [] },
    { title: 'everybody but one', spec: { rules: [{ from: [{ source: { notPrincipals: ['cluster.local/ns/shop/sa/batch'] } }] }] }, faults: [] },
    { title: 'one caller', spec: { rules: [{ from: [{ source: { principals: ['cluster.local/ns/shop/sa/web'] } }] }] }, faults: [] },
    { title: 'one port', spec: { rules: [{ to: [{ operation: { ports: ['8080'] } }] }] }, faults: [] },
    { title: 'every path but one', spec: { rules: [{ to: [{ operation: { paths: ['*'], notPaths: ['/admin'] } }] }] }, faults: [] },
    { title: 'a condition', spec: { rules: [{ when: [{ key: 'request.headers[x-team]', values: ['shop'] }] }] }, faults: [] },
    {
      title: 'the same kind of another group',
      object: { apiVersion: 'security.example.com/v1' },
      spec: { rules: [{}] },
      faults: [],
      notStorable: 'the group is made up',
    },
  ],
};
