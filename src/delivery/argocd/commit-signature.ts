import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';

/** Which commits must be signed. */
export enum SignatureMode {
  /** The one that is synced, or its annotated tag. */
  HEAD = 'head',
  /** All of its history, back to the first commit or a commit that seals what was before. */
  STRICT = 'strict',
}

/**
 * Commits that Argo CD refuses to sync unless one of these keys signed them. Argo CD 3.5 or newer; the public keys are in its keyring
 * (`argocd gpg add`).
 */
export interface CommitSignature {
  /** GnuPG keys: their long id of 16 hexadecimal digits, or the fingerprint of 40. At least one (MESH0002). */
  readonly keys: string[];
  /**
   * Which commits must be signed.
   *
   * @default SignatureMode.HEAD
   */
  readonly mode?: SignatureMode;
}

/**
 * `spec.sourceIntegrity` of a project for its repositories. Fails on ids that are too short to be safe.
 * @internal
 */
export function sourceIntegrity({ keys, mode = SignatureMode.HEAD }: CommitSignature, repositories: readonly string[], where: string): object {
  if (keys.length === 0) {
    fail({ code: CODES.ARGUMENTS_CONFLICT, what: 'No key may sign commits.', where, why: 'Nothing could ever be synced.', fix: 'Name the keys of those who commit.' });
  }
  const wrong = keys.find(key => !/^([0-9A-Fa-f]{16}|[0-9A-Fa-f]{40})$/.test(key));
  if (wrong !== undefined) {
    fail({
      code: CODES.INVALID_ARGUMENT,
      what: `${JSON.stringify(wrong)} is not the id of a GnuPG key.`,
      where,
      fix: 'Give the 16 digits of its long id or the 40 of its fingerprint (gpg --list-keys --keyid-format long); a short id can be forged.',
    });
  }
  return { git: { policies: [{ repos: repositories.map(url => ({ url })), gpg: { mode, keys } }] } };
}
