/** Asks Flux's own libraries: how healthy an object is, and what a folder becomes. `main.go` beside this file is the program. */

import { runTool } from '../command';
import { ToolName } from '../pins';

/** The tool that must be there. */
export const FLUX_JUDGE: ToolName = 'flux-judge';

/** One entry of `spec.healthCheckExprs` of a Kustomization. */
export interface HealthCheck {
  readonly apiVersion: string;
  readonly kind?: string;
  readonly current?: string;
  readonly failed?: string;
  readonly inProgress?: string;
}

/** How healthy Flux takes an object for. */
export interface HealthVerdict {
  /** Whether an expression or Flux's built-in check decided. */
  readonly by: 'expression' | 'built-in';
  readonly status: 'Current' | 'InProgress' | 'Failed' | 'Terminating' | 'NotFound' | 'Unknown';
  readonly message?: string;
  /** Why the check itself failed; Flux then waits until its timeout. */
  readonly error?: string;
}

/** A folder as a Kustomization reads it. */
export interface FolderQuestion {
  /** The folder of the whole source; nothing outside of it may be read. */
  readonly root: string;
  /** `spec.path`, below the root. */
  readonly path: string;
  /** The Kustomization itself: its patches, images and substitutions take part. */
  readonly kustomization: object;
}

/** The objects that a folder becomes, in the order in which Kustomize prints them, or why not. */
export interface FolderVerdict {
  readonly objects: readonly any[];
  readonly error?: string;
}

/** Says of each object how healthy it is by these checks; throws Flux's words where it refuses the checks themselves. */
export function judgeHealth(checks: readonly HealthCheck[], objects: readonly object[]): HealthVerdict[] {
  const { fault, verdicts } = ask({ checks, objects });
  if (fault !== undefined) {
    throw new Error(fault);
  }
  return verdicts;
}

/** Says of each folder what Flux would apply. */
export function readAsFlux(builds: readonly FolderQuestion[]): FolderVerdict[] {
  return ask({ builds }).builds;
}

function ask(question: object): { fault?: string; verdicts: HealthVerdict[]; builds: FolderVerdict[] } {
  const { status, stdout, stderr } = runTool(FLUX_JUDGE, [], { input: JSON.stringify(question) });
  if (status !== 0) {
    throw new Error(stderr.trim());
  }
  return JSON.parse(stdout);
}
