import * as fs from 'node:fs';
import { MARKER } from './ownership';
import { CODES } from '../kernel/codes';
import { fail, MeshError } from '../kernel/fail';

/** The calls the writer makes. Synchronous ones: for many small files they are the fastest that Node has. */
export type Disk = Pick<typeof fs,
  'copyFileSync' | 'linkSync' | 'lstatSync' | 'mkdirSync' | 'readdirSync' | 'readFileSync' | 'realpathSync' | 'renameSync' | 'rmdirSync' |
  'unlinkSync' | 'writeFileSync'>;

/** What lies below a folder. Paths are relative to it, with `/`. */
export interface Listing {
  readonly files: ReadonlySet<string>;
  readonly emptyFolders: readonly string[];
  /** The first entry that is neither a plain file nor a folder: link, pipe, socket, device. */
  readonly strange?: string;
}

/** Lists a folder without following links and without a call per file. A missing folder is empty. */
export function listTree(root: string, disk: Disk): Listing {
  const files = new Set<string>();
  const emptyFolders: string[] = [];
  let strange: string | undefined;
  const folders = exists(root, disk) ? [''] : [];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const entries = disk.readdirSync(`${root}/${folder}`, { withFileTypes: true });
    if (entries.length === 0 && folder !== '') {
      emptyFolders.push(folder.slice(0, -1));
    }
    for (const entry of entries) {
      const path = folder + entry.name;
      if (entry.isFile()) {
        files.add(path);
      } else if (entry.isDirectory()) {
        folders.push(`${path}/`);
      } else {
        strange ??= path;
      }
    }
  }
  return { files, emptyFolders, strange };
}

/** Removes a folder with all that is in it, our marker last, so that what a kill leaves over is still known to be ours. */
export function removeTree(folder: string, disk: Disk): void {
  let marker: string | undefined;
  for (const entry of disk.readdirSync(folder, { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      removeTree(path, disk);
    } else if (entry.name === MARKER) {
      marker = path;
    } else {
      disk.unlinkSync(path);
    }
  }
  if (marker !== undefined) {
    disk.unlinkSync(marker);
  }
  disk.rmdirSync(folder);
}

/** Whether something is there, also a link that leads nowhere. */
export function exists(path: string, disk: Disk): boolean {
  return disk.lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** Runs steps on the file system; what it refuses becomes a coded error with the path and a way out. */
export function onDisk<T>(outdir: string, steps: () => T): T {
  try {
    return steps();
  } catch (error) {
    const { code, path, syscall } = error as NodeJS.ErrnoException;
    if (MeshError.isMeshError(error) || code === undefined || syscall === undefined) {
      throw error;
    }
    return fail({
      code: CODES.OUTPUT_FAILED,
      what: `The file system refused to ${syscall} ${path ?? outdir}: ${code}.`,
      why: 'The output folder stays as it was.',
      fix: WAYS_OUT[code] ?? 'Make the output folder and the folder it lies in writable, or choose another with `outdir`.',
    });
  }
}

const WAYS_OUT: Readonly<Record<string, string>> = {
  ENOSPC: 'Free space on the file system: during the swap it holds the changed files twice.',
  EDQUOT: 'Free space in the quota: during the swap it holds the changed files twice.',
  EMFILE: 'Let the process open more files: ulimit -n.',
  EROFS: 'The file system is mounted read-only: choose another output folder with `outdir`.',
  EBUSY: 'The output folder is a mount point or in use: choose a folder below it with `outdir`.',
  EXDEV: 'The output folder is on another file system than the folder it lies in: choose a folder below it with `outdir`.',
  ENAMETOOLONG: 'The path of the output folder is too long for this file system: choose a shorter one with `outdir`.',
  ENOTDIR: 'A part of the path is a file: move it away, or choose another output folder with `outdir`.',
  ELOOP: 'A link was put in the place of a file while synth ran: remove it and run again.',
};
