import { Construct } from 'constructs';
import { AccessLogging, renderAccessLogging } from './access-logging';
import { Metrics, renderMetrics } from './metrics';
import { claimTelemetryScope } from './telemetry-scope';
import { renderTracing, Tracing } from './tracing';
import { defined, nonEmptyList } from '../networking/field-checks';
import { IstioObject } from '../networking/istio-object';
import { checkMeshWide } from '../networking/mesh-wide';
import { PolicyProps } from '../security/policy-props';
import { namespaceFor, PolicyTarget } from '../security/policy-target';

/** Props of a Telemetry. */
export interface TelemetryProps extends PolicyProps {
  /**
   * How requests are traced. Istio field `spec.tracing`.
   * @default - as on the enclosing level
   */
  readonly tracing?: Tracing;
  /**
   * Which metrics proxies report, at least one entry. Istio field `spec.metrics`.
   * @default - as on the enclosing level
   */
  readonly metrics?: Metrics[];
  /**
   * What is logged, at least one entry. Istio field `spec.accessLogging`.
   * @default - as on the enclosing level
   */
  readonly accessLogging?: AccessLogging[];
}

/**
 * What proxies tell of the traffic: traces, metrics, access logs.
 *
 * The innermost level wins, field by field: workload, namespace, mesh (an object without target in Istio's root namespace). Providers are
 * named here and configured in the mesh configuration (`extensionProviders`). Of several objects without target in one namespace Istio follows
 * one only: the second in a program is an error (MESH0018).
 *
 * What no prop reaches, `addJsonPatch` does; an `ApiObject` of cdk8s takes a whole document.
 *
 * @see https://istio.io/latest/docs/reference/config/telemetry/
 */
export class Telemetry extends IstioObject {
  private readonly target?: PolicyTarget;
  private readonly spec: object;

  constructor(scope: Construct, id: string, props: TelemetryProps = {}) {
    const where = `Telemetry ${scope.node.path}/${id}`;
    super(scope, id, { apiVersion: 'telemetry.istio.io/v1', kind: 'Telemetry' }, {
      ...props, namespace: namespaceFor(props.target?._namespaces ?? [], props.namespace, where),
    });
    checkMeshWide(this, props.target !== undefined, props.meshWide);
    if (!props.target) {
      claimTelemetryScope(this, this.namespaceName);
    }
    this.target = props.target;
    this.spec = defined({
      tracing: props.tracing && [renderTracing(props.tracing, `${where} spec.tracing[0]`)],
      metrics: nonEmptyList(props.metrics, `${where} spec.metrics`)?.map((entry, i) => renderMetrics(entry, `${where} spec.metrics[${i}]`)),
      accessLogging: nonEmptyList(props.accessLogging, `${where} spec.accessLogging`)
        ?.map((entry, i) => renderAccessLogging(entry, `${where} spec.accessLogging[${i}]`)),
    });
  }

  /** @internal */
  public _spec(): object {
    return { ...this.target?._render(), ...this.spec };
  }
}
