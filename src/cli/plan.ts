import { existsSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { breakLines, changeLines, countText, noteLines, Refusal, refusalLines } from './change-text';
import { readConfiguration } from './configuration';
import { GitRepository } from './git';
import { withScratch } from './scratch';
import { synth, SynthOutcome } from './synth';
import { twoReleases } from '../diff/two-releases';
import { changeOf, EnvironmentChange, environmentsIn } from '../environments/releases';
import { FleetMember, SynthResult } from '../environments/synth-report-file';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { nearestName } from '../kernel/nearest';

/** What `plan` is told. */
export interface PlanOptions {
  readonly environment?: string;
  readonly since: string;
  readonly against?: string;
  readonly acceptBreak?: string;
  readonly app?: string;
  readonly output?: string;
}

/** What `plan` found. */
export interface PlanReport {
  readonly schemaVersion: 1;
  readonly verdict: 'safe' | 'refused' | 'accepted' | 'unchanged';
  /** What the program was compared with, in words. */
  readonly against: string;
  readonly environments: readonly EnvironmentChange[];
  /** Environments of the last release that the fleet has no more: whatever applies and prunes their folders deletes everything. */
  readonly gone: readonly string[];
  readonly refusals: readonly Refusal[];
  /** Why breaks are accepted. */
  readonly acceptedBecause?: string;
  readonly exitCode: 0 | 3;
}

/** Compares what the program makes now with the last release, and refuses what would break while it is applied. */
export function plan(options: PlanOptions): SynthOutcome | PlanReport {
  return withScratch(scratch => {
    const [before, after] = [join(scratch, 'before'), join(scratch, 'after')];
    const rendered = synth({ app: options.app, output: options.output, threshold: 'error' }, { output: after });
    if (!rendered.result || rendered.report.exitCode !== 0) {
      return rendered;
    }
    const last = lastRelease(options, rendered.result, before);
    const members = options.environment === undefined ? rendered.result.environments
      : [memberCalled(options.environment, rendered.result.environments, '--environment')];
    const environments = members.map(member => changeOf(member, last.folder, after));
    const refusals = options.acceptBreak === undefined ? environments.flatMap(breakRefusals) : [];
    const gone = environmentsIn(last.folder).filter(name => !rendered.result!.environments.some(member => member.name === name));
    const changes = gone.length > 0 || environments.some(({ objects }) => objects.length > 0);
    const broken = environments.some(({ breaks }) => breaks.length > 0);
    return {
      schemaVersion: 1,
      verdict: refusals.length > 0 ? 'refused' : broken ? 'accepted' : changes ? 'safe' : 'unchanged',
      against: last.words,
      environments,
      gone,
      refusals,
      ...broken && options.acceptBreak !== undefined ? { acceptedBecause: options.acceptBreak } : {},
      exitCode: refusals.length > 0 ? 3 : 0,
    };
  });
}

/** The plan for people. */
export function planText({ against, environments, gone, refusals, acceptedBecause, verdict }: PlanReport): string {
  const lines = environments.flatMap(change => [
    `${change.environment}: ${change.objects.length === 0 ? 'unchanged' : countText(change.objects)} since ${against}`,
    ...changeLines(change.objects),
    ...noteLines(change),
    ...change.breaks.length > 0 ? ['', `${change.environment} needs two releases:`, ...breakLines(change.breaks)] : [],
  ]);
  return [
    ...lines,
    ...gone.map(name => `${name}: no environment of the fleet any more; whatever applies and prunes its folder deletes everything`),
    ...refusalLines(refusals),
    ...acceptedBecause === undefined ? [] : ['', `Accepted: ${acceptedBecause}`],
    '',
    `plan: ${VERDICTS[verdict]}`,
    '',
  ].join('\n');
}

const VERDICTS: Readonly<Record<PlanReport['verdict'], string>> = {
  safe: 'one release is enough', refused: 'not in one release', accepted: 'in one release, with what breaks meanwhile', unchanged: 'nothing to release',
};

/** The environment of a name. Fails (MESH0501) with the nearest name. */
export function memberCalled(name: string, members: readonly FleetMember[], option: string): FleetMember {
  const nearest = nearestName(name, members.map(member => member.name));
  return members.find(member => member.name === name) ?? fail({
    code: CODES.USAGE,
    what: `${option} names ${JSON.stringify(name)}, which is no environment of the fleet.`,
    fix: nearest ? `Did you mean ${nearest}?` : `Name one of ${members.map(member => member.name).join(', ')}.`,
  });
}

/** One refusal for everything in an environment that takes two releases. */
export function breakRefusals({ environment, breaks }: Pick<EnvironmentChange, 'environment' | 'breaks'>): Refusal[] {
  return breaks.map(each => {
    const { problem, why, first } = twoReleases(each);
    return {
      code: CODES.BREAK_BEFORE_MAKE,
      message: `${environment}: ${problem}`,
      why,
      fix: `Make two releases. First: ${first.words}${first.code ? ` (${first.code.split('\n').join(' ')})` : ''}. If a break is right, say why with --accept-break "reason".`,
    };
  });
}

/** Where the last release lies: a folder that was named, else what a commit has at the output root. */
function lastRelease({ against, since }: PlanOptions, { outdir }: SynthResult, to: string): { folder: string; words: string } {
  if (against !== undefined) {
    return existsSync(against) ? { folder: against, words: against } : fail({
      code: CODES.USAGE,
      what: `--against names ${JSON.stringify(against)}, which does not exist.`,
      fix: `Name an output root, as ${readConfiguration().configuration.output ?? 'dist'} of another checkout.`,
    });
  }
  const repository = GitRepository.here();
  const commit = repository.resolve(since);
  const words = since === 'HEAD' ? `the commit ${commit.slice(0, 12)}` : `${since} (${commit.slice(0, 12)})`;
  const place = relative(process.cwd(), resolve(outdir)).split(sep).join('/');
  repository.extract(commit, place, to);
  return { folder: join(to, repository.prefix, place), words };
}
