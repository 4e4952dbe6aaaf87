/** Where a built tool is, and why it is not there. */

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Pin, PINS, ToolName } from './pins';

/**
 * The folder of all built tools: `CDK8S_ISTIO_ORACLES`, else `cdk8s-istio/oracles` in the user's cache.
 *
 * Outside the tree, so that a fresh clone finds what an older one built.
 */
export function cacheFolder(): string {
  return process.env.CDK8S_ISTIO_ORACLES
    ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'cdk8s-istio', 'oracles');
}

/** The folder of one tool, named by the hash of its pin, of the sources that are ours, and of the platform that its binary runs on. */
export function toolFolder(name: ToolName): string {
  const pin: Pin = PINS[name];
  const sources = pin.kind === 'go-program' ? goSources(pin.sources).map((file) => readFileSync(file, 'utf8')) : [];
  const text = JSON.stringify([name, pin, process.platform, process.arch, ...sources]);
  return join(cacheFolder(), `${name}-${createHash('sha256').update(text).digest('hex').slice(0, 16)}`);
}

/** The Go files of a program of ours, in code point order. */
export function goSources(folder: string): string[] {
  const path = join(__dirname, folder);
  return readdirSync(path).filter((file) => file.endsWith('.go')).sort().map((file) => join(path, file));
}

/** The file in which the installer keeps why a tool could not be built. */
export function failureFile(name: ToolName): string {
  return `${toolFolder(name)}.failed`;
}

/** The program of a tool; undefined where it has not been built. */
export function findTool(name: ToolName): string | undefined {
  const program = join(toolFolder(name), 'bin', name);
  return existsSync(program) ? program : undefined;
}

/** Why a test that needs these tools must be skipped; undefined when all of them are there. */
export function skipReason(...names: ToolName[]): string | undefined {
  const missing = names.filter((name) => !findTool(name));
  if (missing.length === 0) {
    return undefined;
  }
  return missing.map((name) => `${name} is missing (${whyMissing(name)})`).join('; ');
}

/** The program of a tool, or an error that says how to get it. */
export function requireTool(name: ToolName): string {
  const program = findTool(name);
  if (!program) {
    throw new Error(skipReason(name));
  }
  return program;
}

function whyMissing(name: ToolName): string {
  const failure = failureFile(name);
  return existsSync(failure)
    ? `its build failed: ${readFileSync(failure, 'utf8').trim().split('\n').pop()}`
    : 'run `npx tsx test/oracle/install.ts`';
}
