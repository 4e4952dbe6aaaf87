import { checkedRange } from './git-reference';
import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { re2Fault } from '../../kernel/re2';

/**
 * Which artifact of an OCI repository is delivered (`spec.ref` of an OCIRepository).
 *
 * @see https://fluxcd.io/flux/components/source/ocirepositories/#reference
 */
export class OciReference {
  /** What a tag points at. Flux field `tag`. */
  public static tag(name: string): OciReference {
    return new OciReference({ tag: checked(name, /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/, 'a tag', "Write it like 'production' or '1.4.0'.") });
  }

  /**
   * The tag with the highest version in a range. Flux fields `semver` and `semverFilter`.
   *
   * @param range `>=1.0.0 <2.0.0`, `1.4.x`
   * @param filter regular expression of Go; only tags that match are looked at
   */
  public static semver(range: string, filter?: string): OciReference {
    const fault = filter === undefined ? undefined : re2Fault(filter);
    if (fault !== undefined) {
      fail({
        code: CODES.INVALID_ARGUMENT,
        what: `The regular expression ${JSON.stringify(filter)} is not possible: ${fault}.`,
        where: 'flux.OciReference.semver: filter',
        fix: 'Write it in the syntax of https://github.com/google/re2/wiki/Syntax.',
      });
    }
    return new OciReference({ semver: checkedRange(range), ...filter === undefined ? {} : { semverFilter: filter } });
  }

  /** One artifact. Flux field `digest`. */
  public static digest(digest: string): OciReference {
    return new OciReference({ digest: checked(digest, /^sha256:[0-9a-f]{64}$/, 'a digest', "Write it as 'sha256:' and 64 hexadecimal digits.") });
  }

  private constructor(private readonly fields: object) {}

  /** @internal */
  public get _fields(): object {
    return this.fields;
  }
}

function checked(text: string, pattern: RegExp, what: string, fix: string): string {
  if (!pattern.test(text)) {
    fail({ code: CODES.INVALID_ARGUMENT, what: `${JSON.stringify(text)} is not ${what}.`, where: 'reference of a flux.Source', fix });
  }
  return text;
}
