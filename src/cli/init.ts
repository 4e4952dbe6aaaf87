import { basename, dirname, join, relative, resolve } from 'node:path';
import { argocd, flux } from '../delivery';
import { newRepositoryFiles } from './scaffold/new-repository';
import { OwnPackage, ownPackage } from './scaffold/own-package';
import { DeliveryEngine } from './scaffold/program';
import { entryAt, occupation, writeNew } from './scaffold/write-all';
import { Forge } from '../delivery/ci/managed-files';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { DNS_LABEL, legalName } from '../kernel/names';

/** What `init` is told. */
export interface InitOptions {
  readonly delivery: DeliveryEngine;
  readonly forge: Forge;
  /** Whether the rules lie in `policies/` as Rego too. @default false */
  readonly policies?: boolean;
  /** Address of the repository. @default - a place to fill in */
  readonly repository?: string;
  /** What npm installs as `cdk8s-istio`. @default - the range of this package's own version */
  readonly package?: string;
}

/** Makes a GitOps repository in a folder that is new, empty, or holds nothing where a file must go. Returns what to print. */
export function init(folder: string, options: InitOptions, own: OwnPackage = ownPackage()): string {
  const root = resolve(folder);
  const name = legalName(basename(root), DNS_LABEL) ?? 'mesh';
  const repository = options.repository ?? `https://git.example.com/acme/${name}.git`;
  checkRepository(repository, options.delivery);
  const files = newRepositoryFiles({
    name,
    engine: options.delivery,
    repository,
    choices: { forge: options.forge, ...options.policies ? { policies: true } : {} },
    own,
    packageSpecifier: options.package,
  });
  checkFolder(root, folder);
  const places = files.map(file => ({ file, is: occupation(root, file) }));
  const taken = places.filter(({ is }) => is === 'managed' || is === 'foreign').map(({ file }) => file.path);
  if (taken.length > 0) {
    fail({
      code: CODES.INIT_OCCUPIED,
      what: `${folder} has ${taken.length === 1 ? 'a file' : 'files'} of yours where init would write: ${taken.join(', ')}.`,
      why: 'Nothing of yours is overwritten, and a half repository helps nobody: nothing was written.',
      fix: `Choose an empty folder, or move ${taken.length === 1 ? 'it' : 'them'} away and merge afterwards.`,
    });
  }
  const fresh = places.filter(({ is }) => is === 'free').map(({ file }) => file);
  writeNew(root, fresh);
  return nextSteps(root, fresh.map(({ path }) => path), options);
}

function checkFolder(root: string, folder: string): void {
  for (let place = root; ; place = dirname(place)) {
    const entry = entryAt(place);
    if (entry?.isDirectory() || (entry?.isSymbolicLink() && place !== root)) {
      return;
    }
    if (entry) {
      fail({ code: CODES.INIT_OCCUPIED, what: `${folder} is ${place === root ? '' : 'below what is '}no folder. Nothing was written.`, fix: 'Name a folder.' });
    }
  }
}

/** The engine itself says whether it can fetch from an address. */
function checkRepository(url: string, engine: DeliveryEngine): void {
  if (engine === 'argocd') {
    argocd.Applications.perEnvironment({ repository: { url }, project: argocd.Project.derived() });
  } else {
    flux.Kustomizations.perEnvironment({ repository: { url } });
  }
}

function nextSteps(root: string, written: readonly string[], { repository }: InitOptions): string {
  const folder = relative(process.cwd(), root);
  return [
    written.length === 0 ? 'Everything is there already; nothing was written.' : `${written.length} files written:`,
    ...written.map(path => `  ${join(folder, path)}`),
    '',
    'Next:',
    ...folder === '' ? [] : [`  cd ${folder}`],
    '  npm install',
    '  npm run synth      # writes dist/, checked',
    ...repository === undefined ? ['', 'Then put the address of your repository into mesh.ts.'] : [],
    '',
  ].join('\n');
}
