import { writeFileSync } from 'node:fs';
import { FleetReport } from './fleet-report';
import { FreezeFacts } from './frozen-now';
import type { CheckedFleet } from './synthesis';
import { ValuesUsage } from './values-file';
import { AcknowledgedFinding, Finding, Severity, Undecided } from '../analysis/finding';

/** A question that could not be decided, with the environment it was asked in. */
export interface UndecidedInEnvironment extends Undecided {
  readonly environment: string;
}

/** The whole result of a synth, as the command line reads it from the file that `CDK8S_ISTIO_REPORT` names. */
export interface SynthResult extends Omit<FleetReport, 'findings' | 'acknowledged'> {
  readonly schemaVersion: 1;
  readonly findings: readonly Finding[];
  readonly acknowledged: readonly AcknowledgedFinding[];
  readonly undecided: readonly UndecidedInEnvironment[];
  /** From which severity on findings kept the output from being written: the stricter of what the program and the command line say. */
  readonly threshold: Severity;
  /** Objects emitted in all environments; copies for clusters count once. */
  readonly objects: number;
  /** The environments, in the order of the fleet, with what promotion needs to know of them. */
  readonly environments: readonly FleetMember[];
}

/** An environment as promotion sees it. */
export interface FleetMember {
  readonly name: string;
  readonly after: readonly string[];
  readonly clusters: readonly string[];
  readonly rootNamespace: string;
  readonly clusterDomain: string;
  readonly frozen: readonly FreezeFacts[];
  /** Its values file. Absent where the program gives it none. */
  readonly values?: ValuesUsage;
}

/** What a synth gives to those who print it. */
export function synthResult(report: FleetReport, checked: CheckedFleet): SynthResult {
  return {
    ...report,
    schemaVersion: 1,
    findings: checked.findings,
    acknowledged: checked.acknowledged,
    threshold: checked.threshold,
    undecided: checked.environments.flatMap(({ environment, undecided }) =>
      undecided.map(question => ({ ...question, environment: environment.environmentName }))),
    objects: checked.environments.reduce((sum, { placed }) => sum + placed.length, 0),
    environments: checked.environments.map(({ environment }) => ({
      name: environment.environmentName,
      after: environment.after,
      clusters: environment.clusters,
      rootNamespace: environment.rootNamespace,
      clusterDomain: environment.clusterDomain,
      frozen: environment._frozen,
      values: environment._values?._usage(),
    })),
  };
}

/** Writes the result for the command line that started this program. */
export function writeSynthResult(file: string, result: SynthResult): void {
  writeFileSync(file, JSON.stringify(result));
}
