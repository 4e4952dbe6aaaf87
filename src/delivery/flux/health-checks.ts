import { byCodePoint } from '../../kernel/order';
import { GroupKind } from '../delivery';

/** One entry of `spec.healthCheckExprs`: CEL over the live object. */
export interface HealthCheckExpression {
  readonly apiVersion: string;
  /** Left out to cover all kinds of the group. */
  readonly kind?: string;
  readonly failed?: string;
  readonly current: string;
}

/**
 * istiod writes `status.observedGeneration` as text, which Flux's built-in check refuses (istio/istio#39605), so each of Istio's
 * groups gets expressions that never read it. An Istio object may have no status at all, and CEL calls reading it an error; only
 * after somebody wrote to the status subresource is it safe to look. The first `false` of `&&` keeps the rest from mattering.
 */
const ISTIO_FAILED = [
  'has(metadata.managedFields)',
  "metadata.managedFields.exists(f, has(f.subresource) && f.subresource == 'status')",
  'has(status.validationMessages)',
  "status.validationMessages.exists(m, has(m.level) && m.level == 'ERROR')",
].join(' && ');

/** Always true: an Istio object is as current as it gets once it is stored. */
const ISTIO_CURRENT = 'metadata.generation > 0';

const ISTIO_VERSIONS: Readonly<Record<string, string>> = {
  'extensions.istio.io': 'v1alpha1',
  'networking.istio.io': 'v1',
  'security.istio.io': 'v1',
  'telemetry.istio.io': 'v1',
};

/**
 * Kinds whose controllers always write a status, and that Flux's built-in check calls ready before they do, by `<group>/<kind>`. As
 * long as there is no status, reading it is an error for CEL, which Flux takes for "not yet".
 */
const KINDS: Readonly<Record<string, Omit<HealthCheckExpression, 'kind'>>> = {
  // `status.observedGeneration` is text by the CRD, so that no built-in check compares it.
  'argoproj.io/Rollout': {
    apiVersion: 'argoproj.io/v1alpha1',
    failed: "has(status.phase) && status.phase == 'Degraded'",
    current: "has(status.observedGeneration) && status.observedGeneration == string(metadata.generation) && has(status.phase) && status.phase == 'Healthy'",
  },
  'bitnami.com/SealedSecret': {
    apiVersion: 'bitnami.com/v1alpha1',
    failed: conditionIs('Synced', 'False'),
    current: conditionIs('Synced', 'True'),
  },
  // A store that cannot be reached makes the condition False for a while: in time is ready, later is a timeout.
  'external-secrets.io/ExternalSecret': {
    apiVersion: 'external-secrets.io/v1',
    current: conditionIs('Ready', 'True'),
  },
  'flagger.app/Canary': {
    apiVersion: 'flagger.app/v1beta1',
    failed: "has(status.phase) && status.phase == 'Failed'",
    current: "has(status.phase) && status.phase in ['Initialized', 'Succeeded']",
  },
  'velero.io/Schedule': {
    apiVersion: 'velero.io/v1',
    failed: "has(status.phase) && status.phase == 'FailedValidation'",
    current: "has(status.phase) && status.phase == 'Enabled'",
  },
};

function conditionIs(type: string, value: string): string {
  return `has(status.conditions) && status.conditions.exists(c, c.type == '${type}' && c.status == '${value}')`;
}

/** The expressions that `wait: true` needs for the kinds of an environment, sorted by group and kind. Empty when the built-in checks do. */
export function healthCheckExpressions(kinds: readonly GroupKind[]): HealthCheckExpression[] {
  const expressions = new Map<string, HealthCheckExpression>();
  for (const { group, kind } of kinds) {
    const version = ISTIO_VERSIONS[group];
    const check = KINDS[`${group}/${kind}`];
    if (version !== undefined) {
      expressions.set(group, { apiVersion: `${group}/${version}`, failed: ISTIO_FAILED, current: ISTIO_CURRENT });
    } else if (check !== undefined) {
      const { apiVersion, ...rest } = check;
      expressions.set(`${group}/${kind}`, { apiVersion, kind, ...rest });
    }
  }
  return [...expressions].sort(([a], [b]) => byCodePoint(a, b)).map(([, expression]) => expression);
}
