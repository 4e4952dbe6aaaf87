import { AcknowledgedFinding, Finding } from '../analysis/finding';
import { CODES } from '../kernel/codes';

/**
 * The same defect in several environments becomes one finding that names them all, and a wrong name that one line of the program
 * says is one mistake, whatever fields it ends up in. Findings keep the order of their first appearance; environments that of the
 * fleet, because the findings come in that order.
 */
export function mergeFindings<T extends Finding>(findings: readonly T[]): T[] {
  const merged = new Map<string, T>();
  for (const finding of findings) {
    const key = keyOf(finding);
    const first = merged.get(key);
    merged.set(key, first ? { ...first, environments: [...new Set([...first.environments, ...finding.environments])] } : finding);
  }
  return [...merged.values()];
}

function keyOf(finding: Finding): string {
  const { code, rule, object, field, message, file, line, found, constructPath } = finding;
  const { reason, acknowledgedAt } = finding as Partial<AcknowledgedFinding>;
  // What an Istio version does not know is said per version: the message names the one that is set.
  if (found !== undefined && line !== undefined && constructPath !== undefined && code !== CODES.CRD_VERSION) {
    return JSON.stringify([code, rule, found, file, line, reason, acknowledgedAt]);
  }
  return JSON.stringify([code, rule, object?.kind, object?.namespace, object?.name, field, message, file, line, reason]);
}
