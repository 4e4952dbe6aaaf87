import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { re2Fault } from '../kernel/re2';

/**
 * How a text of the request is compared: whole, by its beginning, or by a regular expression.
 *
 * Comparison is case-sensitive; only the path can be compared without case (`ignoreUriCase`).
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#StringMatch
 */
export class StringMatch {
  /** The text is exactly this. Istio field `exact`. */
  public static exact(value: string): StringMatch {
    return new StringMatch('exact', value);
  }

  /**
   * The text starts with this. Plain text, no path segments: the path prefix `/foo` also takes `/foobar`. Istio field `prefix`.
   * @param value not empty (MESH0001)
   */
  public static prefix(value: string): StringMatch {
    if (value === '') {
      fail({
        code: CODES.INVALID_ARGUMENT,
        what: 'an empty prefix',
        why: 'every text starts with it, and Istio refuses it',
        fix: 'name the prefix; for "is there at all" use StringMatch.present()',
      });
    }
    return new StringMatch('prefix', value);
  }

  /**
   * The whole text matches this regular expression of RE2: no look-around and no back-references. Istio field `regex`.
   * @param pattern 1 to 1024 bytes (MESH0001)
   */
  public static regex(pattern: string): StringMatch {
    const fault = pattern === '' ? 'it is empty' : re2Fault(pattern);
    if (fault) {
      fail({
        code: CODES.INVALID_ARGUMENT,
        what: `the regular expression ${JSON.stringify(pattern)} is not possible: ${fault}`,
        why: 'Istio compiles it with RE2 and refuses what RE2 cannot read',
        fix: pattern === '*' ? 'write .* for any text, or use StringMatch.present()' : 'write it in the syntax of https://github.com/google/re2/wiki/Syntax',
      });
    }
    return new StringMatch('regex', pattern);
  }

  /** The header or query parameter is there, whatever its value: an empty match, `{}`. For headers, `withoutHeaders` and query parameters only. */
  public static present(): StringMatch {
    return new StringMatch('present', '');
  }

  private constructor(private readonly kind: 'exact' | 'prefix' | 'regex' | 'present', private readonly value: string) {}

  /** @internal */
  public get _isPresent(): boolean {
    return this.kind === 'present';
  }

  /** @internal */
  public get _isPrefix(): boolean {
    return this.kind === 'prefix';
  }

  /**
   * Whether every path matches.
   * @internal
   */
  public get _matchesEveryPath(): boolean {
    return (this.kind === 'prefix' && this.value === '/') || (this.kind === 'regex' && this.value === '.*');
  }

  /** @internal */
  public _render(): object {
    return this.kind === 'present' ? {} : { [this.kind]: this.value };
  }
}
