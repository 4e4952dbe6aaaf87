import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { Refusal, refusalLines } from './change-text';
import { CommitFacts, GitRepository } from './git';
import { memberCalled } from './plan';
import { placeOf } from './promotion-guards';
import { withScratch } from './scratch';
import { synth, SynthOutcome } from './synth';
import { filesBelow } from '../environments/releases';
import { SynthResult } from '../environments/synth-report-file';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';

/** What `hydrate` is told. */
export interface HydrateOptions {
  readonly environment: string;
  readonly to: string;
  readonly branch?: string;
  readonly oci?: string;
  readonly app?: string;
  readonly output?: string;
}

/** What is ready to be pushed, and how. */
export interface Hydration {
  readonly schemaVersion: 1;
  readonly verdict: 'ready' | 'refused';
  readonly environment: string;
  /** The folder that was written for a branch. */
  readonly folder?: string;
  readonly branch?: string;
  /** The commit it was rendered from. */
  readonly drySha: string;
  /** Commands of a shell, run in the working directory; nothing of them was run. */
  readonly commands: readonly string[];
  readonly refusals: readonly Refusal[];
  readonly exitCode: 0 | 3;
}

/** File that says which commit a hydrated branch was rendered from; GitOps Promoter and Argo CD read it. */
const METADATA = 'hydrator.metadata';

/** Prepares what an environment applies for a branch of its own or an OCI registry. It comes from a commit, so everything must be committed. */
export function hydrate(options: HydrateOptions): SynthOutcome | Hydration {
  const repository = GitRepository.here();
  return withScratch(scratch => {
    const rendered = join(scratch, 'rendered');
    const outcome = synth({ app: options.app, output: options.output, threshold: 'error' }, { output: rendered });
    if (!outcome.result || outcome.report.exitCode !== 0) {
      return outcome;
    }
    const { name } = memberCalled(options.environment, outcome.result.environments, '--environment');
    const hydration: Hydration = { schemaVersion: 1, verdict: 'ready', environment: name, drySha: repository.head, commands: [], refusals: [], exitCode: 0 };
    const refusals = committedRefusals(repository, options);
    if (refusals.length > 0) {
      return { ...hydration, verdict: 'refused', refusals, exitCode: 3 };
    }
    return options.oci === undefined ? branchMode(hydration, options, repository, join(rendered, name))
      : ociMode(hydration, options.oci, repository, outcome.result, rendered);
  });
}

/** The result for people. */
export function hydrationText({ environment, folder, branch, drySha, commands, refusals, verdict }: Hydration): string {
  return [
    ...verdict === 'refused' ? ['hydrate: refused, nothing was written'] : folder === undefined
      ? [`${environment} of commit ${drySha.slice(0, 12)}. To push it, run:`]
      : [`${environment} of commit ${drySha.slice(0, 12)} is in ${folder}, for the branch ${branch}. To push it, run:`],
    ...refusalLines(refusals),
    ...commands.length > 0 ? ['', ...commands.map(command => `  ${command}`)] : [],
    '',
  ].join('\n');
}

function branchMode(hydration: Hydration, { to, branch, environment }: HydrateOptions, repository: GitRepository, rendered: string): Hydration {
  const target = branch ?? `environment/${environment}-next`;
  const folder = join(to, environment);
  clear(folder);
  cpSync(rendered, folder, { recursive: true });
  const facts = repository.headFacts();
  writeFileSync(join(folder, METADATA), `${JSON.stringify(metadataOf(facts, repository.address(), environment), null, 2)}\n`);
  writeFileSync(join(folder, 'README.md'), readmeOf(environment, facts, repository.address()));
  const [work, remote] = [quoted(folder), quoted(`refs/heads/${target}`)];
  return {
    ...hydration,
    folder,
    branch: target,
    commands: [
      `git fetch origin ${quoted(`+refs/heads/${target}:refs/remotes/origin/${target}`)} || true`,
      'export GIT_INDEX_FILE="$(mktemp -u)"',
      `git --work-tree=${work} add --all --force .`,
      `parent="$(git rev-parse --verify --quiet ${quoted(`refs/remotes/origin/${target}`)} || true)"`,
      `commit="$(git commit-tree "$(git write-tree)" \${parent:+-p "$parent"} -m ${quoted(`Hydrate ${environment} from ${facts.sha.slice(0, 12)}`)})"`,
      'rm -f "$GIT_INDEX_FILE"; unset GIT_INDEX_FILE',
      `git push origin "$commit:"${remote}`,
    ],
  };
}

/** As Argo CD's own hydrator writes it, so that whatever reads one reads ours. */
function metadataOf({ sha, author, date, subject, body }: CommitFacts, repoURL: string | undefined, environment: string): object {
  return {
    ...repoURL === undefined ? {} : { repoURL },
    drySha: sha,
    commands: [`cdk8s-istio hydrate --environment ${environment}`],
    author,
    date,
    subject,
    ...body === '' ? {} : { body },
  };
}

function readmeOf(environment: string, { sha }: CommitFacts, repoURL: string | undefined): string {
  return [
    `# ${environment}`,
    '',
    `What the environment ${environment} applies, rendered from commit \`${sha}\`${repoURL === undefined ? '' : ' of the repository that `hydrator.metadata` names'}.`,
    '',
    'Do not edit these files: the next hydration replaces them. Change the program or its values instead; to render the same again:',
    '',
    '```sh',
    `git checkout ${sha}`,
    `npx cdk8s-istio hydrate --environment ${environment}`,
    '```',
    '',
  ].join('\n');
}

/** Pushes by commit, so that no tag ever changes what it means but the one of the environment. */
function ociMode(hydration: Hydration, oci: string, repository: GitRepository, { outdir }: SynthResult, rendered: string): Hydration {
  if (!/^oci:\/\/[a-z0-9.-]+(?::\d+)?(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)+$/.test(oci)) {
    fail({
      code: CODES.USAGE,
      what: `--oci is ${JSON.stringify(oci)}, which is no OCI repository.`,
      fix: 'Write it without tag and in small letters: oci://registry.example/team/mesh.',
    });
  }
  const place = relative(process.cwd(), resolve(outdir)).split(sep).join('/');
  const committed = filesBelow(join(outdir, hydration.environment));
  const made = filesBelow(join(rendered, hydration.environment));
  const stale = made.size !== committed.size || [...made].some(([path, text]) => committed.get(path) !== text);
  if (stale) {
    return {
      ...hydration,
      verdict: 'refused',
      exitCode: 3,
      refusals: [{
        code: CODES.UNSYNTHESIZED_CHANGES,
        message: `${place}/${hydration.environment} is not what the program makes.`,
        why: 'The artifact would say that it comes from a commit that makes something else.',
        fix: 'Run cdk8s-istio synth and commit the result first.',
      }],
    };
  }
  const facts = repository.headFacts();
  const address = `${oci}/${hydration.environment}`;
  const revision = `${repository.branch() ?? 'main'}@sha1:${facts.sha}`;
  return {
    ...hydration,
    commands: [
      `flux push artifact ${quoted(`${address}:${facts.sha}`)} --path=${quoted(`${place}/${hydration.environment}`)} --source=${quoted(repository.address() ?? 'local')} --revision=${quoted(revision)} --reproducible`,
      `flux tag artifact ${quoted(`${address}:${facts.sha}`)} --tag=current`,
    ],
  };
}

/** What an earlier run wrote for the same environment does not count; all else below `to` does. */
function committedRefusals(repository: GitRepository, { to, environment, output = 'dist' }: HydrateOptions): Refusal[] {
  const own = `${repository.prefix}${placeOf(join(to, environment))}/`;
  const open = repository.uncommitted().filter(({ path, isNew }) => !path.startsWith(own) && (!isNew || path.startsWith(`${repository.prefix}${output}/`)));
  return open.length === 0 ? [] : [{
    code: CODES.UNSYNTHESIZED_CHANGES,
    message: `${open.length === 1 ? 'A file is' : `${open.length} files are`} not committed: ${open.slice(0, 5).map(({ path }) => path).join(', ')}.`,
    why: `${METADATA} names the commit that it was rendered from.`,
    fix: 'Commit or stash them first.',
  }];
}

/** Only a folder that an earlier run has written is replaced. */
function clear(folder: string): void {
  if (existsSync(folder) && !existsSync(join(folder, METADATA)) && filesBelow(folder).size > 0) {
    fail({
      code: CODES.OUTPUT_FOREIGN,
      what: `The folder ${folder} holds files of others.`,
      why: 'It is replaced as a whole.',
      fix: 'Name another folder with --to.',
    });
  }
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
}

/** An argument as a shell of POSIX reads it. */
function quoted(text: string): string {
  return /^[A-Za-z0-9_./:@=+-]+$/.test(text) ? text : `'${text.replace(/'/g, "'\\''")}'`;
}
