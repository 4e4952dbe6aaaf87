import * as fs from 'node:fs';
import { Disk, exists, Listing, listTree, onDisk, removeTree } from './disk';
import { Files, textOf } from './files';
import { withLock } from './lock';
import { OutputPlaces, outputPlaces } from './output-places';
import { MARKER, markerText, parseMarker } from './ownership';
import { recover } from './recovery';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';

/** What became of the files, by path. */
export interface WriteResult {
  /** New, or other than before. */
  readonly written: readonly string[];
  /** As they were. */
  readonly unchanged: readonly string[];
  /** Ours, and gone. */
  readonly removed: readonly string[];
}

/** What is on disk beside what should be there. */
interface Comparison extends WriteResult {
  /** Files of others, which stay. */
  readonly carried: readonly string[];
  readonly emptyFolders: readonly string[];
  readonly marker: string;
  readonly markerDiffers: boolean;
}

/**
 * Makes the output root hold exactly these files, and those of others that are there already. When nothing differs nothing is
 * touched; else a complete new tree grows next to the root and takes its place by two renames. Whatever goes wrong, and
 * whenever the process is killed, the root is the old or the new tree, at the latest after the recovery of the next start.
 *
 * Fails with OUTPUT_FOREIGN, OUTPUT_LOCKED or OUTPUT_FAILED; then the root is as it was.
 *
 * @param outdir the output root
 * @param files contents by path, with `/`
 * @param adopt takes over a root that is not ours
 */
export function writeOutput(outdir: string, files: Files, adopt: boolean, disk: Disk = fs): WriteResult {
  return onDisk(outdir, () => {
    const places = outputPlaces(outdir, disk);
    return withLock(places, disk, () => {
      recover(places, disk);
      const comparison = compare(places, files, adopt, disk);
      if (comparison.written.length > 0 || comparison.removed.length > 0 || comparison.markerDiffers) {
        stage(places, files, comparison, disk);
        swap(places, disk);
      }
      return comparison;
    });
  });
}

function compare(places: OutputPlaces, files: Files, adopt: boolean, disk: Disk): Comparison {
  const { root } = places;
  if (exists(root, disk) && !disk.lstatSync(root).isDirectory()) {
    failForeign(places, 'it is no folder', 'Move it away, or choose another output folder with `outdir`.');
  }
  const listing = listTree(root, disk);
  const owned = ownedFiles(places, listing, adopt, disk);
  const marker = markerText(files);
  const written: string[] = [];
  const unchanged: string[] = [];
  for (const [path, content] of files) {
    if (!listing.files.has(path)) {
      written.push(path);
    } else if (read(`${root}/${path}`, disk) === textOf(content)) {
      unchanged.push(path);
    } else if (owned.has(path) || adopt) {
      written.push(path);
    } else {
      failForeign(places, `it has the file ${path}, which we did not write`, FIX_FOREIGN);
    }
  }
  const removed: string[] = [];
  const carried: string[] = [];
  for (const path of listing.files) {
    if (path !== MARKER && !files.has(path)) {
      (owned.has(path) ? removed : carried).push(path);
    }
  }
  refuseInTheWay(places, files, carried, listing.emptyFolders);
  const markerDiffers = !listing.files.has(MARKER) || read(`${root}/${MARKER}`, disk) !== marker;
  return { written, unchanged, removed, carried, emptyFolders: listing.emptyFolders, marker, markerDiffers };
}

/** What we may replace or remove. Refuses roots that are not ours, and entries that would lead out of the root. */
function ownedFiles(places: OutputPlaces, listing: Listing, adopt: boolean, disk: Disk): Set<string> {
  if (listing.strange !== undefined) {
    failForeign(places, `${listing.strange} in it is a link, pipe or device`, 'Remove it: links are never followed.');
  }
  if (listing.files.has(MARKER)) {
    return parseMarker(read(`${places.root}/${MARKER}`, disk));
  }
  if (listing.files.size > 0 && !adopt) {
    failForeign(places, `it has no ${MARKER}, but holds files`, FIX_FOREIGN);
  }
  return new Set();
}

/** A file of others where we need a folder, or a folder of others where we need a file. */
function refuseInTheWay(places: OutputPlaces, files: Files, carried: readonly string[], emptyFolders: readonly string[]): void {
  if (carried.length === 0 && emptyFolders.length === 0) {
    return;
  }
  const folders = new Set<string>();
  for (const path of files.keys()) {
    for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
      folders.add(path.slice(0, slash));
    }
  }
  const isBelowFile = (path: string) => path.split('/').some((_, i, steps) => files.has(steps.slice(0, i + 1).join('/')));
  const inTheWay = carried.find(path => folders.has(path) || isBelowFile(path)) ?? emptyFolders.find(isBelowFile);
  if (inTheWay !== undefined) {
    failForeign(places, `${inTheWay} in it is where we write`, 'Move it away.');
  }
}

/** Grows the new tree. The marker comes first: it says whose folder this is, should we be killed. */
function stage(places: OutputPlaces, files: Files, comparison: Comparison, disk: Disk): void {
  const { root, stage: target } = places;
  try {
    disk.mkdirSync(target);
    disk.writeFileSync(`${target}/${MARKER}`, comparison.marker, NEW);
    const folders = new Set<string>(['']);
    for (const path of comparison.written) {
      makeFolderOf(path, target, folders, disk);
      disk.writeFileSync(`${target}/${path}`, textOf(files.get(path)!), NEW);
    }
    for (const path of [...comparison.unchanged, ...comparison.carried]) {
      makeFolderOf(path, target, folders, disk);
      keep(`${root}/${path}`, `${target}/${path}`, disk);
    }
    for (const path of comparison.emptyFolders) {
      disk.mkdirSync(`${target}/${path}`, { recursive: true });
    }
  } catch (error) {
    cleanUp(target, disk);
    throw error;
  }
}

function makeFolderOf(path: string, target: string, made: Set<string>, disk: Disk): void {
  const folder = path.slice(0, Math.max(path.lastIndexOf('/'), 0));
  if (!made.has(folder)) {
    disk.mkdirSync(`${target}/${folder}`, { recursive: true });
    made.add(folder);
  }
}

/** The same file under a second name; a copy where the file system has no hard links or does not allow this one. */
function keep(from: string, to: string, disk: Disk): void {
  try {
    disk.linkSync(from, to);
  } catch (error) {
    if (!WITHOUT_LINKS.has((error as NodeJS.ErrnoException).code ?? '')) {
      throw error;
    }
    disk.copyFileSync(from, to, fs.constants.COPYFILE_EXCL);
  }
}

function swap({ root, stage: target, old }: OutputPlaces, disk: Disk): void {
  const hadRoot = exists(root, disk);
  try {
    if (hadRoot) {
      disk.renameSync(root, old);
    }
    disk.renameSync(target, root);
  } catch (error) {
    if (hadRoot && !exists(root, disk)) {
      disk.renameSync(old, root);
    }
    cleanUp(target, disk);
    throw error;
  }
  if (hadRoot) {
    cleanUp(old, disk);
  }
}

/** Removes what is not needed any more. Should that fail, the next start does it. */
function cleanUp(folder: string, disk: Disk): void {
  try {
    removeTree(folder, disk);
  } catch {
    return;
  }
}

function failForeign({ outdir }: OutputPlaces, why: string, fix: string): never {
  return fail({
    code: CODES.OUTPUT_FOREIGN,
    what: `The output folder ${outdir} is not ours: ${why}.`,
    why: 'Files that this library did not write are never replaced or removed unasked.',
    fix,
  });
}

const FIX_FOREIGN = 'Choose another output folder with `outdir`, or take this one over once: --adopt, or CDK8S_ISTIO_ADOPT=1.';

const WITHOUT_LINKS = new Set(['EPERM', 'EACCES', 'EXDEV', 'EMLINK', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP']);

/** With the encoding named, Node writes a text without copying it first. */
const NEW = { flag: 'wx', encoding: 'utf8' } as const;

const READ = fs.constants.O_RDONLY + (fs.constants.O_NOFOLLOW ?? 0) + (fs.constants.O_NONBLOCK ?? 0);

/** Reads a file. A link or pipe put in its place after the listing is neither followed nor waited for; Windows has neither flag. */
function read(path: string, disk: Disk): string {
  return disk.readFileSync(path, { encoding: 'utf8', flag: READ as unknown as string });
}
