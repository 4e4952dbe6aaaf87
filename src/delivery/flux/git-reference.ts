import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';

/**
 * Which commit of a Git repository is delivered (`spec.ref` of a GitRepository).
 *
 * @see https://fluxcd.io/flux/components/source/gitrepositories/#reference
 */
export class GitReference {
  /** The newest commit of a branch. Flux field `branch`. */
  public static branch(name: string): GitReference {
    return new GitReference({ branch: name });
  }

  /** The commit of one tag. Flux field `tag`. */
  public static tag(name: string): GitReference {
    return new GitReference({ tag: checked(name, /^[^\s~^:?*[\\\x00-\x1f]+$/, 'a tag', "Give the tag's name without refs/tags/, for example 'v1.4.0'.") });
  }

  /** The tag with the highest version in a range: `>=1.0.0 <2.0.0`, `1.4.x`. Flux field `semver`. */
  public static semver(range: string): GitReference {
    return new GitReference({ semver: checkedRange(range) });
  }

  /**
   * One commit. Flux field `commit`.
   *
   * @param sha its full hash: 40 or 64 hexadecimal digits (MESH0001)
   */
  public static commit(sha: string): GitReference {
    return new GitReference({ commit: checked(sha, /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/, 'the full hash of a commit', 'Give all 40 (or 64) hexadecimal digits.') });
  }

  /** Any reference, by its full name: `refs/pull/42/head`. Flux field `name`. */
  public static named(name: string): GitReference {
    return new GitReference({ name: checked(name, /^refs\/[^\s~^:?*[\\\x00-\x1f]+$/, 'the full name of a reference', "Begin it with refs/, for example 'refs/pull/42/head'.") });
  }

  private constructor(private readonly fields: ReferenceFields) {}

  /** @internal */
  public get _fields(): ReferenceFields {
    return this.fields;
  }
}

/**
 * `spec.ref` of a GitRepository: one of them.
 * @internal
 */
export interface ReferenceFields {
  readonly branch?: string;
  readonly tag?: string;
  readonly semver?: string;
  readonly commit?: string;
  readonly name?: string;
}

/**
 * A range of versions as Flux reads it. Its grammar is that of Masterminds/semver, of which only the characters are checked.
 * @internal
 */
export function checkedRange(range: string): string {
  return checked(range, /^(?=.*[0-9xX*])[\sA-Za-z0-9.*<>=!~^|,+-]+$/, 'a range of versions', "Write it like '>=1.0.0 <2.0.0' or '1.4.x'.");
}

function checked(text: string, pattern: RegExp, what: string, fix: string): string {
  if (!pattern.test(text)) {
    fail({ code: CODES.INVALID_ARGUMENT, what: `${JSON.stringify(text)} is not ${what}.`, where: 'reference of a flux.Source', fix });
  }
  return text;
}
