import { Duration } from 'cdk8s';
import { GitReference } from './git-reference';
import { GitVerification } from './git-verification';
import { accessOf, SourceDefinition, timesOf } from './source-definition';
import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { checkedRepository } from '../checked-repository';

/** Whose way of signing in Flux uses for a Git repository (`spec.provider` of a GitRepository). */
export enum GitProvider {
  /** User and token, or an SSH key, from the Secret. */
  GENERIC = 'generic',
  /** The workload identity of AWS, for CodeCommit. */
  AWS = 'aws',
  /** The workload identity of Azure, for Azure DevOps. */
  AZURE = 'azure',
  /** A GitHub App, from the Secret. */
  GITHUB = 'github',
}

/**
 * A Git repository as Flux fetches it: only the folder of the environment is checked out.
 *
 * @see https://fluxcd.io/flux/components/source/gitrepositories/
 */
export interface GitSourceProps {
  /** Its address: begins with `https://`, `http://` or `ssh://` and holds no user, password or token (MESH0001). */
  readonly url: string;
  /**
   * Which commit is delivered.
   *
   * @default GitReference.branch('main')
   */
  readonly reference?: GitReference;
  /**
   * Name of the Secret with the credentials, in the namespace of the Kustomizations. A GitHub App needs one (MESH0002).
   *
   * @default - a repository anyone can read, or the workload identity of the provider
   */
  readonly secretRef?: string;
  /**
   * How Flux signs in.
   *
   * @default GitProvider.GENERIC
   */
  readonly provider?: GitProvider;
  /**
   * Name of the ServiceAccount whose workload identity is used. Only with AWS and Azure (MESH0002).
   *
   * @default - that of the controller
   */
  readonly serviceAccountName?: string;
  /**
   * Signatures that are demanded before anything is applied.
   *
   * @default - none: whoever can push is trusted
   */
  readonly verify?: GitVerification;
  /**
   * How often Flux asks for a newer commit. A `Receiver` tells it at once.
   *
   * @default Duration.minutes(1)
   */
  readonly interval?: Duration;
  /**
   * How long fetching may take.
   *
   * @default - Flux's: 60 seconds
   */
  readonly timeout?: Duration;
  /**
   * Name of the Secret with the address and the credentials of a proxy.
   *
   * @default - no proxy
   */
  readonly proxySecretRef?: string;
  /**
   * What is left out of the artifact, in the format of `.gitignore`.
   *
   * @default - Flux's own list; the folder holds nothing but YAML
   */
  readonly ignore?: string;
}

/**
 * A source of the kind GitRepository. Everything is checked at once; only the folder differs by environment.
 * @internal
 */
export function gitSource(props: GitSourceProps): SourceDefinition {
  const reference = (props.reference ?? GitReference.branch('main'))._fields;
  checkedRepository({ url: props.url, branch: reference.branch, secretRef: props.secretRef }, WHERE);
  checkAddressForFlux(props.url);
  checkProvider(props);
  if (props.verify?._needsTag && reference.tag === undefined && reference.semver === undefined) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: `The signature of a tag is demanded, and ${Object.keys(reference)[0]} is delivered.`,
      where: `${WHERE}: verify`,
      why: 'Flux would refuse every commit that it did not get by a tag.',
      fix: 'Write GitVerification.commit(…), or deliver a tag: GitReference.tag(…) or GitReference.semver(…).',
    });
  }
  const { interval, timeout } = timesOf(props, Duration.minutes(1), WHERE);
  const access = accessOf(props, WHERE);
  return {
    kind: 'GitRepository',
    repositoryUrl: props.url,
    folderOf: ({ path }) => `./${path}`,
    specFor: ({ path }) => ({
      interval,
      url: props.url,
      ref: reference,
      sparseCheckout: [path],
      ...timeout === undefined ? {} : { timeout },
      ...props.provider === undefined ? {} : { provider: props.provider },
      ...access,
      ...props.verify === undefined ? {} : { verify: props.verify._spec },
    }),
  };
}

const WHERE = 'flux.Source.git';

function checkProvider({ provider = GitProvider.GENERIC, serviceAccountName, secretRef }: GitSourceProps): void {
  if (serviceAccountName !== undefined && provider !== GitProvider.AWS && provider !== GitProvider.AZURE) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: `serviceAccountName has no meaning with the provider ${provider}.`,
      where: `${WHERE}: serviceAccountName`,
      why: 'Only AWS and Azure know workload identities for Git; the API server refuses it elsewhere.',
      fix: 'Name the provider, or use secretRef.',
    });
  }
  if (provider === GitProvider.GITHUB && secretRef === undefined) {
    fail({
      code: CODES.ARGUMENTS_CONFLICT,
      what: 'The provider github has no secretRef.',
      where: `${WHERE}: secretRef`,
      why: "Flux signs in as a GitHub App, whose id and key are in a Secret ('githubAppID', 'githubAppPrivateKey').",
      fix: 'Name that Secret in secretRef.',
    });
  }
}

/** The API server takes no other form. */
function checkAddressForFlux(url: string): void {
  const [, user, host, path] = /^([^/@]+)@([^/:]+):(.+)$/.exec(url) ?? [];
  if (user !== undefined) {
    fail({
      code: CODES.INVALID_ARGUMENT,
      what: `Flux does not take the address ${JSON.stringify(url)}.`,
      where: `${WHERE}: url`,
      why: 'spec.url of a GitRepository begins with http://, https:// or ssh://.',
      fix: `Write it as 'ssh://${user}@${host}/${path}'.`,
    });
  }
}
