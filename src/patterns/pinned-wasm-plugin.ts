import { Construct } from 'constructs';
import { ExtensionMatch } from '../extensions/extension-match';
import { ExtensionPhase } from '../extensions/extension-phase';
import { PinnedImage } from '../extensions/pinned-image';
import { WasmFailStrategy, WasmImagePullPolicy } from '../extensions/wasm-module';
import { WasmPlugin } from '../extensions/wasm-plugin';
import { WasmVariable } from '../extensions/wasm-variable';
import { PolicyTarget } from '../security/policy-target';

/** Props of a pinned WebAssembly plugin. */
export interface PinnedWasmPluginProps {
  /** The image, by its digest. */
  readonly image: PinnedImage;
  /**
   * The proxies that run it: `PolicyTarget.service(gateway)`. A whole namespace or mesh is for `WasmPlugin` itself: a plugin that fails there
   * takes everything with it.
   */
  readonly target: PolicyTarget;
  /**
   * Where in the chain of filters it stands: before authentication, before authorization or before the statistics. Istio field `spec.phase`.
   * @default - at the end, just before the router: after all policies
   */
  readonly phase?: ExtensionPhase;
  /**
   * What happens to requests while the plugin cannot be loaded or fails. Istio field `spec.failStrategy`.
   * @default WasmFailStrategy.FAIL_CLOSE
   */
  readonly failStrategy?: WasmFailStrategy;
  /**
   * Name of the Secret with the credentials of the registry, in the namespace of the target. Istio field `spec.imagePullSecret`.
   * @default - none
   */
  readonly imagePullSecret?: string;
  /**
   * Configuration of the plugin, as it defines it: any JSON object. Istio field `spec.pluginConfig`.
   * @default - none
   */
  readonly pluginConfig?: { [key: string]: any };
  /**
   * Name of the plugin inside of the module (its root id). Istio field `spec.pluginName`.
   * @default - none; some modules need one
   */
  readonly pluginName?: string;
  /**
   * Environment variables of the plugin, by name. Istio field `spec.vmConfig.env`.
   * @default - none
   */
  readonly environmentVariables?: { [name: string]: WasmVariable };
  /**
   * Order among the plugins of one phase, higher first; a whole number of 32 bits. Istio field `spec.priority`.
   * @default 0
   */
  readonly priority?: number;
  /**
   * Traffic that the plugin sees, at least one entry, of which one has to match. Istio field `spec.match`.
   * @default - all traffic of the target
   */
  readonly match?: ExtensionMatch[];
  /**
   * `metadata.name` of the WasmPlugin.
   * @default - the construct ids below the chart in kebab-case
   */
  readonly name?: string;
  /**
   * Namespace of the WasmPlugin.
   * @default - that of the target's service, else that of the chart
   */
  readonly namespace?: string;
}

/**
 * A WebAssembly plugin from a registry, named by digest: every proxy runs the bytes that were reviewed, today and after the next restart.
 *
 * Emits a WasmPlugin. The image is pulled when a proxy has none of that digest; a digest cannot come to mean another one, so pulling always
 * would only cost. Until it is there, requests are refused; with `FAIL_OPEN` they pass without the plugin.
 *
 * Promise: requests to the target pass the plugin of exactly this digest; with `FAIL_CLOSE` and `FAIL_RELOAD` none passes without it.
 */
export class PinnedWasmPlugin extends Construct {
  /** The WasmPlugin. */
  public readonly plugin: WasmPlugin;

  constructor(scope: Construct, id: string, props: PinnedWasmPluginProps) {
    super(scope, id);
    const { image, failStrategy, ...rest } = props;
    this.plugin = new WasmPlugin(this, 'Resource', {
      ...rest,
      url: image.url,
      imagePullPolicy: WasmImagePullPolicy.IF_NOT_PRESENT,
      failStrategy: failStrategy ?? WasmFailStrategy.FAIL_CLOSE,
    });
  }
}
