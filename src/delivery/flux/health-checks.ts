import { byCodePoint } from '../../kernel/order';
import { GroupKind } from '../delivery';

/** One entry of `spec.healthCheckExprs`: CEL over the live object. */
export interface HealthCheckExpression {
  readonly apiVersion: string;
  /** Left out to cover all kinds of the group. */
  readonly kind?: string;
  readonly failed: string;
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

/** A Rollout's `status.observedGeneration` is text by its own CRD. */
const ROLLOUT: HealthCheckExpression = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Rollout',
  failed: "has(status.phase) && status.phase == 'Degraded'",
  current: "has(status.observedGeneration) && status.observedGeneration == string(metadata.generation) && has(status.phase) && status.phase == 'Healthy'",
};

/** The expressions that `wait: true` needs for the kinds of an environment, sorted by group. Empty when the built-in checks do. */
export function healthCheckExpressions(kinds: readonly GroupKind[]): HealthCheckExpression[] {
  const groups = [...new Set(kinds.map(kind => kind.group))].sort(byCodePoint);
  const expressions: HealthCheckExpression[] = [];
  for (const group of groups) {
    const version = ISTIO_VERSIONS[group];
    if (version !== undefined) {
      expressions.push({ apiVersion: `${group}/${version}`, failed: ISTIO_FAILED, current: ISTIO_CURRENT });
    } else if (group === 'argoproj.io' && kinds.some(kind => kind.group === group && kind.kind === 'Rollout')) {
      expressions.push(ROLLOUT);
    }
  }
  return expressions;
}
