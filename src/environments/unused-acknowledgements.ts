import { Acknowledgement, Acknowledgements } from '../analysis/acknowledgement';
import { Finding } from '../analysis/finding';
import { RULES } from '../analysis/rules';
import { CODES } from '../kernel/codes';
import { nearestName } from '../kernel/nearest';

/** The acknowledgements of one environment. */
interface OfEnvironment {
  readonly environment: { readonly environmentName: string };
  readonly acknowledgements: Acknowledgements;
}

/**
 * A warning for every acknowledgement that no environment needs: the line that says it is dead, or it says something that nobody can
 * acknowledge. One that a single environment needs is right for all that the same line makes it in.
 */
export function unusedAcknowledgements(environments: readonly OfEnvironment[], packRuleIds: readonly string[]): Finding[] {
  const groups = new Map<string, { first: Acknowledgement; environments: string[]; isUsed: boolean; isRefused: boolean }>();
  for (const { environment: { environmentName }, acknowledgements } of environments) {
    for (const each of acknowledgements.all) {
      const key = JSON.stringify([each.ruleId, each.constructPath, each.file, each.line]);
      const group = groups.get(key) ?? { first: each, environments: [], isUsed: false, isRefused: false };
      groups.set(key, {
        first: group.first,
        environments: [...group.environments, environmentName],
        isUsed: group.isUsed || acknowledgements.used.has(each),
        isRefused: group.isRefused || acknowledgements.refused.has(each),
      });
    }
  }
  return [...groups.values()].filter(({ isUsed }) => !isUsed).map(({ first, environments: names, isRefused }): Finding => ({
    code: CODES.UNUSED_ACKNOWLEDGEMENT,
    rule: 'unused-acknowledgement',
    layer: 'mesh',
    severity: 'warning',
    ...(isRefused ? refused(first) : unused(first, packRuleIds)),
    field: '',
    file: first.file,
    line: first.line,
    constructPath: first.constructPath,
    environments: names,
    equals: [],
  }));
}

function unused({ ruleId }: Acknowledgement, packRuleIds: readonly string[]): Pick<Finding, 'message' | 'why' | 'fix' | 'found' | 'nearest'> {
  const known = [...RULES.flatMap(({ code, name }) => [code, name]), ...packRuleIds];
  const nearest = known.includes(ruleId) || /^MESH0/.test(ruleId) ? undefined : nearestName(ruleId, known);
  return {
    message: `The acknowledgement of ${ruleId} is not needed: there is no such finding here.`,
    why: 'It would hide the next one without anybody having looked at it.',
    fix: nearest === undefined ? 'Remove it.' : `Remove it; or is ${nearest} meant?`,
    found: ruleId,
    nearest,
  };
}

function refused({ ruleId }: Acknowledgement): Pick<Finding, 'message' | 'why' | 'fix' | 'found'> {
  return {
    message: `${ruleId} cannot be acknowledged: the object would be refused, whatever anybody says.`,
    why: 'Errors with codes below MESH1000 are those of a reader, the API server, Istio’s webhook or the writer of the output.',
    fix: 'Correct the object, and remove the acknowledgement.',
    found: ruleId,
  };
}
