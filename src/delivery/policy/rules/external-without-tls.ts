import { DESTINATION_RULE } from '../kinds';
import { PolicyRule } from '../policy-rule';
import { PolicyRuleDefinition } from '../rule-definition';
import { IS_EXTERNAL_IN_CEL, isExternalHost, LEVELS_IN_CEL, someTlsInCel, tlsBlocks } from './traffic-policies';

/** Inside of the mesh proxies choose mutual TLS themselves; outside nobody does. Whether the clients encrypt, no object says. */
export const EXTERNAL_WITHOUT_TLS: PolicyRuleDefinition = {
  rule: PolicyRule.EXTERNAL_WITHOUT_TLS,
  subject: DESTINATION_RULE,
  severity: 'warn',
  words: 'the host lies outside of the cluster and no TLS is said, so requests leave in plain text unless the clients encrypt them',
  fix: 'Set `tls.mode` SIMPLE (or MUTUAL); keep it as it is where the clients speak TLS themselves.',

  check: object => isExternalHost(object.spec?.host) && tlsBlocks(object).length === 0 ? ['spec.host'] : [],

  rego: () => `external_without_tls contains "spec.host" if {
	is_external_host
	count(tls_blocks) == 0
}`,

  admission: () => ({
    variables: { ...LEVELS_IN_CEL, external: IS_EXTERNAL_IN_CEL },
    allowed: `!variables.external || ${someTlsInCel('true')}`,
    places: '"spec.host " + object.spec.host',
  }),

  cases: [
    { title: 'a host outside with TLS', spec: { host: 'api.example.com', trafficPolicy: { tls: { mode: 'SIMPLE' } } }, faults: [] },
    { title: 'a host outside without TLS', spec: { host: 'api.example.com', trafficPolicy: { outlierDetection: {} } }, faults: ['spec.host'] },
    { title: 'hosts outside by wildcard', spec: { host: '*.example.com' }, faults: ['spec.host'] },
    {
      title: 'a host outside with TLS at its port',
      spec: { host: 'api.example.com', trafficPolicy: { portLevelSettings: [{ port: { number: 443 }, tls: { mode: 'SIMPLE' } }] } },
      faults: [],
    },
    { title: 'a short name', spec: { host: 'cart' }, faults: [] },
    { title: 'a service', spec: { host: 'cart.shop.svc.cluster.local' }, faults: [] },
    { title: 'a service of a cluster with another domain', spec: { host: 'cart.shop.svc.example.com' }, faults: [] },
    { title: 'every host of the mesh', spec: { host: '*.local' }, faults: [] },
  ],
};
