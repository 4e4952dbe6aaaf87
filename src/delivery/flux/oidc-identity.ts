import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { re2Fault, re2Matches } from '../../kernel/re2';

/** A workflow of GitHub Actions that signs. */
export interface GitHubActionsIdentity {
  /** The repository, `acme/mesh`. */
  readonly repository: string;
  /** The workflow's file in it, `.github/workflows/publish.yaml`. */
  readonly workflow: string;
  /**
   * The reference it runs for: with another one, anybody who can push a branch could sign.
   *
   * @default 'refs/heads/main'
   */
  readonly ref?: string;
}

/**
 * Who must have signed an artifact without a key of its own: the identity in the certificate of Sigstore
 * (`spec.verify.matchOIDCIdentity` of an OCIRepository).
 *
 * @see https://fluxcd.io/flux/components/source/ocirepositories/#keyless-verification
 */
export class OidcIdentity {
  /** A workflow of GitHub Actions, on github.com: one file of one repository, at one reference. */
  public static gitHubActions(props: GitHubActionsIdentity): OidcIdentity {
    const { repository, workflow, ref = 'refs/heads/main' } = props;
    requireForm(repository, /^[A-Za-z0-9-]+\/[A-Za-z0-9._-]+$/, 'a repository', "Write it as 'acme/mesh'.");
    requireForm(workflow, /^\.github\/workflows\/[^/\s]+\.ya?ml$/, "a workflow's file", "Write it as '.github/workflows/publish.yaml'.");
    requireForm(ref, /^refs\/[^\s*]+$/, 'a reference', "Write it as 'refs/heads/main'.");
    return new OidcIdentity(exactly(GITHUB_ACTIONS), exactly(`https://github.com/${repository}/${workflow}@${ref}`));
  }

  /**
   * Any identity, by regular expressions of Go over the certificate's issuer and subject. Both begin with `^` and end with `$`
   * (MESH0806): one without also takes what only contains it. One that also takes what strangers can have is refused too (MESH0806).
   */
  public static matching(issuer: string, subject: string): OidcIdentity {
    requireClosed(issuer, 'issuer');
    requireClosed(subject, 'subject');
    return new OidcIdentity(issuer, subject);
  }

  private constructor(private readonly issuer: string, private readonly subject: string) {}

  /** @internal */
  public get _spec(): object {
    return { issuer: this.issuer, subject: this.subject };
  }
}

/**
 * Issuer of the tokens of GitHub Actions.
 * @internal
 */
export const GITHUB_ACTIONS = 'https://token.actions.githubusercontent.com';

/**
 * A plain text as a regular expression that takes it and nothing else, also where Flux puts its own anchors round it.
 * @internal
 */
export function exactly(text: string): string {
  return `^${literally(text)}$`;
}

/**
 * A plain text inside of a regular expression of Go.
 * @internal
 */
export function literally(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
}

/**
 * Fails unless a text has a form.
 * @internal
 */
export function requireForm(text: string, form: RegExp, what: string, fix: string): void {
  if (!form.test(text)) {
    fail({ code: CODES.INVALID_ARGUMENT, what: `${JSON.stringify(text)} is not ${what}.`, where: 'identity of a workflow', fix });
  }
}

/** Issuers that nobody should trust, and subjects that public issuers give to whoever asks. */
const STRANGERS = [
  'https://issuer.stranger.example',
  'https://issuer.stranger.example.com',
  'https://github.com/a-stranger/anything/.github/workflows/sign.yaml@refs/heads/main',
  'https://github.com/a-stranger/anything/.github/workflows/sign.yml@refs/tags/v1.0.0',
  'https://gitlab.com/a-stranger/anything//.gitlab-ci.yml@refs/heads/main',
  'a.stranger@gmail.com',
  'a.stranger@example.org',
];

/** With an alternative at the top the anchors hold for one side only, so it needs brackets. */
function requireClosed(pattern: string, field: string): void {
  const fault = re2Fault(pattern);
  if (fault !== undefined) {
    fail({
      code: CODES.INVALID_ARGUMENT,
      what: `The regular expression ${JSON.stringify(pattern)} is not possible: ${fault}.`,
      where: `flux.OidcIdentity.matching: ${field}`,
      fix: 'Write it in the syntax of https://github.com/google/re2/wiki/Syntax.',
    });
  }
  const isClosed = /^\^(?:[^]*[^\\])?\$$/.test(pattern) && !hasOpenAlternative(pattern);
  const stranger = isClosed ? STRANGERS.find(text => re2Matches(pattern, text)) : undefined;
  if (!isClosed || stranger !== undefined) {
    fail({
      code: CODES.OPEN_IDENTITY,
      what: `${JSON.stringify(pattern)} takes more than it says${stranger === undefined ? '' : `: a stranger too, such as ${stranger}`}.`,
      where: `flux.OidcIdentity.matching: ${field}`,
      why: 'Sigstore signs for everybody: only the whole text of issuer and subject tells who it was.',
      fix: 'Match the whole text: begin with ^, end with $, put alternatives into brackets, and say more than .* in it, for example \'^https://github\\.com/acme/mesh/.*$\'.',
    });
  }
}

function hasOpenAlternative(pattern: string): boolean {
  let depth = 0;
  let inClass = false;
  for (let i = 0; i < pattern.length; i++) {
    const character = pattern[i];
    if (character === '\\') {
      i++;
    } else if (inClass) {
      inClass = character !== ']';
    } else if (character === '[') {
      inClass = true;
    } else if (character === '(') {
      depth++;
    } else if (character === ')') {
      depth--;
    } else if (character === '|' && depth === 0) {
      return true;
    }
  }
  return false;
}
