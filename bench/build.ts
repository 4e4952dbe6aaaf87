import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { transformSync } from '@swc/core';

const REPOSITORY = dirname(__dirname);
/** Everything the benchmark leaves on disk; below `node_modules`, so that compiled code finds its dependencies. */
export const CACHE = join(REPOSITORY, 'node_modules', '.cache', 'cdk8s-istio-bench');

/**
 * Compiles the library and the benchmark to plain JavaScript, so that what is measured starts as a published package
 * starts, and is the code of this working tree. Returns the folder of the compiled benchmark.
 */
export function compile(): string {
  const target = join(CACHE, 'build');
  rmSync(target, { recursive: true, force: true });
  for (const folder of ['src', 'imports', 'bench']) {
    compileFolder(join(REPOSITORY, folder), join(target, folder));
  }
  return join(target, 'bench');
}

function compileFolder(source: string, target: string): void {
  mkdirSync(target, { recursive: true });
  for (const name of readdirSync(source)) {
    const path = join(source, name);
    if (statSync(path).isDirectory()) {
      compileFolder(path, join(target, name));
    } else if (name.endsWith('.ts') && !name.endsWith('.d.ts')) {
      writeFileSync(join(target, name.replace(/\.ts$/, '.js')), javaScriptOf(path));
    } else if (name.endsWith('.json')) {
      writeFileSync(join(target, name), readFileSync(path));
    }
  }
}

function javaScriptOf(path: string): string {
  return transformSync(readFileSync(path, 'utf8'), {
    filename: path, swcrc: false, module: { type: 'commonjs' }, jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
  }).code;
}
