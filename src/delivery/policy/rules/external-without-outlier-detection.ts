import { DESTINATION_RULE } from '../kinds';
import { PolicyRule } from '../policy-rule';
import { listOf, mapOf } from '../reading';
import { Json, PolicyRuleDefinition } from '../rule-definition';
import { IS_EXTERNAL_IN_CEL, isExternalHost, LEVELS_IN_CEL, portLevels, trafficPolicies } from './traffic-policies';

/**
 * Where it counts: the level of a port replaces all that lies above it, so each needs its own; and beside ports, the rule itself or every
 * subset. Zero errors in a row turn it off.
 *
 * `MergeTrafficPolicy` of Istio's `pilot/pkg/model/destination_rule.go`, `applyOutlierDetection` of `cluster_traffic_policy.go`.
 */
export const EXTERNAL_WITHOUT_OUTLIER_DETECTION: PolicyRuleDefinition = {
  rule: PolicyRule.EXTERNAL_WITHOUT_OUTLIER_DETECTION,
  subject: DESTINATION_RULE,
  severity: 'deny',
  words: 'the host lies outside of the cluster and no outlier detection holds here, so an address that fails keeps getting requests',
  fix: 'Set `outlierDetection` at this level; what a port says replaces the rest, and 0 errors in a row turn it off.',

  check: object => {
    if (!isExternalHost(object.spec?.host)) {
      return [];
    }
    const policies = trafficPolicies(object);
    const own = policies.some(({ field, policy }) => field === 'spec.trafficPolicy' && detectsBesidePorts(policy));
    const subsets = policies.filter(({ field, policy }) => field !== 'spec.trafficPolicy' && detectsBesidePorts(policy)).length;
    const covered = own || (subsets > 0 && subsets === listOf(object.spec.subsets).length);
    return [
      ...covered ? [] : ['spec.trafficPolicy'],
      ...portLevels(object).filter(({ policy }) => !detects(policy)).map(({ field }) => field),
    ];
  },

  rego: () => `external_without_outlier_detection contains "spec.trafficPolicy" if {
	is_external_host
	not detects_beside_ports(object.get(traffic_policies, "spec.trafficPolicy", {}))
	not every_subset_detects
}

external_without_outlier_detection contains field if {
	is_external_host
	some field, settings in port_levels
	not detects(settings)
}

every_subset_detects if {
	count(input.spec.subsets) > 0
	every subset in input.spec.subsets {
		detects_beside_ports(subset.trafficPolicy)
	}
}

# Where every port says its own, nothing is left for the level above.
detects_beside_ports(policy) if detects(policy)

detects_beside_ports(policy) if count(policy.portLevelSettings) > 0

detects(policy) if {
	policy.outlierDetection
	not is_off(policy.outlierDetection)
}

is_off(detection) if {
	detection.consecutive5xxErrors == 0
	object.get(detection, "consecutiveGatewayErrors", 0) == 0
	object.get(detection, "splitExternalLocalOriginErrors", false) == false
}`,

  admission: () => ({
    variables: {
      ...LEVELS_IN_CEL,
      external: IS_EXTERNAL_IN_CEL,
      ownLevel: 'has(object.spec) && has(object.spec.trafficPolicy)'
        + ` && [dyn(object.spec.trafficPolicy)].exists(policy, ${DETECTS_BESIDE_PORTS_IN_CEL})`,
      everySubset: 'has(object.spec) && has(object.spec.subsets) && size(object.spec.subsets) > 0 && object.spec.subsets.all(subset,'
        + ` has(subset.trafficPolicy) && [dyn(subset.trafficPolicy)].exists(policy, ${DETECTS_BESIDE_PORTS_IN_CEL}))`,
      everyPort: 'variables.policies.all(policy, !has(policy.portLevelSettings)'
        + ` || policy.portLevelSettings.all(level, ${detectsInCel('level')}))`,
    },
    allowed: '!variables.external || (variables.everyPort && (variables.ownLevel || variables.everySubset))',
    places: '"spec.host " + object.spec.host',
  }),

  cases: [
    { title: 'a host outside with outlier detection', spec: { host: 'api.example.com', trafficPolicy: { outlierDetection: { interval: '10s' } } }, faults: [] },
    { title: 'a host outside without traffic policy', spec: { host: 'api.example.com' }, faults: ['spec.trafficPolicy'] },
    { title: 'only TLS', spec: { host: 'api.example.com', trafficPolicy: { tls: { mode: 'SIMPLE' } } }, faults: ['spec.trafficPolicy'] },
    { title: 'an empty block, which means Envoy’s defaults', spec: { host: 'api.example.com', trafficPolicy: { outlierDetection: {} } }, faults: [] },
    {
      title: 'turned off by zero',
      spec: { host: 'api.example.com', trafficPolicy: { outlierDetection: { consecutive5xxErrors: 0 } } },
      faults: ['spec.trafficPolicy'],
    },
    {
      title: 'errors of gateways instead of all',
      spec: { host: 'api.example.com', trafficPolicy: { outlierDetection: { consecutive5xxErrors: 0, consecutiveGatewayErrors: 5 } } },
      faults: [],
    },
    {
      title: 'errors of connections instead of answers',
      spec: { host: 'api.example.com', trafficPolicy: { outlierDetection: { consecutive5xxErrors: 0, splitExternalLocalOriginErrors: true } } },
      faults: [],
    },
    {
      title: 'a port that takes it away again',
      spec: {
        host: 'api.example.com',
        trafficPolicy: { outlierDetection: {}, portLevelSettings: [{ port: { number: 443 }, tls: { mode: 'SIMPLE' } }] },
      },
      faults: ['spec.trafficPolicy.portLevelSettings[0]'],
    },
    {
      title: 'only at the port',
      spec: { host: 'api.example.com', trafficPolicy: { portLevelSettings: [{ port: { number: 443 }, outlierDetection: {} }] } },
      faults: [],
    },
    {
      title: 'in every subset',
      spec: { host: 'api.example.com', subsets: [{ name: 'eu', labels: { region: 'eu' }, trafficPolicy: { outlierDetection: {} } }] },
      faults: [],
    },
    {
      title: 'in one of two subsets',
      spec: {
        host: 'api.example.com',
        subsets: [
          { name: 'eu', labels: { region: 'eu' }, trafficPolicy: { outlierDetection: {} } },
          { name: 'us', labels: { region: 'us' } },
        ],
      },
      faults: ['spec.trafficPolicy'],
    },
    {
      title: 'a port of a subset that takes it away again',
      spec: {
        host: 'api.example.com',
        trafficPolicy: { outlierDetection: {} },
        subsets: [{ name: 'eu', labels: { region: 'eu' }, trafficPolicy: { portLevelSettings: [{ port: { number: 443 }, tls: { mode: 'SIMPLE' } }] } }],
      },
      faults: ['spec.subsets[0].trafficPolicy.portLevelSettings[0]'],
    },
    { title: 'a service of the cluster', spec: { host: 'cart.shop.svc.cluster.local', trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } } }, faults: [] },
  ],
};

function detects(policy: Json): boolean {
  const detection = mapOf(policy).outlierDetection;
  if (detection === undefined) {
    return false;
  }
  const { consecutive5xxErrors, consecutiveGatewayErrors = 0, splitExternalLocalOriginErrors = false } = mapOf(detection);
  return !(consecutive5xxErrors === 0 && consecutiveGatewayErrors === 0 && splitExternalLocalOriginErrors === false);
}

/** Where every port says its own, nothing is left for the level above. */
function detectsBesidePorts(policy: Json): boolean {
  return detects(policy) || listOf(mapOf(policy).portLevelSettings).length > 0;
}

function detectsInCel(level: string): string {
  return `(has(${level}.outlierDetection) && [dyn(${level}.outlierDetection)].exists(detection,`
    + ' !has(detection.consecutive5xxErrors) || detection.consecutive5xxErrors != 0'
    + ' || (has(detection.consecutiveGatewayErrors) && detection.consecutiveGatewayErrors != 0)'
    + ' || (has(detection.splitExternalLocalOriginErrors) && detection.splitExternalLocalOriginErrors == true)))';
}

const DETECTS_BESIDE_PORTS_IN_CEL = `${detectsInCel('policy')} || (has(policy.portLevelSettings) && size(policy.portLevelSettings) > 0)`;
