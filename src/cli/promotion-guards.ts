import { readFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { Refusal } from './change-text';
import { GitRepository } from './git';
import { frozenNow } from '../environments/frozen-now';
import { DELIVERY_FOLDER, KNOWN_FOLDER } from '../environments/layout';
import { MARKER } from '../environments/ownership';
import { orderFault, Selection } from '../environments/promotion';
import { filesBelow } from '../environments/releases';
import { FleetMember, SynthResult } from '../environments/synth-report-file';
import { ValuesFile } from '../environments/values-file';
import { CODES } from '../kernel/codes';

/** The two environments and their values. */
export interface Parties {
  readonly from: FleetMember;
  readonly to: FleetMember;
  readonly members: readonly FleetMember[];
  readonly source: ValuesFile;
  readonly target: ValuesFile;
  readonly targetText: string;
}

/** Against the order of the fleet. */
export function orderRefusals({ from, to, members }: Parties): Refusal[] {
  const fault = orderFault(from, to, members);
  return fault ? [{ code: CODES.PROMOTION_ORDER, message: fault.what, why: 'An environment gets only what the one before it has run.', fix: fault.fix }] : [];
}

/** In a freeze window, unless somebody says why. */
export function freezeRefusals({ name, frozen }: FleetMember, acceptFreeze: string | undefined): Refusal[] {
  const window = acceptFreeze === undefined ? frozenNow(frozen, new Date()) : undefined;
  return window ? [{
    code: CODES.FROZEN,
    message: `${name} is frozen now: ${window.reason}.`,
    why: `The program freezes it (${window.timeZone}, until ${window.end.includes('T') ? window.end : WEEK_END(window.end)}).`,
    fix: 'Wait, or if it cannot wait, say why with --accept-freeze "reason".',
  }] : [];
}

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const WEEK_END = (end: string): string => `${DAYS[Number(end[0]) - 1]} ${end.slice(2)}`;

/** Keys that were asked for and must not move. */
export function pinRefusals({ refused }: Selection): Refusal[] {
  return refused.map(({ key, because }) => ({
    code: CODES.PINNED_VALUE,
    message: `The value ${key} cannot be promoted: ${because}.`,
    fix: 'Leave it out of --only; to change it, edit the file of the environment.',
  }));
}

/** A promotion starts from what is committed and synthesized; else its diff would hold other people's changes. */
export function treeRefusals(repository: GitRepository, rendered: string, { outdir }: SynthResult, { members }: Parties): Refusal[] {
  const place = `${repository.prefix}${placeOf(outdir)}/`;
  const files = new Set(members.flatMap(({ values }) => values ? [`${repository.prefix}${values.file}`] : []));
  const open = repository.uncommitted().filter(({ path, isNew }) => !isNew || path.startsWith(place) || files.has(path)).map(({ path }) => path);
  const stale = [...filesBelow(rendered)].filter(([path, text]) => !isSameFile(join(outdir, path), text)).map(([path]) => path);
  return [
    ...open.length === 0 ? [] : [{
      code: CODES.UNSYNTHESIZED_CHANGES,
      message: `${open.length === 1 ? 'A file is' : `${open.length} files are`} not committed: ${listed(open)}.`,
      why: 'The promotion would carry changes that nobody has seen where they come from.',
      fix: 'Commit or stash them first.',
    }],
    ...stale.length === 0 ? [] : [{
      code: CODES.UNSYNTHESIZED_CHANGES,
      message: `${outdir} is not what the program makes: ${listed(stale.filter(path => path !== MARKER || stale.length === 1))}.`,
      why: 'The promotion would write changes that do not come from the promoted values.',
      fix: 'Run cdk8s-istio synth and commit the result first.',
    }],
  ];
}

/** The files of two output roots that differ: the target's own, those that controllers derive, and those of other environments. */
export function changedFiles(before: string, after: string, environment: string): { own: string[]; derived: string[]; foreign: string[] } {
  const [old, now] = [filesBelow(before), filesBelow(after)];
  const changed = [...new Set([...old.keys(), ...now.keys()])].filter(path => path !== MARKER && old.get(path) !== now.get(path));
  const own = changed.filter(path => path.startsWith(`${environment}/`) || path === `${KNOWN_FOLDER}/${environment}.yaml`);
  const derived = changed.filter(path => path.startsWith(`${DELIVERY_FOLDER}/`));
  return { own, derived, foreign: changed.filter(path => !own.includes(path) && !derived.includes(path)) };
}

/** Values of the target that others read too. */
export function foreignRefusals(foreign: readonly string[], to: string): Refusal[] {
  return foreign.length === 0 ? [] : [{
    code: CODES.FOREIGN_CHANGE,
    message: `The values of ${to} change other environments too: ${listed(foreign)}.`,
    why: 'A promotion changes its target and nothing else.',
    fix: `Let the program read the values of ${to} for ${to} only.`,
  }];
}

function isSameFile(file: string, text: string): boolean {
  try {
    return readFileSync(file, 'utf8') === text;
  } catch {
    return false;
  }
}

/** A folder relative to the working directory, with `/`. */
export function placeOf(folder: string): string {
  return relative(process.cwd(), resolve(folder)).split(sep).join('/');
}

function listed(paths: readonly string[]): string {
  const shown = paths.slice(0, 5).join(', ');
  return paths.length > 5 ? `${shown} and ${paths.length - 5} more` : shown;
}
