/** How bad: an error fails synth at the default threshold, a warning needs a look, an info is good to know. */
export type Severity = 'error' | 'warning' | 'info';

/** Who would have said it later: the YAML reader, the CRD (schema and CEL), Istio's webhook, or nobody but a mesh that fails. */
export type Layer = 'read' | 'crd' | 'webhook' | 'mesh';

/** The object a finding is about. Empty `namespace` for cluster-scoped objects. */
export interface FindingObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** One finding: facts and words. It says what is wrong, where, why it matters and how to fix it. */
export interface Finding {
  /** Stable code, `MESH` and four digits; the register is `kernel/codes.ts`. */
  readonly code: string;
  /** Name of the rule, which says the defect: `route-to-unknown-host`. */
  readonly rule: string;
  /** Name of the rule pack whose rule says it; its `code` is the rule's own id. @default - a rule of ours */
  readonly pack?: string;
  readonly layer: Layer;
  readonly severity: Severity;
  /** What is wrong with which value. One sentence, no location in it. */
  readonly message: string;
  /** Why it matters: what would happen in the mesh. */
  readonly why?: string;
  /** How to fix it; with the nearest name when there is one. */
  readonly fix: string;
  readonly object?: FindingObject;
  /** Field path as text, `spec.http[0].route[0].destination.host`; empty for the whole object. */
  readonly field: string;
  /** The file to change, as given by the origin (absolute, or as the folder was named). */
  readonly file?: string;
  /** The line to change, from 1. */
  readonly line?: number;
  /** Path of the construct, where code is known. */
  readonly constructPath?: string;
  /** Environments it was found in, in the fleet's order; empty for a folder. */
  readonly environments: readonly string[];
  /** Codes of other tools that mean the same: `IST0101`, `KIA1101`. */
  readonly equals: readonly string[];
  /** The value that is wrong, and the one that was probably meant. */
  readonly found?: string;
  readonly nearest?: string;
}

/** A finding that somebody answers for: it is listed with the reason and counts for no threshold. */
export interface AcknowledgedFinding extends Finding {
  readonly reason: string;
  /** Path of the construct that acknowledges it; empty for the environment itself. */
  readonly acknowledgedAt: string;
}

/** A question that could not be decided, and why: never silently taken for "fine". */
export interface Undecided {
  readonly rule: string;
  readonly object: FindingObject;
  readonly field: string;
  readonly because: string;
}

/**
 * A check that crashed. It says nothing about the user's mesh and leaves its question open. It is our fault (exit code 4), or that
 * of the rule pack it belongs to (exit code 2: the pack is a part of the input).
 */
export interface OwnFault {
  /** `CODES.CHECK_FAILED`, or `CODES.RULE_PACK_FAILED`. */
  readonly code: string;
  /** The pack of the rule. @default - the check is ours */
  readonly pack?: string;
  /** The rule or layer that crashed. */
  readonly rule: string;
  /** The error's own text, with its stack. */
  readonly message: string;
  /** The object that was looked at, where that is known. */
  readonly object?: FindingObject;
}

/** What an examination of one environment or one folder says. */
export interface Examination {
  readonly findings: readonly Finding[];
  readonly undecided: readonly Undecided[];
  /** Objects read or emitted. */
  readonly objects: number;
  /** Checks that crashed; with one of them the answer is not complete. @default - none */
  readonly faults?: readonly OwnFault[];
}
