import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Refusal } from './change-text';
import { CommitFacts, GitRepository } from './git';
import { breakRefusals, memberCalled } from './plan';
import { changedFiles, foreignRefusals, freezeRefusals, orderRefusals, Parties, pinRefusals, placeOf, treeRefusals } from './promotion-guards';
import { withScratch } from './scratch';
import { synth, SynthOutcome } from './synth';
import { lineDiff } from '../diff/line-diff';
import { editValues, valueText } from '../environments/edit-values';
import { frozenNow } from '../environments/frozen-now';
import { editsOf, selectValues, Selection } from '../environments/promotion';
import { changeOf, EnvironmentChange, filesBelow } from '../environments/releases';
import { FleetMember, SynthResult } from '../environments/synth-report-file';
import { ValuesFile } from '../environments/values-file';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';

/** What `promote` is told. */
export interface PromoteOptions {
  readonly from: string;
  readonly to: string;
  /** Keys to promote; empty for all. */
  readonly only: readonly string[];
  readonly dryRun: boolean;
  readonly acceptBreak?: string;
  readonly acceptFreeze?: string;
  readonly app?: string;
  readonly output?: string;
}

/** What a promotion did, or why it did nothing. */
export interface Promotion {
  readonly schemaVersion: 1;
  readonly verdict: 'promoted' | 'dry-run' | 'nothing' | 'refused';
  readonly from: string;
  readonly to: string;
  /** The values that moved, as they would stand in the file. */
  readonly values: readonly { readonly key: string; readonly before?: string; readonly after?: string }[];
  /** Values that differ and stayed. */
  readonly stays: readonly { readonly key: string; readonly because: string }[];
  /** What is odd about them. */
  readonly notes: readonly string[];
  readonly refusals: readonly Refusal[];
  /** What changes in the target. Absent where it was not rendered. */
  readonly change?: EnvironmentChange;
  /** Files of the output root that change besides the target's own, relative to it: what controllers derive from it. */
  readonly derived: readonly string[];
  /** Unified diffs of the files of the output that change, by path in the repository. */
  readonly diffs: readonly { readonly path: string; readonly diff: string }[];
  /** The commit that is checked out, and the last one that changed the values of the source. */
  readonly base: string;
  readonly source?: CommitFacts;
  readonly repository?: string;
  readonly accepted: readonly { readonly what: 'break' | 'freeze'; readonly because: string }[];
  readonly exitCode: 0 | 3;
}

/**
 * Moves values from one environment to another: renders the target before and after, asks the guards, and writes the values file and the
 * output only when none of them objects. Nothing is copied between environments.
 */
export function promote(options: PromoteOptions): SynthOutcome | Promotion {
  const repository = GitRepository.here();
  return withScratch(scratch => {
    const [before, after, values] = ['before', 'after', 'values'].map(name => join(scratch, name));
    const first = synth({ app: options.app, output: options.output, threshold: 'error' }, { output: before });
    if (!first.result || first.report.exitCode !== 0) {
      return first;
    }
    const parties = partiesOf(options, first.result);
    const selection = selectionOf(parties, options.only);
    const promotion = startOf(options, parties, selection, repository);
    const refusals = [
      ...orderRefusals(parties),
      ...freezeRefusals(parties.to, options.acceptFreeze),
      ...pinRefusals(selection),
      ...treeRefusals(repository, before, first.result, parties),
    ];
    if (refusals.length > 0) {
      return { ...promotion, verdict: 'refused', refusals, exitCode: 3 };
    }
    if (selection.values.length === 0) {
      return promotion;
    }
    const edited = editValues(parties.targetText, parties.target.file, editsOf(selection));
    write(join(values, parties.target.file), edited);
    const second = synth({ app: options.app, output: options.output, threshold: 'error' }, { output: after, values });
    if (!second.result || second.report.exitCode !== 0) {
      return second;
    }
    const { own, derived, foreign } = changedFiles(before, after, parties.to.name);
    const change = changeOf(parties.to, before, after);
    const place = placeOf(first.result.outdir);
    const facts = { ...promotion, notes: notesOf(second.result, promotion), change, derived, diffs: diffsOf([...own, ...derived], before, after, `${repository.prefix}${place}`) };
    const late = [...foreignRefusals(foreign, parties.to.name), ...options.acceptBreak === undefined ? breakRefusals(change) : []];
    if (late.length > 0) {
      return { ...facts, verdict: 'refused', refusals: late, exitCode: 3 };
    }
    const accepted = [
      ...promotion.accepted, ...change.breaks.length > 0 ? [{ what: 'break' as const, because: options.acceptBreak! }] : [],
    ];
    if (options.dryRun) {
      return { ...facts, accepted, verdict: 'dry-run' };
    }
    const failed = apply(options, parties, edited);
    return failed ?? { ...facts, accepted, verdict: 'promoted' };
  });
}

function partiesOf(options: PromoteOptions, { environments }: SynthResult): Parties {
  const from = memberCalled(options.from, environments, '--from');
  const to = memberCalled(options.to, environments, '--to');
  const read = (member: FleetMember): ValuesFile => {
    const file = member.values?.file ?? fail({
      code: CODES.USAGE,
      what: `The environment ${member.name} has no values, so nothing can be promoted ${member === from ? 'from' : 'to'} it.`,
      fix: `Load them and say so: fleet.addEnvironment('${member.name}', { values: EnvironmentValues.load('${member.name}') }).`,
    });
    return ValuesFile.parse(readFileSync(file, 'utf8'), file);
  };
  const [source, target] = [read(from), read(to)];
  return { from, to, members: environments, source, target, targetText: readFileSync(target.file, 'utf8') };
}

function selectionOf({ source, target, from, to }: Parties, only: readonly string[]): Selection {
  const selection = selectValues(source, target, from, to, only);
  const [unknown] = selection.unknown;
  return unknown === undefined ? selection : fail({
    code: CODES.USAGE,
    what: `--only names ${JSON.stringify(unknown.key)}, which is in neither ${source.file} nor ${target.file}.`,
    fix: unknown.nearest ? `Did you mean ${unknown.nearest}?` : 'Name a key of the source, as cart.canaryPercent.',
  });
}

function startOf(options: PromoteOptions, { from, to, source }: Parties, { values, stays }: Selection, repository: GitRepository): Promotion {
  const { acceptFreeze } = options;
  return {
    schemaVersion: 1,
    verdict: 'nothing',
    from: from.name,
    to: to.name,
    values: values.map(({ key, before, after }) => ({ key, before: valueText(before), after: valueText(after) })),
    stays,
    notes: [],
    refusals: [],
    derived: [],
    diffs: [],
    base: repository.head,
    source: repository.lastChangeOf(source.file),
    repository: repository.address(),
    accepted: acceptFreeze !== undefined && frozenNow(to.frozen, new Date()) ? [{ what: 'freeze', because: acceptFreeze }] : [],
    exitCode: 0,
  };
}

/** A value that is new in the target and that the program does not read there. */
function notesOf({ environments }: SynthResult, { to, values }: Promotion): string[] {
  const { unread = [], file } = environments.find(({ name }) => name === to)?.values ?? {};
  return unread.filter(({ key }) => values.some(value => value.key === key)).map(({ key }) => `${key} is in ${file} now, and the program does not read it for ${to}`);
}

function diffsOf(paths: readonly string[], before: string, after: string, place: string): { path: string; diff: string }[] {
  const [old, now] = [filesBelow(before), filesBelow(after)];
  return paths.map(path => {
    const texts = [old.get(path) ?? '', now.get(path) ?? ''];
    const secret = texts.some(text => /^kind: ["']?Secret["']?\s*$/m.test(text) && /^apiVersion: ["']?v1["']?\s*$/m.test(text));
    return { path: `${place}/${path}`, diff: secret ? '(a Secret: not shown)\n' : lineDiff(texts[0], texts[1]) };
  });
}

/** Writes the values and lets the program write its output. Where that fails, the values are as before. */
function apply(options: PromoteOptions, { target, targetText }: Parties, edited: string): SynthOutcome | undefined {
  write(target.file, edited);
  let done = false;
  try {
    const outcome = synth({ app: options.app, output: options.output, threshold: 'error' });
    done = outcome.result !== undefined && outcome.report.exitCode === 0;
    return done ? undefined : outcome;
  } finally {
    if (!done) {
      write(target.file, targetText);
    }
  }
}

/** Replaces a file as a whole. */
function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  const stage = join(dirname(file), `.${file.split(/[\\/]/).pop()}.stage`);
  writeFileSync(stage, text);
  renameSync(stage, file);
}
