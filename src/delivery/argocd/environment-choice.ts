import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { nearestName } from '../../kernel/nearest';
import { checkAnyEnvironment, DeliveryTarget } from '../target';

/** The targets of the environments that an option names; all where it names none. Fails where it names one that does not exist, or none at all. */
export function targetsOf<Target extends DeliveryTarget>(names: readonly string[] | undefined, targets: readonly Target[], where: string): Target[] {
  if (names === undefined) {
    return [...targets];
  }
  checkAnyEnvironment(names, `${where}: environments`);
  checkEnvironmentNames(names, targets, where);
  return targets.filter(({ environment }) => names.includes(environment.name));
}

/** Fails when an option names an environment that has no folder: it would silently do nothing. */
export function checkEnvironmentNames(names: readonly string[], targets: readonly DeliveryTarget[], where: string): void {
  const known = new Set(targets.map(({ environment }) => environment.name));
  for (const name of names) {
    if (!known.has(name)) {
      const nearest = nearestName(name, known);
      fail({
        code: CODES.UNKNOWN_MEMBER,
        what: `There is no environment ${JSON.stringify(name)}.`,
        where,
        fix: nearest === undefined ? `Environments are: ${[...known].join(', ') || 'none'}.` : `Did you mean ${JSON.stringify(nearest)}?`,
      });
    }
  }
}
