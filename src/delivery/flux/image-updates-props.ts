import { Duration } from 'cdk8s';
import { GitProvider } from './git-source';
import { requireSecretName } from './secret-name';
import { WatchedImage } from './watched-image';
import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { DNS_LABEL, requireName } from '../../kernel/names';
import { DeliveryRepository } from '../repository';

/** What a commit is signed with. */
export enum SigningKeyType {
  /** An OpenPGP key: `git.asc` in the Secret. */
  GPG = 'gpg',
  /** An SSH key: `identity` in the Secret. */
  SSH = 'ssh',
}

/** The key that commits of image automation are signed with. */
export interface CommitSigningKey {
  /** Name of the Secret with the key. */
  readonly secretRef: string;
  /**
   * What kind of key it is.
   *
   * @default SigningKeyType.GPG
   */
  readonly type?: SigningKeyType;
}

/** Which images are watched, and where their newest tags are written. */
export interface ImageUpdatesProps {
  /**
   * The Git repository with the input files. Its `branch` is where changes start from; its `secretRef` must be allowed to push, so it is
   * not the one that the folders are fetched with. Without it, `provider` must be AWS or Azure (MESH0002).
   */
  readonly repository: DeliveryRepository;
  /** The images. At least one (MESH0001), each name once (MESH0008). */
  readonly images: WatchedImage[];
  /** Address of the author of the commits. */
  readonly authorEmail: string;
  /**
   * Name of the author of the commits.
   *
   * @default 'Flux'
   */
  readonly authorName?: string;
  /**
   * Folder of the input files in the repository: relative, with `/` (MESH0001). Never the output: the next synth would undo the change.
   *
   * @default 'config'
   */
  readonly path?: string;
  /**
   * Branch that the change is pushed to: a pull request makes it the new state, after the pipeline has synthesized it. Not the branch it
   * starts from (MESH0002), and not that of another automation: each writes it anew.
   *
   * @default 'image-updates'
   */
  readonly pushBranch?: string;
  /**
   * Text of the commit: a Go template over `.AutomationObject`, `.Changed` and `.Values`. `.Updated` and `.Changed.ImageResult` are gone (MESH0001).
   *
   * @default - a line, and one more per change
   */
  readonly messageTemplate?: string;
  /**
   * The key that commits are signed with.
   *
   * @default - commits are not signed
   */
  readonly signingKey?: CommitSigningKey;
  /**
   * How Flux signs in to the repository.
   *
   * @default GitProvider.GENERIC
   */
  readonly provider?: GitProvider;
  /**
   * How often the input files are compared with what was found.
   *
   * @default Duration.minutes(10)
   */
  readonly interval?: Duration;
  /**
   * Name of the cluster whose Flux does it, or of the environment where that names no cluster (MESH0006). One does it, for all.
   *
   * @default - the only one there is; needed when there are several (MESH0002)
   */
  readonly cluster?: string;
  /**
   * Whether a central Flux does it, the one that serves other clusters with kubeconfigs. Not together with `cluster` (MESH0002).
   *
   * @default false
   */
  readonly central?: boolean;
  /**
   * Start of every object's name. A DNS label.
   *
   * @default 'mesh'
   */
  readonly namePrefix?: string;
  /**
   * Namespace of everything that is emitted, and of the Secrets it names.
   *
   * @default 'flux-system'
   */
  readonly namespace?: string;
}

/**
 * Text of the commits: what changed, in words that the template of Flux 2.7 and newer knows.
 * @internal
 */
export const MESSAGE = `Update images

{{ range .Changed.Changes -}}
{{ .OldValue }} -> {{ .NewValue }}
{{ end -}}
`;

/**
 * Fails where something is wrong with a prop by itself or with two together.
 * @internal
 */
export function checkUpdates(props: ImageUpdatesProps, where: string): void {
  const { repository, images, path = 'config', pushBranch = DEFAULT_PUSH_BRANCH, cluster, central } = props;
  requireName(props.namePrefix ?? 'mesh', DNS_LABEL, `namePrefix of ${where}`);
  requireName(props.namespace ?? 'flux-system', DNS_LABEL, `namespace of ${where}`);
  if (props.signingKey !== undefined) {
    requireSecretName(props.signingKey.secretRef, `${where}: signingKey`);
  }
  if (!images?.length) {
    fail({ code: CODES.INVALID_ARGUMENT, what: 'No image is watched.', where: `${where}: images`, fix: 'Name at least one, or leave out the delivery.' });
  }
  const twice = images.find(({ name }, i) => images.findIndex(image => image.name === name) < i);
  if (twice !== undefined) {
    fail({ code: CODES.DUPLICATE_MEMBER, what: `Two images are called ${twice.name}.`, where: `${where}: images`, fix: 'Give each a name of its own.' });
  }
  checkSignIn(props, where);
  checkPath(path, where);
  if (pushBranch === (repository.branch ?? 'main')) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: `The change would be pushed straight to ${pushBranch}.`,
      where: `${where}: pushBranch`,
      why: 'The input would change without the output: what is delivered comes from a synth, in a pull request.',
      fix: `Choose another branch, for example '${DEFAULT_PUSH_BRANCH}'.`,
    });
  }
  if (cluster !== undefined && central) {
    fail({ code: CODES.ARGUMENTS_CONFLICT, what: 'Both cluster and central say which Flux does it.', where, fix: 'Leave out one of the two.' });
  }
  checkWords(props, where);
}

/** @internal */
export const DEFAULT_PUSH_BRANCH = 'image-updates';

/** Only a workload identity of AWS or Azure pushes without a Secret. */
function checkSignIn({ repository, provider }: ImageUpdatesProps, where: string): void {
  if (repository.secretRef === undefined && provider !== GitProvider.AWS && provider !== GitProvider.AZURE) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: 'repository has no secretRef.',
      where: `${where}: repository`,
      why: 'Flux pushes to it, and nobody may push without signing in.',
      fix: "Name a Secret that may push, secretRef: 'mesh-writer', or the provider whose workload identity may.",
    });
  }
}

function checkPath(path: string, where: string): void {
  const steps = path.split('/');
  if (/[\\:\x00-\x1f]/.test(path) || steps.some(step => step === '' || step === '.' || step === '..')) {
    fail({
      code: CODES.INVALID_ARGUMENT,
      what: `${JSON.stringify(path)} is not a folder of the repository.`,
      where: `${where}: path`,
      fix: "Give a relative path with / between plain names, for example 'config'.",
    });
  }
}

function checkWords({ messageTemplate, authorEmail }: ImageUpdatesProps, where: string): void {
  const gone = /\.Updated\b|\.Changed\.ImageResult\b/.exec(messageTemplate ?? '')?.[0];
  if (gone !== undefined) {
    fail({
      code: CODES.INVALID_ARGUMENT,
      what: `The template reads ${gone}.`,
      where: `${where}: messageTemplate`,
      why: 'Flux has taken it out: the automation would stop with an error.',
      fix: 'Write {{ range .Changed.Changes }}{{ .OldValue }} -> {{ .NewValue }}{{ end }}.',
    });
  }
  if (!/^[^\s@]+@[^\s@]+$/.test(authorEmail)) {
    fail({
      code: CODES.INVALID_ARGUMENT,
      what: `${JSON.stringify(authorEmail)} is not an address.`,
      where: `${where}: authorEmail`,
      fix: "Write it as 'flux@example.com'.",
    });
  }
}
