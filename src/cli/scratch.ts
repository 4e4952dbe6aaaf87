import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Runs with a folder for what need not last; it is removed afterwards, whatever happens. */
export function withScratch<T>(act: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-istio-'));
  try {
    return act(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
