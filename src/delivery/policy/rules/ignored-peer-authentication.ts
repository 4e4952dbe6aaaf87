import { CODES } from '../../../kernel/codes';
import { PEER_AUTHENTICATION } from '../kinds';
import { PolicyRule } from '../policy-rule';
import { mapOf } from '../reading';
import { PolicyRuleDefinition } from '../rule-definition';

/** Unlike policies of other kinds, one of the root namespace does not reach the workloads it selects. */
export const IGNORED_PEER_AUTHENTICATION: PolicyRuleDefinition = {
  rule: PolicyRule.IGNORED_PEER_AUTHENTICATION,
  subject: PEER_AUTHENTICATION,
  severity: 'deny',
  words: 'the policy selects workloads from the root namespace, where Istio ignores it, so the mode it asks for does not hold',
  fix: 'Put it into the namespace of the workloads; for the whole mesh leave the selector out.',
  checkedAs: CODES.IGNORED_PEER_AUTHENTICATION,

  check: (object, rootNamespace) => object.metadata?.namespace === rootNamespace
    && Object.keys(mapOf(mapOf(mapOf(object.spec).selector).matchLabels)).length > 0 ? ['spec.selector'] : [],

  rego: rootNamespace => `ignored_peer_authentication contains "spec.selector" if {
	input.metadata.namespace == ${JSON.stringify(rootNamespace)}
	count(input.spec.selector.matchLabels) > 0
}`,

  admission: rootNamespace => ({
    variables: {},
    allowed: `object.metadata.namespace != ${JSON.stringify(rootNamespace)} || !has(object.spec) || !has(object.spec.selector)`
      + ' || !has(object.spec.selector.matchLabels) || size(object.spec.selector.matchLabels) == 0',
    places: '"spec.selector"',
  }),

  cases: [
    {
      title: 'a selector in the root namespace',
      object: { namespace: 'istio-system' },
      spec: { selector: { matchLabels: { app: 'cart' } }, mtls: { mode: 'STRICT' } },
      faults: ['spec.selector'],
    },
    { title: 'a selector elsewhere', spec: { selector: { matchLabels: { app: 'cart' } }, mtls: { mode: 'STRICT' } }, faults: [] },
    { title: 'the whole mesh', object: { namespace: 'istio-system' }, spec: { mtls: { mode: 'STRICT' } }, faults: [] },
    { title: 'an empty selector', object: { namespace: 'istio-system' }, spec: { selector: {}, mtls: { mode: 'STRICT' } }, faults: [] },
  ],
};
