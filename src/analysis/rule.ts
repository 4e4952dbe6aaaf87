import { Severity } from './finding';
import { FieldPath } from '../kernel/field-path';
import { Manifest } from '../model/manifest';
import { MeshModel } from '../model/mesh';

/** The words of one finding; what the rule already says of itself is filled in by the report. */
export interface Problem {
  /** What is wrong with which value. One sentence, no location in it. */
  readonly message: string;
  /** How to fix it, with the nearest name when there is one. */
  readonly fix: string;
  /** How bad. @default - the rule's own `severity` */
  readonly severity?: Severity;
  /** Why it matters. @default - the rule's own `why` */
  readonly why?: string;
  /** The value that is wrong. */
  readonly found?: string;
  /** The value that was probably meant. */
  readonly nearest?: string;
  /** Codes of other tools for this very case. @default - the rule's own `equals` */
  readonly equals?: readonly string[];
}

/** Where a rule tells what it found. */
export interface Report {
  /** A fault, at a field of a manifest; without one, of the mesh as a whole. */
  problem(manifest: Manifest | undefined, path: FieldPath, problem: Problem): void;
  /** A question this rule could not decide, and why. */
  undecided(manifest: Manifest, path: FieldPath, because: string): void;
}

/** A check between objects: what it says of itself (the rule's page is made of it) and the check. */
export interface Rule {
  /** Stable code of `kernel/codes.ts`. */
  readonly code: string;
  /** The defect, in kebab-case: `route-to-unknown-host`. */
  readonly name: string;
  readonly layer: 'mesh';
  readonly severity: Severity;
  /**
   * Kinds the check looks at. Objects of other kinds never add a finding; that they are there can only leave a question open,
   * such as whether a custom resource's controller makes what is asked for.
   */
  readonly reads: readonly string[];
  /** Codes of other tools that mean the same. */
  readonly equals: readonly string[];
  /** What the rule finds, in one sentence. */
  readonly summary: string;
  /** What happens in a mesh that has the defect. */
  readonly why: string;
  /** How to repair it. */
  readonly fix: string;
  /** When the rule answers "cannot tell". */
  readonly cannotTell: string;
  /** Small documents: in `bad` the rule finds exactly one fault, in `good` none. */
  readonly examples: { readonly bad: string; readonly good: string };
  check(mesh: MeshModel, report: Report): void;
}

/** What the analyzer needs of a rule to run it: a rule of ours, or one of a rule pack. */
export interface RunnableRule extends Pick<Rule, 'code' | 'name' | 'layer' | 'severity' | 'equals' | 'check'> {
  readonly why?: string;
  /** The rule pack it belongs to. @default - it is ours */
  readonly pack?: string;
}

/** Declares a rule. The layer is given: a check between objects is a check of the mesh. */
export function defineRule(rule: Omit<Rule, 'layer'>): Rule {
  return Object.freeze({ ...rule, layer: 'mesh' as const });
}
