import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { SynthResult } from '../../src/environments/synth-report-file';

/** What a run of an example leaves: its result, and its files by relative path. */
export interface ExampleRun {
  readonly result: SynthResult;
  readonly files: ReadonlyMap<string, string>;
}

/** A change of one place of an example's source. */
export interface Edit {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/**
 * Runs an example's `main.ts` in this process, on a copy of its folder beside it, with the output in a temporary folder. `edit` changes one
 * place of the copy first.
 */
export function runExample(folder: string, edit?: Edit): ExampleRun {
  const copy = mkdtempSync(join(dirname(folder), `.${basename(folder)}-`));
  const output = mkdtempSync(join(tmpdir(), 'cdk8s-istio-example-'));
  const saved = { ...process.env };
  const exitCode = process.exitCode;
  try {
    for (const name of readdirSync(folder).filter(each => each === 'config' || (each.endsWith('.ts') && !each.endsWith('.test.ts')))) {
      cpSync(join(folder, name), join(copy, name), { recursive: true });
    }
    if (edit) {
      const text = readFileSync(join(folder, edit.file), 'utf8');
      if (text.split(edit.from).length !== 2) {
        throw new Error(`${edit.from} stands ${text.split(edit.from).length - 1} times in ${edit.file}, not once`);
      }
      writeFileSync(join(copy, edit.file), text.replace(edit.from, edit.to));
    }
    const report = join(output, 'report.json');
    Object.assign(process.env, { CDK8S_OUTDIR: join(output, 'dist'), CDK8S_ISTIO_REPORT: report });
    jest.isolateModules(() => jest.requireActual(join(copy, 'main.ts')));
    return { result: JSON.parse(readFileSync(report, 'utf8')), files: filesBelow(join(output, 'dist')) };
  } finally {
    process.env = saved;
    process.exitCode = exitCode;
    rmSync(copy, { recursive: true, force: true });
    rmSync(output, { recursive: true, force: true });
  }
}

/** All files below a folder as text, by path relative to it, sorted; empty when there is no folder. */
export function filesBelow(folder: string, prefix = ''): Map<string, string> {
  const files = new Map<string, string>();
  let entries: string[] = [];
  try {
    entries = readdirSync(folder, { recursive: true, withFileTypes: true } as any)
      .filter((entry: any) => entry.isFile())
      .map((entry: any) => join(entry.parentPath ?? entry.path, entry.name).slice(folder.length + 1));
  } catch {
    return files;
  }
  for (const entry of entries.sort()) {
    files.set(prefix + entry, readFileSync(join(folder, entry), 'utf8'));
  }
  return files;
}

/** The line (from 1) on which a text stands in a file of an example. */
export function lineOf(folder: string, file: string, text: string): number {
  return readFileSync(join(folder, file), 'utf8').split('\n').findIndex(line => line.includes(text)) + 1;
}
