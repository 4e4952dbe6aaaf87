import { accessSync, constants, lstatSync, mkdirSync, readFileSync, rmdirSync, Stats, unlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isManaged, ManagedFile } from '../../delivery/ci/managed-file';
import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';

/** What lies where a file shall be: nothing, the same, a managed file that differs, or what somebody else put there. */
export type Occupation = 'free' | 'same' | 'managed' | 'foreign';

/** What is at a path, links not followed; undefined where nothing is, also because a folder above it is none. */
export function entryAt(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) {
      return undefined;
    }
    return refused(error);
  }
}

/** Looks at the place of a file without following links: a link, or a file where a folder must be, was put there by somebody else. */
export function occupation(root: string, { path, text, executable }: ManagedFile): Occupation {
  const steps = path.split('/');
  for (let i = 1; i <= steps.length; i++) {
    const entry = entryAt(join(root, ...steps.slice(0, i)));
    if (entry === undefined) {
      return 'free';
    }
    if (i < steps.length ? !entry.isDirectory() : !entry.isFile()) {
      return 'foreign';
    }
  }
  const found = readFileSync(join(root, path), 'utf8');
  if (found === text && (!executable || isExecutable(join(root, path)))) {
    return 'same';
  }
  return isManaged(found) ? 'managed' : 'foreign';
}

/** Whether a file may be run, where the file system knows such a thing. */
function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Writes new files, all or none: where one cannot be written, those before it are removed again, with the folders made for them. */
export function writeNew(root: string, files: readonly ManagedFile[]): void {
  const undo: (() => void)[] = [];
  try {
    for (const { path, text, executable } of files) {
      const file = join(root, path);
      makeFolder(dirname(file), undo);
      writeFileSync(file, text, { flag: 'wx', mode: executable ? 0o755 : 0o644 });
      undo.push(() => unlinkSync(file));
    }
  } catch (error) {
    undo.reverse().forEach(step => step());
    refused(error);
  }
}

function refused(error: unknown): never {
  fail({
    code: CODES.OUTPUT_FAILED,
    what: `The file system refused: ${(error as Error).message}.`,
    fix: 'Choose a folder that can be read and written. Nothing was written.',
  });
}

function makeFolder(folder: string, undo: (() => void)[]): void {
  if (entryAt(folder) === undefined) {
    makeFolder(dirname(folder), undo);
    mkdirSync(folder);
    undo.push(() => rmdirSync(folder));
  }
}
