import { DESTINATION_RULE } from '../kinds';
import { PolicyRule } from '../policy-rule';
import { PolicyRuleDefinition } from '../rule-definition';
import { LEVELS_IN_CEL, someTlsInCel, tlsBlocks } from './traffic-policies';

/** TLS that takes any certificate hides requests from bystanders only. */
export const UNVERIFIED_DESTINATION: PolicyRuleDefinition = {
  rule: PolicyRule.UNVERIFIED_DESTINATION,
  subject: DESTINATION_RULE,
  severity: 'deny',
  words: 'insecureSkipVerify takes any certificate, so whoever answers is believed to be the destination',
  fix: 'Take it out; for a private authority give `caCertificates` or `credentialName`.',

  check: object => tlsBlocks(object).filter(({ policy }) => policy.insecureSkipVerify === true).map(({ field }) => `${field}.insecureSkipVerify`),

  rego: () => `unverified_destination contains sprintf("%s.insecureSkipVerify", [field]) if {
	some field, tls in tls_blocks
	tls.insecureSkipVerify == true
}`,

  admission: () => ({
    variables: LEVELS_IN_CEL,
    allowed: `!${someTlsInCel('has(tls.insecureSkipVerify) && tls.insecureSkipVerify == true')}`,
    places: '"spec.host " + object.spec.host',
  }),

  cases: [
    { title: 'a certificate that is checked', spec: { host: 'api.example.com', trafficPolicy: { tls: { mode: 'SIMPLE' } } }, faults: [] },
    {
      title: 'any certificate',
      spec: { host: 'api.example.com', trafficPolicy: { tls: { mode: 'SIMPLE', insecureSkipVerify: true } } },
      faults: ['spec.trafficPolicy.tls.insecureSkipVerify'],
    },
    {
      title: 'any certificate at a port',
      spec: { host: 'api.example.com', trafficPolicy: { portLevelSettings: [{ port: { number: 443 }, tls: { mode: 'SIMPLE', insecureSkipVerify: true } }] } },
      faults: ['spec.trafficPolicy.portLevelSettings[0].tls.insecureSkipVerify'],
    },
    {
      title: 'the check said to be done',
      spec: { host: 'api.example.com', trafficPolicy: { tls: { mode: 'SIMPLE', insecureSkipVerify: false } } },
      faults: [],
    },
  ],
};
