import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { DeliveryTarget } from '../target';

/** How environments are synced one after the other. */
export interface RollingSync {
  /**
   * How many clusters of the environments of one step are synced at a time: 1 or more (MESH0001).
   *
   * @default - all of them
   */
  readonly maxUpdate?: number;
}

/**
 * `spec.strategy` of an ApplicationSet: a step for the environments that come after nothing, then one for those that come after these, and so on.
 * Every environment is in one, because an Application that no step names is never synced.
 * @internal
 */
export function rollingStrategy({ maxUpdate }: RollingSync, targets: readonly DeliveryTarget[], where: string): object {
  if (maxUpdate !== undefined && (!Number.isSafeInteger(maxUpdate) || maxUpdate < 1)) {
    fail({ code: CODES.INVALID_ARGUMENT, what: `A step cannot sync ${maxUpdate} clusters at a time.`, where: `${where}: rollingSync`, fix: 'Give 1 or more.' });
  }
  const steps = stepsOf(targets, where).map(environments => ({
    matchExpressions: [{ key: 'cdk8s-istio/environment', operator: 'In', values: environments }],
    ...maxUpdate === undefined ? {} : { maxUpdate },
  }));
  return { type: 'RollingSync', deletionOrder: 'Reverse', rollingSync: { steps } };
}

/** Environments by how many are before them at most, each group in the fleet's order. */
function stepsOf(targets: readonly DeliveryTarget[], where: string): string[][] {
  const after = new Map(targets.map(({ environment }) => [environment.name, environment.after]));
  const steps: string[][] = [];
  let rest = [...after.keys()];
  const done = new Set<string>();
  while (rest.length > 0) {
    const ready = rest.filter(name => after.get(name)!.every(earlier => done.has(earlier)));
    if (ready.length === 0) {
      fail({
        code: CODES.ENVIRONMENT_ORDER,
        what: `Environments come after each other: ${rest.join(', ')}.`,
        where: `${where}: rollingSync`,
        why: 'None of them would ever be synced.',
        fix: 'Break the circle: one environment must come after none of the others.',
      });
    }
    steps.push(ready);
    ready.forEach(name => done.add(name));
    rest = rest.filter(name => !done.has(name));
  }
  return steps;
}
