import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { AdmissionAction, validationActions } from './admission-action';
import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { DNS_LABEL, DNS_SUBDOMAIN, kebabCase, nameFault, requireName } from '../../kernel/names';

/**
 * False for an object that is being deleted, so that its finalizers can be taken off whatever it says. It still holds until then: another spec
 * is checked as before.
 */
const NOT_BEING_DELETED = '!has(object.metadata.deletionTimestamp) || oldObject == null || has(object.spec) != has(oldObject.spec)'
  + ' || (has(object.spec) && object.spec != oldObject.spec)';

/** What a policy checks. */
export interface AdmissionValidation {
  /** CEL that is true for what may be stored. Reads `object`, `oldObject`, `request` and `variables`. Not empty (MESH0825). */
  readonly expression: string;
  /** What is wrong with an object for which it is false: one line, not empty (MESH0825). */
  readonly message: string;
  /**
   * CEL that gives a message that names the place; an error in it falls back to `message`.
   *
   * @default - `message`
   */
  readonly messageExpression?: string;
}

/** A name for an expression that others use as `variables.<name>`. */
export interface AdmissionVariable {
  /** A name of CEL: letters, digits and `_`, not beginning with a digit (MESH0825). */
  readonly name: string;
  /** CEL; may use variables that stand before it. */
  readonly expression: string;
}

/** A policy of the API server over objects of one kind. */
export interface AdmissionPolicyProps {
  /**
   * `metadata.name` of the policy and of its binding, a DNS subdomain (MESH0003).
   *
   * @default - from the construct id
   */
  readonly name?: string;
  /** API group of the objects, `networking.istio.io`; not the core group (MESH0825). */
  readonly group: string;
  /** Version that the expressions read, `v1`; objects of other versions are converted to it (MESH0825). */
  readonly version: string;
  /** The kind's plural as in the API's path, `virtualservices` (MESH0825). */
  readonly resource: string;
  /** What is checked. At least one (MESH0825). */
  readonly validations: AdmissionValidation[];
  /**
   * Expressions that the validations share.
   *
   * @default - none
   */
  readonly variables?: AdmissionVariable[];
  /**
   * What happens to a change that is refused.
   *
   * @default AdmissionAction.DENY
   */
  readonly action?: AdmissionAction;
  /**
   * Namespaces that are passed over, by name. DNS labels (MESH0003).
   *
   * @default - none: the policy holds everywhere
   */
  readonly exceptNamespaces?: string[];
}

/**
 * A `ValidatingAdmissionPolicy` with its binding (`admissionregistration.k8s.io/v1`, Kubernetes 1.30 or newer): the API server itself evaluates
 * CEL at every create and update, with no webhook to run. Objects that are being deleted pass, else one that breaks the policy could never
 * lose its finalizers.
 *
 * The policy counts for everybody who writes, also for Flagger and Argo Rollouts. `failurePolicy` is `Fail`: an expression that cannot be
 * evaluated refuses.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
 */
export class AdmissionPolicy extends Construct {
  /** `metadata.name` of the policy and of its binding. */
  public readonly name: string;

  constructor(scope: Construct, id: string, props: AdmissionPolicyProps) {
    super(scope, id);
    this.name = props.name ?? kebabCase(id);
    requireName(this.name, DNS_SUBDOMAIN, 'name of a ValidatingAdmissionPolicy', this.node.path);
    this.checkSubject(props);
    this.checkExpressions(props);
    const { group, version, resource, validations, variables = [] } = props;
    this.emit('ValidatingAdmissionPolicy', {
      failurePolicy: 'Fail',
      matchConstraints: {
        matchPolicy: 'Equivalent',
        resourceRules: [{ apiGroups: [group], apiVersions: [version], operations: ['CREATE', 'UPDATE'], resources: [resource], scope: 'Namespaced' }],
      },
      matchConditions: [{ name: 'not-being-deleted', expression: NOT_BEING_DELETED }],
      ...variables.length > 0 ? { variables: variables.map(({ name, expression }) => ({ name, expression })) } : {},
      validations: validations.map(({ expression, message, messageExpression }) => ({
        expression, message, ...messageExpression === undefined ? {} : { messageExpression },
      })),
    });
    this.emit('ValidatingAdmissionPolicyBinding', {
      policyName: this.name,
      validationActions: validationActions(props.action ?? AdmissionAction.DENY),
      ...this.namespaces(props.exceptNamespaces ?? []),
    });
  }

  private emit(kind: string, spec: object): void {
    new ApiObject(this, kind.replace('ValidatingAdmission', ''), {
      apiVersion: 'admissionregistration.k8s.io/v1', kind, metadata: { name: this.name }, spec,
    });
  }

  /** Namespaces carry their own name as a label, which the API server sets. */
  private namespaces(except: string[]): object {
    except.forEach(namespace => requireName(namespace, DNS_LABEL, 'namespace in exceptNamespaces', this.node.path));
    return except.length === 0 ? {} : {
      matchResources: {
        namespaceSelector: { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: [...new Set(except)].sort() }] },
      },
    };
  }

  private checkSubject({ group, version, resource }: AdmissionPolicyProps): void {
    if (nameFault(group, DNS_SUBDOMAIN) !== undefined || !/^v\d+((alpha|beta)\d+)?$/.test(version) || nameFault(resource, DNS_LABEL) !== undefined) {
      this.refuse(`${JSON.stringify(`${group}/${version}/${resource}`)} names no kind of the API`, 'Write it like networking.istio.io, v1, virtualservices.');
    }
  }

  private checkExpressions({ validations, variables = [] }: AdmissionPolicyProps): void {
    if (validations.length === 0) {
      this.refuse('it validates nothing', 'Give at least one validation.');
    }
    for (const { expression, message } of validations) {
      if (expression.trim() === '' || message.trim() === '' || /[\r\n]/.test(message)) {
        this.refuse(`the validation ${JSON.stringify(expression)} has no expression, or its message is not one line`, 'Give CEL, and one line that says what is wrong.');
      }
    }
    const names = new Set<string>();
    for (const { name, expression } of variables) {
      if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) || names.has(name) || expression.trim() === '') {
        this.refuse(`the variable ${JSON.stringify(name)} is no name of CEL, is there twice, or has no expression`, 'Name it like a variable, once.');
      }
      names.add(name);
    }
  }

  private refuse(what: string, fix: string): never {
    fail({ code: CODES.INVALID_ADMISSION_POLICY, what: `The admission policy ${this.name} cannot be stored: ${what}.`, where: this.node.path, fix });
  }
}
