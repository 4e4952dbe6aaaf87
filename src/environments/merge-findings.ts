import { Finding } from '../analysis/finding';

/**
 * The same defect in several environments becomes one finding that names them all, and a wrong name that one line of the program
 * says is one mistake, whatever fields it ends up in. Findings keep the order of their first appearance; environments that of the
 * fleet, because the findings come in that order.
 */
export function mergeFindings(findings: readonly Finding[]): Finding[] {
  const merged = new Map<string, Finding>();
  for (const finding of findings) {
    const key = keyOf(finding);
    const first = merged.get(key);
    merged.set(key, first ? { ...first, environments: [...new Set([...first.environments, ...finding.environments])] } : finding);
  }
  return [...merged.values()];
}

function keyOf({ code, rule, object, field, message, file, line, found, constructPath }: Finding): string {
  if (found !== undefined && line !== undefined && constructPath !== undefined) {
    return JSON.stringify([code, rule, found, file, line]);
  }
  return JSON.stringify([code, rule, object?.kind, object?.namespace, object?.name, field, message, file, line]);
}
