import { PolicyRule } from './policy-rule';
import { REGO_PACKAGE, ruleRego, ruleTestRego, sharedRego } from './rego-text';
import { underscored } from './rule-definition';
import { rulesOfOneObject } from './rules';
import { DNS_LABEL, requireName } from '../../kernel/names';

/** Which rules a bundle holds, and for which mesh. */
export interface RegoBundleProps {
  /**
   * The rules.
   *
   * @default - every rule of `PolicyRule` that one object decides
   */
  readonly rules?: PolicyRule[];
  /**
   * Namespace whose policies apply to the whole mesh, Istio's `meshConfig.rootNamespace`. A DNS label (MESH0003).
   *
   * @default 'istio-system'
   */
  readonly rootNamespace?: string;
}

/** A file of a bundle. */
export interface RegoFile {
  /** Its name, to be put into a folder `policies/`: `route_without_timeout.rego`. */
  readonly path: string;
  /** Its whole text. */
  readonly text: string;
}

/**
 * The rules as Rego, for CI: `conftest test --policy policies --namespace cdk8s_istio.policies dist/production`, and their tests:
 * `conftest verify --policy policies`, or `opa test policies`. Rego of version 1 (`import rego.v1`), OPA 0.59 or newer.
 *
 * `deny_<rule>` and `warn_<rule>` are sets of messages `<kind> <namespace>/<name> <field>: <what is wrong>`, so that an exception of conftest
 * (`exception contains rules if …`) can name a rule.
 *
 * @see https://www.conftest.dev/
 */
export class RegoBundle {
  /** The package that conftest is given as `--namespace`. */
  public readonly packageName: string = REGO_PACKAGE;
  /** The files: one for what rules share, then each rule and its tests. */
  public readonly files: RegoFile[];

  /** An empty list of rules is refused (MESH0001), and so is a rule that needs several objects (MESH0826). */
  constructor(props: RegoBundleProps = {}) {
    const { rules, rootNamespace = 'istio-system' } = props;
    requireName(rootNamespace, DNS_LABEL, 'rootNamespace of policy.RegoBundle');
    const definitions = rulesOfOneObject(rules, 'policy.RegoBundle');
    this.files = [
      { path: 'mesh.rego', text: sharedRego() },
      ...definitions.flatMap(definition => [
        { path: `${underscored(definition.rule)}.rego`, text: ruleRego(definition, rootNamespace) },
        { path: `${underscored(definition.rule)}_test.rego`, text: ruleTestRego(definition, rootNamespace) },
      ]),
    ];
  }
}
