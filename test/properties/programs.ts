import { ApiObject, App, Chart } from 'cdk8s';
import * as fc from 'fast-check';
import { Coverage } from './coverage';
import { inTurn } from './in-turn';
import { onlyLegal } from './legal';
import { carryOut, Plan } from './plan';
import { Plans } from './plans';
import { PublicApi } from './public-api';
import { surroundings } from './surroundings';
import { Assembly } from '../../projenrc/assembly';
import { MeshError } from '../../src/kernel/fail';

/** One construct of a program, with the way it was made: `CanaryRelease`, `AuthorizationPolicy.deny`. */
export interface Statement {
  readonly way: string;
  readonly plan: Plan;
}

/** A statement is drawn so often where the library refuses it; then it stays refused. */
const TRIES = 3;

/** What became of a statement: the objects it emits, or the coded error that refused it. */
export type Outcome = { readonly objects: readonly any[] } | { readonly refused: MeshError };

/** Random statements: each way as often as any other, and more of those that can still reach what none has. */
export class Statements {
  public readonly ways: readonly string[];
  public readonly coverage: Coverage;
  private readonly arbitrary: fc.Arbitrary<Statement>;

  constructor(assembly: Assembly, private readonly seed: number) {
    const api = new PublicApi(assembly);
    this.coverage = new Coverage(api.names());
    const ways = new Plans(api, this.coverage).statements();
    this.ways = [...ways.keys()];
    this.arbitrary = inTurn([...ways].map(([way, { arbitrary, lacks }]) => ({
      arbitrary: onlyLegal(arbitrary, undefined, TRIES).map(plan => ({ way, plan })), lacks,
    })));
  }

  /** The statement of that number. What was added to the coverage before has a say. */
  public next(number: number): Statement {
    return fc.sample(this.arbitrary, { numRuns: 1, seed: this.seed * 1_000_003 + number })[0];
  }
}

/** Carries a statement out in a chart of its own; a coded error is an outcome, any other is a defect and is thrown. */
export function attempt(statement: Statement, namespace: string): Outcome {
  const app = new App();
  try {
    addStatement(app, statement, namespace);
    return { objects: app.node.findAll().filter(each => ApiObject.isApiObject(each)).map(each => (each as ApiObject).toJson()) };
  } catch (error) {
    if (MeshError.isMeshError(error)) {
      return { refused: error };
    }
    throw error;
  }
}

/** Adds a statement to an app or environment, in a chart and a namespace of its own. */
export function addStatement(root: App, { plan }: Statement, namespace: string): void {
  const chart = new Chart(root, namespace, { namespace });
  carryOut(plan, surroundings(chart, namespace));
}
