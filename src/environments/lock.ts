import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { Disk } from './disk';
import { OutputPlaces } from './output-places';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';

/** Who holds a lock. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  /** When the process started, in the kernel's ticks; empty where the system does not tell. Tells a reused pid from its first owner. */
  readonly start: string;
}

/** States of a process that has ended: zombie, dead. */
const ENDED = new Set(['Z', 'X']);

/** A holder writes itself down right after creating the file; one that has not done so after this long is dead. */
const PATIENCE_MS = 200;

/** Runs steps while no other process works on the same output folder. */
export function withLock<T>(places: OutputPlaces, disk: Disk, steps: () => T): T {
  acquire(places, disk);
  try {
    return steps();
  } finally {
    disk.unlinkSync(places.lock);
  }
}

function acquire(places: OutputPlaces, disk: Disk): void {
  for (let attempt = 0; attempt < 3; attempt++) {
    if (create(places.lock, disk)) {
      return;
    }
    const text = contentOf(places.lock, disk);
    if (text !== undefined && isAlive(text)) {
      failLocked(places, text);
    }
    if (text !== undefined) {
      removeStale(places.lock, text, disk);
    }
  }
  failLocked(places, contentOf(places.lock, disk) ?? '');
}

function create(path: string, disk: Disk): boolean {
  const me: Holder = { pid: process.pid, host: hostname(), start: startOf(process.pid) };
  try {
    disk.writeFileSync(path, JSON.stringify(me), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
      return false;
    }
    throw error;
  }
}

/** What the lock says; undefined when it is gone. Waits a little for a holder that is just writing it. */
function contentOf(path: string, disk: Disk): string | undefined {
  for (let waited = 0; ; waited += 20) {
    try {
      if (!disk.lstatSync(path).isFile()) {
        return '';
      }
      const text = disk.readFileSync(path, 'utf8');
      if (holderOf(text) || waited >= PATIENCE_MS) {
        return text;
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
        return undefined;
      }
      throw error;
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
  }
}

/** Moves a stale lock aside before removing it: of two processes that find it stale, one gets it, and a fresh one is put back. */
function removeStale(path: string, text: string, disk: Disk): void {
  const aside = `${path}.${process.pid}`;
  try {
    disk.renameSync(path, aside);
    if (disk.readFileSync(aside, 'utf8') !== text) {
      disk.linkSync(aside, path);
    }
    disk.unlinkSync(aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      throw error;
    }
  }
}

/** Whether the holder may still be at work. Processes of other hosts cannot be asked, so they are taken for alive. */
function isAlive(text: string): boolean {
  const holder = holderOf(text);
  if (!holder) {
    return false;
  }
  if (holder.host !== hostname()) {
    return true;
  }
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return holder.start === startOf(holder.pid);
}

function holderOf(text: string): Holder | undefined {
  try {
    const holder = JSON.parse(text) as Partial<Holder> | null;
    return Number.isInteger(holder?.pid) && typeof holder?.host === 'string' && typeof holder.start === 'string' ? holder as Holder : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Field 22 of `/proc/<pid>/stat`; the name in field 2 may hold spaces, so fields are counted behind its parenthesis. A process that was
 * killed and is not yet collected by its parent still has a pid, and answers to signal 0, but does nothing any more.
 */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return ENDED.has(fields[0]) ? 'ended' : fields[19] ?? '';
  } catch {
    return '';
  }
}

function failLocked(places: OutputPlaces, text: string): never {
  const holder = holderOf(text);
  return fail({
    code: CODES.OUTPUT_LOCKED,
    what: `Another synth ${holder ? `(process ${holder.pid} on ${holder.host}) ` : ''}writes ${places.outdir}.`,
    why: 'Two at once would mix their files.',
    fix: `Wait for it and run again. If no such process runs, remove ${places.lock}.`,
  });
}
