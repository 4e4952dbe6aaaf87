/** Runs a tool to its end. */

import { spawnSync } from 'node:child_process';
import { ToolName } from './pins';
import { requireTool } from './tools';

export interface CommandResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Folders of tens of thousands of objects come back as text. */
const MAX_OUTPUT_BYTES = 1024 * 1024 * 1024;

/** Runs a tool of the cache; a status other than 0 is an answer, only a tool that cannot run at all is an error. */
export function runTool(name: ToolName, args: readonly string[], options: { input?: string; cwd?: string } = {}): CommandResult {
  const result = spawnSync(requireTool(name), args, { ...options, encoding: 'utf8', maxBuffer: MAX_OUTPUT_BYTES });
  if (result.error || result.status === null) {
    throw new Error(`${name} could not run: ${result.error?.message ?? `ended by ${result.signal}`}`);
  }
  return { status: result.status, stdout: result.stdout, stderr: result.stderr };
}
