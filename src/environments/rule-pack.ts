import { MeshFinding } from './mesh-finding';
import { MeshModel } from './mesh-model';

/**
 * A rule of a platform team. It looks at the mesh of one environment at a time, together with the rules of this library, and what it
 * finds is reported like theirs: with the object, the field, and the line of the program that said the value.
 */
export interface IMeshRule {
  /**
   * Stable id, the code of its findings: `ACME-ROUTE-TIMEOUT`. Letters, digits, `-`, `.` and `_`, beginning with a letter, not
   * with `MESH`; once per fleet. It is what acknowledgements name, so it is contract.
   */
  readonly ruleId: string;

  /**
   * Looks at one environment. Must not change anything and must be fast: it runs at every synth, once per environment. An
   * exception is a fault of the rule's pack: nothing is written then, and the exit status is 2.
   */
  check(mesh: MeshModel): MeshFinding[];
}

/** The rules of a platform team. */
export interface IRulePack {
  /** Name of the pack, shown with its findings: a word such as `acme`. */
  readonly packName: string;

  /** The rules. Called once, when the pack is added. */
  rules(): IMeshRule[];
}
