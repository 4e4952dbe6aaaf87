import { WasmFailStrategy, WasmImagePullPolicy, WasmModule, WasmPluginType, WasmVariable } from '../../../src/extensions';

/** Three modules that together reach every place and value of a module. */
export const WASM_MODULES: WasmModule[] = [
  {
    url: `oci://registry.example.com/plugins/auth@sha256:${'a'.repeat(64)}`,
    sha256: 'a'.repeat(64),
    imagePullPolicy: WasmImagePullPolicy.IF_NOT_PRESENT,
    imagePullSecret: 'registry',
    pluginConfig: { realm: 'shop', nested: { list: [1, true, null], empty: {} } },
    pluginName: 'auth',
    failStrategy: WasmFailStrategy.FAIL_CLOSE,
    type: WasmPluginType.HTTP,
    environmentVariables: { REALM: WasmVariable.inline('shop'), EMPTY: WasmVariable.inline(''), ZONE: WasmVariable.fromHost() },
  },
  {
    url: 'https://example.com/filter.wasm',
    imagePullPolicy: WasmImagePullPolicy.ALWAYS,
    failStrategy: WasmFailStrategy.FAIL_OPEN,
    type: WasmPluginType.NETWORK,
  },
  { url: 'file:///opt/filter.wasm', failStrategy: WasmFailStrategy.FAIL_RELOAD },
];
