import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** The library as a stranger gets it: `npm pack` of this repository. */
export function packLibrary(destination: string): { filename: string; size: number } {
  const [tarball] = JSON.parse(run(join(__dirname, '..'), 'npm', 'pack', '--json', '--pack-destination', destination)) as { filename: string; size: number }[];
  return tarball;
}

/** Runs a command that has to succeed, and gives its standard output. */
export function run(cwd: string, command: string, ...args: string[]): string {
  const result = attempt(cwd, command, ...args);
  assert(result.status === 0, `${command} ${args.join(' ')} exits 0 (was ${result.status}):\n${result.output}`);
  return result.stdout;
}

/** Runs a command that may fail. */
export function attempt(cwd: string, command: string, ...args: string[]): { status: number; stdout: string; output: string } {
  try {
    const stdout = execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 64 * 1024 * 1024 });
    return { status: 0, stdout, output: stdout };
  } catch (error) {
    const { status, stdout, stderr } = error as { status: number; stdout: string; stderr: string };
    return { status, stdout, output: `${stdout}${stderr}` };
  }
}

/** Ends the program where something does not hold. */
export function assert(holds: boolean, what: string): void {
  if (!holds) {
    throw new Error(`expected: ${what}`);
  }
}
