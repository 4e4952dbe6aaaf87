import { DESTINATION_RULE } from '../kinds';
import { PolicyRule } from '../policy-rule';
import { PolicyRuleDefinition } from '../rule-definition';
import { LEVELS_IN_CEL, someTlsInCel, tlsBlocks } from './traffic-policies';

/** A block without `mode` is DISABLE too: that is the zero of Istio's enumeration. */
export const PLAINTEXT_DESTINATION: PolicyRuleDefinition = {
  rule: PolicyRule.PLAINTEXT_DESTINATION,
  subject: DESTINATION_RULE,
  severity: 'deny',
  words: 'TLS is off (a block without mode means DISABLE), so requests go in plain text, also to workloads that could do mutual TLS',
  fix: 'Leave `tls` out: proxies then use mutual TLS wherever the destination can.',

  check: object => tlsBlocks(object).filter(({ policy: { mode = 'DISABLE' } }) => mode === 'DISABLE').map(({ field }) => field),

  rego: () => `plaintext_destination contains field if {
	some field, tls in tls_blocks
	object.get(tls, "mode", "DISABLE") == "DISABLE"
}`,

  admission: () => ({
    variables: LEVELS_IN_CEL,
    allowed: `!${someTlsInCel('!has(tls.mode) || tls.mode == "DISABLE"')}`,
    places: '"spec.host " + object.spec.host',
  }),

  cases: [
    { title: 'nothing said', spec: { host: 'cart' }, faults: [] },
    { title: 'mutual TLS', spec: { host: 'cart', trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } } }, faults: [] },
    { title: 'TLS turned off', spec: { host: 'cart', trafficPolicy: { tls: { mode: 'DISABLE' } } }, faults: ['spec.trafficPolicy.tls'] },
    { title: 'a block without mode', spec: { host: 'cart', trafficPolicy: { tls: { sni: 'cart.example.com' } } }, faults: ['spec.trafficPolicy.tls'] },
    {
      title: 'TLS turned off at a port',
      spec: { host: 'cart', trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' }, portLevelSettings: [{ port: { number: 9090 }, tls: { mode: 'DISABLE' } }] } },
      faults: ['spec.trafficPolicy.portLevelSettings[0].tls'],
    },
    {
      title: 'TLS turned off in a subset',
      spec: { host: 'cart', subsets: [{ name: 'v1', labels: { v: '1' } }, { name: 'v2', labels: { v: '2' }, trafficPolicy: { tls: { mode: 'DISABLE' } } }] },
      faults: ['spec.subsets[1].trafficPolicy.tls'],
    },
    {
      title: 'TLS turned off at a port of a subset',
      spec: {
        host: 'cart',
        subsets: [{ name: 'v1', labels: { v: '1' }, trafficPolicy: { portLevelSettings: [{ port: { number: 80 }, tls: { mode: 'DISABLE' } }] } }],
      },
      faults: ['spec.subsets[0].trafficPolicy.portLevelSettings[0].tls'],
    },
    {
      title: 'the same kind of another group',
      object: { apiVersion: 'networking.example.com/v1' },
      spec: { host: 'cart', trafficPolicy: { tls: { mode: 'DISABLE' } } },
      faults: [],
      notStorable: 'the group is made up',
    },
  ],
};
