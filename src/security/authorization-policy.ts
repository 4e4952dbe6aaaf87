import { Construct } from 'constructs';
import { AuthorizationProvider } from './authorization-provider';
import { atPorts, AuthorizationRule, RenderedRule, renderRule } from './authorization-rule';
import { PolicyProps } from './policy-props';
import { namespaceFor, PolicyTarget } from './policy-target';
import { requireWaypointPorts } from './waypoint-ports';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { SourceMark, noteSource } from '../kernel/source';
import { IstioObject } from '../networking/istio-object';
import { checkMeshWide } from '../networking/mesh-wide';

/** Props of a policy with rules. */
export interface AuthorizationPolicyProps extends PolicyProps {
  /** The rules, 1–512; the policy matches a request that one of them matches. More can be added with `addRule`. */
  readonly rules: AuthorizationRule[];
}

/** Props of a policy that asks an external authorizer. */
export interface CustomAuthorizationPolicyProps extends AuthorizationPolicyProps {
  /** The authorizer: an extension provider of the mesh configuration. Istio field `spec.provider.name`. */
  readonly provider: AuthorizationProvider;
}

/** What is known of a policy when all of the program is. */
export interface RuleRefinement {
  /** Fails where the policy would mean something else than it says. */
  check(): void;
  /** The ports at which rules hold that name none. Undefined: all. */
  ports(): number[] | undefined;
}

/**
 * Who may call what.
 *
 * Per workload Istio asks first the CUSTOM policies, then DENY, then ALLOW: a request that a CUSTOM policy refuses or a DENY policy matches is
 * refused; of the others, if there is any ALLOW policy, only what one of them matches gets through. AUDIT policies only write logs.
 *
 * The three forms that look alike are three factories: `denyAll` (`spec: {}`), `allowAll` (`rules: [{}]`), and `allow` with rules.
 *
 * What no prop reaches, `addJsonPatch` does; an `ApiObject` of cdk8s takes a whole document.
 *
 * @see https://istio.io/latest/docs/reference/config/security/authorization-policy/
 */
export class AuthorizationPolicy extends IstioObject {
  /**
   * Lets through what one of the rules matches. From now on the target refuses every request that no ALLOW policy matches. Istio field
   * `action: ALLOW`.
   */
  public static allow(scope: Construct, id: string, props: AuthorizationPolicyProps): AuthorizationPolicy {
    return new AuthorizationPolicy(scope, id, props, 'ALLOW', props.rules);
  }

  /**
   * Refuses what one of the rules matches, whatever ALLOW policies say. On TCP ports a rule loses its HTTP fields and refuses more than
   * it says: name `ports` when the workload has TCP ports.
   */
  public static deny(scope: Construct, id: string, props: AuthorizationPolicyProps): AuthorizationPolicy {
    return new AuthorizationPolicy(scope, id, props, 'DENY', props.rules);
  }

  /** Marks what one of the rules matches for the access log. Neither allows nor refuses. */
  public static audit(scope: Construct, id: string, props: AuthorizationPolicyProps): AuthorizationPolicy {
    return new AuthorizationPolicy(scope, id, props, 'AUDIT', props.rules);
  }

  /**
   * Asks an external authorizer about what one of the rules matches; what it lets through still has to pass DENY and ALLOW policies.
   * Rules cannot name identities of callers or tokens. An unknown provider refuses every request that matches.
   */
  public static custom(scope: Construct, id: string, props: CustomAuthorizationPolicyProps): AuthorizationPolicy {
    return new AuthorizationPolicy(scope, id, props, 'CUSTOM', props.rules, props.provider.providerName);
  }

  /**
   * Allows nothing: the target refuses every request that no other ALLOW policy matches. Written as `spec: {}` (with the target, if any).
   * To refuse requests whatever other policies allow, use `deny` with the rule `{ everyRequest: true }`.
   */
  public static denyAll(scope: Construct, id: string, props: PolicyProps = {}): AuthorizationPolicy {
    return new AuthorizationPolicy(scope, id, props, undefined, undefined);
  }

  /** Allows every request that no DENY or CUSTOM policy refuses. Written as `rules: [{}]`. */
  public static allowAll(scope: Construct, id: string, props: PolicyProps = {}): AuthorizationPolicy {
    return new AuthorizationPolicy(scope, id, props, undefined, [{ everyRequest: true }]);
  }

  /**
   * Lets through what rules match that come later, one by one; as long as there is none it allows nothing.
   * @internal
   */
  public static _allowLater(scope: Construct, id: string, props: PolicyProps): AuthorizationPolicy {
    const policy = new AuthorizationPolicy(scope, id, props, 'ALLOW', undefined);
    policy.rules = [];
    policy.mayBeEmpty = true;
    return policy;
  }

  private readonly target?: PolicyTarget;
  private rules?: RenderedRule[];
  private refinement?: RuleRefinement;
  private mayBeEmpty = false;

  private constructor(
    scope: Construct, id: string, props: PolicyProps,
    private readonly action: string | undefined, rules: readonly AuthorizationRule[] | undefined, private readonly provider?: string,
  ) {
    const namespace = namespaceFor(props.target?._namespaces ?? [], props.namespace, `AuthorizationPolicy ${scope.node.path}/${id}`);
    super(scope, id, { apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy' }, { ...props, namespace });
    checkMeshWide(this, props.target !== undefined, props.meshWide);
    this.target = props.target;
    if (rules) {
      this.rules = [];
      if (rules.length === 0) {
        this.ambiguous('a policy with an empty list of rules');
      }
      rules.forEach(rule => this.append(rule));
    }
  }

  /** Adds a rule at the end. Not possible for `denyAll` and `allowAll`, which would become something else. */
  public addRule(rule: AuthorizationRule): void {
    if (this.action === undefined) {
      this.ambiguous(`a rule added to a policy that ${this.rules ? 'allows everything' : 'allows nothing'}`);
    }
    const rendered = this.append(rule);
    noteSource(rendered, SourceMark.here());
  }

  /**
   * What is known at synth only.
   * @internal
   */
  public _refine(refinement: RuleRefinement): void {
    this.refinement = refinement;
  }

  /** @internal */
  public _spec(): object {
    this.refinement?.check();
    if (this.rules?.length === 0) {
      return this.mayBeEmpty ? { ...this.target?._render() } : this.ambiguous('a policy whose rules were refused');
    }
    requireWaypointPorts(this.target, this.rules, this._subject);
    return {
      ...this.target?._render(),
      ...(this.action !== undefined ? { action: this.action } : {}),
      ...(this.provider !== undefined ? { provider: { name: this.provider } } : {}),
      ...(this.rules ? { rules: atPorts(this.rules, this.refinement?.ports()) } : {}),
    };
  }

  private append(rule: AuthorizationRule): RenderedRule {
    const index = this.rules!.length;
    const where = `${this._subject} spec.rules[${index}]`;
    if (index >= 512) {
      fail({ code: CODES.INVALID_ARGUMENT, what: 'a policy with more than 512 rules', where, why: 'Istio refuses it', fix: 'use several policies' });
    }
    const rendered = renderRule(rule, this.action === 'CUSTOM', where);
    this.rules!.push(rendered);
    return rendered;
  }

  private ambiguous(what: string): never {
    return fail({
      code: CODES.AMBIGUOUS_POLICY,
      what,
      where: this._subject,
      why: 'absent rules match nothing, an empty rule matches everything, and the two are easily mistaken for each other',
      fix: 'say AuthorizationPolicy.denyAll, .allowAll, or .allow, .deny, .audit or .custom with at least one rule',
    });
  }
}
