import type { Format } from './format';
import { Finding } from '../analysis/finding';

/**
 * The report as one JSON object: `schemaVersion`, `verdict` and `findings`, then what could not be decided, what is acknowledged, and (of a
 * program) which objects the typed constructs do not vouch for. Fields are only
 * ever added. What is not known is null.
 */
export const json: Format = ({ verdict, findings, acknowledged, undecided, escapeHatches, faults }) => {
  const object = {
    schemaVersion: 1,
    verdict,
    findings: findings.map(findingObject),
    undecided,
    acknowledged: acknowledged.map(finding => ({ ...findingObject(finding), reason: finding.reason, acknowledgedAt: finding.acknowledgedAt })),
    ...(escapeHatches ? { escapeHatches } : {}),
    ...(faults.length > 0 ? { faults } : {}),
  };
  return `${JSON.stringify(object, undefined, 2)}\n`;
};

function findingObject(finding: Finding): object {
  const { code, rule, layer, severity, message, fix, object, field, file, line, equals } = finding;
  const { pack, why, constructPath, environments, found, nearest } = finding;
  return {
    code,
    rule,
    layer,
    severity,
    message,
    fix,
    object: object ? { apiVersion: object.apiVersion, kind: object.kind, namespace: object.namespace, name: object.name } : null,
    field,
    file: file ?? null,
    line: line ?? null,
    equals,
    pack,
    why,
    constructPath,
    environments,
    found,
    nearest,
  };
}
