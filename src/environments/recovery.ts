import { Disk, exists, removeTree } from './disk';
import { OutputPlaces } from './output-places';
import { MARKER } from './ownership';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';

/**
 * Clears up after a synth that was killed, so that the root holds the whole old or the whole new tree:
 *
 * | root  | old   | killed                    | now                           |
 * |-------|-------|---------------------------|-------------------------------|
 * | there |       | before the swap           | remove what was staged        |
 * |       | there | between the two renames   | take the old tree back        |
 * | there | there | after the swap            | remove the rest of the old    |
 */
export function recover({ root, old, stage }: OutputPlaces, disk: Disk): void {
  if (exists(old, disk)) {
    if (!exists(root, disk)) {
      disk.renameSync(old, root);
    } else if (exists(`${root}/${MARKER}`, disk)) {
      removeOurs(old, disk);
    } else {
      refuse(old, `it should be what was left of an older output, but ${root} is not what replaced it`);
    }
  }
  if (exists(stage, disk)) {
    const isOurs = isFolder(stage, disk) && (exists(`${stage}/${MARKER}`, disk) || disk.readdirSync(stage).length === 0);
    if (!isOurs) {
      refuse(stage, 'it should be what was left of a synth that was killed, but has no marker of ours');
    }
    removeTree(stage, disk);
  }
}

function removeOurs(folder: string, disk: Disk): void {
  if (!isFolder(folder, disk)) {
    refuse(folder, 'it is no folder');
  }
  removeTree(folder, disk);
}

function isFolder(path: string, disk: Disk): boolean {
  return disk.lstatSync(path).isDirectory();
}

function refuse(path: string, why: string): never {
  return fail({
    code: CODES.OUTPUT_FOREIGN,
    what: `${path} is in the way.`,
    why: `The writer uses this name, and ${why}.`,
    fix: 'Look at it, and move it away or delete it.',
  });
}
