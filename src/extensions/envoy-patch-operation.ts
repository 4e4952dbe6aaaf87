import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';

/** Where a filter that is added stands among those that Istio itself puts in. */
export enum EnvoyFilterClass {
  /** After Istio's authentication. */
  AUTHN = 'AUTHN',
  /** After Istio's authorization. */
  AUTHZ = 'AUTHZ',
  /** Before Istio's statistics. */
  STATS = 'STATS',
}

/**
 * What a patch does. Istio fields `patch.operation`, `patch.value` and `patch.filterClass`.
 *
 * **The value is Envoy's, not Istio's**: any JSON object, in the spelling of Envoy's API (`snake_case`, `@type` in every `typed_config`). It is
 * written as it is. Nothing here knows Envoy's types, so a field that Envoy does not know, a wrong type, or a value that an upgrade makes
 * meaningless is found by Istio's webhook or by the proxies, not at synth.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/envoy-filter/#EnvoyFilter-Patch
 */
export class EnvoyPatchOperation {
  /** Merges the value into what is there: maps are merged, lists are appended to. */
  public static merge(value: any): EnvoyPatchOperation {
    return new EnvoyPatchOperation('MERGE', objectOf(value), undefined);
  }

  /**
   * Adds the value to its list: a listener, cluster, virtual host, filter, extension configuration.
   * Without effect on ROUTE_CONFIGURATION and HTTP_ROUTE.
   * @param value the value, as Envoy writes it
   * @param filterClass for filters only: where it stands; without it, at the end of the list
   */
  public static add(value: any, filterClass?: EnvoyFilterClass): EnvoyPatchOperation {
    return new EnvoyPatchOperation('ADD', objectOf(value), filterClass);
  }

  /** Removes what matches. Without effect on ROUTE_CONFIGURATION and HTTP_ROUTE. */
  public static remove(): EnvoyPatchOperation {
    return new EnvoyPatchOperation('REMOVE', undefined, undefined);
  }

  /** Inserts the value before what matches; for filters and routes. Without match it becomes the first. */
  public static insertBefore(value: any): EnvoyPatchOperation {
    return new EnvoyPatchOperation('INSERT_BEFORE', objectOf(value), undefined);
  }

  /** Inserts the value after what matches; for filters and routes. Without match it becomes the last. */
  public static insertAfter(value: any): EnvoyPatchOperation {
    return new EnvoyPatchOperation('INSERT_AFTER', objectOf(value), undefined);
  }

  /** Inserts the value as the first; for filters and routes. */
  public static insertFirst(value: any): EnvoyPatchOperation {
    return new EnvoyPatchOperation('INSERT_FIRST', objectOf(value), undefined);
  }

  /** Replaces the filter that matches; for filters only. Without match nothing happens. */
  public static replace(value: any): EnvoyPatchOperation {
    return new EnvoyPatchOperation('REPLACE', objectOf(value), undefined);
  }

  /** Merges the value into what is there: maps are merged, lists are replaced. Since Istio 1.31. */
  public static mergeAndReplaceList(value: any): EnvoyPatchOperation {
    return new EnvoyPatchOperation('MERGE_AND_REPLACE_LIST', objectOf(value), undefined);
  }

  private constructor(
    private readonly operation: string,
    private readonly value: object | undefined,
    private readonly filterClass: EnvoyFilterClass | undefined,
  ) {}

  /** @internal */
  public _render(): object {
    return {
      operation: this.operation,
      ...(this.filterClass === undefined ? {} : { filterClass: this.filterClass }),
      ...(this.value === undefined ? {} : { value: this.value }),
    };
  }
}

function objectOf(value: any): object {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    fail({
      code: CODES.INVALID_ARGUMENT,
      what: `${JSON.stringify(value)} is no value of a patch`,
      why: 'a patch takes one object of Envoy’s API',
      fix: 'pass the object; for several, write several patches',
    });
  }
  return value;
}
