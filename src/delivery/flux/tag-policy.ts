import { Duration } from 'cdk8s';
import { fluxDuration } from './flux-duration';
import { checkedRange } from './git-reference';
import { CODES } from '../../kernel/codes';
import { fail } from '../../kernel/fail';
import { re2Fault } from '../../kernel/re2';

/** Which of two sorted tags is the newer one. */
export enum TagOrder {
  /** The last one. */
  ASC = 'asc',
  /** The first one. */
  DESC = 'desc',
}

/** Which tags are looked at, and what of them is compared. */
export interface TagFilter {
  /** Regular expression of Go that a tag must match: `^main-[0-9a-f]+-(?P<time>[0-9]+)$`. */
  readonly pattern: string;
  /**
   * What is compared in place of the whole tag: `$time` is the group of that name.
   *
   * @default - the whole tag
   */
  readonly extract?: string;
}

/**
 * Which tag of an image is the newest (`spec.policy` and `spec.filterTags` of an ImagePolicy).
 *
 * @see https://fluxcd.io/flux/components/image/imagepolicies/#policy
 */
export class TagPolicy {
  /** The highest version in a range: `1.4.x`, `>=1.4.0 <2.0.0`. Versions before a release only with `-0`: `>=1.4.0-0`. */
  public static semver(range: string, filter?: TagFilter): TagPolicy {
    return new TagPolicy({ semver: { range: checkedRange(range) } }, filter);
  }

  /** The highest number (with DESC the lowest): builds and times. */
  public static numerical(order: TagOrder, filter?: TagFilter): TagPolicy {
    return new TagPolicy({ numerical: { order } }, filter);
  }

  /** The last in the alphabet (with DESC the first): `RELEASE.2026-05-01`. */
  public static alphabetical(order: TagOrder, filter?: TagFilter): TagPolicy {
    return new TagPolicy({ alphabetical: { order } }, filter);
  }

  private constructor(private readonly policy: object, private readonly filter: TagFilter | undefined) {
    const fault = filter === undefined ? undefined : re2Fault(filter.pattern);
    if (fault !== undefined) {
      fail({
        code: CODES.INVALID_ARGUMENT,
        what: `The regular expression ${JSON.stringify(filter!.pattern)} is not possible: ${fault}.`,
        where: 'flux.TagPolicy: filter',
        fix: 'Write it in the syntax of https://github.com/google/re2/wiki/Syntax.',
      });
    }
  }

  /** @internal */
  public get _fields(): object {
    const { pattern, extract } = this.filter ?? {};
    return {
      ...pattern === undefined ? {} : { filterTags: { pattern, ...extract === undefined ? {} : { extract } } },
      policy: this.policy,
    };
  }
}

/**
 * Whether the digest of an image is written beside its tag (`spec.digestReflectionPolicy` of an ImagePolicy). With it what runs is what was
 * found, also when somebody moves the tag.
 *
 * @see https://fluxcd.io/flux/components/image/imagepolicies/#digest-reflection
 */
export class DigestReflection {
  /** No digest: markers for it are refused. */
  public static never(): DigestReflection {
    return new DigestReflection({ digestReflectionPolicy: 'Never' }, false);
  }

  /** The digest that the tag had when it was found. For tags that never move. */
  public static ifNotPresent(): DigestReflection {
    return new DigestReflection({ digestReflectionPolicy: 'IfNotPresent' }, true);
  }

  /** The digest that the tag has now. For tags that move; asked for in an interval of its own. */
  public static always(interval: Duration): DigestReflection {
    return new DigestReflection({ digestReflectionPolicy: 'Always', interval: fluxDuration(interval, 'flux.DigestReflection.always') }, true);
  }

  private constructor(private readonly fields: object, private readonly reflects: boolean) {}

  /** @internal */
  public get _fields(): object {
    return this.fields;
  }

  /** @internal */
  public get _reflects(): boolean {
    return this.reflects;
  }
}
