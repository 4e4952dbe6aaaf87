import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';

/** What `git status` says of one file. */
export interface UncommittedFile {
  /** Relative to the root of the repository, with `/`. */
  readonly path: string;
  /** Whether Git does not know the file. */
  readonly isNew: boolean;
}

/** A commit as promotion speaks of it. */
export interface CommitFacts {
  readonly sha: string;
  readonly author: string;
  /** As in RFC 3339. */
  readonly date: string;
  readonly subject: string;
  readonly body: string;
}

/** The Git repository around the working directory. It is read; nothing here commits, pushes or touches the index of the user. */
export class GitRepository {
  /** The repository around the working directory. Fails with MESH0841 where there is none, or no commit. */
  public static here(): GitRepository {
    const found = run(['rev-parse', '--show-toplevel', '--show-prefix', '--verify', 'HEAD']);
    if (found.status !== 0) {
      fail({
        code: CODES.NO_REPOSITORY,
        what: /unknown revision|Needed a single revision/.test(found.stderr) ? 'The Git repository has no commit.' : 'The folder is in no Git repository.',
        where: process.cwd(),
        why: 'What is released is what is committed: it is compared with what the program makes now.',
        fix: 'Run the command in the repository, with the output committed.',
      });
    }
    const [root, prefix, head] = found.stdout.split('\n');
    return new GitRepository(root, prefix, head);
  }

  private constructor(
    /** Absolute path. */
    public readonly root: string,
    /** The working directory below the root, empty or ending with `/`. */
    public readonly prefix: string,
    /** The commit that is checked out. */
    public readonly head: string,
  ) {}

  /** Files that differ from the commit, or that Git does not know and does not ignore. */
  public uncommitted(): UncommittedFile[] {
    const entries = this.read(['status', '--porcelain=v1', '-z', '--untracked-files=all', '--no-renames']).split('\0').filter(entry => entry !== '');
    return entries.map(entry => ({ path: entry.slice(3), isNew: entry.startsWith('??') }));
  }

  /** The commit that a revision names. */
  public resolve(revision: string): string {
    const { status, stdout } = run(['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`]);
    return status === 0 ? stdout.trim() : fail({
      code: CODES.NO_REPOSITORY,
      what: `${JSON.stringify(revision)} is no commit of the repository.`,
      where: this.root,
      fix: 'Name a branch, a tag or a commit that was fetched; in CI, fetch the whole history.',
    });
  }

  /** Writes the files that a commit has below a folder of the working directory to another folder. False where it has none. */
  public extract(commit: string, folder: string, to: string): boolean {
    mkdirSync(to, { recursive: true });
    const index = { GIT_INDEX_FILE: join(to, '.index') };
    const path = `${this.prefix}${folder}`.replace(/\/+$/, '');
    this.read(['read-tree', commit], index);
    const files = this.read(['ls-files', '-z', '--full-name', '--', `:(top,literal)${path}`], index);
    if (files === '') {
      return false;
    }
    this.read(['-C', this.root, 'checkout-index', '-z', '--stdin', `--prefix=${to}/`], index, files);
    return true;
  }

  /** The last commit that changed a file of the working directory; undefined where none did, or where the history was not fetched. */
  public lastChangeOf(file: string): CommitFacts | undefined {
    const shallow = this.read(['rev-parse', '--is-shallow-repository']).trim() === 'true';
    return shallow ? undefined : factsOf(this.read(['log', '-1', `--format=${FORMAT}`, '--', `:(top,literal)${this.prefix}${file}`]));
  }

  /** The commit that is checked out. */
  public headFacts(): CommitFacts {
    return factsOf(this.read(['log', '-1', `--format=${FORMAT}`]))!;
  }

  /** The branch that is checked out; undefined where a commit is. */
  public branch(): string | undefined {
    const { status, stdout } = run(['symbolic-ref', '--quiet', '--short', 'HEAD']);
    return status === 0 ? stdout.trim() : undefined;
  }

  /** Address of `origin`, without user and password; undefined where there is none, or it is a path of this machine. */
  public address(): string | undefined {
    const { status, stdout } = run(['remote', 'get-url', 'origin']);
    const url = stdout.trim();
    if (status !== 0 || !/^(?:https?|ssh|git):\/\/|^[^/:]+@[^/:]+:/.test(url)) {
      return undefined;
    }
    return url.replace(/^(https?:\/\/)[^/]*@/, '$1').replace(/^(\w+:\/\/[^/:@]+):[^/]*@/, '$1@').replace(/[?#].*$/, '');
  }

  private read(args: readonly string[], environment: Record<string, string> = {}, input?: string): string {
    const { status, stdout, stderr } = run(args, environment, input);
    return status === 0 ? stdout : fail({
      code: CODES.NO_REPOSITORY,
      what: `git ${args[0]} failed: ${stderr.trim().split('\n')[0]}`,
      where: this.root,
      fix: 'Repair the repository, or look whether Git may read it.',
    });
  }
}

const FORMAT = '%H%x00%an <%ae>%x00%aI%x00%s%x00%b';

function factsOf(text: string): CommitFacts | undefined {
  const [sha, author, date, subject, body] = text.split('\0');
  return author === undefined ? undefined : { sha, author, date, subject, body: body.trim() };
}

/** What Git said. */
interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(args: readonly string[], environment: Record<string, string> = {}, input?: string): Ran {
  const { status, stdout, stderr, error } = spawnSync('git', ['-c', 'core.quotePath=false', '-c', 'core.fsmonitor=false', ...args], {
    encoding: 'utf8', input, maxBuffer: Number.MAX_SAFE_INTEGER, env: { ...process.env, GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C', ...environment },
  });
  return { status, stdout: stdout ?? '', stderr: stderr || String(error?.message ?? '') };
}
