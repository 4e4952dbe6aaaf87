import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { CheckedRepository, checkedRepository } from '../checked-repository';

/** Where Argo CD pushes what it makes of the folders before it syncs it. */
export interface HydratedBranches {
  /**
   * Start of the names of the branches; the name of the environment follows.
   *
   * @default 'environment/'
   */
  readonly branchPrefix?: string;
  /**
   * Whether it pushes to `<branch>-next`, from which people or GitOps Promoter bring it to `<branch>` by a pull request.
   *
   * @default false
   */
  readonly pullRequests?: boolean;
  /**
   * Address of another repository that has the branches. Argo CD 3.5 or newer.
   *
   * @default - the repository of the folders
   */
  readonly repositoryUrl?: string;
}

/**
 * Where the sources of Applications are: `spec.source`, or `spec.sourceHydrator` where there are hydrated branches.
 * @internal
 */
export class ApplicationSource {
  /** Repositories that the project must let through. */
  public readonly repositories: string[];

  constructor(
    private readonly repository: CheckedRepository,
    private readonly hydrated: HydratedBranches | undefined,
    private readonly where: string,
  ) {
    const other = hydrated?.repositoryUrl;
    if (other !== undefined) {
      checkedRepository({ url: other }, `${where}: hydratedBranches.repositoryUrl`);
    }
    this.repositories = [...new Set([repository.url, ...other === undefined ? [] : [other]])];
  }

  /** Fails where the branch of an environment is none, or the one its folder is read from. */
  public check(environment: string): void {
    if (!this.hydrated) {
      return;
    }
    const where = `${this.where}: hydratedBranches.branchPrefix`;
    const { branch } = checkedRepository({ url: this.repository.url, branch: this.branchOf(environment) }, where);
    if (this.repositories.length === 1 && [branch, `${branch}-next`].includes(this.repository.branch)) {
      fail({
        code: CODES.APPLICATION_FOLDER,
        what: `Environment ${environment} would be written to ${branch}, and its folder is read from ${this.repository.branch}.`,
        where,
        why: 'Every push would make the next one.',
        fix: "Keep the branches apart: branchPrefix: 'environment/'.",
      });
    }
  }

  public specFor({ environment, path, application }: SourceTexts): object {
    const { url: repoURL, branch: targetRevision } = this.repository;
    if (!this.hydrated) {
      return { source: { repoURL, targetRevision, path } };
    }
    const targetBranch = this.branchOf(environment);
    return {
      sourceHydrator: {
        drySource: { repoURL, targetRevision, path },
        syncSource: {
          targetBranch,
          // Never the root, which Argo CD refuses; and one for every Application, because it writes one manifest.yaml into it.
          path: application,
          ...this.repositories.length === 1 ? {} : { repoURL: this.repositories[1] },
        },
        ...this.hydrated.pullRequests ? { hydrateTo: { targetBranch: `${targetBranch}-next` } } : {},
      },
    };
  }

  private branchOf(environment: string): string {
    return `${this.hydrated?.branchPrefix ?? 'environment/'}${environment}`;
  }
}

/**
 * What the source of an Application is named by: plain texts, or those of a template.
 * @internal
 */
export interface SourceTexts {
  readonly environment: string;
  readonly path: string;
  readonly application: string;
}
