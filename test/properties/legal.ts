import { App, Chart } from 'cdk8s';
import * as fc from 'fast-check';
import { carryOut, Plan } from './plan';
import { Shape } from './shapes';
import { surroundings } from './surroundings';
import { MeshError } from '../../src/kernel/fail';

/** So often a value is generated anew; then it is used as it is, and refused where it is used. */
const TRIES = 25;

/** Leaves out what the library refuses at once: factories with illegal arguments, and structs that no construct takes. */
export function onlyLegal(plans: fc.Arbitrary<Plan>, tryIn: Shape['tryIn'], tries = TRIES): fc.Arbitrary<Plan> {
  return new Legal(plans, tryIn, tries);
}

/** Unlike `filter` of fast-check it comes to an end where nothing is legal. */
class Legal extends fc.Arbitrary<Plan> {
  constructor(private readonly plans: fc.Arbitrary<Plan>, private readonly tryIn: Shape['tryIn'], private readonly tries: number) {
    super();
  }

  public generate(random: fc.Random, bias: number | undefined): fc.Value<Plan> {
    let made = this.plans.generate(random, bias);
    for (let i = 1; i < this.tries && !this.isLegal(made.value); i++) {
      made = this.plans.generate(random, bias);
    }
    return new fc.Value(made.value, undefined);
  }

  public canShrinkWithoutContext(_value: unknown): _value is Plan {
    return false;
  }

  public shrink(): fc.Stream<fc.Value<Plan>> {
    return fc.Stream.nil();
  }

  private isLegal(plan: Plan): boolean {
    if (!this.tryIn && !['call', 'new', 'method'].includes(plan.kind)) {
      return true;
    }
    const chart = new Chart(new App(), 'chart', { namespace: 'trial' });
    try {
      const value = carryOut(plan, surroundings(chart, 'trial'));
      this.tryIn?.(chart, 'Trial', value);
      return true;
    } catch (error) {
      if (MeshError.isMeshError(error)) {
        return false;
      }
      // A defect: it shall be seen where the value is used.
      return true;
    }
  }
}
