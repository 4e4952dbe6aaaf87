import type { Construct } from 'constructs';
import { AuthorizationOperation } from './authorization-operation';
import { AuthorizationPolicy } from './authorization-policy';
import { AuthorizationRule } from './authorization-rule';
import { AuthorizationSource, principalOf } from './authorization-source';
import { Condition } from './condition';
import { PolicyTarget } from './policy-target';
import { DNS_LABEL, requireName } from '../kernel/names';
import type { IMeshService } from '../networking/mesh-service';

/** What a caller may do. */
export interface AllowOptions {
  /**
   * Operations, of which one must match.
   * @default - every request
   */
  readonly to?: AuthorizationOperation[];
  /**
   * Conditions, all of which must hold.
   * @default - none
   */
  readonly when?: Condition[];
}

/**
 * Who may call a service.
 *
 * The calls write one AuthorizationPolicy, `<service>-allow`, in the namespace of the service and with its labels: one rule per call, in
 * the order of the calls. From the first call on, the workloads of the service refuse every caller that no ALLOW policy admits.
 *
 * Callers are admitted by the service account of their workload, which mutual TLS proves: a caller in plain text is refused.
 */
export class Connections {
  private policy?: AuthorizationPolicy;

  constructor(private readonly service: IMeshService) {}

  /**
   * Admits a service. Its workloads are known by their service account; if the handle does not know it, the call fails with MESH0012.
   * Every workload that runs as the same service account is admitted too.
   * @param caller who may call
   * @param options what it may do; everything by default
   */
  public allowFrom(caller: IMeshService, options: AllowOptions = {}): AuthorizationPolicy {
    return this.admit({ principals: [principalOf(caller, `connections of ${this.service.host}`)] }, options);
  }

  /**
   * Admits what comes through a gateway. To the service the caller is then the gateway, whoever called the gateway: restrict
   * requests with `to` and `when`.
   * @param gateway the workload of the gateway as a service: `new MeshService(this, 'Ingress', { name: 'istio-ingress', serviceAccount: … })`
   */
  public allowFromGateway(gateway: IMeshService, options: AllowOptions = {}): AuthorizationPolicy {
    return this.allowFrom(gateway, options);
  }

  /**
   * Admits all workloads of a namespace.
   * @param namespace name of the namespace, without wildcard
   */
  public allowFromNamespace(namespace: string, options: AllowOptions = {}): AuthorizationPolicy {
    return this.admit({ namespaces: [requireName(namespace, DNS_LABEL, 'namespace of the callers')] }, options);
  }

  private admit(source: AuthorizationSource, options: AllowOptions): AuthorizationPolicy {
    const rule: AuthorizationRule = { from: [source], to: options.to, when: options.when };
    if (this.policy) {
      this.policy.addRule(rule);
      return this.policy;
    }
    return this.policy = AuthorizationPolicy.allow(this.service as unknown as Construct, 'Allow', {
      name: `${this.service.serviceName}-allow`,
      target: PolicyTarget.service(this.service),
      rules: [rule],
    });
  }
}
