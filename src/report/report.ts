import { AcknowledgedFinding, Finding, FindingObject, OwnFault, Severity, Undecided } from '../analysis/finding';
import { CODES } from '../kernel/codes';

/** How an examination ended. */
export type Verdict = 'pass' | 'fail' | 'unreadable';

/** What is reported: facts only, the same for every format. */
export interface Report {
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
  /** Findings that somebody answers for; they count for no threshold. */
  readonly acknowledged: readonly AcknowledgedFinding[];
  readonly undecided: readonly Undecided[];
  /** Objects that the typed constructs do not vouch for. @default - not known: a folder does not say how it was made */
  readonly escapeHatches?: readonly ReportedHatch[];
  /** Checks that crashed, ours and those of rule packs. */
  readonly faults: readonly OwnFault[];
  /** Objects looked at. */
  readonly objects: number;
  /** The exit status that goes with it, the same in every format. */
  readonly exitCode: ExitCode;
}

/** An object that got past the typed constructs, by a JSON patch or as a whole. */
export interface ReportedHatch {
  readonly kind: string;
  readonly object: FindingObject;
  readonly constructPath: string;
  readonly environments: readonly string[];
  readonly file?: string;
  readonly line?: number;
}

/** 0 ok, 1 findings at or over the threshold, 2 bad usage or input, 3 a guard refused, 4 our own fault. */
export type ExitCode = 0 | 1 | 2 | 3 | 4;

/** What a report is made from. */
export interface ReportFacts {
  readonly findings: readonly Finding[];
  readonly acknowledged?: readonly AcknowledgedFinding[];
  readonly undecided?: readonly Undecided[];
  readonly escapeHatches?: readonly ReportedHatch[];
  readonly faults?: readonly OwnFault[];
  readonly objects?: number;
  /** From which severity on findings fail. */
  readonly threshold: Severity;
  /** What a synth that refused to write says: 2 for its output folder, 3 for a guard. @default - nothing refused */
  readonly refusal?: 2 | 3;
  /** True when the input could not be examined at all. @default - as the findings of the layer `read` say */
  readonly unreadable?: boolean;
}

/** Verdict and exit status of what was found. */
export function reportOf(facts: ReportFacts): Report {
  const { findings, acknowledged = [], undecided = [], escapeHatches, faults = [], objects = 0, threshold, refusal, unreadable } = facts;
  const unread = unreadable ?? findings.some(isUnreadable);
  const reached = findings.some(({ severity }) => SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(threshold));
  const verdict = unread ? 'unreadable' : reached || refusal || faults.length > 0 ? 'fail' : 'pass';
  const exitCode = faults.some(({ pack }) => pack === undefined) ? 4 : refusal ?? (unread || faults.length > 0 ? 2 : reached ? 1 : 0);
  return { verdict, findings, acknowledged, undecided, escapeHatches, faults, objects, exitCode };
}

/** Severities, the worst first. */
export const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info'];

/** Findings that say that a file (or a part of it) could not be understood. */
function isUnreadable({ layer, severity, code }: Finding): boolean {
  return layer === 'read' && severity === 'error' && UNREADABLE.has(code);
}

const UNREADABLE = new Set<string>([CODES.READ_SYNTAX, CODES.READ_DUPLICATE_KEY, CODES.READ_FILE]);

/** `1 object`, `2 objects`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
