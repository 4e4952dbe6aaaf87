import { EscapeHatch } from './escape-hatch';

/** How bad a finding is. */
export enum FindingSeverity {
  /** The mesh would refuse it or not do what it says. */
  ERROR = 'error',
  /** It needs a look. */
  WARNING = 'warning',
  /** Good to know. */
  INFO = 'info',
}

/** How an examination or a synth ended. */
export enum FleetVerdict {
  /** No finding reaches the threshold. */
  PASS = 'pass',
  /** Findings reach the threshold: nothing was written. */
  FAIL = 'fail',
  /** The findings would pass, but the output folder could not be replaced: it stays as it was. */
  REFUSED = 'refused',
  /** A check of this library crashed, so that nobody knows: nothing was written. A fault of ours, please report it. */
  FAULT = 'fault',
  /** A rule of a rule pack crashed, so that nobody knows what it looks for: nothing was written. A fault of the pack. */
  PACK_FAULT = 'pack-fault',
}

/** The object a finding is about. */
export interface ReportedObject {
  /** `networking.istio.io/v1`. */
  readonly apiVersion: string;
  /** `VirtualService`. */
  readonly kind: string;
  /** Namespace; empty for cluster-scoped objects. */
  readonly namespace: string;
  /** Name. */
  readonly name: string;
}

/** One finding of a fleet: the same defect in several environments is one finding. */
export interface ReportedFinding {
  /** Stable code: `MESH` and four digits, or the id of a rule of a pack. */
  readonly code: string;
  /** Name of the rule, which says the defect. */
  readonly rule: string;
  /**
   * Name of the rule pack whose rule says it; `code` and `rule` are the rule's own id.
   *
   * @default - a rule of this library
   */
  readonly pack?: string;
  /** Who would have said it later: `read`, `crd`, `webhook` or `mesh`. */
  readonly layer: string;
  /** How bad. */
  readonly severity: FindingSeverity;
  /** What is wrong with which value. */
  readonly message: string;
  /**
   * Why it matters.
   *
   * @default - plain from the message
   */
  readonly why?: string;
  /** How to fix it. */
  readonly fix: string;
  /**
   * The object.
   *
   * @default - the finding is about no single object
   */
  readonly object?: ReportedObject;
  /** Field path, `spec.http[0].route[0].destination.host`; empty for the whole object. */
  readonly field: string;
  /**
   * The file to change, relative to the working directory where it is below it.
   *
   * @default - not known
   */
  readonly file?: string;
  /**
   * The line to change, from 1.
   *
   * @default - not known
   */
  readonly line?: number;
  /**
   * Path of the construct.
   *
   * @default - the finding is about no single construct
   */
  readonly constructPath?: string;
  /** Environments it was found in, in the order of the fleet. */
  readonly environments: string[];
  /** Codes of other tools that mean the same. */
  readonly alsoKnownAs: string[];
  /**
   * The value that is wrong.
   *
   * @default - not a single value
   */
  readonly found?: string;
  /**
   * The value that was probably meant.
   *
   * @default - none is near
   */
  readonly nearest?: string;
}

/** A finding that the program answers for with `Findings.of(construct).acknowledge(...)`. It counts for no threshold. */
export interface AcknowledgedFindingReport {
  /** The finding. */
  readonly finding: ReportedFinding;
  /** Why it is right as it is. */
  readonly reason: string;
  /** Path of the construct at which it is acknowledged; empty for the environment itself. */
  readonly acknowledgedAt: string;
}

/** A rule of a rule pack that crashed. */
export interface RulePackFault {
  /** Name of the pack. */
  readonly packName: string;
  /** Id of the rule. */
  readonly ruleId: string;
  /** The text of the error, with its stack. */
  readonly message: string;
}

/** What happened to the files below one folder of the output root. */
export interface FolderReport {
  /** The folder, relative to the output root: an environment, or `_delivery/<engine>`. */
  readonly folder: string;
  /** Objects it holds; copies for clusters count once. */
  readonly objects: number;
  /** Questions about it that the checks could not decide. */
  readonly undecided: number;
  /** Files written because they are new or differ. */
  readonly written: number;
  /** Files that were already as they should be. */
  readonly unchanged: number;
  /** Files removed because their objects are gone. */
  readonly removed: number;
}

/** Why the output folder was not replaced. */
export interface OutputRefusal {
  /** Stable code, `MESH` and four digits. */
  readonly code: string;
  /** What is wrong. */
  readonly message: string;
  /**
   * Why it matters.
   *
   * @default - plain from the message
   */
  readonly why?: string;
  /** How to go on. */
  readonly fix: string;
}

/** What an examination or a synth of a fleet says. */
export interface FleetReport {
  /** How it ended. */
  readonly verdict: FleetVerdict;
  /**
   * Exit status that goes with it: 0 pass, 1 findings, 2 output refused or a fault of a rule pack, 3 locked by another synth, 4 a
   * fault of this library.
   */
  readonly exitCode: number;
  /** The output root as given. */
  readonly outdir: string;
  /** All findings, also those below the threshold, but for the acknowledged ones. */
  readonly findings: ReportedFinding[];
  /** Findings that the program answers for, each with its reason. */
  readonly acknowledged: AcknowledgedFindingReport[];
  /** Objects that the typed constructs do not vouch for. */
  readonly escapeHatches: EscapeHatch[];
  /** One entry per environment, in the order of the fleet, then one per delivery engine. */
  readonly folders: FolderReport[];
  /** Checks of this library that crashed, each with its stack; normally empty. */
  readonly ownFaults: string[];
  /** Rules of rule packs that crashed, each with its stack; normally empty. */
  readonly packFaults: RulePackFault[];
  /**
   * Why the output was not replaced.
   *
   * @default - it was, or findings or an examination kept it from being tried
   */
  readonly refusal?: OutputRefusal;
}
