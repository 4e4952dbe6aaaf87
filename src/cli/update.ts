import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { inputFinding } from './output';
import { Choices, choicesOf, PACKAGE_FILE } from './scaffold/choices';
import { Occupation, occupation, writeNew } from './scaffold/write-all';
import { Finding } from '../analysis/finding';
import { ManagedFile } from '../delivery/ci/managed-file';
import { managedFiles, strayPaths } from '../delivery/ci/managed-files';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';

/** What is to be done in a repository, so that its managed files are those of this version. */
export interface UpdatePlan {
  /** Files that are not there. */
  readonly missing: readonly ManagedFile[];
  /** Managed files with another text. */
  readonly stale: readonly ManagedFile[];
  /** Managed files that are none under these choices. */
  readonly stray: readonly string[];
}

/** Reads the choices in `package.json` of the working directory and compares the managed files. A file of somebody else is refused (MESH0830). */
export function planUpdate(): UpdatePlan {
  const choices = readChoices();
  const wanted = managedFiles(choices).filter(({ path }) => !choices.unmanaged?.includes(path)).map(file => ({ file, is: occupation('.', file) }));
  const are = (state: Occupation) => wanted.filter(({ is }) => is === state).map(({ file }) => file);
  const foreign = are('foreign');
  if (foreign.length > 0) {
    const paths = foreign.map(({ path }) => path).join(', ');
    fail({
      code: CODES.FOREIGN_MANAGED_FILE,
      what: `Not managed by cdk8s-istio, though at the place of a managed file: ${paths}.`,
      why: 'What others wrote is not overwritten. Nothing was written.',
      fix: `Remove or rename it, or name it under "cdk8s-istio": { "unmanaged": [...] } in ${PACKAGE_FILE}.`,
    });
  }
  return { missing: are('free'), stale: are('managed'), stray: strayPaths(choices).filter(path => occupation('.', { path, text: '' }) === 'managed') };
}

/** Does what the plan says, and returns what to print. */
export function update({ missing, stale, stray }: UpdatePlan): string {
  writeNew('.', missing);
  for (const { path, text, executable } of stale) {
    writeFileSync(path, text);
    chmodSync(path, executable ? 0o755 : 0o644);
  }
  stray.forEach(path => rmSync(path));
  const lines = [
    ...missing.map(({ path }) => `written   ${path}`),
    ...stale.map(({ path }) => `rewritten ${path}`),
    ...stray.map(path => `removed   ${path}`),
  ];
  return `${lines.length === 0 ? 'The managed files are up to date.' : [...lines, '', 'Next: git diff'].join('\n')}\n`;
}

/** The plan as findings, for those who only look. */
export function updateFindings({ missing, stale, stray }: UpdatePlan): Finding[] {
  return [
    ...missing.map(({ path }) => differs(path, 'The managed file is missing.')),
    ...stale.map(({ path }) => differs(path, 'The managed file is not what this version of cdk8s-istio writes.')),
    ...stray.map(path => differs(path, 'The managed file is none any more, by the choices in package.json.')),
  ];
}

function differs(file: string, message: string): Finding {
  return inputFinding(CODES.MANAGED_FILE_DIFFERS, 'managed-file-differs', { message, fix: 'Run: npx cdk8s-istio update', file });
}

function readChoices(): Choices {
  let text: string;
  try {
    text = readFileSync(PACKAGE_FILE, 'utf8');
  } catch {
    return fail({ code: CODES.REPOSITORY_CHOICES, what: `There is no ${PACKAGE_FILE} here.`, fix: 'Run this at the root of a repository that cdk8s-istio init made.' });
  }
  return choicesOf(text);
}
