import { Construct } from 'constructs';
import { JwtRule, renderJwtRule } from './jwt-rule';
import { PolicyProps } from './policy-props';
import { namespaceFor, PolicyTarget } from './policy-target';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { IstioObject } from '../networking/istio-object';
import { checkMeshWide } from '../networking/mesh-wide';

/** Props of a RequestAuthentication. */
export interface RequestAuthenticationProps extends PolicyProps {
  /** The issuers whose tokens are accepted, 1–4096. Istio field `spec.jwtRules`. */
  readonly jwtRules: JwtRule[];
}

/**
 * Which tokens requests may carry.
 *
 * A request with an invalid token, or one of an unknown issuer, is refused (401). **A request without token passes**: to require one, add
 * an AuthorizationPolicy that names `requestPrincipals` or a condition on claims. All objects that apply to a workload count together.
 *
 * What no prop reaches, `addJsonPatch` does; an `ApiObject` of cdk8s takes a whole document.
 *
 * @see https://istio.io/latest/docs/reference/config/security/request_authentication/
 */
export class RequestAuthentication extends IstioObject {
  private readonly target?: PolicyTarget;
  private readonly spec: object;

  constructor(scope: Construct, id: string, props: RequestAuthenticationProps) {
    const where = `RequestAuthentication ${scope.node.path}/${id}`;
    super(scope, id, { apiVersion: 'security.istio.io/v1', kind: 'RequestAuthentication' }, {
      ...props, namespace: namespaceFor(props.target?._namespaces ?? [], props.namespace, where),
    });
    checkMeshWide(this, props.target !== undefined, props.meshWide);
    this.target = props.target;
    if (props.jwtRules.length === 0 || props.jwtRules.length > 4096) {
      fail({
        code: props.jwtRules.length === 0 ? CODES.AMBIGUOUS_POLICY : CODES.INVALID_ARGUMENT,
        what: `${props.jwtRules.length} JWT rules`,
        where,
        why: 'without rules tokens are not checked at all; Istio takes 4096 at most',
        fix: 'name the issuers whose tokens are accepted',
      });
    }
    this.spec = {
      jwtRules: props.jwtRules.map((rule, i) => renderJwtRule(rule, `${where} spec.jwtRules[${i}]`)),
    };
  }

  /** @internal */
  public _spec(): object {
    return { ...this.target?._render(), ...this.spec };
  }
}
