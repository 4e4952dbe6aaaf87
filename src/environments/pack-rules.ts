import { AddedRulePack } from './added-rule-pack';
import { MeshFinding } from './mesh-finding';
import { MeshModel } from './mesh-model';
import { MeshObject } from './mesh-object';
import { IMeshRule } from './rule-pack';
import { Report, RunnableRule } from '../analysis/rule';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { FieldPath, parseFieldPath } from '../kernel/field-path';
import type { MeshModel as ResolvedMesh } from '../model/mesh';

/** The rules of packs as the analyzer runs them. */
export function packRules(packs: readonly AddedRulePack[], environmentName: string, istioVersion: string): RunnableRule[] {
  return packs.flatMap(({ packName, rules }) => rules.map((rule): RunnableRule => ({
    code: rule.ruleId,
    name: rule.ruleId,
    pack: packName,
    layer: 'mesh',
    severity: 'error',
    equals: [],
    check: (mesh, report) => run(rule, mesh, MeshModel._of(mesh, environmentName, istioVersion), report),
  })));
}

function run(rule: IMeshRule, mesh: ResolvedMesh, model: MeshModel, report: Report): void {
  const findings: unknown = rule.check(model);
  if (!Array.isArray(findings)) {
    misuse(`check() returned ${describe(findings)}`, 'return a list of MeshFinding');
  }
  const own = new Set<unknown>(mesh.manifests);
  for (const finding of findings as unknown[]) {
    if (!MeshFinding.isMeshFinding(finding)) {
      misuse(`check() returned a list with ${describe(finding)}`, 'make findings with MeshFinding.error, warning, info or undecided');
    }
    tell(finding, own, report);
  }
}

function tell(finding: MeshFinding, own: ReadonlySet<unknown>, report: Report): void {
  const { object, field, message, fix, why, found, nearest, because } = finding._props;
  if (object !== undefined && !own.has(object._manifest)) {
    misuse(`a finding about ${object.kind} ${object.namespace}/${object.name}, which is no object of this mesh`, 'take objects from the mesh that check() is given');
  }
  const path = pathOf(object, field);
  if (finding._severity === undefined) {
    report.undecided(object!._manifest, path, words(because, 'because'));
  } else {
    report.problem(object?._manifest, path, { severity: finding._severity, message: words(message, 'message'), fix: words(fix, 'fix'), why, found, nearest });
  }
}

function pathOf(object: MeshObject | undefined, field: string = ''): FieldPath {
  return parseFieldPath(field) ?? misuse(
    `a finding about the field ${JSON.stringify(field)}${object ? ` of ${object.kind} ${object.name}` : ''}`, 'write it as spec.http[0].timeout, or metadata.labels["app"]');
}

function words(value: unknown, name: string): string {
  return typeof value === 'string' && value.trim() !== '' ? value : misuse(`a finding without ${name}`, `give ${name} one sentence`);
}

/** Thrown into the analyzer's guard, which makes it a fault of the pack. */
function misuse(what: string, fix: string): never {
  return fail({ code: CODES.RULE_PACK_FAILED, what, fix });
}

function describe(value: unknown): string {
  return value === undefined ? 'nothing' : Array.isArray(value) ? 'a list' : `${typeof value === 'object' ? 'an object' : `the ${typeof value} ${String(value)}`}`;
}
