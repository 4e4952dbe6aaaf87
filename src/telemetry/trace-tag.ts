import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { defined } from '../networking/field-checks';

/**
 * Where the value of a span's tag comes from. Istio field `spec.tracing[].customTags`.
 *
 * @see https://istio.io/latest/docs/reference/config/telemetry/#Tracing-CustomTag
 */
export class TraceTag {
  /** Always this text; not empty. Istio field `literal.value`. */
  public static literal(value: string): TraceTag {
    return new TraceTag({ literal: { value: required(value, 'a literal tag') } });
  }

  /**
   * An environment variable of the proxy. Istio field `environment`.
   * @param name name of the variable
   * @param defaultValue the value where the variable is not set; without it the tag is left out there
   */
  public static environment(name: string, defaultValue?: string): TraceTag {
    return new TraceTag({ environment: defined({ name: required(name, 'an environment tag'), defaultValue }) });
  }

  /**
   * A header of the request. Istio field `header`.
   * @param name name of the header
   * @param defaultValue the value where the request has no such header; without it the tag is left out there
   */
  public static header(name: string, defaultValue?: string): TraceTag {
    return new TraceTag({ header: defined({ name: required(name, 'a header tag'), defaultValue }) });
  }

  /**
   * A text with Envoy's access log operators: `%REQ(:METHOD)%`. Not empty; the operators are not checked. Since Istio 1.29.
   * Istio field `formatter.value`.
   */
  public static formatter(value: string): TraceTag {
    return new TraceTag({ formatter: { value: required(value, 'a formatter tag') } });
  }

  private constructor(private readonly rendered: object) {}

  /** @internal */
  public _render(): object {
    return this.rendered;
  }
}

function required(text: string, what: string): string {
  if (text === '') {
    fail({ code: CODES.INVALID_ARGUMENT, what: `${what} with an empty text`, why: 'Istio refuses it', fix: 'give the text, or leave the tag out' });
  }
  return text;
}
