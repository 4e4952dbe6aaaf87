import { MeshFinding, MeshFindingProps } from './mesh-finding';
import { MeshModel } from './mesh-model';
import { RateLimitedGateways } from './rate-limited-gateways';
import { IMeshRule, IRulePack } from './rule-pack';
import { faultsOf } from '../delivery/policy/faults';
import { PolicyRule } from '../delivery/policy/policy-rule';
import { PolicyRuleDefinition } from '../delivery/policy/rule-definition';
import { chosenRules } from '../delivery/policy/rules';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';

/** Which rules the pack holds. */
export interface PolicyRulePackProps {
  /**
   * The rules; an empty list is refused (MESH0001). `IGNORED_PEER_AUTHENTICATION` adds nothing: as MESH1201 it is looked for in every fleet.
   *
   * @default - every rule of `PolicyRule`
   */
  readonly rules?: PolicyRule[];
}

/**
 * The rules of `policy.PolicyRule` for a fleet: `fleet.addRulePack(new PolicyRulePack())`. What CI finds by Rego and the API server by admission
 * policies is found at synth already, with the line of the program that says it. An exception is an acknowledgement of the rule by its name:
 * `Findings.of(construct).acknowledge({ ruleId: 'route-without-timeout', reason: 'streams' })`.
 */
export class PolicyRulePack implements IRulePack {
  public readonly packName: string = 'policy';
  private readonly chosen: PolicyRule[];

  constructor(props: PolicyRulePackProps = {}) {
    this.chosen = [...props.rules ?? Object.values(PolicyRule)];
    if (this.chosen.length === 0) {
      fail({
        code: CODES.INVALID_ARGUMENT,
        what: 'No rule is named.',
        where: 'PolicyRulePack: rules',
        why: 'Everything would pass, and look checked.',
        fix: 'Name at least one PolicyRule, or leave rules out for all of them.',
      });
    }
  }

  /** One rule per `PolicyRule`, with its name as `ruleId`. */
  public rules(): IMeshRule[] {
    return [
      ...chosenRules(this.chosen).filter(({ checkedAs }) => checkedAs === undefined).map(definition => new OneObjectRule(definition)),
      ...this.chosen.includes(PolicyRule.GATEWAY_WITHOUT_RATE_LIMIT) ? [new RateLimitedGateways()] : [],
    ];
  }
}

/** A rule that looks at one object at a time. */
class OneObjectRule implements IMeshRule {
  public readonly ruleId: string;

  constructor(private readonly definition: PolicyRuleDefinition) {
    this.ruleId = definition.rule;
  }

  public check(mesh: MeshModel): MeshFinding[] {
    const { subject, severity, words, fix } = this.definition;
    return mesh.objectsOfKind(subject.kind).flatMap(object => faultsOf(this.definition, object.json, mesh.rootNamespace).map(field => {
      const finding: MeshFindingProps = { object, field, message: `${words[0].toUpperCase()}${words.slice(1)}.`, fix };
      return severity === 'deny' ? MeshFinding.error(finding) : MeshFinding.warning(finding);
    }));
  }
}
