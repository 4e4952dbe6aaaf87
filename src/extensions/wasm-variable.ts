import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';

/**
 * Value of an environment variable of a WebAssembly machine. Istio field `vmConfig.env[]`.
 *
 * @see https://istio.io/latest/docs/reference/config/proxy_extensions/wasm-plugin/#EnvVar
 */
export class WasmVariable {
  /**
   * This text. Istio fields `value` and `valueFrom: INLINE`.
   * @param value up to 2048 characters
   */
  public static inline(value: string): WasmVariable {
    const length = [...value].length;
    if (length > 2048) {
      fail({ code: CODES.INVALID_ARGUMENT, what: `a variable with ${length} characters`, why: 'Istio takes 2048 at most', fix: 'pass long values in pluginConfig' });
    }
    return new WasmVariable({ value, valueFrom: 'INLINE' });
  }

  /** What the variable of that name is in the proxy's own environment. Istio field `valueFrom: HOST`. */
  public static fromHost(): WasmVariable {
    return new WasmVariable({ valueFrom: 'HOST' });
  }

  private constructor(private readonly rendered: object) {}

  /** @internal */
  public _render(): object {
    return this.rendered;
  }
}
