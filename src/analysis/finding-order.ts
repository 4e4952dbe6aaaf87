import { Finding, Severity } from './finding';
import { byCodePoint } from '../kernel/order';

const RANK: Record<Severity, number> = { error: 0, warning: 1, info: 2 };

/** Findings in reading order: the worst first, then by file and line, object, field and code. Equal ones keep their order. */
export function inOrder(findings: readonly Finding[]): Finding[] {
  return [...findings].sort((a, b) =>
    RANK[a.severity] - RANK[b.severity]
    || byCodePoint(a.file ?? '', b.file ?? '')
    || (a.line ?? 0) - (b.line ?? 0)
    || byCodePoint(objectKey(a), objectKey(b))
    || byCodePoint(a.field, b.field)
    || byCodePoint(a.code, b.code));
}

function objectKey({ object }: Finding): string {
  return object ? `${object.namespace}/${object.kind}/${object.name}/${object.apiVersion}` : '';
}
