import { basename, dirname, join, resolve, sep } from 'node:path';
import { Disk, exists } from './disk';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';

/** The output root and what lies next to it while it is replaced. All on one file system, so that renames are enough. */
export interface OutputPlaces {
  /** The output root as the user named it. */
  readonly outdir: string;
  /** The output root itself: absolute, links resolved. */
  readonly root: string;
  /** Where the new tree grows. */
  readonly stage: string;
  /** Where the old tree waits during the swap. */
  readonly old: string;
  /** Says that somebody is at work. */
  readonly lock: string;
}

/** Finds the places for an output root, and creates the folder it lies in. A root that is a link is resolved here, once. */
export function outputPlaces(outdir: string, disk: Disk): OutputPlaces {
  const wanted = resolve(outdir);
  refuseWorkingDirectory(outdir, wanted);
  disk.mkdirSync(dirname(wanted), { recursive: true });
  const root = exists(wanted, disk) ? disk.realpathSync(wanted) : join(disk.realpathSync(dirname(wanted)), basename(wanted));
  refuseWorkingDirectory(outdir, root);
  const beside = (suffix: string) => join(dirname(root), `.${basename(root)}.${suffix}`);
  return { outdir, root, stage: beside('stage'), old: beside('old'), lock: beside('lock') };
}

/** The root is replaced as a whole: it must not hold the folder the program works in. */
function refuseWorkingDirectory(outdir: string, root: string): void {
  const here = process.cwd() + sep;
  if (here.startsWith(root.endsWith(sep) ? root : root + sep)) {
    fail({
      code: CODES.OUTPUT_FOREIGN,
      what: `The output folder ${outdir} holds the working directory.`,
      why: 'The output folder is replaced as a whole.',
      fix: 'Give the output a folder of its own, as `dist`.',
    });
  }
}
