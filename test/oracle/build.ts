/** How each kind of pin becomes a program, given an empty folder. */

import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { GoInstallPin, GoProgramPin, GoWrapperPin, Pin, PythonPin } from './pins';
import { goSources } from './tools';

/** Longer than the slowest cold build by far; a tool that hangs must not take the others with it. */
const TIMEOUT_MS = 40 * 60 * 1000;

/** Builds a tool into `folder`/bin/`name`; throws with the builder's last words. */
export function build(name: string, pin: Pin, folder: string): void {
  mkdirSync(join(folder, 'bin'), { recursive: true });
  switch (pin.kind) {
    case 'go-install': return buildGoInstall(name, pin, folder);
    case 'go-wrapper': return buildGoWrapper(name, pin, folder);
    case 'go-program': return buildGoProgram(name, pin, folder);
    case 'python': return buildPython(name, pin, folder);
  }
}

function buildGoInstall(name: string, pin: GoInstallPin, folder: string): void {
  const staging = join(folder, 'install');
  mkdirSync(staging);
  run('go', ['install', ...goFlags({}), `${pin.package}@${pin.version}`], { GOBIN: staging });
  // Go names a program after its path (`v5/` aside), we after our table.
  renameSync(join(staging, readdirSync(staging)[0]), join(folder, 'bin', name));
  rmSync(staging, { recursive: true });
}

function buildGoWrapper(name: string, pin: GoWrapperPin, folder: string): void {
  const wrapper = join(folder, 'wrapper');
  mkdirSync(wrapper);
  writeFileSync(join(wrapper, 'go.mod'), goMod(pin));
  // No `go mod tidy`: it asks for modules that only the tests of dependencies need. The build completes go.mod by itself.
  run('go', ['build', '-mod=mod', ...goFlags(pin.variables), '-o', join(folder, 'bin', name), pin.package], {}, wrapper);
  rmSync(wrapper, { recursive: true });
}

function buildGoProgram(name: string, pin: GoProgramPin, folder: string): void {
  const wrapper = join(folder, 'wrapper');
  mkdirSync(wrapper);
  writeFileSync(join(wrapper, 'go.mod'), goMod(pin));
  goSources(pin.sources).forEach((file) => copyFileSync(file, join(wrapper, basename(file))));
  run('go', ['build', '-mod=mod', ...goFlags(pin.variables), '-o', join(folder, 'bin', name), '.'], {}, wrapper);
  rmSync(wrapper, { recursive: true });
}

/**
 * The wrapper's go.mod. Without a `go` line Go would fall back to rules older than module graph pruning and ask for the go.mod of
 * every module that anything ever required, which takes longer than the build; it raises the line itself to what the module needs.
 */
function goMod(pin: GoWrapperPin | GoProgramPin): string {
  const replaces = Object.entries(pin.replace).map(([from, to]) => `\t${from} => ${to}\n`).join('');
  const requires = Object.entries({ [pin.module]: pin.version, ...pin.requires }).map(([path, version]) => `\t${path} ${version}\n`).join('');
  return `module oracle\n\ngo 1.21\n\nrequire (\n${requires})\n\nreplace (\n${replaces})\n`;
}

/** Two packages at a time (the builds share the machine with people), no C, no debug information. */
function goFlags(variables: Readonly<Record<string, string>>): string[] {
  const linker = ['-s', '-w', ...Object.entries(variables).map(([variable, value]) => `-X ${variable}=${value}`)];
  return ['-p=2', `-ldflags=${linker.join(' ')}`];
}

function buildPython(name: string, pin: PythonPin, folder: string): void {
  const environment = join(folder, 'python');
  const python = join(environment, 'bin', 'python');
  run('python3', ['-m', 'venv', environment]);
  // Only wheels: PyYAML built from source on a machine without libyaml's headers silently lacks the half that we compare.
  run(python, ['-m', 'pip', 'install', '--quiet', '--only-binary=:all:', pin.requirement]);
  if (pin.module) {
    // The script that pip writes names its interpreter absolutely, in a folder that is renamed when it is complete.
    const script = `#!/bin/sh\nexec "$(dirname "$(readlink -f "$0")")/../python/bin/python" -m ${pin.module} "$@"\n`;
    writeFileSync(join(folder, 'bin', name), script, { mode: 0o755 });
    return;
  }
  const program = pin.program
    ? join(run(python, ['-c', 'import sysconfig; print(sysconfig.get_path("purelib"))']).trim(), pin.program)
    : python;
  chmodSync(program, 0o755);
  // Relative, because the folder is renamed when it is complete.
  symlinkSync(relative(join(folder, 'bin'), program), join(folder, 'bin', name));
}

function run(command: string, args: string[], environment: Record<string, string> = {}, cwd?: string): string {
  const result = spawnSync(command, args, {
    cwd,
    env: { ...process.env, CGO_ENABLED: '0', ...environment },
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    timeout: TIMEOUT_MS,
  });
  if (result.error) {
    throw new Error(`${command}: ${result.error.message}`);
  }
  if (result.status !== 0) {
    const lastLines = `${result.stdout}\n${result.stderr}`.trim().split('\n').slice(-3).join('\n');
    throw new Error(`${command} ${args[0]} ended with ${result.status ?? result.signal}: ${lastLines}`);
  }
  return result.stdout;
}
