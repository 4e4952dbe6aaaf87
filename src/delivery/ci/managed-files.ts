import { GITHUB_CHECK_WORKFLOW } from './github-check-workflow';
import { GITHUB_PROMOTE_WORKFLOW } from './github-promote-workflow';
import { GITLAB_PIPELINE } from './gitlab-pipeline';
import { PRE_COMMIT_HOOK } from './hooks';
import { MANAGED_HEADER, ManagedFile } from './managed-file';
import { TOOLS_SCRIPT } from './tools-script';
import { YAMLLINT } from './yamllint';
import { RegoBundle } from '../policy';

/** Where a repository is hosted: it decides which pipelines there are. */
export type Forge = 'github' | 'gitlab';

/** All forges, the default first. */
export const FORGES: readonly Forge[] = ['github', 'gitlab'];

/** What decides which files are managed. */
export interface ManagedChoices {
  readonly forge: Forge;
  /** Whether the rules lie in `policies/` as Rego too, for conftest. @default false */
  readonly policies?: boolean;
}

const PIPELINES: Readonly<Record<Forge, readonly ManagedFile[]>> = {
  github: [GITHUB_CHECK_WORKFLOW, GITHUB_PROMOTE_WORKFLOW],
  gitlab: [GITLAB_PIPELINE],
};

/** The files that this library keeps up to date in a repository. */
export function managedFiles({ forge, policies = false }: ManagedChoices): ManagedFile[] {
  return [...PIPELINES[forge], PRE_COMMIT_HOOK, TOOLS_SCRIPT, YAMLLINT, ...policies ? policyFiles() : []];
}

/** Paths that are managed where other choices are made: a repository that changed its mind has them no more. */
export function strayPaths(choices: ManagedChoices): string[] {
  const kept = new Set(managedFiles(choices).map(({ path }) => path));
  return FORGES.flatMap(forge => managedFiles({ forge, policies: forge === FORGES[0] })).map(({ path }) => path)
    .filter((path, i, all) => !kept.has(path) && all.indexOf(path) === i);
}

function policyFiles(): ManagedFile[] {
  return new RegoBundle().files.map(({ path, text }) => ({ path: `policies/${path}`, text: `${MANAGED_HEADER}${text}` }));
}
