import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, join, normalize } from 'node:path';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';

/** The text of a values file, or of the one that `CDK8S_ISTIO_CONFIG` lays over it. */
export function textOf(file: string): string {
  const instead = process.env.CDK8S_ISTIO_CONFIG ? join(process.env.CDK8S_ISTIO_CONFIG, file) : undefined;
  const path = instead !== undefined && existsSync(instead) ? instead : file;
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    return fail({
      code: CODES.CONFIGURATION,
      what: `The values file ${file} cannot be read: ${(error as NodeJS.ErrnoException).code === 'ENOENT' ? 'it does not exist' : String((error as NodeJS.ErrnoException).code)}.`,
      where: file,
      fix: `Write ${file}, with one value a line; paths start at the folder in which the program runs.`,
    });
  }
}

/** The folder, normalized. Refuses one outside of the working directory. */
export function checkedFolder(folder: string): string {
  const path = typeof folder === 'string' ? normalize(folder).replace(/\\/g, '/').replace(/\/+$/, '') : '';
  if (path === '' || path === '.' || path === '..' || path.startsWith('../') || isAbsolute(path)) {
    fail({
      code: CODES.CONFIGURATION,
      what: `${JSON.stringify(folder)} is no folder for values.`,
      why: 'Promotion edits the files, so they lie in the repository, below the folder in which the program runs.',
      fix: "Name a folder below the working directory: 'config'.",
    });
  }
  return path;
}

/** Refuses what is no list of keys. */
export function checkedKeys(keys: readonly string[], file: string): readonly string[] {
  if (!Array.isArray(keys) || keys.some(key => typeof key !== 'string' || key === '')) {
    fail({ code: CODES.INVALID_ARGUMENT, what: `\`pinned\` is ${JSON.stringify(keys)}, which is no list of keys.`, where: file, fix: "Write pinned: ['cart.replicas']." });
  }
  return [...keys];
}
