import { Construct } from 'constructs';
import { AdmissionAction } from './admission-action';
import { AdmissionPolicy } from './admission-policy';
import { PolicyRule } from './policy-rule';
import { PolicyRuleDefinition } from './rule-definition';
import { rulesOfOneObject } from './rules';
import { DNS_LABEL, requireName } from '../../kernel/names';

/** Which rules the API server enforces, and how. */
export interface AdmissionPoliciesProps {
  /**
   * The rules. An empty list is refused (MESH0001), and so is a rule that needs several objects (MESH0826).
   *
   * @default - every rule of `PolicyRule` that one object decides
   */
  readonly rules?: PolicyRule[];
  /**
   * What happens to a change that a rule refuses. To try rules on a living mesh, begin with WARN.
   *
   * @default - DENY; WARN for the rules that only warn
   */
  readonly action?: AdmissionAction;
  /**
   * Namespaces that are passed over, by name. DNS labels (MESH0003).
   *
   * @default - none: the rules hold everywhere
   */
  readonly exceptNamespaces?: string[];
  /**
   * Start of the names of the policies: `<namePrefix>-<rule>`. A DNS label (MESH0003).
   *
   * @default 'mesh'
   */
  readonly namePrefix?: string;
  /**
   * Namespace whose policies apply to the whole mesh, Istio's `meshConfig.rootNamespace`. A DNS label (MESH0003).
   *
   * @default 'istio-system'
   */
  readonly rootNamespace?: string;
}

/**
 * The rules as ValidatingAdmissionPolicies, one per rule with its binding: what CI and this library cannot see, a change that somebody makes
 * by hand or with another tool, is refused by the API server.
 *
 * Put it into one environment's chart per cluster: the objects are cluster-scoped.
 */
export class AdmissionPolicies extends Construct {
  constructor(scope: Construct, id: string, props: AdmissionPoliciesProps = {}) {
    super(scope, id);
    const { rules, action, exceptNamespaces, namePrefix = 'mesh', rootNamespace = 'istio-system' } = props;
    requireName(namePrefix, DNS_LABEL, 'namePrefix of policy.AdmissionPolicies', this.node.path);
    requireName(rootNamespace, DNS_LABEL, 'rootNamespace of policy.AdmissionPolicies', this.node.path);
    for (const definition of rulesOfOneObject(rules, this.node.path)) {
      const { rule, severity, subject } = definition;
      new AdmissionPolicy(this, rule, {
        name: `${namePrefix}-${rule}`,
        group: subject.group,
        version: subject.version,
        resource: subject.resource,
        action: action ?? (severity === 'deny' ? AdmissionAction.DENY : AdmissionAction.WARN),
        exceptNamespaces,
        ...celOf(definition, rootNamespace),
      });
    }
  }
}

function celOf({ admission, words, fix }: PolicyRuleDefinition, rootNamespace: string) {
  const { variables, allowed, places } = admission(rootNamespace);
  const message = `${words}. ${fix}`;
  return {
    variables: Object.entries(variables).map(([name, expression]) => ({ name, expression })),
    validations: [{ expression: allowed, message, messageExpression: `${places} + ${JSON.stringify(`: ${message}`)}` }],
  };
}
