import { RolloutStep } from './rollout-step';
import { CODES } from '../../kernel/codes';
import { Fault, fail } from '../../kernel/fail';

/** Checks what holds between steps (MESH0812). Returns the names of the routes they add, highest first: in the order of the steps that add them. */
export function checkSteps(steps: readonly RolloutStep[], where: string): string[] {
  const refuse = (i: number, fault: Omit<Fault, 'code' | 'where'>) => fail({ code: CODES.RELEASE_STEPS, where: `${where}[${i}]`, ...fault });
  if (!steps?.some(({ _weight: weight }) => weight !== undefined && weight > 0)) {
    refuse(0, { what: 'a rollout without a step that gives the new version a share', why: 'all users would get it at once', fix: 'begin with RolloutStep.weight(5)' });
  }
  const routes = new Map<string, string>();
  let weight = 0;
  let fixedScale = false;
  steps.forEach((step, i) => {
    const { _kind: kind, _weight: next, _route: route } = step;
    if (next !== undefined) {
      if (fixedScale && next > weight && steps[i + 1]?._kind !== 'scaleReset') {
        refuse(i, {
          what: `a share of ${next} percent for a number of pods that was set by hand`,
          why: 'the pods stay as many, however much they get',
          fix: 'put RolloutStep.followWeight() after it',
        });
      }
      if (next === steps[i - 1]?._weight) {
        refuse(i, { what: `the share is ${next} percent already`, fix: 'remove the step' });
      }
      weight = next;
    }
    if (kind === 'scaleReset' && weight === 0) {
      refuse(i, {
        what: 'a number of pods that follows a share of 0 percent',
        why: 'all pods of the new version would go, and with them the routes to it',
        fix: 'put RolloutStep.weight(5) before it',
      });
    }
    if ((kind === 'headerRoute' || kind === 'mirrorRoute') && weight === 0 && !fixedScale) {
      refuse(i, {
        what: `the route ${route} while no pod of the new version runs`,
        why: 'Argo Rollouts takes routes away again as long as there is none, so that the step would do nothing',
        fix: 'put RolloutStep.canaryReplicas(1) before it',
      });
    }
    fixedScale = kind === 'scale' || (fixedScale && kind !== 'scaleReset');
    if (kind === 'headerRoute' || kind === 'mirrorRoute') {
      if ((routes.get(route!) ?? kind) !== kind) {
        refuse(i, { what: `${route} is the name of a header route and of a mirror route`, why: 'the second would replace the first', fix: 'choose another name' });
      }
      routes.set(route!, kind);
    }
    if ((kind === 'noHeaderRoute' && routes.get(route!) !== 'headerRoute') || (kind === 'noMirrorRoute' && routes.get(route!) !== 'mirrorRoute')) {
      refuse(i, { what: `no step before adds the ${kind === 'noHeaderRoute' ? 'header' : 'mirror'} route ${route}`, fix: 'name the route of an earlier step, or remove the step' });
    }
  });
  return [...routes.keys()];
}
