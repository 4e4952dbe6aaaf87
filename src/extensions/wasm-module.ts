import { pluginUrl } from './plugin-url';
import { WasmVariable } from './wasm-variable';
import { CODES } from '../kernel/codes';
import { fail } from '../kernel/fail';
import { defined } from '../networking/field-checks';

/** What happens to traffic when a module cannot be loaded or fails while running. */
export enum WasmFailStrategy {
  /** Requests are refused, connections are closed. */
  FAIL_CLOSE = 'FAIL_CLOSE',
  /** Traffic passes without the module. **A check that the module makes is then not made.** */
  FAIL_OPEN = 'FAIL_OPEN',
  /** The module is started anew when it failed while running; where that does not help, as `FAIL_CLOSE`. */
  FAIL_RELOAD = 'FAIL_RELOAD',
}

/** When proxies pull an image. */
export enum WasmImagePullPolicy {
  /** When the proxy has no image of that name. */
  IF_NOT_PRESENT = 'IfNotPresent',
  /** Whenever the configuration changes. */
  ALWAYS = 'Always',
}

/** The kind of filter a module is. */
export enum WasmPluginType {
  /** It sees requests. */
  HTTP = 'HTTP',
  /** It sees connections. */
  NETWORK = 'NETWORK',
}

/**
 * A WebAssembly module and its configuration.
 *
 * @see https://istio.io/latest/docs/reference/config/proxy_extensions/wasm-plugin/#WasmPlugin
 */
export interface WasmModule {
  /**
   * Where the module is: an image (`oci://…`, or without scheme), `https://…`, `http://…`, or `file://…` in the proxy's container.
   * Name images by digest: a tag can come to mean another module without any change in Git.
   */
  readonly url: string;
  /**
   * SHA-256 of the module or image, 64 lower-case hexadecimal digits. Proxies refuse another one.
   * @default - not checked, unless the URL has a digest
   */
  readonly sha256?: string;
  /**
   * When the image is pulled.
   * @default - IF_NOT_PRESENT; ALWAYS for the tag `latest`
   */
  readonly imagePullPolicy?: WasmImagePullPolicy;
  /**
   * Name of the Secret with the credentials of the registry, in the namespace of the object; 1–253 characters.
   * @default - none
   */
  readonly imagePullSecret?: string;
  /**
   * The module's own configuration, as it defines it: any JSON object. It is passed on as it is.
   * @default - none
   */
  readonly pluginConfig?: { [key: string]: any };
  /**
   * Name of the plugin inside the module (its root id), 1–256 characters.
   * @default - none; some modules need one
   */
  readonly pluginName?: string;
  /**
   * What happens when the module fails.
   * @default WasmFailStrategy.FAIL_CLOSE
   */
  readonly failStrategy?: WasmFailStrategy;
  /**
   * Whether the module sees requests or connections.
   * @default WasmPluginType.HTTP
   */
  readonly type?: WasmPluginType;
  /**
   * Environment variables of the module by name (1–256 characters), up to 256. Istio field `vmConfig.env[]`.
   * @default - none
   */
  readonly environmentVariables?: { [name: string]: WasmVariable };
}

/** Renders and checks a module; of an object with more props, only those of a module. */
export function renderWasmModule(module: WasmModule, where: string): object {
  requireSize(module.imagePullSecret, 253, `${where}.imagePullSecret`);
  requireSize(module.pluginName, 256, `${where}.pluginName`);
  if (module.sha256 !== undefined && !/^[0-9a-f]{64}$/.test(module.sha256)) {
    fail({
      code: CODES.INVALID_ARGUMENT,
      what: `${JSON.stringify(module.sha256)} is no SHA-256`,
      where: `${where}.sha256`,
      why: 'Istio refuses it',
      fix: 'write the 64 hexadecimal digits in lower case, without "sha256:"',
    });
  }
  return defined({
    url: pluginUrl(module.url, `${where}.url`),
    sha256: module.sha256,
    imagePullPolicy: module.imagePullPolicy,
    imagePullSecret: module.imagePullSecret,
    pluginConfig: module.pluginConfig,
    pluginName: module.pluginName,
    failStrategy: module.failStrategy,
    type: module.type,
    vmConfig: module.environmentVariables && { env: renderVariables(module.environmentVariables, `${where}.vmConfig.env`) },
  });
}

function renderVariables(variables: { readonly [name: string]: WasmVariable }, where: string): object[] {
  const entries = Object.entries(variables);
  if (entries.length > 256) {
    fail({ code: CODES.INVALID_ARGUMENT, what: `${entries.length} environment variables`, where, why: 'Istio takes 256 at most', fix: 'use pluginConfig' });
  }
  return entries.map(([name, value]) => {
    requireSize(name, 256, `${where} name`);
    return { name, ...value._render() };
  });
}

function requireSize(text: string | undefined, longest: number, where: string): void {
  if (text !== undefined && (text === '' || [...text].length > longest)) {
    fail({
      code: CODES.INVALID_ARGUMENT,
      what: text === '' ? 'an empty text' : `a text of ${[...text].length} characters`,
      where,
      why: `Istio takes 1 to ${longest} characters`,
      fix: 'give a text of that length, or leave it out',
    });
  }
}
