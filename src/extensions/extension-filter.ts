import { renderWasmModule, WasmModule } from './wasm-module';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';

/**
 * What a TrafficExtension runs: a WebAssembly module, or a script in Lua. Istio fields `spec.wasm` and `spec.lua`.
 *
 * @see https://istio.io/latest/docs/reference/config/proxy_extensions/
 */
export class ExtensionFilter {
  /** A WebAssembly module. Istio field `wasm`. */
  public static wasm(module: WasmModule): ExtensionFilter {
    return new ExtensionFilter(where => ({ wasm: renderWasmModule(module, `${where}.wasm`) }));
  }

  /**
   * A script in Lua with the functions of Envoy's Lua filter (`envoy_on_request`, `envoy_on_response`). Its syntax is not checked.
   * Istio field `lua.inlineCode`.
   * @param inlineCode 1 to 65536 bytes
   */
  public static lua(inlineCode: string): ExtensionFilter {
    const bytes = Buffer.byteLength(inlineCode);
    if (bytes === 0 || bytes > 65536) {
      fail({
        code: CODES.INVALID_ARGUMENT,
        what: `a script of ${bytes} bytes`,
        why: 'Istio takes 1 to 65536 bytes',
        fix: bytes === 0 ? 'pass the script' : 'shorten the script, or use a WebAssembly module',
      });
    }
    return new ExtensionFilter(() => ({ lua: { inlineCode } }));
  }

  private constructor(private readonly render: (where: string) => object) {}

  /** @internal */
  public _render(where: string): object {
    return this.render(where);
  }
}
