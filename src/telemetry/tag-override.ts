import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';

/**
 * What becomes of a tag (a dimension) of a metric. Istio field `spec.metrics[].overrides[].tagOverrides`.
 *
 * @see https://istio.io/latest/docs/reference/config/telemetry/#MetricsOverrides-TagOverride
 */
export class TagOverride {
  /**
   * Adds the tag, or replaces its value. Istio field `operation: UPSERT`.
   * @param expression the value, a CEL expression over Envoy's attributes: `request.host`. A text needs quotes of its own: `'"blue"'`.
   * Not empty; not checked otherwise.
   */
  public static upsert(expression: string): TagOverride {
    if (expression === '') {
      fail({
        code: CODES.INVALID_ARGUMENT,
        what: 'a tag with an empty expression',
        why: 'Istio refuses it',
        fix: 'name the value: TagOverride.upsert("request.host"); to drop the tag use TagOverride.remove()',
      });
    }
    return new TagOverride({ operation: 'UPSERT', value: expression });
  }

  /** Drops the tag. Istio field `operation: REMOVE`. */
  public static remove(): TagOverride {
    return new TagOverride({ operation: 'REMOVE' });
  }

  private constructor(private readonly rendered: object) {}

  /** @internal */
  public _render(): object {
    return this.rendered;
  }
}

/** The entries of a map by tag; no tag is without name. */
export function requireTagNames<T>(tags: { readonly [name: string]: T }, where: string): [string, T][] {
  if (Object.hasOwn(tags, '')) {
    fail({ code: CODES.INVALID_ARGUMENT, what: 'a tag without name', where, why: 'Istio drops it', fix: 'name the tag' });
  }
  return Object.entries(tags);
}
